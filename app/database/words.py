"""A question in English, from the same `Filters` that build its SQL: "Commitments on training by the United States"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from babel.dates import format_date

from app.database.changes import ChangeFilters
from app.database.filters import Filters
from app.database.vocabulary import groups
from app.extraction.statements import state_name

Resource = Literal[
    "agreements",
    "commitments",
    "caveats",
    "facts",
    "documents",
    "categories",
    "charts",
    "stats",
    "comparison",
    "contradictions",
    "changes",
]

_FORMS = {
    "executive_agreement": "executive agreements",
    "treaty": "treaties",
    "political_agreement": "political agreements",
    "memorandum": "memorandums",
    "declaration": "declarations",
    "unknown": "agreements of unknown form",
}


@lru_cache(maxsize=1 << 10)
def describe(resource: Resource, filters: Filters) -> str:
    """One line without a full stop."""
    if resource == "agreements":
        said = _agreements(filters)
        if _asks_of_facts(filters):
            said += f" that hold {_facts(filters)}"
        said += _documents(filters)
    elif resource == "documents":
        said = "documents"
        if _asks_of_facts(filters):
            said += f" that state {_facts(filters)}{_of_agreements(filters)}"
        elif _asks_of_agreements(filters):
            said += f" on {_agreements(filters)}"
        if filters.document:
            said += f" with the id {_or(filters.document)}"
    elif resource == "categories":
        said = f"categories of {_facts(filters)}"
    else:
        said = _facts(filters) + _of_agreements(filters) + _documents(filters)
    if filters.q:
        said += f" with the words {filters.q}"
    said += _as_of(filters)
    return said[0].upper() + said[1:]


def describe_counts(filters: Filters, dimensions: Sequence[str]) -> str:
    """`Numbers of commitments by the United States, by category and modality`."""
    of = describe("facts", filters)
    return f"Numbers of {of[0].lower()}{of[1:]}, by {_and(map(_spaced, dimensions))}"


def describe_comparison(filters: Filters) -> str:
    """`Comparison of ua-us-2024 and fr-ua-2024 on commitments in the group Political`."""
    said = f"Comparison of {_and(filters.agreement)}"
    return (f"{said} on {_facts(filters)}" if _asks_of_facts(filters) else said) + _as_of(filters)


def describe_contradictions(filters: Filters) -> str:
    """`Contradictions about the status or denial of commitments by the United States`."""
    of = describe("facts", filters)
    return f"Contradictions{f' about the {_plain(filters.kind)}' if filters.kind else ''} of {of[0].lower()}{of[1:]}"


def describe_changes(filters: ChangeFilters) -> str:
    """`Changes of facts that were added or withdrawn, in the agreement ua-us-2024`."""
    of = _or(f"{resource}s" for resource in filters.resource) if filters.resource else "agreements, facts and documents"
    said = f"Changes of {of}{f' that were {_or(filters.kind)}' if filters.kind else ''}"
    return f"{said}, in the agreement {_or(filters.agreement)}" if filters.agreement else said


def _and(values: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = dict.fromkeys(values)
    return f"{', '.join(others)} and {last}" if others else last


def _or(values: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *others, last = dict.fromkeys(values)
    return f"{', '.join(others)} or {last}" if others else last


def _plain(values: Iterable[str]) -> str:
    return _or(map(_spaced, values))


def _spaced(slug: str) -> str:
    return slug.replace("_", " ")


def _states(codes: Iterable[str]) -> str:
    return _or(state_name(code) for code in codes)


def _asks_of_facts(f: Filters) -> bool:
    asked = (f.category, f.group, f.type, f.obligor, f.beneficiary, f.modality, f.direction, f.currency, f.claimant)
    return any(asked)


def _asks_of_agreements(f: Filters) -> bool:
    return any((f.party, f.agreement, f.status, f.legal_form, f.signed_from, f.signed_to, f.has, f.lacks))


def _facts(f: Filters) -> str:
    kinds = set(f.type) or {"commitment", "caveat"}
    said = " and ".join(name for kind, name in (("commitment", "commitments"), ("caveat", "caveats")) if kind in kinds)
    if f.category:
        said += f" on {_plain(f.category)}"
    if f.group:
        said += f" in the group {_or(groups()[slug] for slug in f.group)}"
    if f.obligor:
        said += f" by {_states(f.obligor)}"
    if f.beneficiary:
        said += f" for {_states(f.beneficiary)}"
    if f.modality:
        said += f" of the strength {_plain(f.modality)}"
    if f.direction:
        said += f" in the direction {_plain(f.direction)}"
    if f.min_amount is not None:
        said += f" of at least {f.min_amount:,f} {_or(f.currency)}"
    elif f.currency:
        said += f" with a sum in {_or(f.currency)}"
    if f.claimant:
        said += f" according to {_or(f.claimant)}"
    return said


def _agreements(f: Filters) -> str:
    said = _or(_FORMS[form] for form in f.legal_form) if f.legal_form else "agreements"
    if f.agreement:
        said += f" with the id {_or(f.agreement)}"
    if f.party:
        said += f" of {_states(f.party)}"
    if f.status:
        said += f" that are {_plain(f.status)}"
    if f.has:
        said += f" with {_and(map(_spaced, f.has))}"
    if f.lacks:
        said += f" {'and ' if f.has else ''}without {_or(map(_spaced, f.lacks))}"
    if f.signed_from:
        said += f" signed from {f.signed_from.isoformat()}"
    if f.signed_to:
        said += f"{'' if f.signed_from else ' signed'} to {f.signed_to.isoformat()}"
    return said


def _of_agreements(f: Filters) -> str:
    return f" in {_agreements(f)}" if _asks_of_agreements(f) else ""


def _as_of(f: Filters) -> str:
    return f" as of {f.as_of.day} {format_date(f.as_of, 'MMMM', locale='en')} {f.as_of.year}" if f.as_of else ""


def _documents(f: Filters) -> str:
    said = f" as stated in {_or(f.document)}" if f.document else ""
    return said if f.at is None else f"{said} at the character {f.at}"
