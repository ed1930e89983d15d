"""Values as people read them: days, spans of time, sums, states, and the terms of the vocabulary with their signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale
from babel.numbers import format_currency, format_decimal

from app.database import vocabulary
from app.extraction.statements import state_name

_MODALITIES = {
    "obligation": "must",
    "pledge": "will",
    "intent": "intends to",
    "declaration": "declares",
    "possibility": "may",
}
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def day(value: str | date | None) -> str:
    """`13 June 2024`; what is no day stays as it is."""
    if value is None:
        return "undated"
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return f"{found.day} {Locale('en').months['format']['wide'][found.month]} {found.year}"


def deadline(value: str) -> str:
    """`by 1 June 2025`; what is no day stays as it is."""
    return f"by {day(value)}" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else f"deadline: {value}"


def duration(value: str) -> str:
    """`10 years` for `P10Y`, `1 year 6 months` for `P1Y6M`."""
    parts = re.findall(r"(\d+)([YMWD])", value)
    if not parts:
        return value
    return " ".join(f"{number} {_UNITS[unit]}{'' if number == '1' else 's'}" for number, unit in parts)


def amount(value: Mapping[str, Any]) -> str:
    """`€5,000,000`"""
    sum_ = value["value"]
    whole = float(sum_).is_integer()
    return format_currency(
        sum_, value["currency"], "¤#,##0" if whole else "¤#,##0.00", locale="en", currency_digits=False
    )


def number(value: int) -> str:
    return format_decimal(value, locale="en")


def state(code: str) -> str:
    """`United States`"""
    return state_name(code).removeprefix("the ")


def states(codes: Sequence[str]) -> str:
    """`France, Ukraine and the United States`"""
    names = [state_name(code) for code in codes]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def spaced(slug: str) -> str:
    """`in force` for `in_force`"""
    return slug.replace("_", " ")


def category(slug: str) -> str:
    """Its label."""
    return next((c.label for c in vocabulary.categories() if c.slug == slug), spaced(slug))


def inline(text: str) -> str:
    """Words of a document in a line of ours: breaks and signs that do not print, among them those that turn the
    direction of writing, as spaces."""
    return re.sub(" +", " ", "".join(letter if letter.isprintable() else " " for letter in text))


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 document`, `2 documents`"""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def modality(value: str) -> str:
    """`obligation (must)`"""
    return f"{value} (“{_MODALITIES[value]}”)" if value in _MODALITIES else value


_OF_FIELDS: Mapping[str, Callable[[Any], str]] = {
    "signed_on": day,
    "planned_on": day,
    "deadline": day,
    "duration": duration,
    "modality": modality,
    "amounts": lambda value: ", ".join(map(amount, value)),
    "venue": str,
}


def value(of: Any, field: str) -> str:
    """What a field of an agreement or of a fact holds."""
    if isinstance(of, bool):
        return "yes" if of else "no"
    return _OF_FIELDS.get(field, lambda plain: spaced(str(plain)))(of)


FILTERS: Mapping[str, Callable[..., str]] = {
    "amount": amount,
    "category": category,
    "day": day,
    "deadline": deadline,
    "duration": duration,
    "inline": inline,
    "modality": modality,
    "number": number,
    "plural": plural,
    "spaced": spaced,
    "state": state,
    "states": states,
    "value": value,
}
