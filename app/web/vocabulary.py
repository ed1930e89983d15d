"""`/categories`: what a commitment or a caveat can be about, with how often it is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from app.api.filters import Parameters
from app.api.problems import NotFound
from app.database import query, vocabulary
from app.database.engine import Version
from app.database.likeness import nearest
from app.web import pages
from app.web.addresses import Addresses

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)


@router.get("/categories")
def get_vocabulary(request: Request, asked: Annotated[Parameters, Query()]) -> Response:
    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        grouped = groupby(vocabulary.categories(), key=lambda category: (category.group, category.group_label))
        return {
            "groups": [(slug, label, list(members)) for (slug, label), members in grouped],
            "counts": query.counts_by_category(connection),
        }

    return pages.show(request, "categories.html", make)


@router.get("/categories/{id}")
def get_category(request: Request, id: str, asked: Annotated[Parameters, Query()]) -> Response:
    """A category stands among the others."""
    if id not in vocabulary.slugs():
        raise NotFound("category", id, nearest(id, vocabulary.slugs()))
    return RedirectResponse(Addresses.of(request).category(id), 302, pages.security())
