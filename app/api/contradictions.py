"""`/v1/contradictions`"""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, lists
from app.api.evidence import extend, place
from app.api.queries import ContradictionQuery
from app.api.representations import array
from app.api.schemas import Contradiction, Listing
from app.database import query
from app.database.contradictions import Side, sides
from app.database.query import Page
from app.database.rows import dump
from app.database.words import describe_contradictions

router = APIRouter(prefix="/v1", tags=["facts"])


@router.get(
    "/contradictions",
    operation_id="list_contradictions",
    summary="Sources that disagree on the same thing, with their words side by side",
    response_model=Listing[Contradiction],
    responses=documentation.lists(),
)
def list_contradictions(request: Request, asked: Annotated[ContradictionQuery, Query()]) -> Response:
    """A field on which documents differ, or a commitment that one place states and another denies; each side with the
    words that say so, the earliest first."""
    filters = asked.filters()
    listing = lists.Listing(
        "contradictions",
        filters,
        Contradiction,
        lambda connection, limit, cursor: query.page(
            connection, query.CONTRADICTIONS, filters, asked.sort, limit, cursor
        ),
        partial(_with_sides, answers.base_url(request)),
        description=describe_contradictions(filters),
    )
    return lists.respond(request, listing, asked)


def _with_sides(base: str, connection: Connection, page: Page) -> list[str]:
    found = sides(connection, [json.loads(row) for row in page.rows])
    return [
        extend(row, sides=array([_side(base, side) for side in found[id_]]))
        for id_, row in zip(page.ids, page.rows, strict=True)
    ]


def _side(base: str, side: Side) -> str:
    said = {"value": side.value, "shown": side.shown, "documents": side.documents, "facts": side.facts}
    return extend(dump(said), evidence=array([place(base, piece) for piece in side.evidence]))
