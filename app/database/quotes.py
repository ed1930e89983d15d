"""Stored quotes with their context: what a document states, or what facts rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from app.database.query import nearest
from app.database.tables import DocumentRow, EvidenceRow, FactRow


@dataclass(frozen=True, slots=True)
class StoredQuote:
    fact_id: str
    document_id: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """An id that nothing has."""

    id: str
    nearest: str | None


def quotes(connection: Connection, document_id: str | None, fact_ids: Sequence[str], most: int) -> list[StoredQuote]:
    """The evidence in this document, of these facts, or of these in it, in the order of the text; at most so many."""
    conditions = []
    if document_id is not None:
        conditions.append(col(EvidenceRow.document_id) == document_id)
    if fact_ids:
        conditions.append(col(EvidenceRow.fact_id).in_(fact_ids))
    chosen = (
        select(
            col(EvidenceRow.fact_id),
            col(EvidenceRow.document_id),
            col(EvidenceRow.start),
            col(EvidenceRow.end),
            col(EvidenceRow.exact),
            col(EvidenceRow.prefix),
            col(EvidenceRow.suffix),
        )
        .where(*conditions)
        .order_by(col(EvidenceRow.document_id), col(EvidenceRow.start), col(EvidenceRow.end), col(EvidenceRow.fact_id))
        .limit(most)
    )
    return [StoredQuote(*found) for found in connection.execute(chosen)]


def unknown_document(connection: Connection, document_id: str) -> Unknown | None:
    """None: it is stored."""
    known = select(col(DocumentRow.id)).where(col(DocumentRow.id) == document_id)
    if connection.execute(known).first():
        return None
    return Unknown(document_id, nearest(connection, DocumentRow.id, document_id))


def unknown_facts(connection: Connection, fact_ids: Sequence[str]) -> list[Unknown]:
    stored = select(col(FactRow.id)).where(col(FactRow.id).in_(fact_ids))
    known = set(connection.execute(stored).scalars())
    return [Unknown(id_, nearest(connection, FactRow.id, id_)) for id_ in fact_ids if id_ not in known]
