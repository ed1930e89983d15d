"""Office-holders: the state for which a named person speaks, as the document itself introduces them.

    Ukrainian President Volodymyr Zelensky      the Polish foreign minister, Radoslaw Sikorski
    Carmen Urrutia, the Spanish defence minister      President Ruto of Kenya

Later bare family names follow. A name that nobody introduces is looked for among the well-known ones, a misspelt one
too (`Bilinken`) where its place in the sentence is that of a speaker and its state occurs in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick
from rapidfuzz.distance import OSA

from app.extraction.actors.states import PARTICLES, Actor, family_name, known_leaders, plain_view, words_of
from app.extraction.model import Span
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.lexicon import fold

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")
_CAPITALISED = re.compile(r"[^\W\d_a-z](?<![\w'-].)[\w'-]*")
"""Begins with one class of characters, so that the scan for it is quick."""
_NEXT = 24
"""Characters in which the next word begins."""
_WORD = re.compile(r"[^\W\d_](?:[\w'-]|\.(?=[A-Z]))*\.?")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_ENDS = re.compile(r"[.?!] |\n[ \t\r]*\n")
"""The end of a sentence or paragraph."""
_DATED_LINE = re.compile(r",[^\n]{1,60}\b(?:19|20)\d\d\b[^\n]{0,30}(?:\n|$)")
_DIPLOMACY = "diplomacy"
"""The head of Polish diplomacy."""
_AROUND = 48
"""Characters between an office and the state or name that belongs to it."""
_NEAR = 160
"""Characters back to the state that an office without one is taken for."""
_HEADER = 2500
"""Characters in which a dateline stands."""
_ABOVE = 300
"""Characters in which an office without a name tells whose it is: `with the President of Ukraine`."""
_MAX_NAME_WORDS = 5
_SHORTEST = 5
"""Letters of a name that may be misspelt."""
_LONG = 8
"""Letters from which a name may be misspelt twice."""


@cache
def _offices() -> ahocorasick.Automaton:
    words = ahocorasick.Automaton()
    for entry in (*words_of(load_toml("actors.toml")["people"]["offices"]), _DIPLOMACY):
        words.add_word(entry, len(entry))
    words.make_automaton()
    return words


def _find_offices(folded: str) -> list[Span]:
    """Words of an office at word boundaries, the longest of those that overlap."""
    found: list[Span] = []
    for last, length in _offices().iter(folded):
        start, end = last + 1 - length, last + 1
        if (start and folded[start - 1].isalnum()) or folded[end : end + 1].isalnum():
            continue
        while found and found[-1].start >= start:
            found.pop()
        if not found or found[-1].end <= start:
            found.append(Span(start, end))
    return found


@cache
def _no_names() -> frozenset[str]:
    return frozenset(words_of(load_toml("actors.toml")["words"]["no_names"]))


@cache
def _office_words() -> frozenset[str]:
    return frozenset(
        word.capitalize() for entry in words_of(load_toml("actors.toml")["people"]["offices"]) for word in entry.split()
    )


@cache
def _reports() -> frozenset[str]:
    return frozenset(words_of(load_toml("actors.toml")["people"]["reports"]))


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    words: tuple[str, ...]

    @property
    def full(self) -> str:
        return " ".join(self.words)


def find_people(text: str, actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """Office-holders that `actors` does not hold yet, sorted, none overlapping an actor."""
    reader = _Reader(text, actors)
    reader.read_introductions()
    return tuple(sorted(reader.resolve(), key=lambda actor: actor.start))


class _Reader:
    """One document's names and the states they stand for."""

    def __init__(self, text: str, actors: Sequence[Actor]) -> None:
        self.text = text
        self.plain = plain_view(text)
        self.folded = fold(self.plain)
        self.actors = actors
        self.starts = [actor.start for actor in actors]
        self.states = frozenset(code for actor in actors for code in actor.codes)
        self.home = next(
            (
                a.codes
                for a in actors
                if a.kind in ("capital", "state") and _opens_line(text, a) and (a.locative or _is_dated(text, a))
            ),
            (),
        )
        self.known: dict[str, tuple[str, ...]] = {}
        """Names, in full and by family name, with the codes they stand for."""
        self.misspelt: dict[str, tuple[str, ...]] = {}

    def read_introductions(self) -> None:
        """Names beside an office, with the state beside it, else a well-known name, else the document's own state."""
        loose: list[tuple[_Name, Span]] = []
        above: dict[str, tuple[str, ...]] = {}
        for office in _find_offices(self.folded):
            name = self._name_after(office.end) or self._name_before(office.start)
            if name is None and office.end < _ABOVE and (codes := self._state_of(office, None)):
                above.setdefault(office.of(self.folded), codes)
            if name is None or _PARAGRAPH.search(self.text, min(office.start, name.start), max(office.end, name.end)):
                continue
            before = self.folded[max(0, office.start - _AROUND) : office.start]
            if self.folded.startswith(_DIPLOMACY, office.start) and "head of" not in before:
                continue
            codes = self._state_of(office, name)
            if codes:
                self._learn(name, codes)
            elif not before.endswith(("retired ", "former ", "ex-", "late ")):
                loose.append((name, office))
        for name, office in loose:
            if name.full in self.known or name.words[-1] in self.known:
                continue
            codes = (
                self._well_known(name.full)
                or self._well_known(name.words[-1])
                or above.get(office.of(self.folded))
                or self.home
                or self._nearest(office.start)
            )
            if codes:
                self._learn(name, codes)

    def _learn(self, name: _Name, codes: tuple[str, ...]) -> None:
        self.known.setdefault(name.full, codes)
        family = family_name(name.full)
        if len(family) > 2 and family not in _no_names():
            self.known.setdefault(family, codes)
        if len(name.words) > 1 and len(name.words[0]) > 1 and codes[0] in ("CN", "KR", "KP", "VN", "TW"):
            self.known.setdefault(name.words[0], codes)

    def _name_after(self, end: int) -> _Name | None:
        """The name an office leads up to: `foreign minister, Jan Wilk`, `President of Kenya Otieno Barasa`."""
        at = end
        following = self._actor_from(at, 6)
        if following is not None and self.plain[at : following.start].strip() in ("of", "of the"):
            at = following.end
        while self.plain[at : at + 1] in (" ", ",") and at < end + _AROUND:
            at += 1
        return self._name_at(at)

    def _name_at(self, at: int) -> _Name | None:
        words: list[str] = []
        start = at
        while len(words) < _MAX_NAME_WORDS and (match := _WORD.match(self.plain, at)):
            word = match.group()
            bare = word.removesuffix("'s").removesuffix("'")
            if (
                not (bare[0].isupper() or (words and bare in PARTICLES))
                or bare in _no_names()
                or bare in _office_words()
            ):
                break
            actor = self._actor_from(at, 0)
            if actor is not None and actor.start == at and actor.kind != "leader":
                break
            if word.endswith(".") and len(word) > 2 and not words:
                break
            words.append(bare if not bare.endswith(".") or len(bare) == 2 else bare[:-1])
            at = match.start() + len(bare)
            if bare != word or self.plain[at : at + 1] != " " or (word.endswith(".") and len(word) > 2):
                break
            at += 1
        while words and words[-1] in PARTICLES:
            words.pop()
        if not words or (len(words) == 1 and (len(words[0]) < 3 or (words[0].isupper() and len(words[0]) < 4))):
            return None
        return _Name(start, self.plain.find(words[-1].rstrip("."), start) + len(words[-1]), tuple(words))

    def _name_before(self, office: int) -> _Name | None:
        """`Carmen Urrutia, the Spanish defence minister`: the name stands before a comma."""
        comma = self.plain.rfind(",", max(0, office - _AROUND), office)
        if comma < 0:
            return None
        between = self.plain[comma + 1 : office].split()
        if len(between) > 5 or any(word in ("and", "said", "that", "when", "in") for word in between):
            return None
        words: list[_Name] = []
        matches = list(_WORD.finditer(self.plain, max(0, comma - 60), comma))
        for match in reversed(matches):
            word = match.group()
            edge = words[-1].start if words else comma
            if (
                edge - match.end() > 1
                or self.plain[match.end() : edge].strip()
                or not (word[0].isupper() or (words and word in PARTICLES))
            ):
                break
            if (
                word in _no_names()
                or word in _office_words()
                or len(words) >= _MAX_NAME_WORDS
                or self._actor_covering(match.start())
            ):
                break
            words.append(_Name(match.start(), match.end(), (word,)))
        while words and words[-1].words[0] in PARTICLES:
            words.pop()
        if len(words) < 2 or self.folded.endswith("the ", 0, words[-1].start):
            return None  # "in the Mirror Hall, the Greek prime minister": a place
        return _Name(words[-1].start, words[0].end, tuple(item.words[0] for item in reversed(words)))

    def _actor_from(self, at: int, reach: int) -> Actor | None:
        i = bisect_left(self.starts, at)
        if i < len(self.actors) and self.starts[i] <= at + reach:
            return self.actors[i]
        return None

    def _actor_covering(self, at: int) -> bool:
        i = bisect_right(self.starts, at) - 1
        return i >= 0 and self.actors[i].end > at and self.actors[i].kind != "leader"

    def _state_of(self, office: Span, name: _Name | None) -> tuple[str, ...]:
        """The state beside an office: before it in the same phrase, or after `of`."""
        i = bisect_left(self.starts, office.end)
        for follower in self.actors[i : i + 2]:
            gap = self.plain[office.end : follower.start]
            if (
                follower.kind != "leader"
                and len(gap) < _AROUND
                and re.fullmatch(r"(?: [^,.;:()]{1,30})? (?:of|for|to)(?: the)? ", gap)
            ):
                return follower.codes
            if (
                name
                and name.end <= follower.start
                and self.plain[name.end : follower.start] in (" of ", " of the ", ", of ")
            ):
                return follower.codes
        i = bisect_left(self.starts, office.start) - 1
        if i >= 0 and self.actors[i].kind != "leader":
            gap = self.plain[self.actors[i].end : office.start]
            if (
                len(gap) <= _AROUND
                and not self.actors[i].locative
                and re.fullmatch(r"(?:'s?)?(?: [\w'-]+){0,4} ", gap)
                and not _joins(gap)
            ):
                return self.actors[i].codes
        return ()

    def _nearest(self, at: int) -> tuple[str, ...]:
        """The last state named before an office in its sentence."""
        i = bisect_left(self.starts, at) - 1
        while i >= 0 and at - self.actors[i].end < _NEAR and not _ENDS.search(self.text, self.actors[i].end, at):
            if not self.actors[i].locative and self.actors[i].kind != "leader" and len(self.actors[i].codes) == 1:
                return self.actors[i].codes
            i -= 1
        return ()

    def _well_known(self, name: str) -> tuple[str, ...]:
        """The state of a well-known name, spelt so or nearly so."""
        if name in self.misspelt:
            return self.misspelt[name]
        code = known_leaders().get(name) or _near_name(name, self.states)
        self.misspelt[name] = (code,) if code else ()
        return self.misspelt[name]

    def resolve(self) -> Iterator[Actor]:
        """Every place where a learnt name stands, and misspelt well-known names in the place of a speaker."""
        openers = {name.split()[0] for name in self.known}
        reports, no_names = _reports(), _no_names()
        pattern = _CAPITALISED if all(opener[0].isupper() for opener in openers) else _TOKEN
        taken_to = 0
        for match in pattern.finditer(self.plain):
            word = match.group()
            if not (word[0].isupper() or word in openers) or match.start() < taken_to:
                continue
            bare = word.removesuffix("'s").removesuffix("'") if "'" in word else word
            if bare in openers:
                end, codes = self._learnt_at(match.start())
            elif (
                len(bare) >= _SHORTEST
                and bare not in no_names
                and (following := _TOKEN.search(self.plain, match.end(), match.end() + _NEXT)) is not None
                and following.group() in reports
                and not self._taken(match.start())
            ):
                end, codes = match.start() + len(bare), self._well_known(bare)
            else:
                continue
            if codes and not self._taken(match.start()) and self._free(match.start(), end):
                yield Actor(match.start(), end, tuple(sorted(codes)), "leader")
                taken_to = end

    def _learnt_at(self, start: int) -> tuple[int, tuple[str, ...]]:
        name = self._name_at(start)
        for size in range(len(name.words) if name else 0, 0, -1):
            joined = " ".join(name.words[:size]) if name else ""
            if joined in self.known and self.plain.startswith(joined, start):
                return start + len(joined), self.known[joined]
        return start, ()

    def _taken(self, at: int) -> bool:
        i = bisect_right(self.starts, at) - 1
        return i >= 0 and self.actors[i].end > at

    def _free(self, start: int, end: int) -> bool:
        i = bisect_left(self.starts, start)
        return i >= len(self.actors) or self.starts[i] >= end


