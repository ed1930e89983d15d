"""`/agreements/{id}`: what it promises and what it leaves out, who says so, and what was reported when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from app.api import answers, citations
from app.api.absence import absent
from app.api.citations import Citing
from app.api.evidence import place
from app.api.filters import ItemQuery
from app.database import query
from app.database.contradictions import Side, sides
from app.database.engine import Version, reading
from app.database.filters import Filters
from app.database.query import Piece
from app.database.sources import cited
from app.database.tables import AgreementRow, FactRow
from app.database.topics import Position, Topic, positions
from app.web import pages
from app.web.addresses import Addresses
from app.web.embedding import Frame
from app.web.figures import figure
from app.web.timeline import days, reports

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)

Object = dict[str, Any]
#: Contradictions that a page shows; more than an agreement can have by its fields and topics.
_CONTRADICTIONS = 500


@router.get("/agreements")
def list_agreements(request: Request) -> Response:
    """The register is the list of agreements."""
    path = Addresses.of(request).page("/", request.query_params.multi_items())
    return RedirectResponse(path, 308, pages.security())


@router.get("/facts/{id}")
def get_fact(request: Request, id: str, asked: Annotated[ItemQuery, Query()]) -> Response:
    """A fact stands on the page of its agreement."""
    with reading(request.app.state.engine) as connection:
        row = query.row(connection, query.FACTS, id)
        if row is None:
            raise absent(connection, "fact", FactRow.id, id)
    path = Addresses.of(request).agreement(json.loads(row)["agreement"], id)
    return RedirectResponse(path, 302, {**pages.security(), "Cache-Control": "no-cache"})


@router.get("/agreements/{id}")
def get_agreement(request: Request, id: str, asked: Annotated[ItemQuery, Query()]) -> Response:
    to = Addresses.of(request)

    def make(connection: Connection, state: Version) -> Mapping[str, Any]:
        with answers.as_known(request, connection, state, asked.as_of) as known:
            row = query.row(known, query.AGREEMENTS, id)
            if row is None:
                raise absent(known, "agreement", AgreementRow.id, id)
            position = _of(known, id)
            facts = {fact["id"]: fact for fact in _facts(to, position)}
            contradictions = _contradictions(to, known, id)
            cites = cited(known, list(facts))
            drawn = figure(known, "modality-by-party", Filters(agreement=(id,)), [("agreement", id), *to.dated])
        citing = Citing.of(request, state)
        # The days to choose from are those of all documents, whichever of them is shown.
        reported = reports(connection, id, facts.values() if asked.as_of is None else _facts(to, _of(connection, id)))
        return {
            "agreement": json.loads(row),
            "said": said(position),
            "facts": facts,
            "considered": position.documents,
            "contradictions": contradictions,
            "reports": reported,
            "days": days(reported, asked.as_of),
            "documents": {report.document["id"]: report.document for report in reported},
            "citations": {fact_id: citations.text(citing, found) for fact_id, found in cites.items()},
            "frames": {fact_id: Frame("fact", fact_id, to.dated) for fact_id in facts},
            "figure": drawn if facts else None,
            "as_of": asked.as_of,
        }

    return pages.show(request, "agreement.html", make)


@dataclass(slots=True)
class Said:
    """The topics of an agreement, parted by what it does with them."""

    promised: list[Topic] = field(default_factory=list)
    """Commitments that a document affirms, contested ones among them."""
    limited: list[Topic] = field(default_factory=list)
    """Caveats that a document states; some deny a commitment."""
    silent: list[Topic] = field(default_factory=list)
    """Commitments that no document speaks of."""
    unlimited: list[Topic] = field(default_factory=list)
    """Caveats that no document speaks of."""
    states: dict[str, str] = field(default_factory=dict)
    """Category to the state of its topic."""


def said(position: Position) -> Said:
    found = Said(states={topic.category.slug: topic.state for topic in position.topics})
    for topic in position.topics:
        commitment = topic.category.type == "commitment"
        if topic.count("affirms"):
            (found.promised if commitment else found.limited).append(topic)
        elif topic.state == "not_mentioned":
            (found.silent if commitment else found.unlimited).append(topic)
    return found


def _of(connection: Connection, agreement_id: str) -> Position:
    return positions(connection, [agreement_id])[agreement_id]


def _facts(to: Addresses, position: Position) -> Iterator[Object]:
    """Every fact once, with its places."""
    for topic in position.topics:
        for fact in topic.facts:
            if fact.stance == "affirms":
                yield {**fact.shown, "evidence": _places(to, fact.evidence)}


def _places(to: Addresses, pieces: Iterable[Piece]) -> list[Object]:
    return [json.loads(place(to.base, piece)) for piece in pieces]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A point on which sources disagree."""

    shown: Object
    sides: Sequence[Side]
    quotes: Sequence[Sequence[Object]]
    """Of each side, the places that say so."""


def _contradictions(to: Addresses, connection: Connection, agreement_id: str) -> list[Contradiction]:
    filters = Filters(agreement=(agreement_id,))
    page = query.page(connection, query.CONTRADICTIONS, filters, "id", _CONTRADICTIONS, None)
    shown = [json.loads(row) for row in page.rows]
    found = sides(connection, shown)
    return [
        Contradiction(each, found[each["id"]], [_places(to, side.evidence) for side in found[each["id"]]])
        for each in shown
    ]
