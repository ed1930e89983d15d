"""From a template to the bytes of a page, with the validators of the data that it shows."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from app.api import answers
from app.api.lists import found
from app.api.queries import AgreementSelection, DocumentSelection
from app.database import query
from app.database.engine import Version
from app.database.filters import Filters
from app.database.paging import Collection
from app.database.query import Page
from app.web import assets, words
from app.web.addresses import Addresses
from app.web.embedding import frame

MEDIA_TYPE = "text/html; charset=utf-8"

Selection = AgreementSelection | DocumentSelection


def security(frame_ancestors: str = "'none'") -> dict[str, str]:
    """The headers that keep a page to itself: nothing inline, nothing from other hosts; who may frame it."""
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {frame_ancestors}",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


class PageRoute(APIRoute):
    """An address of a page. A form without a script sends its empty fields, too: its reader is sent on to the address
    without them, which is also what the API is asked by."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            pairs = request.query_params.multi_items()
            said = [(name, value) for name, value in pairs if value]
            if said == pairs:
                return await answer(request)
            path = Addresses.of(request).page(request.url.path, said)
            return RedirectResponse(path, 303, security())

        return handle


def listed(connection: Connection, collection: Collection, filters: Filters, asked: Selection) -> Page:
    """A page of what is asked. Raises `InvalidCursor` and `UnknownValues`."""
    return found(
        connection,
        filters,
        lambda: query.page(connection, collection, filters, asked.sort, asked.limit, asked.cursor),
    )


_ENVIRONMENT = Environment(
    loader=PackageLoader(__package__),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=words.harmless,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(words.FILTERS)


def show(
    request: Request,
    template: str,
    make: Callable[[Connection, Version], Mapping[str, Any]],
    *,
    headers: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> Response:
    """The page of one state of the data, or of what of it was known on a day; `make`: what the template is filled with;
    `headers`: other than `security()`.

    A page depends on the data, its address and the headers that it varies by, and on nothing else.
    """

    def body(connection: Connection, state: Version) -> answers.Body:
        content = write(request, template, {**make(connection, state), "changed_at": state.changed_at})
        return answers.Body(content, MEDIA_TYPE, dict(headers or security()))

    return answers.answer(request, body, f"html-{assets.fingerprint()}", as_of)


def write(request: Request, template: str, context: Mapping[str, Any]) -> bytes:
    """The template filled. Each has `to` (`Addresses`), `here` (the path), `asked` (the pairs of the query)
    and `framed` (what shows the page on others)."""
    surroundings = {
        "to": Addresses.of(request),
        "here": request.url.path,
        "framed": frame(request.url.path, request.query_params.multi_items()),
        "asked": request.query_params.multi_items(),
        "settings": request.app.state.settings,
    }
    return _ENVIRONMENT.get_template(template).render({**surroundings, **context}).encode()
