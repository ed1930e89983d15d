"""`python -m tests.judges`: every judge, what it says against us, and status 1 where there is anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
JUDGES = ROOT / ".venv" / "judges" / "bin"
SPECTRAL = "@stoplight/spectral-cli@6.16.3"
DOCUMENTS = ROOT / "tests" / "corpus" / "round-8"

Judge = Callable[[str, Path], list[str] | None]
"""From the address of the service and a folder of its own to what it found; None: it cannot be asked here."""


def _run(*command: str | Path, **arguments: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **arguments)


def spectral(service: str, folder: Path) -> list[str] | None:
    """No error and no warning of the ruleset `spectral:oas`."""
    if not shutil.which("npx"):
        return None
    rules, specification = folder / "rules.yaml", folder / "openapi.json"
    rules.write_text('extends: ["spectral:oas"]\n')
    specification.write_bytes(urlopen(f"{service}/openapi.json").read())
    if _run("npx", "--yes", SPECTRAL, "--version").returncode:
        return None
    done = _run("npx", "--yes", SPECTRAL, "lint", specification, "--ruleset", rules, "--fail-severity", "warn", "-q")
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def redbot(service: str, _: Path) -> list[str] | None:
    """No note of the level `bad`."""
    [document, *_] = json.load(urlopen(f"{service}/v1/documents?limit=1"))["data"]
    addresses = [
        "/v1/facts",
        "/v1/agreements?limit=2&include=evidence",
        "/v1/facts/ua-us-2024.training.us",
        f"/v1/documents/{document['id']}/text",
        f"/v1/documents/{document['id']}/annotations",
        "/v1/facts?format=csv",
        "/v1/facts?format=parquet",
        "/v1/categories?format=jsonld",
        "/v1/catalog",
        "/v1/facts?category=traning",
        "/v1/facts/nothing",
        "/",
        "/openapi.json",
    ]
    return [f"{address}: {note}" for address in addresses for note in _bad_notes(service, address)]


def _bad_notes(service: str, address: str) -> list[str]:
    done = _run(JUDGES / "redbot", "-o", "har", f"{service}{address}")
    try:
        entries = json.loads(done.stdout)["log"]["entries"]
    except (ValueError, KeyError):
        return [f"REDbot could not read it: {(done.stderr or done.stdout)[-300:]}"]
    notes = [note for entry in entries for note in entry.get("_red_messages", ())]
    if not notes:
        return ["REDbot has no notes at all, which it always has"]
    return [note["summary"] for note in notes if note["level"] == "BAD"]


#: Texts, papers and pictures: the generator makes no bodies of them, says so, and leaves them out.
_LEFT_OUT = ("text/", "application/pdf", "application/vnd.openxmlformats", "image/")


def generated_client(service: str, folder: Path) -> list[str] | None:
    """It can be made, mypy passes on it, and it reads a list to its end."""
    config = folder / "config.json"
    config.write_text(json.dumps({"project_name_override": "agreement-facts-client"}))
    made = folder / "made"
    done = _run(
        JUDGES / "openapi-python-client", "generate", "--url", f"{service}/openapi.json", "--config", config,
        "--output-path", made, "--meta", "setup", env=os.environ | {"PATH": f"{JUDGES}:{os.environ['PATH']}"},
    )  # fmt: skip
    said = done.stdout + done.stderr
    kinds = re.findall(r"nsupported content[ _]type ([^\s)]+)", said)
    if done.returncode or said.count("WARNING") != sum(kind.startswith(_LEFT_OUT) for kind in kinds):
        return said.splitlines()
    script = Path(shutil.copy(Path(__file__).with_name("generated_client.py"), made))
    checked = _run(JUDGES / "mypy", "agreement_facts_client", script.name, cwd=made)
    if checked.returncode:
        return (checked.stdout + checked.stderr).splitlines()
    read = _run(JUDGES / "python", script.name, service, cwd=made)
    if read.returncode:
        return read.stderr.splitlines()
    seen = json.loads(read.stdout)
    lines = urlopen(f"{service}/v1/facts?format=ndjson&fields=id").read().decode().splitlines()
    wanted = [json.loads(line)["id"] for line in lines]
    right = seen == {"ids": wanted, "totals": [len(wanted)]} and len(wanted) > 7
    return [] if right else [f"it read {seen}, and there are {wanted}"]


@contextmanager
def _service(folder: Path) -> Iterator[str]:
    """A server of ours over the seed and the documents of one round."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"AGREEMENT_FACTS_DATABASE_URL": f"sqlite:///{folder}/judges.db"}
    command = [sys.executable, "-c", "from app.cli.main import main; main()"]
    for arguments in (["load", str(ROOT / "seed")], ["load", str(DOCUMENTS)]):
        subprocess.run([*command, *arguments], env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/readyz", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the service ended before it was ready")
        try:
            urlopen(address).read()
            return
        except URLError:
            time.sleep(0.2)
    raise SystemExit("the service was not ready within a minute")


def main() -> int:
    judges: dict[str, Judge] = {"Spectral": spectral, "REDbot": redbot, "a generated client": generated_client}
    failed = False
    with tempfile.TemporaryDirectory() as folder, _service(Path(folder)) as service:
        for name, judge in judges.items():
            own = Path(folder) / name.replace(" ", "-")
            own.mkdir()
            found = judge(service, own)
            failed |= bool(found)
            print(f"{name}: {'not asked, npm cannot bring it here' if found is None else found or 'nothing to say'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
