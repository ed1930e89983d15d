"""The vocabulary, read once and matched in one pass.

Every word and phrase of `lexicon.toml`, `markers.toml` and `frames.toml` goes, in all its inflected
forms, into one Aho-Corasick automaton, so that the cost of reading a text does not grow with the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import ahocorasick

from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.dictionary import inflections_of


class Mention(NamedTuple):
    """A word or phrase of the vocabulary in the text, with the labels it carries (`act.give`, `force.pledge`)."""

    start: int
    end: int
    labels: frozenset[str]


def labels_of(mentions: Iterable[Mention]) -> frozenset[str]:
    """All the labels that some mentions carry."""
    return _NO_LABELS.union(*[mention.labels for mention in mentions])


_NO_LABELS = frozenset[str]()
_GROWING = "\u0130"
"""The one letter whose small form is two characters long: the dotted capital I, which stays as it is."""


def fold(text: str) -> str:
    """Lower case that keeps every offset: one character stays one character."""
    return _GROWING.join([part.lower() for part in text.split(_GROWING)])


_NEGATIVE = frozenset({"not", "no", "nothing", "never", "without", "nobody", "cannot"})
"""A phrase that holds one of these hides it from the automaton, and so carries the negation itself."""
_IRREGULAR_BE = ("be", "is", "are", "was", "were", "been", "being", "am")


_ENDINGS = {"VBZ": "s", "VBD": "ed", "VBN": "ed", "VBG": "ing", "NNS": "s"}


def _inflect(word: str, tag: str) -> tuple[str, ...]:
    """The forms of a word; the regular ending where the dictionary does not know it (model names, compounds)."""
    return inflections_of(word).get(tag) or (word + _ENDINGS[tag],)


@cache
def _heads(verb: str) -> tuple[str, ...]:
    """The forms of a verb, each once."""
    if verb == "be":
        return _IRREGULAR_BE
    forms = (form for tag in ("VBZ", "VBD", "VBN", "VBG") for form in _inflect(verb, tag))
    return tuple(dict.fromkeys((verb, *forms)))


def _verb_forms(phrase: str) -> Iterator[str]:
    head, space, rest = phrase.partition(" ")
    for form in _heads(head):
        yield form + space + rest


def _noun_forms(phrase: str) -> Iterator[str]:
    head, _, last = phrase.rpartition(" ")
    lead = f"{head} " if head else ""
    yield phrase
    for form in _inflect(last, "NNS"):
        yield lead + (form if form != last or not last.isalpha() else form + "s")


def _split(entry: str) -> list[str]:
    return [item for part in entry.split(",") if (item := part.strip())]


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
_FOLLOW = frozenset({"to", "of", "for", "with", "from", "into"})
_Labels = frozenset[str]


@cache
def _single(label: str) -> _Labels:
    return frozenset({label})


@cache
def _union(some: _Labels, others: _Labels) -> _Labels:
    """Many phrases carry the same labels: each set is made once."""
    return some | others


@cache
def _is_open(found: _Labels) -> bool:
    return all(label.startswith(_OPEN) for label in found)


@cache
def _shown(found: _Labels) -> _Labels:
    return frozenset(label for label in found if label.startswith(_SHOWN))


@cache
def _acts(found: _Labels) -> bool:
    return any(label.startswith("act.") for label in found)


def _ways(labels: _Labels) -> _Labels:
    """What a first word says of the direction, which an idiom keeps: `expand cooperation in`."""
    return frozenset(label for label in labels if label.startswith("direction."))


def _open_phrases(labels: dict[str, _Labels]) -> None:
    """A cue like `supply weapons` hides the words inside it from the automaton, and so carries their labels too.

    The first words of an act are shown only where the whole means what they mean: `transfer to` does, `make over`
    does not.
    """
    for phrase, own in labels.items():
        if " " not in phrase or not _is_open(own):
            continue
        found, words = own, phrase.split()
        last = len(words) - 1
        for begin, inner in enumerate(words):
            for end in range(begin, last if begin == 0 else last + 1):
                if end > begin:
                    inner = f"{inner} {words[end]}"
                if (within := labels.get(inner)) is None:
                    continue
                if begin or not _acts(found) or _FOLLOW.issuperset(words[end + 1 :]):
                    found = _union(found, _shown(within))
                else:
                    found = _union(found, _ways(within))
        if found is not own:
            labels[phrase] = found


class Lexicon:
    """All phrases in one automaton."""

    def __init__(self) -> None:
        labels: dict[str, _Labels] = {}
        limiting = ("word.", "obj.", *(f"cue.{entry['slug']}" for entry in load_toml("taxonomy.toml")["caveat"]))
        for phrase, label in self._all_entries():
            found = _single(label)
            if (known := labels.get(phrase)) is not None:
                found = _union(known, found)
            if label.startswith(limiting) and not _NEGATIVE.isdisjoint(phrase.split()):
                found = _union(found, _single("negation"))
            labels[phrase] = found
            if "'" in phrase:
                curly = phrase.replace("'", "’")
                labels[curly] = _union(labels.get(curly, found), found)
        _open_phrases(labels)
        self._automaton = ahocorasick.Automaton()
        for phrase, found in labels.items():
            self._automaton.add_word(phrase, (len(phrase), found))
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
        found: list[Mention] = []
        last = len(folded) - 1
        make = tuple.__new__
        begin = stop = -1  # of the last one found
        for final, (length, labels) in self._automaton.iter(folded):
            if final < last and folded[final + 1].isalnum():
                continue
            start = final + 1 - length
            if start and ((before := folded[start - 1]).isalnum() or (before == "-" and folded[start].isalnum())):
                continue
            while begin >= start:
                found.pop()
                begin, stop = found[-1][:2] if found else (-1, -1)
            if stop <= final:
                begin, stop = start, final + 1
                found.append(make(Mention, (begin, stop, labels)))
        return found


@cache
def lexicon() -> Lexicon:
    return Lexicon()
