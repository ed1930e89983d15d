"""What was reported when: each document on an agreement, what it was the first to say, and what it said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]
#: Fields of an agreement whose change is news, with their names for people.
_FIELDS = {
    "status": "status",
    "legal_form": "form",
    "signed_on": "day of signature",
    "planned_on": "planned day",
    "venue": "place",
    "duration": "duration",
    "ratification_required": "ratification required",
}
_UNSAID = (None, "unknown")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a document describes otherwise than the one before that described it."""

    field: str
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Report:
    """One document on the agreement."""

    document: Object
    claim: Object
    new: Sequence[Object]
    """Facts that no document before it states."""
    again: int
    """Facts that it states and another did before."""
    changes: Sequence[Change]


def reports(claims: Sequence[Object], facts: Iterable[Object], documents: Mapping[str, Object]) -> list[Report]:
    """`claims`: what each document says of the agreement, earliest first; `facts`: with their evidence."""
    stated: dict[str, list[Object]] = {}
    for fact in facts:
        for document in dict.fromkeys(place["document"] for place in fact["evidence"]):
            stated.setdefault(document, []).append(fact)
    told: set[str] = set()
    known: dict[str, Any] = {}
    made = []
    for claim in claims:
        here = stated.get(claim["document"], [])
        new = [fact for fact in here if fact["id"] not in told]
        told.update(fact["id"] for fact in here)
        made.append(Report(documents[claim["document"]], claim, new, len(here) - len(new), _changes(known, claim)))
    return made


def _changes(known: dict[str, Any], claim: Object) -> list[Change]:
    """What differs from what was known, which is brought up to date."""
    found = []
    for field, name in _FIELDS.items():
        value = claim[field]
        if value in _UNSAID:
            continue
        if field in known and known[field] != value:
            found.append(Change(field, name, known[field], value))
        known[field] = value
    return found
