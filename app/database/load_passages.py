"""The words of documents, and of the agreements and facts that it speaks of, made ready for search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from sqlalchemy import Connection, Select, delete, func, select
from sqlmodel import col

from app.database.search import passages
from app.database.statements import Record, insert_all, sets_of
from app.database.tables import (
    AgreementClaimRow,
    AgreementPartyRow,
    AgreementRow,
    CategoryRow,
    ClaimantRow,
    DocumentRow,
    EvidenceRow,
    FactClaimRow,
    FactRow,
    PassageRow,
)
from app.extraction.statements import state_name

_NOBODY: Record = {"document_id": None, "agreement_id": None, "fact_id": None, "evidence_id": None}


def index_missing(connection: Connection) -> bool:
    """Index the documents that were stored before there was a search; whether there were any."""
    indexed = select(col(PassageRow.document_id)).where(col(PassageRow.document_id).is_not(None))
    missing = select(col(DocumentRow.id)).where(col(DocumentRow.id).not_in(indexed)).order_by(col(DocumentRow.id))
    found = connection.execute(missing).scalars().all()
    for document_id in found:
        index_documents(connection, [document_id])
    return bool(found)


_Ids = Select[str] | Sequence[str]


def index_documents(connection: Connection, ids: Sequence[str]) -> None:
    """Index documents that are stored and were not indexed; what they speak of is indexed anew."""
    facts = select(col(FactClaimRow.fact_id)).where(col(FactClaimRow.document_id).in_(ids))
    agreements = select(col(AgreementClaimRow.agreement_id)).where(col(AgreementClaimRow.document_id).in_(ids))
    index_merged(connection, agreements, facts)
    _insert(connection, [*_of_documents(connection, ids), *_of_evidence(connection, ids)])


def index_merged(connection: Connection, agreements: _Ids, facts: _Ids) -> None:
    """Index anew what agreements and facts show; the documents and evidence behind them stay as they are."""
    statements = delete(PassageRow).where(col(PassageRow.fact_id).in_(facts), col(PassageRow.evidence_id).is_(None))
    titles = delete(PassageRow).where(col(PassageRow.agreement_id).in_(agreements), col(PassageRow.fact_id).is_(None))
    for outdated in (statements, titles):
        connection.execute(outdated)
    _insert(connection, [*_of_agreements(connection, agreements), *_of_facts(connection, facts)])


def _insert(connection: Connection, records: Sequence[Record]) -> None:
    last = connection.execute(select(func.max(col(PassageRow.id)))).scalar_one() or 0
    insert_all(
        connection, PassageRow, ({"id": n, **record} for n, record in zip(count(last + 1), records, strict=False))
    )


def _records(pieces: list[str | None], **owners: str | int) -> Iterator[Record]:
    for words in passages(pieces):
        yield {**_NOBODY, **owners, "words": words}


def _of_documents(connection: Connection, ids: Sequence[str]) -> Iterator[Record]:
    pieces = (col(DocumentRow.title), col(DocumentRow.publisher), col(DocumentRow.text))
    chosen = select(col(DocumentRow.id), *pieces).where(col(DocumentRow.id).in_(ids)).order_by(col(DocumentRow.id))
    for id_, *words in connection.execute(chosen):
        yield from _records(words, document_id=id_)


def _of_agreements(connection: Connection, ids: _Ids) -> Iterator[Record]:
    parties = sets_of(
        connection,
        select(col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party)).where(
            col(AgreementPartyRow.agreement_id).in_(ids)
        ),
    )
    chosen = select(col(AgreementRow.id), col(AgreementRow.title), col(AgreementRow.venue)).where(
        col(AgreementRow.id).in_(ids)
    )
    for id_, title, venue in connection.execute(chosen.order_by(col(AgreementRow.id))).all():
        names = [state_name(code) for code in sorted(parties.get(id_, ()))]
        yield from _records([title, venue, *names], agreement_id=id_)


def _of_facts(connection: Connection, ids: _Ids) -> Iterator[Record]:
    chosen = (
        select(col(FactRow.id), col(FactRow.agreement_id), col(FactRow.statement), col(CategoryRow.label))
        .join(CategoryRow, col(CategoryRow.slug) == col(FactRow.category))
        .where(col(FactRow.id).in_(ids))
        .order_by(col(FactRow.id))
    )
    for id_, agreement_id, statement, label in connection.execute(chosen).all():
        yield from _records([statement, label], agreement_id=agreement_id, fact_id=id_)


def _of_evidence(connection: Connection, documents: Sequence[str]) -> Iterator[Record]:
    claimants: dict[int, list[str | None]] = {}
    named = (
        select(col(ClaimantRow.evidence_id), col(ClaimantRow.name))
        .join(EvidenceRow, col(EvidenceRow.id) == col(ClaimantRow.evidence_id))
        .where(col(EvidenceRow.document_id).in_(documents))
        .order_by(col(ClaimantRow.evidence_id), col(ClaimantRow.position))
    )
    for evidence_id, name in connection.execute(named):
        claimants.setdefault(evidence_id, []).append(name)
    chosen = (
        select(col(EvidenceRow.id), col(EvidenceRow.fact_id), col(FactRow.agreement_id), col(EvidenceRow.exact))
        .join(FactRow, col(FactRow.id) == col(EvidenceRow.fact_id))
        .where(col(EvidenceRow.document_id).in_(documents))
        .order_by(col(EvidenceRow.id))
    )
    for id_, fact_id, agreement_id, exact in connection.execute(chosen).all():
        pieces = [exact, *claimants.get(id_, [])]
        yield from _records(pieces, agreement_id=agreement_id, fact_id=fact_id, evidence_id=id_)
