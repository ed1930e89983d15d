"""`/v1/changes`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from sqlmodel import col
from starlette.responses import Response

from app.api import answers, atom, documentation, formats, lists
from app.api.atom import ATOM
from app.api.evidence import extend
from app.api.problems import InvalidCursor, ParameterError, UnknownValues
from app.api.queries import ChangeQuery
from app.api.schemas import Change, Listing
from app.database import changes, query
from app.database.changes import ChangeFilters
from app.database.cursors import BadCursor
from app.database.engine import Version
from app.database.filters import Filters
from app.database.history_tables import ChangeRow
from app.database.query import Page
from app.database.rows import dump, instant
from app.database.words import describe_changes
from app.settings import Settings

router = APIRouter(prefix="/v1", tags=["changes"])
FORMATS = (*formats.FORMATS, ATOM)

_ABOUT = """
Oldest first. `page.next` is always there: at the end, too, it is what to give as `after` the next time. An empty `data`
says that nothing has happened since; `page.total` counts the changes after the cursor. Reading on from each `page.next`
shows every change once, also while others write. As Atom, the newest come first.
"""


@router.get(
    "/changes",
    operation_id="list_changes",
    summary="What was added, revised, merged or withdrawn, in order, for those who keep a copy",
    description=_ABOUT,
    response_model=Listing[Change],
    responses=documentation.lists(FORMATS),
)
def list_changes(request: Request, asked: Annotated[ChangeQuery, Query()]) -> Response:
    filters = ChangeFilters(tuple(asked.resource), tuple(asked.kind), tuple(asked.agreement))
    if formats.negotiate(request, asked.format, FORMATS) is ATOM:
        return answers.answer(
            request, lambda connection, state: _feed(request, connection, state, filters, asked), ATOM.name
        )
    question = filters.question()

    def find(connection: Connection, limit: int, cursor: str | None) -> Page:
        _check(connection, filters)
        try:
            return changes.page(connection, filters, limit, cursor)
        except BadCursor as error:
            raise InvalidCursor(str(error), "after") from error

    listing = lists.Listing(
        "changes",
        Filters(),
        Change,
        find,
        lambda _, page: [
            extend(row, cursor=dump(changes.cursor(number, question)))
            for number, row in zip(page.ids, page.rows, strict=True)
        ],
        description=describe_changes(filters),
        cursor="after",
    )
    return lists.respond(request, listing, asked)


def _feed(
    request: Request, connection: Connection, state: Version, filters: ChangeFilters, asked: ChangeQuery
) -> answers.Body:
    _check(connection, filters)
    try:
        rows = changes.newest(connection, filters, asked.limit, asked.after)
    except BadCursor as error:
        raise InvalidCursor(str(error), "after") from error
    settings: Settings = request.app.state.settings
    base = answers.base_url(request)
    itself = f"{base}{request.url.path}{f'?{request.url.query}' if request.url.query else ''}"
    title = f"{settings.source}: {describe_changes(filters).lower()}"
    feed = atom.Feed(base, itself, title, settings.source, settings.license, instant(state.changed_at))
    return answers.Body(atom.write(feed, rows), ATOM.media_type)


def _check(connection: Connection, filters: ChangeFilters) -> None:
    """Raises `UnknownValues`. An agreement that is no more is known here: its changes tell what became of it."""
    column = ChangeRow.agreement_id
    if unknown := changes.unknown_agreements(connection, filters):
        meant = {id_: query.nearest(connection, column, id_, col(column).is_not(None)) for id_ in unknown}
        errors = [ParameterError("agreement", f"{id_} is not known", None, meant[id_], id_) for id_ in unknown]
        raise UnknownValues(errors)
