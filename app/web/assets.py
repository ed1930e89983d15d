"""Style sheet, script and pictures: files of this package whose address changes with their content."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.problems import NotFound
from app.database.likeness import nearest

router = APIRouter(include_in_schema=False)
#: What has a content in its address never changes there.
_FOREVER = "public, max-age=31536000, immutable"


@router.get("/static/{name}")
def get_asset(request: Request, name: str) -> Response:
    known = dict(_files().values())
    if name not in known:
        raise NotFound("file", name, nearest(name, tuple(known)))
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff"}
    return Response(known[name], media_type=kind, headers=headers)


def address(name: str) -> str:
    """`/static/style.3f2a9c1b.css` for `style.css`."""
    return f"/static/{file(name)[0]}"


def file(name: str) -> tuple[str, bytes]:
    """Its name with a mark of the content, and the content."""
    return _files()[name]


@cache
def _files() -> dict[str, tuple[str, bytes]]:
    """Name to its name with a mark of the content, and the content."""
    return dict(_versioned())


def _versioned() -> Iterator[tuple[str, tuple[str, bytes]]]:
    for file in (files(__package__) / "static").iterdir():
        content = file.read_bytes()
        stem, _, ending = file.name.rpartition(".")
        yield file.name, (f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content)


@cache
def fingerprint() -> str:
    """A mark of every template and file: where one changes, pages are other representations of the same data."""
    digest = hashlib.sha256()
    for folder in ("templates", "static"):
        for file in sorted((files(__package__) / folder).iterdir(), key=lambda found: found.name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
