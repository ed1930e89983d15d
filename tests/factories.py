"""Extractions made by hand: a test states what it is about, the rest has good values."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.database.documents import id_of
from app.extraction.model import Agreement, Amount, DocumentInfo, Evidence, Extraction, Fact, Warning


def agreement(id: str = "ua-us-2024", **changes: Any) -> Agreement:
    """The parties are those of the id."""
    made = Agreement(
        id=id,
        title="Bilateral security agreement",
        parties=tuple(code.upper() for code in id.split("-") if not code.isdigit() and len(code) == 2),
        legal_form="executive_agreement",
        status="planned",
        signed_on=None,
        planned_on=date(2024, 6, 13),
        venue="Italy",
        duration="P10Y",
        ratification_required=False,
    )
    return replace(made, **changes)


@dataclass(frozen=True)
class Quote:
    """A piece of evidence before it has its place in a text."""

    exact: str
    claimants: tuple[str, ...] = ()


def fact(
    category: str = "training",
    *obligors: str,
    agreement: str = "ua-us-2024",
    type: str = "commitment",
    quotes: Sequence[Quote | str] = (),
    **changes: Any,
) -> Fact:
    """A fact whose evidence gets its place when `extraction` writes the text."""
    commitment = type == "commitment"
    obligors = (obligors or ("US",)) if commitment else ()
    pieces = [q if isinstance(q, Quote) else Quote(q) for q in quotes or [f"{category} by {' '.join(obligors)}"]]
    made = Fact(
        id=f"{agreement}.{category}" + (f".{'-'.join(obligors).lower()}" if commitment else ""),
        agreement=agreement,
        type=type,  # type: ignore[arg-type]
        category=category,
        statement="",
        obligors=obligors,
        beneficiaries=("UA",) if commitment else (),
        modality="pledge" if commitment else None,
        direction="unspecified" if commitment else None,
        trigger=None,
        deadline=None,
        duration=None,
        amounts=(),
        evidence=tuple(Evidence(0, 0, piece.exact, "", "", piece.claimants) for piece in pieces),
        rules=("a_rule",),
    )
    return replace(made, **changes)


def caveat(category: str = "no_ratification", **changes: Any) -> Fact:
    return fact(category, type="caveat", **changes)


def amount(value: str, currency: str = "EUR") -> Amount:
    from decimal import Decimal

    return Amount(Decimal(value), currency)


def extraction(
    *facts: Fact,
    agreements: Sequence[Agreement] | None = None,
    warnings: Sequence[Warning] = (),
    heading: str = "A report.",
    **document: Any,
) -> Extraction:
    """A document whose text is the heading and then every quote on a line of its own."""
    text = heading
    placed = []
    for made in facts:
        pieces = []
        for piece in made.evidence:
            start = len(text) + 1
            text += f"\n{piece.exact}"
            pieces.append((start, len(text), piece))
        placed.append((made, pieces))
    if agreements is None:
        agreements = [agreement(id) for id in dict.fromkeys(f.agreement for f in facts)]
    info = DocumentInfo(
        name="report.txt",
        title="A report",
        published_on=date(2024, 6, 13),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        length=len(text),
        language="en",
    )
    return Extraction(
        document=replace(info, **document),
        agreements=tuple(agreements),
        facts=tuple(replace(made, evidence=tuple(_place(text, *p, made) for p in pieces)) for made, pieces in placed),
        warnings=tuple(warnings),
        text=text,
    )


def _place(text: str, start: int, end: int, piece: Evidence, made: Fact) -> Evidence:
    return replace(
        piece,
        start=start,
        end=end,
        prefix=text[max(0, start - 32) : start],
        suffix=text[end : end + 32],
        modality=made.modality,
        direction=made.direction,
        trigger=made.trigger,
        deadline=made.deadline,
        duration=made.duration,
        amounts=made.amounts,
        rules=made.rules,
    )


def id_(document: Extraction) -> str:
    """Its id once it is loaded."""
    return id_of(document.text, document.document.sha256)
