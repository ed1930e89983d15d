"""`/`: the register of agreements, and what each says on every topic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.filters import AgreementSelection
from app.api.lists import found
from app.database import query
from app.database.engine import Version
from app.database.words import describe
from app.web import pages

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)


@router.get("/")
def get_register(request: Request, asked: Annotated[AgreementSelection, Query()]) -> Response:
    filters = asked.filters()

    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        page = found(
            connection,
            filters,
            lambda: query.page(connection, query.AGREEMENTS, filters, asked.sort, asked.limit, asked.cursor),
        )
        return {
            "title": describe("agreements", filters),
            "agreements": [json.loads(row) for row in page.rows],
            "page": page,
        }

    return pages.show(request, "register.html", make)
