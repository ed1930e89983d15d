"""`/v1/stats`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import documentation, lists
from app.api.queries import StatisticsQuery
from app.api.schemas import Statistic, Statistics
from app.database.query import Page
from app.database.rows import dump
from app.database.statistics import Cell, count_facts, cut_cells, totals
from app.database.words import describe_counts

router = APIRouter(prefix="/v1", tags=["statistics"])


@router.get(
    "/stats",
    operation_id="get_statistics",
    summary="Numbers of facts by one to three of their properties",
    response_model=Statistics,
    responses=documentation.lists(),
)
def get_statistics(request: Request, asked: Annotated[StatisticsQuery, Query()]) -> Response:
    """Under every filter. A fact with several values counts once for each; `null` is the unknown value; `totals` count
    each fact once."""
    filters, dimensions = asked.filters(), asked.group_by
    question = {"of": "statistics", "by": dimensions, "sort": asked.sort, **filters.asked()}
    counted: list[list[Cell]] = []

    def find(connection: Connection, limit: int, cursor: str | None) -> Page:
        # Once a request: a stream asks for one page after the other.
        if not counted:
            counted.append(count_facts(connection, filters, dimensions))
        shown, following = cut_cells(counted[0], asked.sort, limit, cursor, question)
        rows = [dump({**dict(zip(dimensions, c.values, strict=True)), **c.counts._asdict()}) for c in shown]
        return Page([cell.id for cell in shown], rows, len(counted[0]), following)

    listing = lists.Listing(
        "stats",
        filters,
        Statistic,
        find,
        description=describe_counts(filters, dimensions),
        more=lambda connection: {"totals": totals(connection, filters)._asdict()},
        keys=[*dimensions, "facts", "agreements"],
    )
    return lists.respond(request, listing, asked)
