"""`/embed/...`: a chart, a fact or an agreement for a frame on another page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, charts
from app.api.absence import absent
from app.api.evidence import place
from app.api.filters import ItemQuery, Parameters
from app.api.queries import FactSelection
from app.database import query
from app.database.engine import Version
from app.database.paging import Collection
from app.database.tables import AgreementRow, FactRow
from app.database.topics import positions
from app.web import assets, embedding, pages
from app.web.addresses import Addresses
from app.web.agreements import said
from app.web.figures import figure

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)

#: Any page may show these, and only these, in a frame.
_FRAMED = pages.security("*")
_QUOTES = 3


@router.get(embedding.SCRIPT)
def get_script(request: Request, asked: Annotated[Parameters, Query()]) -> Response:
    """Its address stays, so it is asked for again each day."""
    name, content = assets.file("frames.js")
    headers = {"Cache-Control": "public, max-age=86400", "ETag": f'"{name}"', "X-Content-Type-Options": "nosniff"}
    if answers.is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/javascript", headers=headers)


@router.get("/embed/{name}")
def get_chart(request: Request, name: str, asked: Annotated[FactSelection, Query()]) -> Response:
    charts.known(name)
    pairs = request.query_params.multi_items()

    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        shown = figure(connection, name, asked.filters(), pairs)
        return {"title": shown.title, "figure": shown}

    return pages.show(request, "embed_chart.html", make, headers=_FRAMED, as_of=asked.as_of)


@router.get("/embed/fact/{id}")
def get_fact(request: Request, id: str, asked: Annotated[ItemQuery, Query()]) -> Response:
    to = Addresses.of(request)

    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        fact = _object(connection, query.FACTS, id)
        if fact is None:
            raise absent(connection, "fact", FactRow.id, id)
        places = [json.loads(place(to.base, piece)) for piece in query.evidence_of_facts(connection, [id])[id]]
        return {
            "title": fact["statement"],
            "fact": fact,
            "agreement": _object(connection, query.AGREEMENTS, fact["agreement"]),
            "places": places[:_QUOTES],
            "more": max(0, len(places) - _QUOTES),
            "documents": _documents(connection, [each["document"] for each in places]),
        }

    return pages.show(request, "embed_fact.html", make, headers=_FRAMED, as_of=asked.as_of)


@router.get("/embed/agreement/{id}")
def get_agreement(request: Request, id: str, asked: Annotated[ItemQuery, Query()]) -> Response:
    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        agreement = _object(connection, query.AGREEMENTS, id)
        if agreement is None:
            raise absent(connection, "agreement", AgreementRow.id, id)
        position = positions(connection, [id])[id]
        return {
            "title": agreement["title"],
            "agreement": agreement,
            "said": said(position),
            "documents": list(_documents(connection, position.documents).values()),
        }

    return pages.show(request, "embed_agreement.html", make, headers=_FRAMED, as_of=asked.as_of)


def _object(connection: Connection, collection: Collection, id_: str) -> dict[str, Any] | None:
    row = query.row(connection, collection, id_)
    return None if row is None else json.loads(row)


def _documents(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = {id_: _object(connection, query.DOCUMENTS, id_) for id_ in dict.fromkeys(ids)}
    return {id_: document for id_, document in found.items() if document is not None}
