"""What was reported when: each document on an agreement, what it was the first to say, and what it said otherwise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.database import query

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


def reports(connection: Connection, agreement_id: str, facts: Iterable[Object]) -> list[Report]:
    """Every document on the agreement, earliest first, undated ones before; `facts`: all of it, with their evidence."""
    claims = [json.loads(row) for row in query.evidence_of_agreements(connection, [agreement_id])[agreement_id]]
    documents = query.rows(connection, query.DOCUMENTS, [claim["document"] for claim in claims])
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
        document = json.loads(documents[claim["document"]])
        made.append(Report(document, claim, new, len(here) - len(new), _changes(known, claim)))
    return made


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was published on the agreement."""

    day: str
    documents: int
    shown: bool
    """Whether the page shows what was known on it."""


def days(reported: Sequence[Report], as_of: date | None) -> list[Day]:
    """The days to choose from; shown is the last one up to `as_of`."""
    published = Counter(report.document["published_on"] for report in reported if report.document["published_on"])
    shown = max((day for day in published if as_of and day <= as_of.isoformat()), default=None)
    return [Day(day, count, day == shown) for day, count in sorted(published.items())]


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
