"""Whether what is stored is still true: every quote stands where its span says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlmodel import col

from app.database.engine import reading
from app.database.tables import DocumentRow, EvidenceRow


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A stored quote that its document does not have at that place."""

    document: str
    fact: str
    start: int
    end: int
    exact: str
    """What the evidence says."""
    found: str
    """What the document says."""


def verify_spans(engine: Engine) -> list[Discrepancy]:
    """Compare every piece of evidence with its document, one document in memory at a time; empty: all is well."""
    found: list[Discrepancy] = []
    with reading(engine) as connection:
        for document_id in (
            connection.execute(select(col(DocumentRow.id)).order_by(col(DocumentRow.id))).scalars().all()
        ):
            text = connection.execute(
                select(col(DocumentRow.text)).where(col(DocumentRow.id) == document_id)
            ).scalar_one()
            places = connection.execute(
                select(col(EvidenceRow.fact_id), col(EvidenceRow.start), col(EvidenceRow.end), col(EvidenceRow.exact))
                .where(col(EvidenceRow.document_id) == document_id)
                .order_by(col(EvidenceRow.start), col(EvidenceRow.fact_id))
            )
            found.extend(
                Discrepancy(document_id, fact, start, end, exact, text[start:end])
                for fact, start, end, exact in places
                if text[start:end] != exact
            )
    return found
