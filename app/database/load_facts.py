"""The facts of documents: their evidence as it stands, their claims absorbed into what all documents say."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, select
from sqlmodel import col

from app.database import rows
from app.database.documents import Document, ids_of
from app.database.merge import FACT_RULES, Merged, Value, absorb, as_json, from_json, order_of, values
from app.database.statements import Record, insert_all, put_all, sets_of, table_of
from app.database.tables import (
    ClaimantRow,
    DocumentRow,
    EvidenceRow,
    FactAmountRow,
    FactClaimRow,
    FactPartyRow,
    FactRow,
)
from app.extraction.model import Amount, Evidence, Fact
from app.extraction.statements import statement


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one document says of a fact."""

    fields: Mapping[str, Value]
    beneficiaries: frozenset[str]
    pieces: int
    order: str


@dataclass(frozen=True, slots=True)
class _Together:
    """What several documents say of a fact; at first none."""

    merged: Merged = field(default_factory=dict)
    pieces: int = 0
    documents: int = 0
    beneficiaries: frozenset[str] = frozenset()

    def with_(self, claim: _Claim) -> _Together:
        return _Together(
            absorb(FACT_RULES, self.merged, claim.fields, claim.order),
            self.pieces + claim.pieces,
            self.documents + 1,
            self.beneficiaries | claim.beneficiaries,
        )


_NOTHING = _Together()


class _Shown(NamedTuple):
    """A fact as all its documents together state it."""

    fact: Fact
    merged: Merged
    pieces: int
    documents: int


def load_facts(connection: Connection, documents: Sequence[Document]) -> None:
    held = _held(connection, ids_of(documents, "facts"))
    together, facts = dict(held), dict[str, Fact]()
    for document in documents:
        for fact in document.extraction.facts:
            facts[fact.id] = fact
            together[fact.id] = together.get(fact.id, _NOTHING).with_(_said(fact, document.order))
    _put(connection, [_shown(fact, together[id_]) for id_, fact in facts.items()], held)
    insert_all(connection, FactClaimRow, (_claim(d.id, fact) for d in documents for fact in d.extraction.facts))
    _insert_evidence(connection, documents)


