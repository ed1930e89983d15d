"""A state as a caller writes it: alpha-2, alpha-3 or its English name."""

from __future__ import annotations

from functools import cache

import pycountry
from babel import Locale

from app.database import likeness
from app.extraction.actors.states import state_codes

#: Parties that ISO 3166-1 does not list, or that everybody writes otherwise.
_OTHER_NAMES = {
    "EU": ("European Union", "the EU"),
    "NATO": ("North Atlantic Treaty Organization", "North Atlantic Treaty Organisation"),
    "XK": ("XKX", "Kosovo"),
    "GB": ("UK", "Britain", "Great Britain"),
    "US": ("United States of America", "the USA"),
    "CZ": ("Czech Republic",),
    "TR": ("Turkey",),
}


@cache
def _codes() -> dict[str, str]:
    """Every accepted spelling, without case, to the code."""
    english = Locale("en").territories
    found: dict[str, str] = {}
    for code in sorted(state_codes()):
        country = pycountry.countries.get(alpha_2=code)
        names = [code, english.get(code), *_OTHER_NAMES.get(code, ())]
        names += [getattr(country, name, None) for name in ("alpha_3", "name", "common_name", "official_name")]
        for name in names:
            if name:
                found.setdefault(_folded(name), code)
    return found


@cache
def _names() -> tuple[str, ...]:
    """What a mistaken name is compared with."""
    english = Locale("en").territories
    return tuple(english.get(code, code) for code in sorted(state_codes()))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


def code_of(name: str) -> str | None:
    """`US` for `us`, `USA`, `United States`; None for what is no state."""
    return _codes().get(_folded(name))


def nearest(name: str) -> str | None:
    """The accepted spelling most like this one: a code for what is short, else a name."""
    if len(name.strip()) <= 3:
        return likeness.nearest(name, (spelling.upper() for spelling in _codes() if len(spelling) <= 3))
    return likeness.nearest(_folded(name), _names())
