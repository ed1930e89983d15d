"""The vocabulary of agreements (`agreements.toml`), matched in one pass, and the views of a text that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import ahocorasick

from app.extraction.actors.states import plain_view, words_of
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.lexicon import fold


class Word(NamedTuple):
    """A word of the vocabulary: `group` is its table (`noun`, `plural`, `verb` ...), `name` its row."""

    start: int
    end: int
    group: str
    name: str


@dataclass(frozen=True, slots=True)
class View:
    """A text beside its plain and its folded view, which have the same offsets."""

    text: str
    plain: str
    folded: str
    partnership: bool
    """Whether the text names a Partnership, which it may then call the partnership."""


def open_view(text: str) -> View:
    plain = plain_view(text)
    return View(text, plain, fold(plain), "Partnership" in text)


@cache
def _automaton() -> ahocorasick.Automaton:
    table = load_toml("agreements.toml")
    words = ahocorasick.Automaton()
    rows: list[tuple[str, str, str]] = []
    for name in ("words", "elsewhere"):
        rows += [
            (word, "not" if name == "words" else "elsewhere", name) for word in words_of(table["not_instruments"][name])
        ]
    for group, section in (("noun", "nouns"), ("plural", "plurals"), ("verb", "verbs"), ("collective", "collective")):
        for name, entry in table[section].items():
            rows += [(word, group, name) for word in words_of(entry)]
    for word, group, name in rows:
        if word not in words:
            words.add_word(word, (len(word), group, name))
    words.make_automaton()
    return words


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """A row of `agreements.toml` as a set."""
    return frozenset(words_of(load_toml("agreements.toml")[section][key]))


def find_words(folded: str) -> list[Word]:
    """All words of the vocabulary, the first and longest of those that overlap."""
    found: list[Word] = []
    last = len(folded)
    for at, (length, group, name) in _automaton().iter(folded):
        start, end = at + 1 - length, at + 1
        if (start and folded[start - 1].isalnum()) or (end < last and folded[end].isalnum()):
            continue
        while found and found[-1].start >= start:
            found.pop()
        if not found or found[-1].end <= start:
            found.append(Word(start, end, group, name))
    return found