def remake_facts(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Make facts anew from the claims that are left; those that no document states any more go, and are returned."""
    said = _claims(connection, ids)
    gone = [id_ for id_ in ids if id_ not in said]
    connection.execute(delete(FactRow).where(col(FactRow.id).in_(gone)))
    shown = []
    for fact in _identities(connection, list(said)):
        together = _NOTHING
        for claim in said[fact.id]:
            together = together.with_(claim)
        shown.append(_shown(fact, together))
    outdated = col(FactPartyRow.fact_id).in_(list(said)), col(FactPartyRow.role) == "beneficiary"
    connection.execute(delete(FactPartyRow).where(*outdated))
    _put(connection, shown, dict.fromkeys(said, _NOTHING))
    return gone


def _held(connection: Connection, ids: Sequence[str]) -> dict[str, _Together]:
    beneficiaries = sets_of(connection, _parties(ids, "beneficiary"))
    stored = select(col(FactRow.id), col(FactRow.merged), col(FactRow.pieces), col(FactRow.documents)).where(
        col(FactRow.id).in_(ids)
    )
    return {
        id_: _Together(from_json(json.loads(merged)), pieces, documents, frozenset(beneficiaries.get(id_, ())))
        for id_, merged, pieces, documents in connection.execute(stored)
    }


def _parties(ids: Sequence[str], role: str) -> Select[str, str]:
    return select(col(FactPartyRow.fact_id), col(FactPartyRow.party)).where(
        col(FactPartyRow.fact_id).in_(ids), col(FactPartyRow.role) == role
    )


def _said(fact: Fact, order: str) -> _Claim:
    return _Claim(rows.fact_claim(fact), frozenset(fact.beneficiaries), len(fact.evidence), order)


def _claims(connection: Connection, ids: Sequence[str]) -> dict[str, list[_Claim]]:
    """Fact to what each document says of it."""
    pieces = (
        select(func.count())
        .where(
            col(EvidenceRow.fact_id) == col(FactClaimRow.fact_id),
            col(EvidenceRow.document_id) == col(FactClaimRow.document_id),
        )
        .scalar_subquery()
    )
    chosen = (
        select(
            table_of(FactClaimRow),
            pieces.label("pieces"),
            col(DocumentRow.published_on),
            col(DocumentRow.sha256),
        )
        .join(DocumentRow, col(DocumentRow.id) == col(FactClaimRow.document_id))
        .where(col(FactClaimRow.fact_id).in_(ids))
    )
    found: dict[str, list[_Claim]] = {}
    for row in connection.execute(chosen).mappings():
        fields = {**{name: row[name] for name in FACT_RULES}, "amounts": json.loads(row["amounts"])}
        beneficiaries = frozenset(json.loads(row["beneficiaries"]))
        order = order_of(row["published_on"], row["sha256"])
        found.setdefault(row["fact_id"], []).append(_Claim(fields, beneficiaries, row["pieces"], order))
    return found


def _identities(connection: Connection, ids: Sequence[str]) -> list[Fact]:
    """Facts with what does not depend on what documents say of them."""
    obligors = sets_of(connection, _parties(ids, "obligor"))
    stored = table_of(FactRow).c
    chosen = select(stored.id, stored.agreement_id.label("agreement"), stored.type, stored.category).where(
        stored.id.in_(ids)
    )
    unsaid: dict[str, Any] = dict.fromkeys(("modality", "direction", "trigger", "deadline", "duration"))
    return [
        Fact(
            **identity,
            obligors=tuple(obligors.get(identity["id"], ())),
            **unsaid,
            statement="",
            beneficiaries=(),
            amounts=(),
            evidence=(),
        )
        for identity in connection.execute(chosen).mappings()
    ]


def _shown(fact: Fact, said: _Together) -> _Shown:
    """The fact with its fields and wording as they are said."""
    shown = values(said.merged)
    sums = tuple(Amount(Decimal(str(a["value"])), a["currency"]) for a in shown.pop("amounts"))
    together = replace(
        fact,
        obligors=tuple(sorted(fact.obligors)),
        beneficiaries=tuple(sorted(said.beneficiaries)),
        amounts=sums,
        **shown,
    )
    worded = replace(together, statement=statement(together))
    return _Shown(worded, said.merged, said.pieces, said.documents)


def _put(connection: Connection, shown: Sequence[_Shown], held: Mapping[str, _Together]) -> None:
    """Write facts with their parties and sums; `held`: those that are there, with the beneficiaries that are."""
    put_all(connection, FactRow, map(_fact_record, shown), held)
    insert_all(connection, FactPartyRow, (r for each in shown for r in _new_parties(each.fact, held.get(each.fact.id))))
    _put_amounts(connection, shown, list(held))


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


def _new_parties(fact: Fact, held: _Together | None) -> list[Record]:
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


def _insert_evidence(connection: Connection, documents: Sequence[Document]) -> None:
    pieces = [(d, fact.id, piece) for d in documents for fact in d.extraction.facts for piece in fact.evidence]
    last = connection.execute(select(func.max(col(EvidenceRow.id)))).scalar_one() or 0
    numbered = list(zip(count(last + 1), pieces, strict=False))
    insert_all(
        connection,
        EvidenceRow,
        (_evidence(number, document, fact_id, piece) for number, (document, fact_id, piece) in numbered),
    )
    insert_all(
        connection,
        ClaimantRow,
        (
            {"evidence_id": number, "position": position, "name": name, "folded": fold_name(name)}
            for number, (_, _, piece) in numbered
            for position, name in enumerate(piece.claimants)
        ),
    )


def _evidence(number: int, document: Document, fact_id: str, piece: Evidence) -> Record:
    return {
        "id": number,
        "fact_id": fact_id,
        "document_id": document.id,
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
        "row": rows.dump(rows.evidence(document.id, document.extraction.document, piece)),
    }


def fold_name(name: str) -> str:
    """A claimant's name for comparison: without case, single spaces, accents in one piece with their letters."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
