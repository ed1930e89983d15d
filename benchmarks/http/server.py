"""A service as one process on one core, and the load on the other one."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

_SERVER_CORE, _LOAD_CORE = "0", "1"
_CONNECTIONS = 32
_SCRIPT = Path(__file__).parent / "requests.lua"
_STARTS_WITHIN = 600
"""Seconds; ROAPI reads the whole table first."""


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Load(NamedTuple):
    per_second: float
    """Of the processor's time that the service took: what it answers in a second where it has its core for itself."""
    requests: int


def missing() -> str | None:
    """What must be installed first, if anything."""
    for command in ("wrk", "taskset"):
        if shutil.which(command) is None:
            return f"{command} is not installed: on Debian `apt install {'wrk' if command == 'wrk' else 'util-linux'}`"
    if len(os.sched_getaffinity(0)) < 2:
        return "needs two cores: one for the service, one for the load"
    return None


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]
    database: int | None = None
    """The process of a database server that works for it."""

    def open(self, request: Request) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(request.method, request.path, request.body or None, dict(request.headers))
        return connection.getresponse()

    def ask(self, request: Request) -> bytes:
        answer = self.open(request)
        content = answer.read()
        if answer.status not in (200, 304):
            raise RuntimeError(f"{request.path}: {answer.status} {content[:500]!r}")
        return content

    def load(self, requests: Sequence[Request], seconds: int) -> Load:
        """As many of the requests as it answers, in their order, again from the first after the last."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "requests.txt"
            path.write_text("".join(f"{r.method}\t{r.path}\t{r.body}\n" for r in requests), "utf-8")
            headers = [part for item in requests[0].headers.items() for part in ("-H", ": ".join(item))]
            command = ["taskset", "-c", _LOAD_CORE, "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout"]
            command += ["30s", *headers, "-s", str(_SCRIPT), f"http://127.0.0.1:{self.port}", "--", str(path)]
            before = self.processor_seconds()
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            took = self.processor_seconds() - before
        if failed := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
            raise RuntimeError(f"{requests[0].path}: {failed[0]}")
        number = re.search(r"(\d+) requests in", said)
        assert number, said
        return Load(int(number[1]) / took, int(number[1]))

    def processor_seconds(self) -> float:
        """That all threads of the process took so far, and all processes of its database server."""
        ticks = sum(_spent(self.process.pid)[:2])
        if self.database is not None:
            ticks += sum(_spent(self.database))
            ticks += sum(sum(_spent(child)) for child in _children(self.database))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes that the process holds now."""
        return self._status("VmRSS")

    def most_memory(self) -> int:
        """Bytes that it held at most since `forget_memory`."""
        return self._status("VmHWM")

    def forget_memory(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _status(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(rf"{name}:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024


def _spent(process: int) -> list[int]:
    """Ticks: its own, for it in the kernel, and both of its ended children."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return []
    return [int(ticks) for ticks in told[11:15]]


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, ready: Request, environment: Mapping[str, str], database: int | None = None
) -> Iterator[Server]:
    """The service, once it answers; stopped at the end."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            ["taskset", "-c", _SERVER_CORE, *command], stdout=log, stderr=log, env={**os.environ, **environment}
        )
        server = Server(port, process, database)
        try:
            _wait(server, ready)
            yield server
        except Exception:
            log.seek(0)
            print(log.read()[-3000:].decode(errors="replace"))
            raise
        finally:
            process.terminate()
            process.wait()


def _wait(server: Server, ready: Request) -> None:
    started = time.monotonic()
    while time.monotonic() - started < _STARTS_WITHIN and server.process.poll() is None:
        with suppress(OSError):
            server.ask(ready)
            return
        time.sleep(0.1)
    raise RuntimeError("the service did not start")
