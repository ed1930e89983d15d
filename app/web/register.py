"""`/`: the register of agreements, and what each says on every topic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.queries import AgreementSelection
from app.database import query, vocabulary
from app.database.engine import Version
from app.database.matrix import matrix
from app.database.tables import LEGAL_FORMS, STATUSES
from app.database.words import describe
from app.web import pages, words
from app.web.addresses import Addresses
from app.web.figures import figure
from app.web.narrowing import narrowings, question

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)

#: Parameters that have a field in the form; it keeps the others as they are.
_IN_FORM = (
    "party",
    "category",
    "has",
    "lacks",
    "status",
    "legal_form",
    "signed_from",
    "signed_to",
    "as_of",
    "q",
    "sort",
)
_ORDERS = {
    "id": "by name",
    "-signed_on": "latest signature first",
    "signed_on": "earliest signature first",
    "-planned_on": "latest planned day first",
    "planned_on": "earliest planned day first",
}


@router.get("/")
def get_register(request: Request, asked: Annotated[AgreementSelection, Query()]) -> Response:
    filters = asked.filters()
    pairs = request.query_params.multi_items()

    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        page = pages.listed(connection, query.AGREEMENTS, filters, asked)
        return {
            "title": describe("agreements", filters),
            "agreements": [json.loads(row) for row in page.rows],
            "page": page,
            "matrix": matrix(connection, page.ids, vocabulary.chosen(filters.category, filters.group, filters.type)),
            "chosen": asked,
            "question": question(pairs),
            "narrowings": narrowings(Addresses.of(request), "/", pairs),
            "kept": [pair for pair in pairs if pair[0] not in (*_IN_FORM, "cursor")],
            "choices": _choices(connection),
            "figures": [figure(connection, name, filters, question(pairs)) for name in ("coverage", "timeline")],
        }

    return pages.show(request, "register.html", make, as_of=asked.as_of)


def _choices(connection: Connection) -> Mapping[str, Any]:
    """What the form offers: value and label of each, categories by the label of their group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in vocabulary.categories():
        groups.setdefault(category.group_label, []).append((category.slug, category.label))
    return {
        "parties": sorted(((code, words.state(code)) for code in query.parties(connection)), key=lambda each: each[1]),
        "categories": groups,
        "statuses": STATUSES,
        "legal_forms": LEGAL_FORMS,
        "orders": _ORDERS,
    }
