"""`/v1/categories`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, formats, lists
from app.api.linked_data import JSON_LD, Node, skos
from app.api.parameters import CategoryId
from app.api.problems import NotFound, ParameterError, Problem
from app.api.queries import CategoryItemQuery, CategoryQuery
from app.api.schemas import Category, Listing
from app.database import query, vocabulary
from app.database.engine import Version
from app.database.likeness import nearest
from app.database.query import Page, cut
from app.database.rows import dump
from app.database.tables import CategoryRow

router = APIRouter(prefix="/v1", tags=["categories"])


@router.get(
    "/categories",
    operation_id="list_categories",
    summary="The vocabulary, with the numbers of facts and agreements",
    response_model=Listing[Category],
    responses=documentation.linked_data(documentation.lists()),
)
def list_categories(request: Request, asked: Annotated[CategoryQuery, Query()]) -> Response:
    """In the order of the vocabulary, with definition and boundary. As JSON-LD it is a SKOS concept scheme."""
    chosen = vocabulary.chosen(of_groups=asked.group, of_types=asked.type)
    if formats.negotiate(request, asked.format, (*formats.FORMATS, JSON_LD)) is JSON_LD:
        _refuse_parts(asked)
        return _linked(request, skos.scheme(answers.base_url(request), chosen))

    def find(connection: Connection, limit: int, cursor: str | None) -> Page:
        counts = query.counts_by_category(connection)
        rows = {category.slug: _row(category, counts) for category in chosen}
        return cut(rows, limit, cursor, {"of": "categories", **asked.filters().asked()})

    listing = lists.Listing("categories", asked.filters(), Category, find)
    return lists.respond(request, listing, asked)


@router.get(
    "/categories/{id}",
    operation_id="get_category",
    summary="One category",
    response_model=Category,
    responses=documentation.linked_data(documentation.problems(404, 406, 422)),
)
def get_category(request: Request, id: CategoryId, asked: Annotated[CategoryItemQuery, Query()]) -> Response:
    """Its definition, what belongs elsewhere, and how much there is of it. As JSON-LD it is a SKOS concept."""
    known = {category.slug: category for category in vocabulary.categories()}
    if id not in known:
        raise NotFound("category", id, nearest(id, tuple(known)))
    if formats.negotiate(request, asked.format, (formats.JSON, JSON_LD)) is JSON_LD:
        return _linked(request, skos.concept(answers.base_url(request), known[id]))

    def make(connection: Connection, _: Version) -> answers.Body:
        return answers.Body(_row(known[id], query.counts_by_category(connection)).encode())

    return answers.answer(request, make, as_of=asked.as_of)


def _linked(request: Request, node: Node) -> Response:
    return answers.answer(request, lambda *_: answers.Body(answers.encode(node), JSON_LD.media_type), JSON_LD.name)


def _refuse_parts(asked: CategoryQuery) -> None:
    """A scheme is whole: to take a part of it for the whole would be wrong."""
    if given := sorted(asked.model_fields_set & {"limit", "cursor", "fields"}):
        message = "is for other formats: a concept scheme is whole"
        raise Problem("invalid_value", f"{', '.join(given)} {message}.", [ParameterError(n, message) for n in given])


def _row(category: CategoryRow, counts: dict[str, tuple[int, int]]) -> str:
    facts, agreements = counts.get(category.slug, (0, 0))
    return dump({**category.model_dump(exclude={"position"}), "counts": {"facts": facts, "agreements": agreements}})
