"""`/agreements/{id}`: what it promises and what it leaves out, who says so, and what was reported when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from app.api import citations
from app.api.absence import absent
from app.api.citations import Citing
from app.api.filters import Parameters
from app.database import query
from app.database.contradictions import Side, sides
from app.database.engine import Version, reading
from app.database.filters import Filters
from app.database.sources import cited
from app.database.tables import AgreementRow, FactRow
from app.database.topics import Position, Topic, positions
from app.web import pages
from app.web.addresses import Addresses
from app.web.timeline import reports

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
def get_fact(request: Request, id: str, asked: Annotated[Parameters, Query()]) -> Response:
    """A fact stands on the page of its agreement."""
    with reading(request.app.state.engine) as connection:
        row = query.row(connection, query.FACTS, id)
        if row is None:
            raise absent(connection, "fact", FactRow.id, id)
    path = Addresses.of(request).agreement(json.loads(row)["agreement"], id)
    return RedirectResponse(path, 302, {**pages.security(), "Cache-Control": "no-cache"})


@router.get("/agreements/{id}")
def get_agreement(request: Request, id: str, asked: Annotated[Parameters, Query()]) -> Response:
    def make(connection: Connection, state: Version) -> Mapping[str, Any]:
        row = query.row(connection, query.AGREEMENTS, id)
        if row is None:
            raise absent(connection, "agreement", AgreementRow.id, id)
        position = positions(connection, [id])[id]
        facts = {fact["id"]: fact for fact in _facts(position)}
        documents = {id_: json.loads(each) for id_, each in _documents(connection, position, facts).items()}
        claims = [json.loads(claim) for claim in query.evidence_of_agreements(connection, [id])[id]]
        citing = Citing.of(request, state)
        return {
            "agreement": json.loads(row),
            "said": said(position),
            "facts": facts,
            "documents": documents,
            "considered": position.documents,
            "contradictions": _contradictions(connection, id),
            "reports": reports(claims, facts.values(), documents),
            "citations": {
                fact_id: citations.text(citing, found) for fact_id, found in cited(connection, list(facts)).items()
            },
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


def _facts(position: Position) -> Iterable[Object]:
    """Every fact once, with its places."""
    for topic in position.topics:
        for fact in topic.facts:
            if fact.stance == "affirms":
                yield {**fact.shown, "evidence": [json.loads(place) for place in fact.evidence]}


def _documents(connection: Connection, position: Position, facts: Mapping[str, Object]) -> dict[str, str]:
    quoted = {place["document"] for fact in facts.values() for place in fact["evidence"]}
    return query.rows(connection, query.DOCUMENTS, sorted({*position.documents, *quoted}))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A point on which sources disagree."""

    shown: Object
    sides: Sequence[Side]
    quotes: Sequence[Sequence[Object]]
    """Of each side, the places that say so."""


def _contradictions(connection: Connection, agreement_id: str) -> list[Contradiction]:
    filters = Filters(agreement=(agreement_id,))
    page = query.page(connection, query.CONTRADICTIONS, filters, "id", _CONTRADICTIONS, None)
    shown = [json.loads(row) for row in page.rows]
    found = sides(connection, shown)
    return [
        Contradiction(
            each, found[each["id"]], [[json.loads(place) for place in side.evidence] for side in found[each["id"]]]
        )
        for each in shown
    ]
