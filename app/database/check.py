"""Whether what is stored is still true: every quote stands where its span says, and search finds every word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.database.engine import reading
from app.database.tables import DocumentRow, EvidenceRow

#: What is indexed is compared with what it was made of.
_FTS5_CHECK = text("INSERT INTO passages_index (passages_index, rank) VALUES ('integrity-check', 1)")
_IS_VALID = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('passages_by_words')")


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
            words = connection.execute(
                select(col(DocumentRow.text)).where(col(DocumentRow.id) == document_id)
            ).scalar_one()
            places = connection.execute(
                select(col(EvidenceRow.fact_id), col(EvidenceRow.start), col(EvidenceRow.end), col(EvidenceRow.exact))
                .where(col(EvidenceRow.document_id) == document_id)
                .order_by(col(EvidenceRow.start), col(EvidenceRow.fact_id))
            )
            found.extend(
                Discrepancy(document_id, fact, start, end, exact, words[start:end])
                for fact, start, end, exact in places
                if words[start:end] != exact
            )
    return found


def verify_index(engine: Engine) -> str | None:
    """What is wrong with the index of words, if anything is. On PostgreSQL the words themselves are the index's
    source, which `rebuild` compares."""
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            is_valid = connection.execute(_IS_VALID).scalar_one_or_none()
        return None if is_valid else "the index of words, passages_by_words, is missing or invalid; make it anew"
    try:
        # A command in the form of a statement that writes; it changes nothing.
        with engine.connect().execution_options(writing=True) as connection:
            connection.execute(_FTS5_CHECK)
    except DBAPIError as error:
        return f"the index of words is not what the passages say: {error.orig}"
    return None
