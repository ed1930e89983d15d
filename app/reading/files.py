"""Paths to documents: which files a path means, and reading one of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.reading.formats import MEDIA_TYPES, read_bytes
from app.reading.sidecar import beside
from app.reading.source import Source, UnreadableDocument

__all__ = ["MAX_BYTES", "Found", "find", "read"]

#: Far beyond any treaty; what is larger is no document but an archive or an accident.
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, under the name that it has for the user."""

    path: Path
    name: str
    """The file's name, with its folders inside the folder that was given: `treaty.txt`, `2024/treaty.txt`."""


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """The documents that `paths` mean, each once: a file itself, a folder's documents by suffix, in order of name.

    A path that does not exist is among them: reading it says so. `-` is the standard input.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _inside(path) if path.is_dir() else (Found(path, path.name),):
            if (resolved := found.path.resolve()) not in seen:
                seen.add(resolved)
                yield found


def _inside(folder: Path) -> Iterator[Found]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if path.suffix.lower() in MEDIA_TYPES and not name.startswith("."):
                yield Found(path, path.relative_to(folder).as_posix())


def read(found: Found) -> Source:
    """The document. Raises `UnreadableDocument` with a reason for the user."""
    if str(found.path) == "-":
        return read_bytes(_limited(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"), "standard input")
    try:
        with found.path.open("rb") as file:
            data = _limited(file.read(MAX_BYTES + 1), found.name)
    except OSError as error:
        raise UnreadableDocument(found.name, _reason(error)) from error
    source = read_bytes(data, found.name)
    metadata = beside(found.path, source.metadata)
    return Source(source.name, source.text, source.media_type, metadata)


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(name, f"it is larger than {MAX_BYTES // (1024 * 1024)} MiB")
    return data


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read by this user"
    return (error.strerror or str(error)).lower()
