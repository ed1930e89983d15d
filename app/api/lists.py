"""The answer to a question about many: a JSON page, or all of it as a stream."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from app.api import answers, formats
from app.api.filters import MAXIMUM_LIMIT
from app.api.formats import Format, Rows
from app.api.problems import InvalidCursor, ParameterError, UnknownValues
from app.api.representations import array
from app.api.schemas import Shape
from app.database import brief, query
from app.database.cursors import BadCursor
from app.database.engine import Version, reading, version
from app.database.filters import Filters
from app.database.query import Page, Unknown
from app.database.retired import retirement
from app.database.rows import instant
from app.database.words import Resource, describe
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Listing:
    """A question about many and how its rows are found and dressed."""

    resource: Resource
    filters: Filters
    shape: type[Shape]
    """Of each object; its keys are the columns of a table."""
    find: Callable[[Connection, int, str | None], Page]
    """A page of ready-made rows, of this many at most, from this cursor on. Raises `BadCursor`."""
    dress: Callable[[Connection, Page], Rows] = lambda _, page: page.rows
    """The rows with what the question wants added to them."""
    description: str | None = None
    """The question in words; None: as its resource and filters say."""
    more: Callable[[Connection], dict[str, Any]] = lambda _: {}
    """Keys beside `data` in the envelope of a page."""
    keys: Sequence[str] | None = None
    """Of each object, where they are not all of its shape."""
    cursor: str = "cursor"
    """Name of the parameter that takes a cursor."""


#: Rows of a stream that are in memory together, but for the first few.
_AT_ONCE = 2_000


class Asked(Protocol):
    """What a caller says of pages and formats."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...
    @property
    def format(self) -> str | None: ...
    @property
    def chosen(self) -> list[str]: ...
    @property
    def model_fields_set(self) -> set[str]: ...


def respond(request: Request, listing: Listing, asked: Asked) -> Response:
    """Raises `NotAcceptable`, `UnknownValues`, `InvalidCursor`."""
    wanted = formats.negotiate(request, asked.format)
    if wanted.write is None:
        return answers.answer(
            request,
            lambda connection, state: _page(request, connection, state, listing, asked),
            as_of=listing.filters.as_of,
        )
    return _stream(request, listing, asked, wanted)


def _page(request: Request, connection: Connection, state: Version, listing: Listing, asked: Asked) -> answers.Body:
    """`{"data", "page", "meta"}` and the link to the next page."""
    page = found(connection, listing.filters, lambda: listing.find(connection, asked.limit, asked.cursor))
    rows = _selected(listing.dress(connection, page), asked.chosen)
    settings: Settings = request.app.state.settings
    meta = {
        "description": listing.description or describe(listing.resource, listing.filters),
        "license": settings.license,
        "source": settings.source,
        "generated_at": instant(state.changed_at),
    }
    of_page = {"limit": asked.limit, "next": page.next or page.later, "total": page.total}
    envelope = {"page": of_page, **listing.more(connection), "meta": meta}
    headers = {"Link": f'<{_next_url(request, listing.cursor, page.next)}>; rel="next"'} if page.next else {}
    return answers.Body(b'{"data":' + array(rows).encode() + b"," + answers.encode(envelope)[1:], headers=headers)


def _stream(request: Request, listing: Listing, asked: Asked, wanted: Format) -> Response:
    """All rows from the cursor on, or `limit` of them where it is given; memory holds one batch of them."""
    assert wanted.write is not None
    brief.refuse()
    with ExitStack() as stack:
        connection = stack.enter_context(reading(request.app.state.engine))
        state = version(connection)
        compressed = answers.takes_gzip(request) and not wanted.is_compressed
        headers = answers.validators(request, state, wanted.name, compressed=compressed)
        if answers.is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        connection = stack.enter_context(answers.as_known(request, connection, state, listing.filters.as_of))
        limit = asked.limit if "limit" in asked.model_fields_set else None
        at_once = min(limit or MAXIMUM_LIMIT, MAXIMUM_LIMIT)
        first = found(connection, listing.filters, lambda: listing.find(connection, at_once, asked.cursor))
        headers |= {"Content-Disposition": f'attachment; filename="{listing.resource}.{wanted.name}"'}
        if compressed:
            headers["Content-Encoding"] = "gzip"
        if answers.is_head(request):
            return Response(headers=headers, media_type=wanted.media_type)
        # From here on the stream holds the connection, and with it the one state of the data that it shows.
        held = stack.pop_all()

    keys = asked.chosen or listing.keys or listing.shape.model_fields
    columns = {key: listing.shape.model_fields[key] for key in keys}

    def chunks() -> Iterator[bytes]:
        with held:
            batches = _batches(connection, listing, asked, first, whole=limit is None)
            yield from wanted.write(batches, columns)  # type: ignore[misc]

    content = answers.gzipped(chunks()) if compressed else chunks()
    return StreamingResponse(content, headers=headers, media_type=wanted.media_type)


def _batches(connection: Connection, listing: Listing, asked: Asked, first: Page, *, whole: bool) -> Iterator[Rows]:
    page = first
    while True:
        yield _selected(listing.dress(connection, page), asked.chosen)
        if page.next is None or not whole:
            return
        page = listing.find(connection, _AT_ONCE, page.next)


_Found = TypeVar("_Found")


def found(connection: Connection, filters: Filters, find: Callable[[], _Found]) -> _Found:
    """What `find` finds. Raises `InvalidCursor`, and `UnknownValues` where the question names an agreement, document or
    claimant that nobody knows."""
    if unknown := query.unknown_values(connection, filters):
        raise UnknownValues([_unknown(connection, each, filters.as_of) for each in unknown])
    try:
        return find()
    except BadCursor as error:
        raise InvalidCursor(str(error)) from error


def _selected(rows: Rows, fields: Sequence[str]) -> Rows:
    """The rows with only these keys, in this order; with all where none is named."""
    if not fields:
        return rows
    whole = map(json.loads, rows)
    return [answers.encode({field: row[field] for field in fields}).decode() for row in whole]


def _next_url(request: Request, parameter: str, cursor: str) -> str:
    """The address of this page with another cursor."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != parameter]
    return f"{answers.base_url(request)}{request.scope['path']}?{urlencode([*pairs, (parameter, cursor)])}"


def _unknown(connection: Connection, value: Unknown, day: date | None) -> ParameterError:
    field = value.field
    if field == "agreement" or field == "document":
        known = retirement(connection, field, value.value)
        if known and known.target:
            message = f"{known.id} was merged into {known.target}"
            return ParameterError(field, message, None, known.target, known.id)
        if known:
            return ParameterError(field, f"{known.id} is no more. {known.reason}", None, None, known.id)
    then = f" as of {day.isoformat()}" if day else ""
    return ParameterError(field, f"{value.value} is not known{then}", None, value.nearest, value.value)
