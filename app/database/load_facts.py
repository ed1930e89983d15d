"""The facts of a document: its evidence as it stands, its claims absorbed into what all documents say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select
from sqlmodel import col

from app.database import rows
from app.database.merge import FACT_RULES, Merged, absorb, as_json, from_json, order_of, values
from app.database.statements import Record, insert_all, put_all, sets_of
from app.database.tables import ClaimantRow, EvidenceRow, FactAmountRow, FactClaimRow, FactPartyRow, FactRow
from app.extraction.model import Amount, Evidence, Extraction, Fact
from app.extraction.statements import statement


@dataclass(frozen=True, slots=True)
class _Held:
    """What the documents before this one say of a fact."""

    merged: Merged
    pieces: int
    documents: int
    beneficiaries: frozenset[str]


class _Shown(NamedTuple):
    """A fact as all documents together state it, this one among them."""

    fact: Fact
    merged: Merged
    pieces: int
    documents: int


def load_facts(connection: Connection, document_id: str, extraction: Extraction) -> None:
    facts = extraction.facts
    order = order_of(extraction.document.published_on, extraction.document.sha256)
    held = _held(connection, [fact.id for fact in facts])
    shown = [_absorbed(fact, held.get(fact.id), order) for fact in facts]
    put_all(connection, FactRow, map(_fact_record, shown), held)
    insert_all(connection, FactPartyRow, (r for each in shown for r in _new_parties(each.fact, held.get(each.fact.id))))
    _put_amounts(connection, shown, list(held))
    insert_all(connection, FactClaimRow, (_claim(document_id, fact) for fact in facts))
    _insert_evidence(connection, document_id, extraction)


def _held(connection: Connection, ids: Sequence[str]) -> dict[str, _Held]:
    parties = select(col(FactPartyRow.fact_id), col(FactPartyRow.party)).where(
        col(FactPartyRow.fact_id).in_(ids), col(FactPartyRow.role) == "beneficiary"
    )
    beneficiaries = sets_of(connection, parties)
    stored = select(col(FactRow.id), col(FactRow.merged), col(FactRow.pieces), col(FactRow.documents)).where(
        col(FactRow.id).in_(ids)
    )
    return {
        id_: _Held(from_json(json.loads(merged)), pieces, documents, frozenset(beneficiaries.get(id_, ())))
        for id_, merged, pieces, documents in connection.execute(stored)
    }


def _absorbed(fact: Fact, held: _Held | None, order: str) -> _Shown:
    held = held or _Held({}, 0, 0, frozenset())
    merged = absorb(FACT_RULES, held.merged, rows.fact_claim(fact), order)
    shown = values(merged)
    sums = tuple(Amount(Decimal(str(a["value"])), a["currency"]) for a in shown.pop("amounts"))
    together = replace(
        fact,
        obligors=tuple(sorted(fact.obligors)),
        beneficiaries=tuple(sorted(held.beneficiaries | set(fact.beneficiaries))),
        amounts=sums,
        **shown,
    )
    worded = replace(together, statement=statement(together))
    return _Shown(worded, merged, held.pieces + len(fact.evidence), held.documents + 1)


def _fact_record(shown: _Shown) -> Record:
    fact = shown.fact
    return {
        "id": fact.id,
        "agreement_id": fact.agreement,
        "type": fact.type,
        "category": fact.category,
        "statement": fact.statement,
        "modality": fact.modality,
        "direction": fact.direction,
        "trigger": fact.trigger,
        "deadline": fact.deadline,
        "duration": fact.duration,
        "pieces": shown.pieces,
        "documents": shown.documents,
        "merged": rows.dump(as_json(shown.merged)),
        "row": rows.dump(rows.fact(fact, shown.merged, shown.pieces, shown.documents)),
    }


def _new_parties(fact: Fact, held: _Held | None) -> list[Record]:
    new = [("beneficiary", party) for party in fact.beneficiaries if held is None or party not in held.beneficiaries]
    new += [("obligor", party) for party in fact.obligors] if held is None else []
    return [{"fact_id": fact.id, "role": role, "party": party} for role, party in new]


def _put_amounts(connection: Connection, shown: Sequence[_Shown], held: Sequence[str]) -> None:
    if held:
        connection.execute(delete(FactAmountRow).where(col(FactAmountRow.fact_id).in_(held)))
    insert_all(
        connection,
        FactAmountRow,
        (
            {"fact_id": each.fact.id, "position": position, "value": amount.value, "currency": amount.currency}
            for each in shown
            for position, amount in enumerate(each.fact.amounts)
        ),
    )


def _claim(document_id: str, fact: Fact) -> Record:
    claim = rows.fact_claim(fact)
    return {
        "fact_id": fact.id,
        "document_id": document_id,
        "beneficiaries": rows.dump(sorted(fact.beneficiaries)),
        **claim,
        "amounts": rows.dump(claim["amounts"]),
        "rules": rows.dump(fact.rules),
    }


def _insert_evidence(connection: Connection, document_id: str, extraction: Extraction) -> None:
    pieces = [(fact.id, piece) for fact in extraction.facts for piece in fact.evidence]
    last = connection.execute(select(func.max(col(EvidenceRow.id)))).scalar_one() or 0
    numbered = list(zip(count(last + 1), pieces, strict=False))
    insert_all(
        connection,
        EvidenceRow,
        (_evidence(number, fact_id, document_id, extraction, piece) for number, (fact_id, piece) in numbered),
    )
    insert_all(
        connection,
        ClaimantRow,
        (
            {"evidence_id": number, "position": position, "name": name, "folded": fold_name(name)}
            for number, (_, piece) in numbered
            for position, name in enumerate(piece.claimants)
        ),
    )


def _evidence(number: int, fact_id: str, document_id: str, extraction: Extraction, piece: Evidence) -> Record:
    return {
        "id": number,
        "fact_id": fact_id,
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


def fold_name(name: str) -> str:
    """A claimant's name for comparison: without case, single spaces."""
    return " ".join(name.casefold().split())
