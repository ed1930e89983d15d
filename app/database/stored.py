"""Stored documents as the extractions that they were loaded from: loading them again makes the same rows.

What is inside a document comes in an order of its own (agreements and facts by id, places by where they stand), so that
the same document is the same value on every database, whatever was loaded before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select
from sqlmodel import col

from app.database.documents import Document
from app.database.filters import Condition
from app.database.statements import table_of
from app.database.tables import (
    AgreementClaimRow,
    ClaimantRow,
    DocumentRow,
    EvidenceRow,
    FactClaimRow,
    FactPartyRow,
    FactRow,
    WarningRow,
)
from app.extraction.model import Agreement, Amount, DocumentInfo, Evidence, Extraction, Fact, Span, Warning
from app.extraction.statements import statement

#: What is read at once: so many documents, or fewer where their texts have more characters together than this.
_DOCUMENTS = 100
_CHARACTERS = 1_000_000


def stored_documents(connection: Connection, *conditions: Condition) -> Iterator[Document]:
    """Every document that meets the conditions, by id; a few of them in memory."""
    for ids in _groups(connection, conditions):
        said = _Said(connection, ids)
        documents = select(table_of(DocumentRow)).where(col(DocumentRow.id).in_(ids)).order_by(col(DocumentRow.id))
        for row in connection.execute(documents).mappings():
            yield Document(row["id"], said.extraction(row), row["source_url"], row["publisher"])


def _groups(connection: Connection, conditions: Sequence[Condition]) -> Iterator[list[str]]:
    """Ids of documents that are read together."""
    after, length = "", 0
    group: list[str] = []
    chosen = select(col(DocumentRow.id), col(DocumentRow.length)).where(*conditions).order_by(col(DocumentRow.id))
    while found := connection.execute(chosen.where(col(DocumentRow.id) > after).limit(_DOCUMENTS)).all():
        for id_, size in found:
            if group and length + size > _CHARACTERS:
                yield group
                group, length = [], 0
            group.append(id_)
            length += size
        yield group
        group, length, after = [], 0, found[-1][0]


class _Said:
    """What several documents say."""

    def __init__(self, connection: Connection, ids: Sequence[str]) -> None:
        self.agreements = _by_document(connection, _of(AgreementClaimRow, ids, AgreementClaimRow.agreement_id))
        self.claims = _by_document(connection, _claims(ids))
        self.warnings = _by_document(connection, _of(WarningRow, ids, WarningRow.position))
        self.obligors: dict[str, list[str]] = {}
        for fact_id, party in connection.execute(_obligors(ids)):
            self.obligors.setdefault(fact_id, []).append(party)
        self.claimants: dict[int, list[str]] = {}
        for evidence_id, name in connection.execute(_claimants(ids)):
            self.claimants.setdefault(evidence_id, []).append(name)
        self.places: dict[tuple[str, str], list[RowMapping]] = {}
        for row in connection.execute(_of(EvidenceRow, ids, EvidenceRow.start, EvidenceRow.end)).mappings():
            self.places.setdefault((row["document_id"], row["fact_id"]), []).append(row)

    def extraction(self, document: RowMapping) -> Extraction:
        id_ = document["id"]
        info = {name: document[name] for name in DocumentInfo.__dataclass_fields__}
        return Extraction(
            document=DocumentInfo(**info),
            agreements=tuple(map(_agreement, self.agreements.get(id_, ()))),
            facts=tuple(map(self._fact, self.claims.get(id_, ()))),
            warnings=tuple(
                Warning(row["code"], row["message"], row["start"], row["end"]) for row in self.warnings.get(id_, ())
            ),
            text=document["text"],
        )

    def _fact(self, row: RowMapping) -> Fact:
        said: dict[str, Any] = dict(
            id=row["fact_id"],
            agreement=row["agreement_id"],
            type=row["type"],
            category=row["category"],
            obligors=tuple(self.obligors.get(row["fact_id"], ())),
            beneficiaries=tuple(json.loads(row["beneficiaries"])),
            **_particulars(row),
            evidence=tuple(map(self._place, self.places.get((row["document_id"], row["fact_id"]), ()))),
        )
        worded = statement(Fact(statement="", **said))
        return Fact(statement=worded, **said)

    def _place(self, row: RowMapping) -> Evidence:
        return Evidence(
            start=row["start"],
            end=row["end"],
            exact=row["exact"],
            prefix=row["prefix"],
            suffix=row["suffix"],
            claimants=tuple(self.claimants.get(row["id"], ())),
            **_particulars(row),
            cues=tuple(Span(*cue) for cue in json.loads(row["cues"])),
        )


def _of(table: Any, ids: Sequence[str], *order: Any) -> Select[Any]:
    return select(table_of(table)).where(col(table.document_id).in_(ids)).order_by(*order)


def _claims(ids: Sequence[str]) -> Select[Any]:
    return (
        select(table_of(FactClaimRow), col(FactRow.agreement_id), col(FactRow.type), col(FactRow.category))
        .join(FactRow, col(FactRow.id) == col(FactClaimRow.fact_id))
        .where(col(FactClaimRow.document_id).in_(ids))
        .order_by(col(FactClaimRow.fact_id))
    )


def _obligors(ids: Sequence[str]) -> Select[str, str]:
    stated = select(col(FactClaimRow.fact_id)).where(col(FactClaimRow.document_id).in_(ids))
    return (
        select(col(FactPartyRow.fact_id), col(FactPartyRow.party))
        .where(col(FactPartyRow.role) == "obligor", col(FactPartyRow.fact_id).in_(stated))
        .order_by(col(FactPartyRow.party))
    )


def _claimants(ids: Sequence[str]) -> Select[int, str]:
    return (
        select(col(ClaimantRow.evidence_id), col(ClaimantRow.name))
        .join(EvidenceRow, col(EvidenceRow.id) == col(ClaimantRow.evidence_id))
        .where(col(EvidenceRow.document_id).in_(ids))
        .order_by(col(ClaimantRow.position))
    )


def _by_document(connection: Connection, chosen: Select[Any]) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(chosen).mappings():
        found.setdefault(row["document_id"], []).append(row)
    return found


def _agreement(row: RowMapping) -> Agreement:
    said = {name: row[name] for name in Agreement.__dataclass_fields__ if name not in ("id", "parties")}
    return Agreement(id=row["agreement_id"], parties=tuple(json.loads(row["parties"])), **said)


def _particulars(row: RowMapping) -> dict[str, Any]:
    """What a fact or one place of it says, and the rules that made it."""
    return {
        **{name: row[name] for name in ("modality", "direction", "trigger", "deadline", "duration")},
        "amounts": _amounts(json.loads(row["amounts"])),
        "rules": tuple(json.loads(row["rules"])),
    }


def _amounts(stored: Iterable[dict[str, Any]]) -> tuple[Amount, ...]:
    return tuple(Amount(Decimal(str(each["value"])), each["currency"]) for each in stored)
