"""The facts of a document: its evidence as it stands, its claims absorbed into what all documents say."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from app.database import rows
from app.database.merge import FACT_RULES, Merged, absorb, as_json, from_json, order_of, values
from app.database.statements import insert_all, put, sets_of
from app.database.tables import ClaimantRow, EvidenceRow, FactAmountRow, FactClaimRow, FactPartyRow, FactRow
from app.extraction.model import Amount, Extraction, Fact
from app.extraction.statements import statement


def load_facts(connection: Connection, document_id: str, extraction: Extraction) -> None:
    ids = [fact.id for fact in extraction.facts]
    held: dict[str, tuple[Merged, int, int]] = {
        id_: (from_json(json.loads(merged)), pieces, documents)
        for id_, merged, pieces, documents in connection.execute(
            select(col(FactRow.id), col(FactRow.merged), col(FactRow.pieces), col(FactRow.documents)).where(
                col(FactRow.id).in_(ids)
            )
        )
    }
    beneficiaries = sets_of(
        connection,
        select(col(FactPartyRow.fact_id), col(FactPartyRow.party)).where(
            col(FactPartyRow.fact_id).in_(ids), col(FactPartyRow.role) == "beneficiary"
        ),
    )
    order = order_of(extraction.document.published_on, extraction.document.sha256)
    for fact in extraction.facts:
        is_new = fact.id not in held
        merged, pieces, documents = held.get(fact.id, ({}, 0, 0))
        merged = absorb(FACT_RULES, merged, rows.fact_claim(fact), order)
        known = beneficiaries.get(fact.id, set())
        shown = _shown(fact, merged, known)
        record = _fact_record(shown, merged, pieces + len(fact.evidence), documents + 1)
        put(connection, FactRow, fact.id, record, is_new=is_new)
        new = [("beneficiary", party) for party in shown.beneficiaries if party not in known]
        new += [("obligor", party) for party in shown.obligors] if is_new else []
        insert_all(
            connection, FactPartyRow, ({"fact_id": fact.id, "role": role, "party": party} for role, party in new)
        )
        _put_amounts(connection, shown, is_new=is_new)
        insert_all(connection, FactClaimRow, [_fact_claim(document_id, fact)])
        _insert_evidence(connection, document_id, extraction, fact)


def _shown(fact: Fact, merged: Merged, beneficiaries: set[str]) -> Fact:
    """The fact as all documents together state it."""
    shown = values(merged)
    sums = tuple(Amount(Decimal(str(a["value"])), a["currency"]) for a in shown.pop("amounts"))
    together = replace(
        fact,
        obligors=tuple(sorted(fact.obligors)),
        beneficiaries=tuple(sorted({*fact.beneficiaries, *beneficiaries})),
        amounts=sums,
        **shown,
    )
    return replace(together, statement=statement(together))


def _fact_record(shown: Fact, merged: Merged, pieces: int, documents: int) -> dict[str, Any]:
    return {
        "agreement_id": shown.agreement,
        "type": shown.type,
        "category": shown.category,
        "statement": shown.statement,
        "modality": shown.modality,
        "direction": shown.direction,
        "trigger": shown.trigger,
        "deadline": shown.deadline,
        "duration": shown.duration,
        "pieces": pieces,
        "documents": documents,
        "merged": rows.dump(as_json(merged)),
        "row": rows.dump(rows.fact(shown, merged, pieces, documents)),
    }


def _put_amounts(connection: Connection, shown: Fact, *, is_new: bool) -> None:
    if not is_new:
        connection.execute(delete(FactAmountRow).where(col(FactAmountRow.fact_id) == shown.id))
    insert_all(
        connection,
        FactAmountRow,
        (
            {"fact_id": shown.id, "position": position, "value": a.value, "currency": a.currency}
            for position, a in enumerate(shown.amounts)
        ),
    )


def _fact_claim(document_id: str, fact: Fact) -> dict[str, Any]:
    claim = rows.fact_claim(fact)
    return {
        "fact_id": fact.id,
        "document_id": document_id,
        "beneficiaries": rows.dump(sorted(fact.beneficiaries)),
        **claim,
        "amounts": rows.dump(claim["amounts"]),
        "rules": rows.dump(fact.rules),
    }


def _insert_evidence(connection: Connection, document_id: str, extraction: Extraction, fact: Fact) -> None:
    places = {}
    for piece in sorted(fact.evidence, key=lambda e: (e.start, e.end)):
        record = {
            "fact_id": fact.id,
            "document_id": document_id,
            "start": piece.start,
            "end": piece.end,
            "exact": piece.exact,
            "prefix": piece.prefix,
            "suffix": piece.suffix,
            "modality": piece.modality,
            "direction": piece.direction,
            "trigger": piece.trigger,
            "deadline": piece.deadline,
            "duration": piece.duration,
            "amounts": rows.dump(rows.amounts(piece.amounts)),
            "rules": rows.dump(piece.rules),
            "cues": rows.dump([[cue.start, cue.end] for cue in piece.cues]),
            "row": rows.dump(rows.evidence(document_id, extraction.document, piece)),
        }
        inserted = connection.execute(insert(EvidenceRow).values(**record).returning(col(EvidenceRow.id)))
        places[inserted.scalar_one()] = piece.claimants
    insert_all(
        connection,
        ClaimantRow,
        (
            {"evidence_id": place, "position": position, "name": name, "folded": fold_name(name)}
            for place, names in places.items()
            for position, name in enumerate(names)
        ),
    )


def fold_name(name: str) -> str:
    """A claimant's name for comparison: without case, single spaces."""
    return " ".join(name.casefold().split())
