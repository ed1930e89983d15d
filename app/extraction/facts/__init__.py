"""Placed candidates to facts: one fact for all the places that state it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.extraction.clauses.context import Reading
from app.extraction.facts.evidence import find_evidence, join_evidence
from app.extraction.facts.placement import Placed, settle_obligors
from app.extraction.model import MODALITIES, Direction, Fact
from app.extraction.statements import statement


def merge(reading: Reading, placed: Sequence[Placed]) -> list[Fact]:
    """One fact for each agreement, type, category and obligors, in order of the text."""
    settled = settle_obligors(reading, placed)
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[Placed]] = {}
    for item in settled:
        key = (item.agreement.id, item.candidate.type, item.candidate.category, item.obligors or ())
        groups.setdefault(key, []).append(item)
    return [_fact(reading, items) for items in groups.values()]


def _fact(reading: Reading, items: Sequence[Placed]) -> Fact:
    first = items[0]
    candidate = first.candidate
    evidence = tuple(
        join_evidence(
            reading.text, sorted((find_evidence(reading, item) for item in items), key=lambda e: (e.start, e.end))
        )
    )
    commitment = candidate.type == "commitment"
    obligors = first.obligors or ()
    modality = (
        min((e.modality for e in evidence if e.modality), key=MODALITIES.index, default=None) if commitment else None
    )
    direction: Direction | None = (
        next((e.direction for e in evidence if e.direction not in (None, "unspecified")), "unspecified")
        if commitment
        else None
    )
    amounts = tuple(dict.fromkeys(a for e in evidence for a in e.amounts))
    beneficiaries = tuple(sorted({b for i in items for b in i.beneficiaries})) if commitment else ()
    suffix = f".{'-'.join(c.lower() for c in obligors)}" if commitment else ""
    draft = Fact(
        id=f"{first.agreement.id}.{candidate.category}{suffix}",
        agreement=first.agreement.id,
        type=candidate.type,
        category=candidate.category,
        statement="",
        obligors=obligors,
        beneficiaries=beneficiaries,
        modality=modality,
        direction=direction,
        trigger=next((e.trigger for e in evidence if e.trigger), None),
        deadline=next((e.deadline for e in evidence if e.deadline), None),
        duration=next((e.duration for e in evidence if e.duration), None),
        amounts=amounts,
        evidence=evidence,
        rules=tuple(dict.fromkeys(rule for e in evidence for rule in e.rules)),
    )
    return replace(draft, statement=statement(draft))
