"""`the Kingdom`, `the Republic`, `the Union`: a form of state or body that stands for the one party that has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pycountry

from app.extraction.actors.states import Actor

_FORMS = (
    "kingdom",
    "republic",
    "federation",
    "emirate",
    "sultanate",
    "principality",
    "commonwealth",
    "grand duchy",
    "emirates",
)
#: Begins with one class of characters, so that the scan for it is quick.
_REALM = re.compile(
    r"[Tt](?<!\w.)he (Kingdom|Republic|Federation|Emirates?|Sultanate|Principality|Commonwealth|Grand Duchy"
    r"|Union|Alliance)\b(?! of\b)"
)


_BODIES = {"EU": "union", "NATO": "alliance"}


@cache
def _form(code: str) -> str | None:
    """The form of a state by its official English name: `SA` is a kingdom."""
    if (body := _BODIES.get(code)) is not None:
        return body
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return None
    name = getattr(country, "official_name", country.name).lower()
    return next((form for form in _FORMS if form in name.split() or form in name), None)


def find_realms(text: str, parties: Sequence[str]) -> tuple[Actor, ...]:
    """Each place where a form of state alone names one of the parties, the only one with that form."""
    owners: dict[str, set[str]] = {}
    for code in parties:
        if (form := _form(code)) is not None:
            owners.setdefault(form, set()).add(code)
    found = []
    for match in _REALM.finditer(text) if owners else ():
        codes = owners.get(match.group(1).lower(), set())
        if len(codes) == 1:
            found.append(Actor(match.start(1), match.end(1), tuple(codes), "state", False))
    return tuple(found)
