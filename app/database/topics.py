"""What agreements say on each topic, in four states: "there is none" and "nobody said" are different answers.

A topic is a category. An agreement affirms it by a fact of that category and denies it by a fact of the opposite one:
`no_mutual_defence` denies `mutual_defence`, and the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import Connection, select
from sqlmodel import col

from app.database import query
from app.database.query import Piece
from app.database.tables import AgreementClaimRow, CategoryRow, DocumentRow, FactRow
from app.database.vocabulary import categories
from app.extraction.model import MODALITIES

State = Literal["affirmed", "denied", "contested", "not_mentioned"]
Stance = Literal["affirms", "denies"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact on a topic: its served object, and the places that state it."""

    stance: Stance
    shown: dict[str, Any]
    evidence: tuple[Piece, ...]


def state(affirming: int, denying: int) -> State:
    """Of a topic on which so many facts stand on either side."""
    match bool(affirming), bool(denying):
        case True, False:
            return "affirmed"
        case False, True:
            return "denied"
        case True, True:
            return "contested"
    return "not_mentioned"


@dataclass(frozen=True, slots=True)
class Topic:
    """What one agreement says on one category."""

    category: CategoryRow
    facts: tuple[StatedFact, ...]
    """Those that affirm it first."""

    def count(self, stance: Stance) -> int:
        return sum(fact.stance == stance for fact in self.facts)

    @property
    def state(self) -> State:
        return state(self.count("affirms"), self.count("denies"))

    @property
    def modality(self) -> str | None:
        """The strongest in which it is affirmed."""
        said = {fact.shown["modality"] for fact in self.facts if fact.stance == "affirms"}
        return next((modality for modality in MODALITIES if modality in said), None)


@cache
def opposites() -> dict[str, tuple[str, ...]]:
    """Category to those that deny it."""
    pairs = [(c.slug, c.denies) for c in categories() if c.denies]
    found: dict[str, tuple[str, ...]] = {}
    for one, other in pairs + [(other, one) for one, other in pairs]:
        found[other] = (*found.get(other, ()), one)
    return found


@dataclass(frozen=True, slots=True)
class Position:
    """What one agreement says on every topic asked for, and who was asked."""

    documents: tuple[str, ...]
    """All documents on the agreement, earliest first: what is not mentioned is mentioned in none of them."""
    topics: tuple[Topic, ...]


def positions(
    connection: Connection, agreement_ids: Sequence[str], topics: Sequence[CategoryRow] | None = None
) -> dict[str, Position]:
    """Agreement to its position on these topics, on all of the vocabulary by default."""
    topics = categories() if topics is None else topics
    wanted = {topic.slug for topic in topics}
    wanted |= {slug for topic in topics for slug in opposites().get(topic.slug, ())}
    facts = _facts(connection, agreement_ids, wanted)
    documents = _documents(connection, agreement_ids)
    return {
        id_: Position(
            documents.get(id_, ()), tuple(Topic(topic, tuple(_stated(facts.get(id_, {}), topic))) for topic in topics)
        )
        for id_ in agreement_ids
    }


_Facts = dict[str, list[tuple[dict[str, Any], tuple[Piece, ...]]]]
"""Category to the facts of it, with their evidence."""


def _stated(facts: _Facts, topic: CategoryRow) -> Iterator[StatedFact]:
    for shown, evidence in facts.get(topic.slug, ()):
        yield StatedFact("affirms", shown, evidence)
    for slug in opposites().get(topic.slug, ()):
        for shown, evidence in facts.get(slug, ()):
            yield StatedFact("denies", shown, evidence)


def _facts(connection: Connection, agreement_ids: Sequence[str], slugs: set[str]) -> dict[str, _Facts]:
    chosen = (
        select(col(FactRow.id), col(FactRow.row))
        .where(col(FactRow.agreement_id).in_(agreement_ids), col(FactRow.category).in_(sorted(slugs)))
        .order_by(col(FactRow.id))
    )
    rows = {id_: json.loads(row) for id_, row in connection.execute(chosen)}
    places = query.evidence_of_facts(connection, list(rows))
    found: dict[str, _Facts] = {}
    for id_, shown in rows.items():
        evidence = tuple(places.get(id_, ()))
        found.setdefault(shown["agreement"], {}).setdefault(shown["category"], []).append((shown, evidence))
    return found


def _documents(connection: Connection, agreement_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chosen = (
        select(col(AgreementClaimRow.agreement_id), col(AgreementClaimRow.document_id))
        .join(DocumentRow, col(DocumentRow.id) == col(AgreementClaimRow.document_id))
        .where(col(AgreementClaimRow.agreement_id).in_(agreement_ids))
        .order_by(*query.BY_DOCUMENT)
    )
    found: dict[str, tuple[str, ...]] = {}
    for agreement_id, document_id in connection.execute(chosen):
        found[agreement_id] = (*found.get(agreement_id, ()), document_id)
    return found
