"""From a question to the bytes of its answer: one state of the data, its validators, 304 where nothing changed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, Engine
from starlette.responses import Response

from app.api import representations
from app.api.filters import Paging
from app.api.problems import InvalidCursor, NotFound, ParameterError, UnknownValues
from app.database import query
from app.database.cursors import BadCursor
from app.database.engine import Version, reading, version
from app.database.filters import Condition, Filters
from app.database.query import Collection, Page
from app.database.words import Resource, describe
from app.settings import Settings

JSON = "application/json"
#: Smaller answers gain nothing from compression.
_WORTH_COMPRESSING = 1024


@dataclass(frozen=True, slots=True)
class Body:
    content: bytes
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def answer(request: Request, make: Callable[[Connection, Version], Body]) -> Response:
    """What `make` says of one state of the data, with the validators of that state."""
    engine: Engine = request.app.state.engine
    compressed = _takes_gzip(request)
    with reading(engine) as connection:
        state = version(connection)
        headers = {
            "ETag": _etag(state, compressed),
            "Last-Modified": format_datetime(state.changed_at, usegmt=True),
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
        }
        if headers["ETag"] in _known_tags(request):
            return Response(status_code=304, headers=headers)
        body = make(connection, state)
    headers |= body.headers
    content = body.content
    if compressed and len(content) >= _WORTH_COMPRESSING:
        # Without a time in its header: the same answer is the same bytes, as a strong validator promises.
        content = gzip.compress(content, compresslevel=5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=body.media_type)


def _etag(state: Version, compressed: bool) -> str:
    """Of the sequence and of the time it was raised: an emptied and refilled database counts anew."""
    return f'"{state.number:x}-{int(state.changed_at.timestamp()):x}{"-gzip" if compressed else ""}"'


def _known_tags(request: Request) -> list[str]:
    """The tags that the caller holds; weak comparison, as RFC 9110 wants for `If-None-Match`."""
    header = request.headers.get("if-none-match", "")
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def _takes_gzip(request: Request) -> bool:
    """Whether `Accept-Encoding` names gzip with a weight above zero."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def encode(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def page(connection: Connection, collection: Collection, filters: Filters, sort: str, paging: Paging) -> Page:
    """A page of ready-made rows. Raises `UnknownValues`, `InvalidCursor`."""
    check_values(connection, filters)
    try:
        return query.page(connection, collection, filters, sort=sort, limit=paging.limit, cursor=paging.cursor)
    except BadCursor as error:
        raise InvalidCursor(str(error)) from error


def listing(
    request: Request, state: Version, resource: Resource, filters: Filters, found: Page, limit: int, rows: Sequence[str]
) -> Body:
    """A page: `{"data", "page", "meta"}` and the link to the next one."""
    settings: Settings = request.app.state.settings
    meta = {
        "description": describe(resource, filters),
        "license": settings.license,
        "source": settings.source,
        "generated_at": state.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    page = {"limit": limit, "next": found.next, "total": found.total}
    content = b"".join(
        (b'{"data":', representations.array(rows).encode(), b',"page":', encode(page), b',"meta":', encode(meta), b"}")
    )
    headers = {"Link": f'<{_next_url(request, settings, found.next)}>; rel="next"'} if found.next else {}
    return Body(content, headers=headers)


def _next_url(request: Request, settings: Settings, cursor: str) -> str:
    url = request.url.include_query_params(cursor=cursor)
    if settings.public_url:
        return f"{settings.public_url.rstrip('/')}{url.path}?{url.query}"
    return str(url)


def check_values(connection: Connection, filters: Filters) -> None:
    """Raises `UnknownValues` where the question names an agreement, document or claimant that nobody knows."""
    if unknown := query.unknown_values(connection, filters):
        raise UnknownValues(
            [ParameterError(u.field, f"{u.value} is not known", None, u.nearest, u.value) for u in unknown]
        )


def not_found(connection: Connection, kind: str, column: Any, id_: str, *conditions: Condition) -> NotFound:
    return NotFound(kind, id_, query.nearest(connection, column, id_, *conditions))
