"""The vocabulary, read once and matched in one pass.

Every word and phrase of `lexicon.toml`, `markers.toml` and the cues of `taxonomy.toml` goes, in all its inflected
forms, into one Aho-Corasick automaton, so that the cost of reading a text does not grow with the vocabulary.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import ahocorasick
from lemminflect import getAllInflections


@dataclass(frozen=True, slots=True)
class Mention:
    """A word or phrase of the vocabulary in the text, with the labels it carries (`act.give`, `force.pledge`)."""

    start: int
    end: int
    labels: frozenset[str]


def fold(text: str) -> str:
    """Lower case that keeps every offset: one character stays one character."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c if len(low := c.lower()) != 1 else low for c in text)


@cache
def load_toml(name: str) -> dict:  # type: ignore[type-arg]
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))


_NEGATIVE = frozenset({"not", "no", "nothing", "never", "without", "nobody", "cannot"})
"""A phrase that holds one of these hides it from the automaton, and so carries the negation itself."""
_IRREGULAR_BE = ("be", "is", "are", "was", "were", "been", "being", "am")


_ENDINGS = {"VBZ": "s", "VBD": "ed", "VBN": "ed", "VBG": "ing", "NNS": "s"}


@cache
def _inflections(word: str) -> dict[str, tuple[str, ...]]:
    return getAllInflections(word)


def _inflect(word: str, tag: str) -> tuple[str, ...]:
    """The forms of a word; the regular ending where the dictionary does not know it (model names, compounds)."""
    return _inflections(word).get(tag) or (word + _ENDINGS[tag],)


def _verb_forms(phrase: str) -> Iterator[str]:
    head, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    if head == "be":
        forms: Iterable[str] = _IRREGULAR_BE
    else:
        forms = {head}
        for tag in ("VBZ", "VBD", "VBN", "VBG"):
            forms |= set(_inflect(head, tag))
    for form in forms:
        yield form + tail


def _noun_forms(phrase: str) -> Iterator[str]:
    head, _, last = phrase.rpartition(" ")
    lead = f"{head} " if head else ""
    yield phrase
    for form in _inflect(last, "NNS"):
        yield lead + (form if form != last or not last.isalpha() else form + "s")


def _split(entry: str) -> list[str]:
    return [item.strip() for item in entry.split(",") if item.strip()]


def _entries(table: dict[str, str], label: str) -> Iterator[tuple[str, str]]:
    for phrase in _split(table.get("verbs", "")):
        for form in _verb_forms(phrase):
            yield form, label
    for phrase in _split(table.get("nouns", "")):
        for form in _noun_forms(phrase):
            yield form, label
    for phrase in _split(table.get("fixed", "")):
        yield phrase, label


_OPEN = ("receive", "act.", "cue.", "word.", "direction.", "force.declaration")


_SHOWN = ("act.", "obj.", "word.", "agreement", "direction.")


def _is_transparent(found: set[str], rest: list[str]) -> bool:
    """Whether a phrase means what its first words mean: `transfer to` does, `make over` does not."""
    return not any(label.startswith("act.") for label in found) or set(rest) <= {
        "to",
        "of",
        "for",
        "with",
        "from",
        "into",
    }


def _open_phrases(labels: dict[str, set[str]]) -> None:
    """A cue like `supply weapons` hides the words inside it from the automaton, and so carries their labels too."""
    for phrase, found in labels.items():
        words = phrase.split()
        if len(words) < 2 or not all(label.startswith(_OPEN) for label in found):
            continue
        for begin in range(len(words)):
            for end in range(begin + 1, len(words) + 1):
                inner = " ".join(words[begin:end])
                if inner == phrase or inner not in labels or (begin == 0 and not _is_transparent(found, words[end:])):
                    continue
                found |= {label for label in labels[inner] if label.startswith(_SHOWN)}


class Lexicon:
    """All phrases in one automaton."""

    def __init__(self) -> None:
        labels: dict[str, set[str]] = defaultdict(set)
        limiting = ("word.", "obj.", *(f"cue.{entry['slug']}" for entry in load_toml("taxonomy.toml")["caveat"]))
        for phrase, label in self._all_entries():
            labels[phrase].add(label)
            if label.startswith(limiting) and not _NEGATIVE.isdisjoint(phrase.split()):
                labels[phrase].add("negation")
            if "'" in phrase:
                labels[phrase.replace("'", "’")] |= labels[phrase]
        _open_phrases(labels)
        self._automaton = ahocorasick.Automaton()
        for phrase, found in labels.items():
            self._automaton.add_word(phrase, (len(phrase), frozenset(found)))
        self._automaton.make_automaton()

    @staticmethod
    def _all_entries() -> Iterator[tuple[str, str]]:
        lexicon = load_toml("lexicon.toml")
        for section, prefix in (("acts", "act"), ("objects", "obj"), ("words", "word")):
            for name, table in lexicon[section].items():
                yield from _entries(table, f"{prefix}.{name}")
        markers = {name: table for name, table in load_toml("markers.toml").items() if name != "speakers"}
        for name, table in markers.items():
            if name in ("force", "direction"):
                for value, inner in table.items():
                    yield from _entries(inner, f"{name}.{value}")
            else:
                yield from _entries(table, name)
                for kind in ("pseudo", "nonclaim", "passive"):
                    for phrase in _split(table.get(kind, "")):
                        yield phrase, f"{name}.{kind}"
        for false_friend in load_toml("frames.toml")["false_friends"]:
            for form in _noun_forms(false_friend):
                yield form, "false_friend"
        for name, cues in load_toml("frames.toml")["phrases"].items():
            for cue in _split(cues):
                yield cue, f"cue.{name}"

    def reports(self, word: str) -> bool:
        """Whether a word is a verb of saying."""
        found = self._automaton.get(word, None)
        return found is not None and "report" in found[1]

    def takes_that(self, word: str) -> bool:
        """Whether a word can govern a that-clause: a verb of saying, promising or laying down."""
        found = self._automaton.get(word, None)
        return found is not None and any(label == "report" or label.startswith("force.") for label in found[1])

    def find(self, folded: str) -> list[Mention]:
        """Longest matches at word boundaries, left to right; a match inside a longer one is dropped."""
        raw: list[tuple[int, int, frozenset[str]]] = []
        last = len(folded)
        for end_index, (length, labels) in self._automaton.iter(folded):
            end = end_index + 1
            start = end - length
            if start and (folded[start - 1].isalnum() or (folded[start - 1] == "-" and folded[start].isalnum())):
                continue
            if end < last and folded[end].isalnum():
                continue
            while raw and raw[-1][0] >= start:
                raw.pop()
            if raw and raw[-1][1] >= end:
                continue
            raw.append((start, end, labels))
        return [Mention(*item) for item in raw]


@cache
def lexicon() -> Lexicon:
    return Lexicon()
