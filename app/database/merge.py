"""What several documents say of one thing, made into what is shown: the latest, and whether others say otherwise.

The result depends on the set of documents alone. A later document is one published later; of the same day, the one
with the greater digest; one without a date comes first. So a document can be absorbed without reading the others again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

#: A value as JSON has it.
Value = Any


def order_of(published_on: date | None, sha256: str) -> str:
    """A text that sorts as the documents do."""
    return f"{published_on.isoformat() if published_on else '0000-00-00'} {sha256}"


def _folded(value: Value) -> Value:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _sums(value: Value) -> Value:
    return sorted((amount["currency"], amount["value"]) for amount in value)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is merged."""

    unsaid: Value = None
    """What a document that says nothing of the field has; never covers what another one says."""
    disputable: bool = True
    """Whether two different values contradict each other; different wordings of a title do not."""
    likeness: Callable[[Value], Value] = _folded
    """Two values with the same likeness do not contradict each other."""


AGREEMENT_RULES: Mapping[str, Rule] = {
    "title": Rule(disputable=False),
    "legal_form": Rule(unsaid="unknown"),
    "status": Rule(),
    "signed_on": Rule(),
    "planned_on": Rule(),
    "venue": Rule(),
    "duration": Rule(),
    "ratification_required": Rule(),
}
FACT_RULES: Mapping[str, Rule] = {
    "modality": Rule(),
    "direction": Rule(unsaid="unspecified"),
    "trigger": Rule(disputable=False),
    "deadline": Rule(),
    "duration": Rule(),
    "amounts": Rule(unsaid=[], likeness=_sums),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One field: what is shown, which document says it, whether another one says something else."""

    value: Value
    order: str
    """Of the document; empty where none says anything."""
    contested: bool = False


Merged = Mapping[str, Said]


def absorb(rules: Mapping[str, Rule], held: Merged, said: Mapping[str, Value], order: str) -> dict[str, Said]:
    """`held` with what one more document says."""
    return {name: _absorb(rule, held.get(name), said[name], order) for name, rule in rules.items()}


def _absorb(rule: Rule, held: Said | None, value: Value, order: str) -> Said:
    if value is None or value == rule.unsaid:
        return held or Said(value, "")
    if held is None or not held.order:
        return Said(value, order)
    differs = rule.disputable and rule.likeness(value) != rule.likeness(held.value)
    latest = value if order > held.order else held.value
    return Said(latest, max(order, held.order), held.contested or differs)


def values(merged: Merged) -> dict[str, Value]:
    """Field to what is shown."""
    return {name: said.value for name, said in merged.items()}


def contested(merged: Merged) -> list[str]:
    """The fields that documents contradict each other on."""
    return [name for name, said in merged.items() if said.contested]


def as_json(merged: Merged) -> dict[str, list[Value]]:
    return {name: [said.value, said.order, said.contested] for name, said in merged.items()}


def from_json(stored: Mapping[str, list[Value]]) -> dict[str, Said]:
    return {name: Said(*fields) for name, fields in stored.items()}
