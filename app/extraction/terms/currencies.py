"""The currencies of the world by code, symbol and name: CLDR's, with the press's own words from `currencies.toml`."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from app.extraction.vocabulary import load_toml


@dataclass(frozen=True, slots=True)
class Currencies:
    """What names a currency, everything folded to lower case but codes and symbols."""

    codes: frozenset[str]
    """ISO 4217 codes of the currencies in use."""
    symbols: dict[str, str]
    """Symbol to code, or to a unit's name where several states use it ("kr")."""
    finals: frozenset[str]
    """The characters that end a symbol or a code."""
    names: dict[str, str]
    """Full name to code: "swedish kronor"."""
    units: dict[str, tuple[str, ...]]
    """Last word of the name to the codes that it can mean: "dinars"."""
    defaults: dict[str, str]
    """Unit to the code that it means by itself."""
    words: dict[str, tuple[str, ...]]
    """Code to the words that bring its state to mind: its adjective, the state's name."""
    adjectives: dict[str, frozenset[str]]
    """Adjective or state's name to the codes of its currency: "swedish", "new zealand"."""
    of_state: dict[str, frozenset[str]]
    """ISO 3166-1 alpha-2 to codes."""
    scales: dict[str, int]
    """Word or letter to a power of ten."""


def _plain(word: str) -> str:
    """Without accents: "guaraní" as "guarani"."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


_Table = dict[str, dict[str, str]]


@cache
def currencies() -> Currencies:
    """The tables, built on first use."""
    data = load_toml("currencies.toml")
    english = Locale("en")
    of_state: dict[str, frozenset[str]] = {}
    states_of: dict[str, list[str]] = {}
    for territory in map(str, english.territories):
        if len(territory) == 2 and territory.isalpha() and (tender := get_territory_currencies(territory)):
            of_state[territory] = frozenset(tender)
            for code in tender:
                states_of.setdefault(code, []).append(territory)
    names: dict[str, str] = {}
    units: dict[str, list[str]] = {}
    adjectives: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for code, states in states_of.items():
        for count in (1, 2):
            name = get_currency_name(code, count=count, locale=english).lower()
            adjective, _, unit = name.rpartition(" ")
            for spelling in {name, _plain(name)}:
                names[spelling] = code
            for spelling in {unit, _plain(unit)}:
                units.setdefault(spelling, []).append(code)
            if adjective:
                adjectives.setdefault(adjective, set()).add(code)
                words.setdefault(code, set()).add(adjective)
        homes = states if len(states) <= 2 else [state for state in states if state == code[:2]]
        if homes:
            for state in homes:
                place = english.territories[state].lower()
                adjectives.setdefault(place, set()).add(code)
                words.setdefault(code, set()).add(place)
    for unit, known in data["units"].items():
        for spelling in {unit, unit if unit.endswith("s") else unit + "s"}:
            units[spelling] = list(known)
    defaults = {spelling: code for unit, code in data["defaults"].items() for spelling in (unit, unit + "s")}
    for adjective, code in data["adjectives"].items():
        adjectives.setdefault(adjective, set()).add(code)
        words.setdefault(code, set()).add(adjective)
    return Currencies(
        codes=frozenset(states_of),
        symbols=data["symbols"],
        finals=frozenset(mark[-1] for mark in (*states_of, *data["symbols"])),
        names=names,
        units={unit: tuple(dict.fromkeys(found)) for unit, found in units.items()},
        defaults=defaults,
        words={code: tuple(sorted(found)) for code, found in words.items()},
        adjectives={adjective: frozenset(found) for adjective, found in adjectives.items()},
        of_state=of_state,
        scales=data["scales"],
    )


def resolve(unit: str, adjective: str, states: tuple[str, ...], around: str, at: int) -> str | None:
    """The code that a unit means: by its adjective, by the states in view, or by the state nearest to `around[at]`.

    `around` is folded text on both sides of the sum. None where nothing decides.
    """
    table = currencies()
    candidates = table.units.get(unit, ())
    if not candidates:
        return None
    if adjective:
        named = [code for code in candidates if code in table.adjectives.get(adjective, ())]
        if named:
            return named[0]
    if len(candidates) == 1:
        return candidates[0]
    of_states = {code for state in states for code in table.of_state.get(state, ()) if code in candidates}
    if len(of_states) == 1:
        return of_states.pop()
    default = table.defaults.get(unit)
    if default == "USD":
        return default
    near = _nearest(of_states or set(candidates), around, at)
    return near or default


def _nearest(candidates: set[str], around: str, at: int) -> str | None:
    """The candidate whose state is named nearest, before the sum rather than after it."""
    best: tuple[int, str] | None = None
    for code in sorted(candidates):
        for word in currencies().words.get(code, ()):
            before = around.rfind(word, 0, at)
            after = around.find(word, at)
            if before >= 0 and (best is None or at - before < best[0]):
                best = (at - before, code)
            if after >= 0 and (best is None or 2 * (after - at) + 40 < best[0]):
                best = (2 * (after - at) + 40, code)
    return best[1] if best else None
