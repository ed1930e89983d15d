"""`/v1/compare`"""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, lists, representations, topics
from app.api.queries import ComparisonQuery
from app.api.schemas import Comparison, ComparisonRow
from app.database import query, vocabulary
from app.database.query import Page, cut
from app.database.rows import dump
from app.database.tables import CategoryRow
from app.database.topics import Position, positions
from app.database.words import describe_comparison

router = APIRouter(prefix="/v1", tags=["agreements"])


@router.get(
    "/compare",
    operation_id="compare_agreements",
    summary="Agreements side by side, topic by topic: affirmed, denied, contested or not mentioned",
    response_model=Comparison,
    responses=documentation.lists(),
)
def compare_agreements(request: Request, asked: Annotated[ComparisonQuery, Query()]) -> Response:
    """One row a category, one cell an agreement, in one of four states; each cell has the facts and the words
    that it rests on. "There is none" (`denied`) and "nobody said" (`not_mentioned`) are different answers."""
    filters, ids, base = asked.filters(), asked.agreement, answers.base_url(request)
    question = {"of": "comparison", "differing": asked.differing, **filters.asked()}
    chosen = vocabulary.chosen(filters.category, filters.group, filters.type)
    found: dict[str, Position] = {}

    def find(connection: Connection, limit: int, cursor: str | None) -> Page:
        found.update(found or positions(connection, ids, chosen))
        rows = {category.slug: _row(base, category, n, found) for n, category in enumerate(chosen)}
        shown = {slug: dump(row) for slug, row in rows.items() if not asked.differing or _differs(row)}
        return cut(shown, limit, cursor, question)

    listing = lists.Listing(
        "comparison",
        filters,
        ComparisonRow,
        find,
        description=describe_comparison(filters),
        more=lambda connection: {"agreements": _agreements(connection, ids, found)},
    )
    return lists.respond(request, listing, asked)


def _row(base: str, category: CategoryRow, number: int, found: dict[str, Position]) -> dict[str, Any]:
    return {
        "category": category.slug,
        "label": category.label,
        "type": category.type,
        "group": category.group,
        "cells": [topics.cell(base, id_, position.topics[number]) for id_, position in found.items()],
    }


def _differs(row: dict[str, Any]) -> bool:
    return len({cell["state"] for cell in row["cells"]}) > 1


def _agreements(connection: Connection, ids: list[str], found: dict[str, Position]) -> list[Any]:
    """The agreements in the order of the cells, with the documents that were asked."""
    rows = [query.row(connection, query.AGREEMENTS, id_) or "" for id_ in ids]
    whole = map(json.loads, representations.agreements(connection, ids, rows, evidence=False))
    return [{**row, "documents_considered": list(found[row["id"]].documents)} for row in whole]
