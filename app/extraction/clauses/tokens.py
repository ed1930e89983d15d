"""Words and what they can be: a light part-of-speech tagging, good enough to find predicates.

The open classes come from the dictionary of English lemmas and inflections; the closed classes are short enough to
stand in a file. A token may carry several tags at once; `clauses` decides between them by the neighbours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.dictionary import inflect, lemmas_of
from app.extraction.vocabulary.lexicon import fold


class Tag:
    """What a token can be: bits of an int (plain, since enum arithmetic is slow in the inner loops)."""

    NONE = 0
    MODAL = 1
    BE = 2
    HAVE = 4
    DO = 8
    TO = 16
    COMMA = 32
    BREAK = 64
    """A semicolon, a colon or a dash between words."""
    CONJUNCTION = 128
    SUBORDINATOR = 256
    RELATIVE = 512
    DETERMINER = 1024
    PREPOSITION = 2048
    PRONOUN = 4096
    ADVERB = 8192
    BASE = 16384
    """A verb's base form, also its plural present."""
    PRESENT = 32768
    PAST = 65536
    PARTICIPLE = 131072
    ING = 262144
    NOUN = 524288
    PLURAL = 1048576
    QUOTE = 2097152
    NUMBER = 4194304
    NOT = 8388608
    CAPITAL = 16777216
    ADJECTIVE = 33554432


class Token(NamedTuple):
    """A word or a punctuation mark: `text[start:end]`, folded in `word`."""

    start: int
    end: int
    word: str
    tag: int
    surface: str


_TOKEN = re.compile(r"[^\W_]+(?:[-.'’&][^\W_]+)*|[^\w\s]|_")


def _closed_classes() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in load_toml("closed_classes.toml").items():
        for word in words.split():
            found[word] = found.get(word, 0) | getattr(Tag, name)
    found["not"] |= Tag.NOT
    return found


_CLOSED = _closed_classes()
_FORMS = (("VBZ", Tag.PRESENT), ("VBD", Tag.PAST), ("VBN", Tag.PARTICIPLE), ("VBG", Tag.ING))


def word_tags(word: str) -> int:
    """The tags a folded word can carry, as bits of `Tag`."""
    if (closed := _CLOSED.get(word)) is not None:
        return closed
    if word[0].isdigit():
        return Tag.NUMBER
    if not word[0].isalpha():
        return 0
    tags = 0
    lemmas = lemmas_of(word)
    for lemma in lemmas.get("VERB", ()):
        if lemma == word:
            tags |= Tag.BASE
        for form, tag in _FORMS:
            if word in inflect(lemma, form):
                tags |= tag
    for lemma in lemmas.get("NOUN", ()):
        tags |= Tag.NOUN
        if lemma != word:
            tags |= Tag.PLURAL
    if "ADJ" in lemmas:
        tags |= Tag.ADJECTIVE
    if "ADV" in lemmas:
        tags |= Tag.ADVERB
    if not lemmas or "PROPN" in lemmas:
        tags |= Tag.NOUN
    return tags


_Word = tuple[str, int, str]
"""What a token says of its word: folded, its tags, its surface."""


class _Words(dict[str, _Word]):
    """Surface to word, filled as words are met; started anew when it is full."""

    _FULL = 65536

    def __missing__(self, surface: str) -> _Word:
        if len(self) >= self._FULL:
            self.clear()
        folded = fold(surface)
        word = folded, word_tags(folded) | (Tag.CAPITAL if surface[0].isupper() else 0), surface
        self[surface] = word
        return word


_words = _Words()


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`; linear in its length."""
    make, known = tuple.__new__, _words
    return [make(Token, match.span() + known[match[0]]) for match in _TOKEN.finditer(text, start, end)]
