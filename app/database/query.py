"""Questions as statements: a page of ready-made rows, one row, the vocabulary with its counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Dialect, func, select
from sqlmodel import col

from app.database import likeness
from app.database.cursors import BadCursor, Position, decode, encode, fingerprint
from app.database.filters import Condition, Filters, on_agreements, on_contradictions, on_documents, on_facts
from app.database.paging import Collection, position, rows_after, total
from app.database.prepared import Prepared, fetch, numbered, parameter, parameters, prepare
from app.database.tables import (
    AgreementClaimRow,
    AgreementPartyRow,
    AgreementRow,
    ClaimantRow,
    ContradictionRow,
    DocumentRow,
    EvidenceRow,
    FactClaimRow,
    FactRow,
)
from app.database.totals import once

AGREEMENTS = Collection(
    "agreements",
    AgreementRow,
    on_agreements,
    {"id": AgreementRow.id, "signed_on": AgreementRow.signed_on, "planned_on": AgreementRow.planned_on},
)
FACTS = Collection("facts", FactRow, on_facts, {"id": FactRow.id, "category": FactRow.category})
DOCUMENTS = Collection(
    "documents", DocumentRow, on_documents, {"id": DocumentRow.id, "published_on": DocumentRow.published_on}
)
CONTRADICTIONS = Collection("contradictions", ContradictionRow, on_contradictions, {"id": ContradictionRow.id})


#: Values of one statement: each number of them is a statement of its own, and long to build where it is large.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Page:
    ids: Sequence[str]
    rows: Sequence[str]
    """Ready-made JSON objects."""
    total: int
    next: str | None
    """Cursor."""
    later: str | None = None
    """Cursor of what is yet to come, where a last page leads on to it."""


def page(
    connection: Connection, collection: Collection, filters: Filters, sort: str, limit: int, cursor: str | None
) -> Page:
    """`sort`: a name of `collection.orders`, `-` before it for descending. Raises `BadCursor`."""
    mark = _mark(collection, filters, sort)
    after = decode(cursor, mark) if cursor is not None else None
    found = rows_after(connection, collection, filters, sort, after, limit + 1)
    shown = found[:limit]
    following = encode(position(shown[-1]), mark) if len(found) > limit else None
    ids, rows_ = [id_ for id_, _, _ in shown], [row_ for _, row_, _ in shown]
    return Page(ids, rows_, total(connection, collection, filters), following)


@lru_cache(maxsize=1 << 10)
def _mark(collection: Collection, filters: Filters, sort: str) -> str:
    return fingerprint({"of": collection.name, "sort": sort, **filters.asked()})


def cut(rows: Mapping[str, str], limit: int, cursor: str | None, question: dict[str, Any]) -> Page:
    """A page of rows that are all at hand, by id and in their own order. Raises `BadCursor`."""
    ids, mark = list(rows), fingerprint(question)
    start = 0
    if cursor is not None:
        after = decode(cursor, mark).id
        if after not in rows:
            raise BadCursor("it stands after what is no more")
        start = ids.index(after) + 1
    shown = ids[start : start + limit]
    following = encode(Position(None, shown[-1]), mark) if start + limit < len(ids) else None
    return Page(shown, [rows[id_] for id_ in shown], len(ids), following)


def row(connection: Connection, collection: Collection, id_: str, *conditions: Condition) -> str | None:
    """The ready-made JSON of one object."""
    if not id_.isprintable():
        return None
    if conditions:
        chosen = select(col(collection.table.row)).where(col(collection.table.id) == id_, *conditions)
        return connection.execute(chosen).scalar_one_or_none()
    found = fetch(connection, _one(connection.dialect, collection), {"id": id_})
    return found[0][0] if found else None


@lru_cache
def _one(dialect: Dialect, collection: Collection) -> Prepared:
    return prepare(dialect, select(col(collection.table.row)).where(col(collection.table.id) == parameter("id")))


def rows(connection: Connection, collection: Collection, ids: Sequence[str]) -> dict[str, str]:
    """Id to the ready-made JSON of each of these objects that there is."""
    id_ = col(collection.table.id)
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        chosen = select(id_, col(collection.table.row)).where(id_.in_(ids[start : start + _AT_ONCE]))
        found.update(connection.execute(chosen).all())
    return found


def text(connection: Connection, document_id: str) -> str | None:
    return connection.execute(
        select(col(DocumentRow.text)).where(col(DocumentRow.id) == document_id)
    ).scalar_one_or_none()


class Piece(NamedTuple):
    """A piece of evidence, ready to be served."""

    fact_id: str
    row: str
    """JSON, as are the next two."""
    rules: str
    cues: str
    document_id: str
    source_url: str | None
    """Of the document."""


def evidence_of_facts(connection: Connection, fact_ids: Sequence[str]) -> dict[str, list[Piece]]:
    """Fact to its pieces of evidence, by date of their documents, then by place."""
    found: dict[str, list[Piece]] = {}
    for start in range(0, len(fact_ids), _AT_ONCE):
        some = fact_ids[start : start + _AT_ONCE]
        prepared = _evidence(connection.dialect, len(some))
        for piece in map(Piece._make, fetch(connection, prepared, numbered("id", some))):
            found.setdefault(piece.fact_id, []).append(piece)
    return found


@lru_cache(maxsize=1 << 10)
def _evidence(dialect: Dialect, facts: int) -> Prepared:
    chosen = (
        select(
            col(EvidenceRow.fact_id),
            col(EvidenceRow.row),
            col(EvidenceRow.rules),
            col(EvidenceRow.cues),
            col(EvidenceRow.document_id),
            col(DocumentRow.source_url),
        )
        .join(DocumentRow, col(DocumentRow.id) == col(EvidenceRow.document_id))
        .where(col(EvidenceRow.fact_id).in_(parameters("id", facts)))
        .order_by(*BY_DOCUMENT, col(EvidenceRow.start), col(EvidenceRow.end))
    )
    return prepare(dialect, chosen)


def rules_of_facts(connection: Connection, fact_ids: Sequence[str]) -> dict[str, list[str]]:
    """Fact to the names of the rules that made it in any document, each once, by date of the documents."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(fact_ids), _AT_ONCE):
        chosen = (
            select(col(FactClaimRow.fact_id), col(FactClaimRow.rules))
            .join(DocumentRow, col(DocumentRow.id) == col(FactClaimRow.document_id))
            .where(col(FactClaimRow.fact_id).in_(fact_ids[start : start + _AT_ONCE]))
            .order_by(*BY_DOCUMENT)
        )
        for fact_id, rules in connection.execute(chosen):
            found.setdefault(fact_id, []).extend(json.loads(rules))
    return {fact_id: list(dict.fromkeys(rules)) for fact_id, rules in found.items()}


