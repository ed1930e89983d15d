"""Which documents state a fact, as a citation names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, Dialect, select
from sqlmodel import col

from app.database.prepared import Prepared, fetch, numbered, parameters, prepare
from app.database.query import BY_DOCUMENT
from app.database.tables import AgreementRow, DocumentRow, EvidenceRow, FactRow


@dataclass(slots=True)
class Source:
    """A document that states a fact, and where in it."""

    title: str
    """Its name, where it has no title."""
    publisher: str | None
    published_on: date | None
    url: str | None
    spans: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Cited:
    """What a citation of a fact says."""

    id: str
    statement: str
    agreement: str
    agreement_title: str
    sources: list[Source] = field(default_factory=list)
    """Earliest first, undated ones before."""


def cited(connection: Connection, fact_ids: Sequence[str]) -> dict[str, Cited]:
    ids, number = numbered("id", fact_ids), len(fact_ids)
    found = {row[0]: Cited(*row) for row in fetch(connection, _facts(connection.dialect, number), ids)}
    known: dict[tuple[str, str], Source] = {}
    for place in fetch(connection, _places(connection.dialect, number), ids):
        fact_id, document_id, title, name, publisher, published_on, url, start, end = place
        source = known.get((fact_id, document_id))
        if source is None:
            day = date.fromisoformat(published_on) if isinstance(published_on, str) else published_on
            source = known[fact_id, document_id] = Source(title or name, publisher, day, url)
            found[fact_id].sources.append(source)
        source.spans.append((start, end))
    return found


@lru_cache(maxsize=1 << 10)
def _facts(dialect: Dialect, number: int) -> Prepared:
    chosen = (
        select(col(FactRow.id), col(FactRow.statement), col(FactRow.agreement_id), col(AgreementRow.title))
        .join(AgreementRow, col(AgreementRow.id) == col(FactRow.agreement_id))
        .where(col(FactRow.id).in_(parameters("id", number)))
    )
    return prepare(dialect, chosen)


@lru_cache(maxsize=1 << 10)
def _places(dialect: Dialect, number: int) -> Prepared:
    chosen = (
        select(
            col(EvidenceRow.fact_id),
            col(DocumentRow.id),
            col(DocumentRow.title),
            col(DocumentRow.name),
            col(DocumentRow.publisher),
            col(DocumentRow.published_on),
            col(DocumentRow.source_url),
            col(EvidenceRow.start),
            col(EvidenceRow.end),
        )
        .join(DocumentRow, col(DocumentRow.id) == col(EvidenceRow.document_id))
        .where(col(EvidenceRow.fact_id).in_(parameters("id", number)))
        .order_by(*BY_DOCUMENT, col(EvidenceRow.start), col(EvidenceRow.end))
    )
    return prepare(dialect, chosen)
