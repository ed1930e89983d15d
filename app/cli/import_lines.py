"""The lines of a file that is imported, in their order; those that are none are named and counted."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, cast

import typer

from app.cli.printing import complain
from app.database.documents import Document
from app.database.transfer import Event
from app.reading.lines import BadLine, DocumentLine, EventLine, read_header, read_line

__all__ = ["Lines", "opened_lines"]

_GZIP = b"\x1f\x8b"


class Lines:
    """Documents first, then events."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        """Ends the command where the file is no export."""
        self._path = path
        self._file = file
        self.number = 0
        self.waiting: deque[int] = deque()
        """The numbers of the lines of documents that were handed on, for who stores them to take."""
        self.refused = 0
        self._is_whole = True
        self._event: EventLine | None = None
        try:
            self.header = read_header(next(self._raw(), b""))
        except BadLine as error:
            complain(f"{path}: line 1 {error}")
            raise typer.Exit(1) from error

    @property
    def is_bad(self) -> bool:
        return self.refused > 0 or not self._is_whole

    def documents(self) -> Iterator[Document]:
        """Up to the first line that is none."""
        for raw in self._raw():
            try:
                read = read_line(raw)
            except BadLine as error:
                self.refuse(self.number, str(error))
                continue
            if isinstance(read, EventLine):
                self._event = read
                return
            self.waiting.append(self.number)
            yield Document.of(read.extraction, read.source_url, read.publisher)

    def events(self) -> Iterator[tuple[Event, Mapping[str, Any]]]:
        """Raises `BadLine`."""
        if self._event is not None:
            yield self._event.kind, self._event.said
        for raw in self._raw():
            read = read_line(raw)
            if isinstance(read, DocumentLine):
                raise BadLine("is a document after the history: documents come first")
            yield read.kind, read.said
        self._check_length()

    def refuse(self, number: int, reason: str) -> None:
        self.refused += 1
        complain(f"{self._path}: line {number}: {reason}")

    def _check_length(self) -> None:
        """Raises `BadLine` where there are fewer or more lines than the header says."""
        told = self.header
        if "documents" in told:
            lines = 1 + told["documents"] + told.get("retired", 0) + told.get("changes", 0)
            if self.number != lines or not self._is_whole:
                raise BadLine(f"is the last one, and the header tells of {lines:,} lines")

    def _raw(self) -> Iterator[bytes]:
        try:
            for raw in self._file:
                self.number += 1
                yield raw
        except (EOFError, OSError, zlib.error) as error:
            self._is_whole = False
            complain(f"{self._path}: breaks off after line {self.number}: {error}")


@contextmanager
def opened_lines(path: Path) -> Iterator[Lines]:
    """Of a file, or of the standard input (`-`), plain or compressed; ends the command where there are none."""
    try:
        file = sys.stdin.buffer if str(path) == "-" else path.open("rb", buffering=0)
    except OSError as error:
        complain(f"{path}: {error.strerror}")
        raise typer.Exit(1) from error
    with file, BufferedReader(cast(RawIOBase, file)) as buffered:
        if buffered.peek(len(_GZIP)).startswith(_GZIP):
            with gzip.open(buffered) as unpacked:
                yield Lines(path, cast(IO[bytes], unpacked))
        else:
            yield Lines(path, buffered)