class Place(NamedTuple):
    """A piece of evidence with the fact that it states."""

    fact_id: str
    category: str
    statement: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def places(connection: Connection, document_id: str) -> list[Place]:
    """Every piece of evidence of a document, in the order of its text."""
    chosen = (
        select(
            col(FactRow.id),
            col(FactRow.category),
            col(FactRow.statement),
            col(EvidenceRow.start),
            col(EvidenceRow.end),
            col(EvidenceRow.exact),
            col(EvidenceRow.prefix),
            col(EvidenceRow.suffix),
        )
        .join(EvidenceRow, col(EvidenceRow.fact_id) == col(FactRow.id))
        .where(col(EvidenceRow.document_id) == document_id)
        .order_by(col(EvidenceRow.start), col(EvidenceRow.end), col(FactRow.id))
    )
    return [Place(*found) for found in connection.execute(chosen)]


def statements(connection: Connection, document_id: str) -> list[tuple[str, str]]:
    """Every piece of evidence of a document, in the order of its text: ready-made JSON of the fact and of the place."""
    chosen = (
        select(col(FactRow.row), col(EvidenceRow.row))
        .join(EvidenceRow, col(EvidenceRow.fact_id) == col(FactRow.id))
        .where(col(EvidenceRow.document_id) == document_id)
        .order_by(col(EvidenceRow.start), col(EvidenceRow.end), col(FactRow.id))
    )
    return [(fact, place) for fact, place in connection.execute(chosen)]


