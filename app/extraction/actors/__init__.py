"""Who is spoken of: states by name, demonym, capital, seat of government or office-holder, and the EU and NATO.

    the Danish government -> DK      Kyiv -> UA      the White House -> US      Sikorski -> PL

`find_actors` reads the words of `states` in one pass and leaves out what only looks like a state (newspapers, straits,
firms, first names, languages); `find_people` adds the office-holders that the document itself introduces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from app.extraction.actors.people import find_people
from app.extraction.actors.states import (
    Actor,
    ActorKind,
    Entry,
    automaton,
    plain_view,
    sorted_codes,
    state_codes,
    words_of,
)
from app.extraction.vocabulary import load_toml

__all__ = ["Actor", "ActorKind", "find_actors", "find_people", "sorted_codes", "state_codes"]

_BREAKS_AFTER_CITY = re.compile(
    r"\s*(?:\(|[-–—:]\s|,\s*(?:\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|"
    r"Sat|Sun|[A-Z][\w .]{2,30}(?:\(|[-–—])))"
)
_LEAD = 24
"""Characters before a name that can make it another."""


@cache
def _neighbours(section: str, key: str) -> frozenset[str]:
    return frozenset(words_of(load_toml("actors.toml")[section][key]))


def find_actors(text: str) -> tuple[Actor, ...]:
    """Every word that stands for a state, the EU or NATO, sorted, without overlaps; linear in the text."""
    plain = plain_view(text)
    found: list[Actor] = []
    unsettled: list[tuple[int, tuple[str, ...]]] = []
    for start, end, entry in _longest(plain):
        if not entry.codes or _false_friend(plain, start, end, entry):
            continue
        kind = entry.kind
        if kind == "ambiguous":
            unsettled.append((len(found), entry.codes))
            kind = "capital" if "EU" in entry.codes else "demonym" if plain[end - 1] in "ns" else "state"
        elif kind == "moved":
            unsettled.append((len(found), entry.codes))
            kind = "leader"
        elif kind == "prefix":
            kind = "demonym"
        elif kind == "demonym" and _stands_for_people(plain, start, end):
            kind = "people"
        found.append(Actor(start, end, tuple(sorted(entry.codes)), kind, _is_locative(text, plain, start, end, kind)))
    counts = (
        Counter(code for actor in found for code in actor.codes if len(actor.codes) == 1) if unsettled else Counter()
    )
    for index, codes in unsettled:
        found[index] = found[index]._replace(codes=(max(codes, key=lambda code: counts[code]),))
    return tuple(found)


def _longest(plain: str) -> Iterator[tuple[int, int, Entry]]:
    """Matches at word boundaries; of those that overlap, the one that begins first, then the longer one."""
    raw: list[tuple[int, int, Entry]] = []
    last = len(plain)
    for end_index, entry in automaton().iter(plain):
        end = end_index + 1
        start = end - entry.length
        if start and (plain[start - 1].isalnum() or plain[start - 1] in "@#_"):
            continue
        if end < last and (plain[end].isalnum() or plain[end] in "_@"):
            continue
        while raw and raw[-1][0] >= start:
            raw.pop()
        if raw and raw[-1][1] > start:
            continue
        raw.append((start, end, entry))
    return iter(raw)


_LINKS = frozenset(" -\n")
_NEXT_WORD = re.compile(r"[ ]{1,3}([^\W\d_][\w.-]*)")
_LAST_WORD = re.compile(r"([^\W_][\w'.-]*)(?:[ ]{1,2}|(-))$")


def _word_after(plain: str, end: int) -> str:
    match = _NEXT_WORD.match(plain, end, end + 40)
    return match.group(1) if match else ""


def _word_before(plain: str, start: int) -> str:
    before = plain[max(0, start - _LEAD) : start]
    if before[-1:] not in _LINKS:
        return ""
    last = before[:-1].rsplit(" ", 1)[-1]
    if last.isalpha() and before[-1] == " ":  # a plain word and a space, as nearly always: no search is needed
        return last
    match = _LAST_WORD.search(before)
    return match.group(1) if match else ""


def _false_friend(plain: str, start: int, end: int, entry: Entry) -> bool:
    """A newspaper, a firm, a strait, a first name, a currency sign, a language: not the state."""
    following = _word_after(plain, end)
    if entry.kind == "prefix":
        return plain[end : end + 1] not in ("-", "–") or not plain[end + 1 : end + 2].isupper()
    if plain[end : end + 1] == "$" or (plain[end : end + 1] == "." and plain[end + 1 : end + 2].islower()):
        return True
    if following and entry.kind not in ("leader", "moved", "organisation", "metonym"):
        stem = following.rstrip(".")
        stem = stem.title() if stem.isupper() and len(stem) > 3 else stem
        if stem in _neighbours("after", "media") or stem in _neighbours("after", "other"):
            return True
        if plain[start:end] in _neighbours("given_names", "words") and _is_family_name(following):
            return True
    lead = " " + plain[max(0, start - _LEAD) : start]
    if lead[-1] == "-" and lead.endswith(_sides()):
        return True
    if lead.endswith(_lead_words()):
        return True
    if plain[start:end] == "US" and _word_before(plain, start) in _neighbours("words", "shouted"):
        return True
    return entry.kind == "demonym" and _is_language(plain, start, end, following)


def _is_family_name(word: str) -> bool:
    """Whether a capitalised word after `Jordan` or `Chad` makes that a first name: no office, no state."""
    return (
        word[0].isupper()
        and not word.isupper()
        and word.rstrip(".") not in _neighbours("after", "given_name_ok")
        and word not in automaton()
    )


@cache
def _before(key: str) -> str:
    return str(load_toml("actors.toml")["before"][key])


@cache
def _sides() -> tuple[str, ...]:
    return tuple(words_of(_before("sides")))


@cache
def _lead_words() -> tuple[str, ...]:
    words = words_of(_before("words"))
    return tuple(f" {word} " for word in words) + tuple(f" {word} the " for word in words if word.endswith(" of"))


_LANGUAGES = re.compile(r"(?:(?:,|,? and|,? or) (?:the )?[A-Z][\w-]+){0,6}[ ](?:languages?|translations?)\b")
_IN_A_LANGUAGE = re.compile(r"\b(?:[Ii]n|into|from)(?: the)? (?:[A-Z][\w-]+(?:, | and |, and | or )){0,6}$")
_AFTER_LANGUAGE = re.compile(r"(?:[,.;:)]|,? (?:and|or) [A-Z][\w-]+[,.;:)])")


def _is_language(plain: str, start: int, end: int, following: str) -> bool:
    """`in the English and Tongan languages`, `translated from Ukrainian.`"""
    if _LANGUAGES.match(plain, end, end + 160):
        return True
    if following and following not in ("and", "or"):
        return False
    return bool(
        _AFTER_LANGUAGE.match(plain, end, end + 40) and _IN_A_LANGUAGE.search(plain[max(0, start - 80) : start])
    )


def _stands_for_people(plain: str, start: int, end: int) -> bool:
    """`the British said`: an adjective that no noun follows."""
    if _word_before(plain, start).lower() != "the" or plain[end - 1] not in "hes":
        return False
    following = _word_after(plain, end)
    return not following or following in _neighbours("words", "predicates")


def _is_locative(text: str, plain: str, start: int, end: int, kind: str) -> bool:
    if kind in ("leader", "metonym"):
        return False
    if plain.startswith(("-based", "-born"), end):
        return True
    if kind in ("demonym", "people") or plain.startswith("'s", end):
        return False
    before = _word_before(plain, start)
    if before in ("the", "The", "central", "downtown"):
        before = _word_before(plain, start - len(before) - 1)
    if before.lower() in _neighbours("locative", "words"):
        return not (before == "from" and _word_before(plain, start - len("from ")).lower() in _senders())
    if plain[max(0, start - 2) : start] == ", " and _after_place(plain, start - 2):
        return True
    line_start = start == 0 or text[start - 1] in "\n\r"
    return line_start and bool(_BREAKS_AFTER_CITY.match(plain, end, end + 60))


@cache
def _senders() -> frozenset[str]:
    """Those who act for the state that they come from."""
    return _neighbours("locative", "senders")


_PLACE_TAIL = re.compile(r"\b(?:in|at|near|from|outside|(?<!ccording )to)(?: the)?(?: [A-Z][\w'.-]*){1,4}$")


def _after_place(plain: str, comma: int) -> bool:
    """`at Ramstein, Germany`: the state only says where the place is."""
    return bool(_PLACE_TAIL.search(plain[max(0, comma - 60) : comma]))
