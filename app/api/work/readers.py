"""Processes beside the service that read documents: whatever a document does to its reader, the service answers on.

A thread would not do: extraction keeps the interpreter busy, and one that hangs cannot be ended. A process starts when
the first document comes and stays for the next ones; one that takes too long is ended, one that dies is replaced.
"""

from __future__ import annotations

import asyncio
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from app.reading import processes

__all__ = ["Busy", "ReaderDied", "ReaderFailed", "Readers", "TooLong"]

_P = ParamSpec("_P")
_T = TypeVar("_T")
#: What a process may take of memory; reading the largest document takes a fraction.
_MEMORY_BYTES = 4 * 1024**3
#: Starting a process and reading the vocabulary, which are not the document's fault, on a machine that has other work.
_START_SECONDS = 60


class Busy(Exception):
    """All processes are at work, and enough callers wait."""


class TooLong(Exception):
    """The document took longer to read than a document may."""


class ReaderDied(Exception):
    """The process died with the document; the message says how."""


class ReaderFailed(Exception):
    """A fault of ours; the message is where."""


class Readers:
    """Up to `processes` at work at once, started when needed."""

    def __init__(self, processes: int, *, waiting: int, patience: float, seconds: float) -> None:
        """`waiting`: how many callers may wait for their turn, `patience`: for how many seconds; `seconds`: for a
        document."""
        self._most = processes + waiting
        self._patience = patience
        self._seconds = seconds
        self._processes = processes
        self._threads = ThreadPoolExecutor(processes, "reader")
        """Each waits for one process, and so there are never more of these."""
        self._idle: SimpleQueue[_Reader] = SimpleQueue()
        self._alive: set[_Reader] = set()
        self._taken = 0
        self._lock = Lock()

    async def run(self, function: Callable[_P, _T], /, *arguments: _P.args, **keywords: _P.kwargs) -> _T:
        """What `function` returns or raises there; it, what it is given and what it returns must pickle. Raises `Busy`,
        `TooLong`, `ReaderDied`, `ReaderFailed`."""
        with self._lock:
            if self._taken >= self._most:
                raise Busy
            self._taken += 1
            task = (function, arguments, keywords)
            future = self._threads.submit(self._ask, monotonic() + self._patience, task)
        future.add_done_callback(self._release)
        answer: _T = await asyncio.wrap_future(future)
        return answer

    def close(self) -> None:
        """End every process, whatever it does; who comes after that starts new ones."""
        with self._lock:
            threads, self._threads = self._threads, ThreadPoolExecutor(self._processes, "reader")
            alive, self._alive = self._alive, set()
            self._idle = SimpleQueue()
        threads.shutdown(wait=False, cancel_futures=True)
        for reader in alive:
            # Its connection is left to the thread that may be waiting at it.
            reader.process.kill()
            reader.process.join(1)

    def _release(self, _: Future[Any]) -> None:
        with self._lock:
            self._taken -= 1

    def _ask(self, patience_ends: float, task: Any) -> Any:
        if monotonic() > patience_ends:
            raise Busy
        reader = self._reader()
        try:
            succeeded, outcome = reader.ask(task, self._seconds)
        except BaseException:
            with self._lock:
                self._alive.discard(reader)
            reader.end()
            raise
        self._idle.put(reader)
        if succeeded:
            return outcome
        raise outcome

    def _reader(self) -> _Reader:
        with suppress(Empty):
            while True:
                if (reader := self._idle.get_nowait()).process.is_alive():
                    return reader
        reader = _Reader.start()
        with self._lock:
            self._alive.add(reader)
        return reader


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    process: BaseProcess
    connection: Connection

    @classmethod
    def start(cls) -> _Reader:
        context = processes.context()
        ours, theirs = context.Pipe()
        # A daemon ends with us; if we are killed, its connection breaks, and it ends too.
        process = context.Process(target=_work, args=(theirs,), name="reader", daemon=True)
        process.start()
        theirs.close()
        reader = cls(process, ours)
        try:
            reader._receive(_START_SECONDS)
        except (TooLong, ReaderDied) as error:
            reader.end()
            raise ReaderFailed("a process that reads documents could not be started") from error
        return reader

    def ask(self, task: Any, seconds: float) -> tuple[bool, Any]:
        self.connection.send(task)
        answer: tuple[bool, Any] = self._receive(seconds)
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.join(1)
        self.connection.close()

    def _receive(self, seconds: float) -> Any:
        try:
            if not self.connection.poll(seconds):
                raise TooLong
            return self.connection.recv()
        except (EOFError, OSError) as error:
            self.process.join(1)
            raise ReaderDied(f"its process died with status {self.process.exitcode}") from error


def _work(connection: Connection) -> None:
    """The life of a process: ready, then one task after the other until the connection ends."""
    # An interrupt at the terminal reaches every process; ending is up to the service.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory()
    _warm_up()
    connection.send("ready")
    with suppress(EOFError):
        while True:
            function, arguments, keywords = connection.recv()
            connection.send(_outcome(function, arguments, keywords))


def _outcome(function: Callable[..., Any], arguments: Any, keywords: Any) -> tuple[bool, Any]:
    try:
        return True, function(*arguments, **keywords)
    except ValueError as error:  # what functions say of the documents that they are given
        return False, error
    except Exception:
        return False, ReaderFailed(traceback.format_exc())


def _bound_memory() -> None:
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = _MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(_MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _warm_up() -> None:
    """The vocabulary is read with the first sentence: the first caller need not wait for it."""
    from app.extraction import extract

    extract("France will train the Ukrainian armed forces under the security agreement signed on 16 February 2024.")