def evidence_of_agreements(connection: Connection, agreement_ids: Sequence[str]) -> dict[str, list[str]]:
    """Agreement to the ready-made JSON of what each document says of it, by date of the document."""
    chosen = (
        select(col(AgreementClaimRow.agreement_id), col(AgreementClaimRow.row))
        .join(DocumentRow, col(DocumentRow.id) == col(AgreementClaimRow.document_id))
        .where(col(AgreementClaimRow.agreement_id).in_(agreement_ids))
        .order_by(*BY_DOCUMENT)
    )
    found: dict[str, list[str]] = {}
    for agreement_id, row_ in connection.execute(chosen):
        found.setdefault(agreement_id, []).append(row_)
    return found


def agreements_of_facts(connection: Connection, fact_ids: Sequence[str]) -> dict[str, str]:
    """Fact to the ready-made JSON of its agreement."""
    return dict(fetch(connection, _agreements(connection.dialect, len(fact_ids)), numbered("id", fact_ids)))


@lru_cache(maxsize=1 << 10)
def _agreements(dialect: Dialect, facts: int) -> Prepared:
    chosen = (
        select(col(FactRow.id), col(AgreementRow.row))
        .join(AgreementRow, col(AgreementRow.id) == col(FactRow.agreement_id))
        .where(col(FactRow.id).in_(parameters("id", facts)))
    )
    return prepare(dialect, chosen)


BY_DOCUMENT = (
    col(DocumentRow.published_on).is_not(None),
    col(DocumentRow.published_on),
    col(DocumentRow.sha256),
)
"""The order in which documents are merged: undated ones first."""


def parties(connection: Connection) -> list[str]:
    """The codes of all parties of agreements."""
    return list(connection.execute(select(col(AgreementPartyRow.party)).distinct()).scalars())


def days_of_agreements(connection: Connection) -> tuple[date | None, date | None]:
    """The earliest and the latest day on which an agreement was, or is planned to be, signed."""
    day = func.coalesce(col(AgreementRow.signed_on), col(AgreementRow.planned_on))
    earliest, latest = connection.execute(select(func.min(day), func.max(day))).one()
    return earliest, latest


def counts_by_category(connection: Connection) -> dict[str, tuple[int, int]]:
    """Category to the numbers of its facts and of the agreements that have one."""
    chosen = select(col(FactRow.category), func.count(), func.count(col(FactRow.agreement_id).distinct())).group_by(
        col(FactRow.category)
    )
    return once(connection, "counts by category", lambda: {c: (f, a) for c, f, a in connection.execute(chosen)})


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that names nothing that is stored."""

    field: Literal["agreement", "document", "claimant"]
    value: str
    nearest: str | None


def unknown_values(connection: Connection, filters: Filters) -> list[Unknown]:
    """The agreements, documents and claimants that the question names and nobody knows."""
    if not (filters.agreement or filters.document or filters.claimant):
        return []
    columns: list[tuple[Literal["agreement", "document", "claimant"], Any]] = [
        ("agreement", AgreementRow.id),
        ("document", DocumentRow.id),
        ("claimant", ClaimantRow.folded),
    ]
    found = []
    for field, column in columns:
        asked = getattr(filters, field)
        if asked:
            known = _known(connection.dialect, column)
            unknown = [value for value in asked if not fetch(connection, known, {"value": value})]
            found += [Unknown(field, value, nearest(connection, column, value)) for value in unknown]
    return found


@lru_cache
def _known(dialect: Dialect, column: Any) -> Prepared:
    """One row where the value is there: of a claimant there may be very many."""
    return prepare(dialect, select(column).where(column == parameter("value")).limit(1))


def nearest(connection: Connection, column: Any, value: str, *conditions: Condition) -> str | None:
    """The stored value most like this one, if any is like it."""
    stored = connection.execute(select(column).where(*conditions).distinct()).scalars().all()
    return likeness.nearest(value, stored)
