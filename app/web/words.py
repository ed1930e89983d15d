"""Values as people read them: days, spans of time, sums, states, and the terms of the vocabulary with their signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

from app.database import vocabulary
from app.database.lines import printable
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
    return re.sub(" +", " ", printable(text))


def up_to(context: str) -> str:
    """What stands before a quote, from its first whole word: the context of evidence is cut by length."""
    return inline(re.sub(r"^\S*\s+(?=\S)", "", context))


def on_from(context: str) -> str:
    """What stands after a quote, to its last whole word."""
    return inline(re.sub(r"(?<=\S)\s+\S*$", "", context))


#: Controls, and signs that turn the direction of writing for what stands after them.
_ACTING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(value: Any) -> Any:
    """Any text that is put into a page: without what would act on the rest of it."""
    return _ACTING.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


#: Signs that do not print and are at home in words: soft hyphen, joiners, marks of direction.
_AT_HOME = frozenset("\t\n\r\f\u00ad\u200c\u200d\u200e\u200f")


def shown(text: str) -> Markup:
    """A document's text: what would act on the page instead of standing in it is named, as `U+202E`."""
    return Markup("").join(map(_shown, re.split(r"([^ -~\n])", text)))


def _shown(piece: str) -> Markup:
    if len(piece) != 1 or piece in _AT_HOME or unicodedata.category(piece)[0] not in "C":
        return escape(piece)
    name = unicodedata.name(piece, "control character")
    return Markup('<span class="sign-of" data-code="U+{:04X}" title="{}"></span>').format(ord(piece), name)


def coded(text: str) -> Markup:
    """Our own prose, whose `` `terms` `` are set as code."""
    pieces = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(pieces))


def web_link(address: str | None) -> str:
    """The address where it is one of the web; else none, for it could hold a script."""
    return address if address and address.lower().startswith(("https://", "http://")) else ""


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


def group(slug: str) -> str:
    """The group of a category."""
    return next((c.group for c in vocabulary.categories() if c.slug == slug), "")


FILTERS: Mapping[str, Callable[..., str]] = {
    "amount": amount,
    "category": category,
    "coded": coded,
    "day": day,
    "deadline": deadline,
    "duration": duration,
    "group": group,
    "inline": inline,
    "modality": modality,
    "number": number,
    "on_from": on_from,
    "plural": plural,
    "shown": shown,
    "spaced": spaced,
    "state": state,
    "states": states,
    "up_to": up_to,
    "value": value,
    "web_link": web_link,
}
