"""An extraction with the ids that its agreements have now: an operator found that two ids name one agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.database.documents import Document, ids_of
from app.database.merge import AGREEMENT_RULES
from app.database.retired import retired
from app.extraction.model import MODALITIES, Agreement, Direction, Evidence, Extraction, Fact


def under_present_ids(connection: Connection, documents: Sequence[Document]) -> Sequence[Document]:
    """Documents as if they had named every agreement that was merged by the id that it was merged into."""
    known = retired(connection, "agreement", ids_of(documents, "agreements"))
    names = {old: each.target for old, each in known.items() if each.target}
    return [replace(each, extraction=renamed(each.extraction, names)) for each in documents] if names else documents


def renamed(extraction: Extraction, names: Mapping[str, str]) -> Extraction:
    """`names`: old id of an agreement to its new one.

    Where the document reports both, they are one: what it says under the new id goes before what it says under the old
    one, which fills gaps; places that state the same fact are of one fact, as extraction would have had it.
    """
    if not names:
        return extraction
    agreements: dict[str, list[Agreement]] = {}
    for agreement in sorted(extraction.agreements, key=lambda each: (each.id in names, each.id)):
        agreements.setdefault(names.get(agreement.id, agreement.id), []).append(agreement)
    facts: dict[str, list[Fact]] = {}
    for fact in extraction.facts:
        facts.setdefault(renamed_fact(fact.id, names), []).append(fact)
    return replace(
        extraction,
        agreements=tuple(_one_agreement(id_, same) for id_, same in agreements.items()),
        facts=tuple(_one_fact(id_, names.get(s[0].agreement, s[0].agreement), s) for id_, s in facts.items()),
    )


def renamed_fact(fact_id: str, names: Mapping[str, str]) -> str:
    """`ua-us-2023.training.us` under the present id of its agreement."""
    agreement, dot, rest = fact_id.partition(".")
    return f"{names.get(agreement, agreement)}{dot}{rest}"


def _one_agreement(id_: str, same: Sequence[Agreement]) -> Agreement:
    """The first goes before the others."""
    said: dict[str, Any] = {}
    for name, rule in AGREEMENT_RULES.items():
        values = [getattr(agreement, name) for agreement in same]
        said[name] = next((value for value in values if value is not None and value != rule.unsaid), values[0])
    return replace(same[0], id=id_, parties=tuple(sorted({p for each in same for p in each.parties})), **said)


def _one_fact(id_: str, agreement: str, same: Sequence[Fact]) -> Fact:
    first = replace(same[0], id=id_, agreement=agreement)
    if len(same) == 1:
        return first
    places: dict[tuple[int, int], Evidence] = {}
    for piece in sorted((piece for fact in same for piece in fact.evidence), key=_place):
        places.setdefault((piece.start, piece.end), piece)
    evidence = tuple(places.values())
    unspecified: Direction | None = "unspecified" if first.type == "commitment" else None
    return replace(
        first,
        beneficiaries=tuple(sorted({party for fact in same for party in fact.beneficiaries})),
        modality=min((f.modality for f in same if f.modality), key=MODALITIES.index, default=None),
        direction=_first((piece.direction for piece in evidence), "unspecified") or unspecified,
        trigger=_first(piece.trigger for piece in evidence),
        deadline=_first(piece.deadline for piece in evidence),
        duration=_first(piece.duration for piece in evidence),
        amounts=tuple(dict.fromkeys(amount for piece in evidence for amount in piece.amounts)),
        evidence=evidence,
        rules=tuple(dict.fromkeys(rule for piece in evidence for rule in piece.rules)),
    )


def _place(piece: Evidence) -> tuple[int, int, str]:
    # The rest is for pieces at the same place: whichever comes first must not depend on how they were stored.
    return piece.start, piece.end, repr(piece)


def _first(values: Iterable[Any], unsaid: Any = None) -> Any:
    return next((value for value in values if value not in (None, unsaid)), None)