def _opens_line(text: str, actor: Actor) -> bool:
    """Whether a place is that of a dateline: `STOCKHOLM, May 31`, `Madrid, 19 June`."""
    return (
        actor.start < _HEADER
        and (actor.start == 0 or text[actor.start - 1] == "\n")
        and text[actor.end : actor.end + 1] in (",", " ", ":")
    )


def _is_dated(text: str, actor: Actor) -> bool:
    """`Ottawa, Ontario, October 21, 2025`: a line that only says where and when."""
    return actor.kind == "capital" and _DATED_LINE.match(text, actor.end) is not None


def _joins(gap: str) -> bool:
    return any(
        word in ("and", "or", "with", "by", "in", "to", "that", "which", "said", "from", "for", "of", "as", "at", "on")
        for word in gap.split()
    )


def _near_name(name: str, states: frozenset[str]) -> str | None:
    """The state of the one well-known name within a small edit distance, where the document names that state."""
    if len(name) < _SHORTEST:
        return None
    reach = 1 if len(name) < _LONG else 2
    alike = _leaders_from(name[0])
    near = {
        code
        for leader, code in alike
        if code in states
        and abs(len(leader) - len(name)) <= reach
        and OSA.distance(name, leader, score_cutoff=reach) <= reach
    }
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=256)
def _leaders_from(initial: str) -> tuple[tuple[str, str], ...]:
    return tuple((leader, code) for leader, code in known_leaders().items() if leader[0] == initial)
