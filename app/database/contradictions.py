"""Sources that disagree, side by side: what each says, in which documents, in which words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.database.merge import AGREEMENT_RULES, FACT_RULES, Rule
from app.database.query import BY_DOCUMENT, Piece, evidence_of_agreements, evidence_of_facts
from app.database.tables import DENIAL, DocumentRow, FactClaimRow, FactRow
from app.database.topics import opposites

Object = dict[str, Any]


@dataclass(slots=True)
class Side:
    """Those who say the same."""

    value: Any
    shown: bool | None = None
    """Whether it is what the fact or agreement shows; None of a denial, where each side is a fact that shows itself."""
    documents: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    evidence: list[Piece] = field(default_factory=list)
    """The places that say so."""

    def hear(self, documents: Iterable[str]) -> None:
        self.documents += [document for document in documents if document not in self.documents]


def sides(connection: Connection, rows: Sequence[Object]) -> dict[str, list[Side]]:
    """Contradiction to its sides: by the date of the document that says it first, undated ones before; what is affirmed
    before what is denied."""
    of_facts = [row for row in rows if row["fact"]]
    denials = [row for row in rows if row["kind"] == DENIAL]
    of_agreements = [row for row in rows if not row["category"]]
    return {
        **_of_facts(connection, of_facts),
        **_of_denials(connection, denials),
        **_of_agreements(connection, of_agreements),
    }


def _of_facts(connection: Connection, rows: Sequence[Object]) -> dict[str, list[Side]]:
    ids = sorted({row["fact"] for row in rows})
    places = _places(connection, ids)
    claims: dict[str, list[Object]] = {}
    chosen = (
        select(FactClaimRow.__table__)  # type: ignore[attr-defined]
        .join(DocumentRow, col(DocumentRow.id) == col(FactClaimRow.document_id))
        .where(col(FactClaimRow.fact_id).in_(ids))
        .order_by(*BY_DOCUMENT)
    )
    for claim in connection.execute(chosen).mappings():
        said = {**claim, "amounts": json.loads(claim["amounts"]), "document": claim["document_id"]}
        claims.setdefault(claim["fact_id"], []).append(said)
    found = {}
    for row in rows:
        fact, kind = row["fact"], row["kind"]
        rule = FACT_RULES[kind]
        made = list(_grouped(rule, kind, claims[fact]))
        for side in made:
            side.facts.append(fact)
            for document in side.documents:
                side.evidence += _saying(rule, kind, side.value, places[fact].get(document, ()))
        found[row["id"]] = made
    return found


_Places = dict[str, list[tuple[Object, Piece]]]
"""Document to the places in it, each with what it says."""


def _places(connection: Connection, fact_ids: Sequence[str]) -> dict[str, _Places]:
    found: dict[str, _Places] = {}
    for fact, places in evidence_of_facts(connection, fact_ids).items():
        for piece in places:
            found.setdefault(fact, {}).setdefault(piece.document_id, []).append((json.loads(piece.row), piece))
    return found


def _grouped(rule: Rule, kind: str, claims: Iterable[Mapping[str, Any]]) -> Iterator[Side]:
    """The claims of documents in their order, as one side for each value; the last claim is what is shown."""
    by_likeness: dict[str, Side] = {}
    shown = None
    for claim in claims:
        value = claim[kind]
        if value is None or value == rule.unsaid:
            continue
        likeness = json.dumps(rule.likeness(value))
        side = by_likeness.setdefault(likeness, Side(value))
        side.hear([claim["document"]])
        shown = likeness
    for likeness, side in by_likeness.items():
        side.shown = likeness == shown
        yield side


def _saying(rule: Rule, kind: str, value: Any, places: Sequence[tuple[Object, Piece]]) -> list[Piece]:
    """The places of a document that say so themselves; else those that say anything of the kind; else all of them."""
    likeness = rule.likeness(value)
    exact = [piece for place, piece in places if place[kind] is not None and rule.likeness(place[kind]) == likeness]
    some = [piece for place, piece in places if place[kind] not in (None, rule.unsaid)]
    return exact or some or [piece for _, piece in places]


def _of_denials(connection: Connection, rows: Sequence[Object]) -> dict[str, list[Side]]:
    slugs = {slug for row in rows for slug in (row["category"], *opposites()[row["category"]])}
    chosen = (
        select(col(FactRow.id), col(FactRow.agreement_id), col(FactRow.category))
        .where(
            col(FactRow.agreement_id).in_({row["agreement"] for row in rows}), col(FactRow.category).in_(sorted(slugs))
        )
        .order_by(col(FactRow.id))
    )
    facts = connection.execute(chosen).all() if rows else []
    places = evidence_of_facts(connection, [fact.id for fact in facts])
    found = {}
    for row in rows:
        affirmed, denied = Side("affirmed"), Side("denied")
        for id_, agreement_id, category in facts:
            if agreement_id == row["agreement"] and category in (row["category"], *opposites()[row["category"]]):
                side = affirmed if category == row["category"] else denied
                side.facts.append(id_)
                side.evidence += places[id_]
                side.hear(piece.document_id for piece in places[id_])
        found[row["id"]] = [affirmed, denied]
    return found


def _of_agreements(connection: Connection, rows: Sequence[Object]) -> dict[str, list[Side]]:
    ids = sorted({row["agreement"] for row in rows})
    said = {
        id_: [json.loads(claim) for claim in claims] for id_, claims in evidence_of_agreements(connection, ids).items()
    }
    return {
        row["id"]: list(_grouped(AGREEMENT_RULES[row["kind"]], row["kind"], said[row["agreement"]])) for row in rows
    }
