"""The ready-made JSON of every served object: what the columns named `row` hold.

Objects are open at their end: what an answer adds (`evidence`, `agreement_record`) comes after the stored keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.database.merge import Merged, contested, values
from app.extraction.model import Agreement, Amount, DocumentInfo, Evidence, Fact, Warning

Object = dict[str, Any]


#: `json.dumps` with these arguments makes one each time.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(value: Any) -> str:
    """Compact JSON, characters as they are."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=8)
def instant(moment: datetime) -> str:
    """As JSON has it, in whole seconds: `2024-06-13T12:00:00Z`. Without a zone it is in UTC, as SQLite gives it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(value: Decimal) -> int | float:
    """A sum as a JSON number: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def amounts(given: Iterable[Amount]) -> list[Object]:
    return [{"value": number(a.value), "currency": a.currency} for a in given]


def agreement_claim(agreement: Agreement) -> Object:
    """What one document says of an agreement, dates as text."""
    return {
        "title": agreement.title,
        "legal_form": agreement.legal_form,
        "status": agreement.status,
        "signed_on": agreement.signed_on.isoformat() if agreement.signed_on else None,
        "planned_on": agreement.planned_on.isoformat() if agreement.planned_on else None,
        "venue": agreement.venue,
        "duration": agreement.duration,
        "ratification_required": agreement.ratification_required,
    }


def agreement_evidence(document_id: str, document: DocumentInfo, agreement: Agreement) -> Object:
    return {
        "document": document_id,
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "parties": sorted(agreement.parties),
        **agreement_claim(agreement),
    }


def agreement(
    agreement_id: str, parties: Sequence[str], merged: Merged, counts: Mapping[tuple[str, str], int], documents: int
) -> Object:
    """`counts`: number of facts by type and category."""
    shown = values(merged)
    return {
        "id": agreement_id,
        "title": shown.pop("title"),
        "parties": list(parties),
        **shown,
        "contested": contested(merged),
        "counts": {
            "commitments": sum(n for (kind, _), n in counts.items() if kind == "commitment"),
            "caveats": sum(n for (kind, _), n in counts.items() if kind == "caveat"),
            "by_category": dict(sorted((category, n) for (_, category), n in counts.items())),
        },
        "document_count": documents,
    }


def fact_claim(fact: Fact | Evidence) -> Object:
    """What one document, or one place of it, says of a fact."""
    return {
        "modality": fact.modality,
        "direction": fact.direction,
        "trigger": fact.trigger,
        "deadline": fact.deadline,
        "duration": fact.duration,
        "amounts": amounts(fact.amounts),
    }


def fact(shown: Fact, merged: Merged, pieces: int, documents: int) -> Object:
    """`shown`: the fact as all documents together state it."""
    return {
        "id": shown.id,
        "agreement": shown.agreement,
        "type": shown.type,
        "category": shown.category,
        "statement": shown.statement,
        "obligors": list(shown.obligors),
        "beneficiaries": list(shown.beneficiaries),
        **fact_claim(shown),
        "contested": contested(merged),
        "evidence_count": pieces,
        "document_count": documents,
    }


def evidence(document_id: str, document: DocumentInfo, piece: Evidence) -> Object:
    return {
        "document": document_id,
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "start": piece.start,
        "end": piece.end,
        "exact": piece.exact,
        "prefix": piece.prefix,
        "suffix": piece.suffix,
        "claimants": list(piece.claimants),
        **fact_claim(piece),
    }


def document(
    document_id: str,
    info: DocumentInfo,
    agreements: Sequence[Agreement],
    facts: Sequence[Fact],
    warnings: Sequence[Warning],
    source: Mapping[str, str | None],
) -> Object:
    """`source`: `source_url` and `publisher`."""
    return {
        "id": document_id,
        "name": info.name,
        "title": info.title,
        "published_on": info.published_on.isoformat() if info.published_on else None,
        "sha256": info.sha256,
        "length": info.length,
        "language": info.language,
        **source,
        "agreements": sorted(a.id for a in agreements),
        "counts": {
            "commitments": sum(f.type == "commitment" for f in facts),
            "caveats": sum(f.type == "caveat" for f in facts),
            "evidence": sum(len(f.evidence) for f in facts),
        },
        "warnings": [{"code": w.code, "message": w.message, "start": w.start, "end": w.end} for w in warnings],
    }
