"""From a question to the bytes of its answer: one state of the data, its validators, 304 where nothing changed."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, Engine
from starlette.responses import Response

from app.database import brief
from app.database.engine import Version, reading, version
from app.database.rows import dump
from app.database.snapshots import Snapshots
from app.settings import Settings

JSON = "application/json"
#: Smaller answers gain nothing from compression.
_WORTH_COMPRESSING = 1024
_COMPRESSION_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Body:
    content: bytes | Callable[[], bytes]
    """What makes it, where that takes long: it is called when the connection is given back."""
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def answer(
    request: Request,
    make: Callable[[Connection, Version], Body],
    form: str = "json",
    as_of: date | None = None,
) -> Response:
    """What `make` says of one state of the data, with the validators of that state; `form`: which representation."""
    engine: Engine = request.app.state.engine
    compressed = takes_gzip(request)
    with reading(engine) as connection:
        state = version(connection)
        headers = validators(request, state, form, compressed=compressed)
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        with as_known(request, connection, state, as_of) as known:
            body = make(known, state)
    headers |= body.headers
    if isinstance(body.content, bytes):
        content = body.content
    else:
        brief.refuse()
        content = body.content()
    if compressed and len(content) >= _WORTH_COMPRESSING:
        # Without a time in its header: the same answer is the same bytes, as a strong validator promises.
        content = gzip.compress(content, compresslevel=_COMPRESSION_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=body.media_type)


def as_known(
    request: Request, connection: Connection, state: Version, day: date | None
) -> AbstractContextManager[Connection]:
    """The connection to ask: to this state of the data or, where a day is given, to what of it was known then."""
    if day is None:
        return nullcontext(connection)
    brief.refuse()
    snapshots: Snapshots = request.app.state.snapshots
    return snapshots.reading(connection, state, day)


def release(version_: str, settings: Settings) -> str:
    """A mark of what shapes answers beside the data: another release or setting is another representation."""
    shaping = settings.model_dump_json(exclude={"database_url", "cache_megabytes"})
    return hashlib.sha256(f"{version_} {shaping}".encode()).hexdigest()[:8]


def validators(request: Request, state: Version, form: str, *, compressed: bool) -> dict[str, str]:
    """`ETag` is of the sequence and of the time it was raised: an emptied and refilled database counts anew."""
    request.state.made_of = state
    named, modified = _of_state(state)
    mark = f"{named}-{request.app.state.release}-{form}{'-gzip' if compressed else ''}"
    return {
        "ETag": f'"{mark}"',
        "Last-Modified": modified,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
    }


@lru_cache
def _of_state(state: Version) -> tuple[str, str]:
    """What a tag says of it, and when it was made, as HTTP writes a time."""
    changed = state.changed_at
    return f"{state.number:x}-{int(changed.timestamp()):x}", format_datetime(changed, usegmt=True)


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller holds this answer."""
    return names(request.headers.get("if-none-match", ""), tag)


def names(header: str, tag: str) -> bool:
    """Whether an `If-None-Match` names the tag; weak comparison, as RFC 9110 wants it."""
    return tag in (each.strip().removeprefix("W/") for each in header.split(","))


def takes_gzip(request: Request) -> bool:
    """Whether `Accept-Encoding` names gzip with a weight above zero."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A stream compressed as it passes."""
    compressor = zlib.compressobj(_COMPRESSION_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for chunk in chunks:
        if compressed := compressor.compress(chunk):
            yield compressed
    yield compressor.flush()


def is_head(request: Request) -> bool:
    """Whether nobody will see the body (`protocol.HeadAsGet`)."""
    return bool(request.scope.get("head"))


def base_url(request: Request) -> str:
    """The address of the service as its callers see it, without a slash at the end."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url)).rstrip("/")


def encode(value: Any) -> bytes:
    """Compact JSON."""
    return dump(value).encode()
