"""An `Extraction` as JSON: the shape that `extract` prints, and the core of what the API shows.

Every key is always there, null or [] when empty. Dates are ISO 8601, sums are JSON numbers beside their ISO 4217 code.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.extraction.model import Agreement, Amount, DocumentInfo, Evidence, Extraction, Fact, Warning

__all__ = ["to_json"]

Json = dict[str, Any]


def to_json(extraction: Extraction) -> Json:
    """`{"document", "agreements", "facts", "warnings"}`, ready for `json.dumps`."""
    return {
        "document": _document(extraction.document),
        "agreements": [_agreement(agreement) for agreement in extraction.agreements],
        "facts": [_fact(fact) for fact in extraction.facts],
        "warnings": [_warning(warning) for warning in extraction.warnings],
    }


def _document(document: DocumentInfo) -> Json:
    return {
        "name": document.name,
        "title": document.title,
        "published_on": _day(document.published_on),
        "sha256": document.sha256,
        "length": document.length,
        "language": document.language,
    }


def _agreement(agreement: Agreement) -> Json:
    return {
        "id": agreement.id,
        "title": agreement.title,
        "parties": list(agreement.parties),
        "legal_form": agreement.legal_form,
        "status": agreement.status,
        "signed_on": _day(agreement.signed_on),
        "planned_on": _day(agreement.planned_on),
        "venue": agreement.venue,
        "duration": agreement.duration,
        "ratification_required": agreement.ratification_required,
    }


def _fact(fact: Fact) -> Json:
    return {
        "id": fact.id,
        "agreement": fact.agreement,
        "type": fact.type,
        "category": fact.category,
        "statement": fact.statement,
        "obligors": list(fact.obligors),
        "beneficiaries": list(fact.beneficiaries),
        **_particulars(fact),
        "rules": list(fact.rules),
        "evidence": [_evidence(piece) for piece in fact.evidence],
    }


def _evidence(piece: Evidence) -> Json:
    return {
        "start": piece.start,
        "end": piece.end,
        "exact": piece.exact,
        "prefix": piece.prefix,
        "suffix": piece.suffix,
        "claimants": list(piece.claimants),
        **_particulars(piece),
        "rules": list(piece.rules),
    }


def _particulars(stated: Fact | Evidence) -> Json:
    """How firmly, when, for how long and for how much: of a fact, or as one place has it."""
    return {
        "modality": stated.modality,
        "direction": stated.direction,
        "trigger": stated.trigger,
        "deadline": stated.deadline,
        "duration": stated.duration,
        "amounts": _amounts(stated.amounts),
    }


def _warning(warning: Warning) -> Json:
    return {"code": warning.code, "message": warning.message, "start": warning.start, "end": warning.end}


def _amounts(amounts: tuple[Amount, ...]) -> list[Json]:
    return [{"value": _number(amount.value), "currency": amount.currency} for amount in amounts]


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
