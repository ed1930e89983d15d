"""Many files to extractions, in the order given, in one process or several; a bad file is one refusal among results."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from app.extraction.model import Extraction
from app.reading import Found, Metadata, UnreadableDocument, processes, read
from app.reading.extracting import extract_from

__all__ = ["Outcome", "Read", "Refused", "read_all"]

#: Files handed out ahead for each process: enough to keep it busy, few enough to keep memory flat.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read and extracted from."""

    found: Found
    metadata: Metadata
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Refused:
    """A file from which nothing was taken."""

    found: Found
    reason: str


Outcome = Read | Refused


def read_all(files: Iterable[Found], jobs: int = 1) -> Iterator[Outcome]:
    """One outcome a file, in order; at most a few files for each of `jobs` processes are in memory at once."""
    return map(read_one, files) if jobs == 1 else _in_processes(files, jobs)


def read_one(found: Found) -> Outcome:
    try:
        source = read(found)
    except UnreadableDocument as error:
        return Refused(found, error.reason)
    try:
        return Read(found, source.metadata, extract_from(source))
    except Exception as error:  # a fault of ours in one document must not cost the others
        return Refused(found, f"extraction failed, please report it: {type(error).__name__}: {error}")


def _in_processes(files: Iterable[Found], jobs: int) -> Iterator[Outcome]:
    waiting: deque[tuple[Found, Future[Outcome]]] = deque()
    pool = _pool(jobs)
    try:
        for found in files:
            try:
                future = pool.submit(read_one, found)
            except BrokenProcessPool:
                pool = _pool(jobs)
                future = pool.submit(read_one, found)
            waiting.append((found, future))
            if len(waiting) > jobs * _AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=processes.context())


def _result(found: Found, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return _alone(found)


def _alone(found: Found) -> Outcome:
    """A process died and took its neighbours' work along: only a process to itself shows whose fault it was."""
    with _pool(1) as pool:
        try:
            return pool.submit(read_one, found).result()
        except BrokenProcessPool:
            return Refused(found, "the process that read it died, out of memory perhaps")
