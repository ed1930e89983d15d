"""What a document calls an agreement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from app.extraction.agreements.parties import Reported
from app.extraction.agreements.passages import Passage
from app.extraction.agreements.words import View, Word, word_set
from app.extraction.document import Document

_MODIFIERS = re.compile(r"(?:[\w.'’-]+[ –-]){0,6}$")
_TAIL = re.compile(
    r"(?:,? (?:on|of|for|concerning|regarding|and|the|between|relating to) (?:the )?|"
    r" )?[^\W\d_a-z][\w'’.-]*"
)
_WHEN = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day|"
    r"\.|[a-z]*\b)"
)
_LONGEST = 200
_NICKNAME = "guarantee"
"""What the press calls an agreement that promises help: a name only where there is no other."""


@cache
def _outside() -> frozenset[str]:
    return word_set("grammar", "before_name") | word_set("verbs", "sign") | word_set("verbs", "announce")


def find_title(view: View, document: Document, passages: Sequence[Passage], one: Reported, own_text: bool) -> str:
    """That of the agreement's own text, else the fullest capitalised name, else the first description."""
    if own_text and document.title is not None:
        return " ".join(document.title.of(view.text).split())[:_LONGEST]
    names = [
        _name(view, passage, p.noun)
        for passage in passages
        for p in passage.proposals
        if p.noun is not None and not p.passing and p.noun.group == "noun" and p.noun.name != "anaphor"
    ]
    formal = [name for name in names if name[0].isupper() and len(name.split()) > 1]
    if formal:
        return max(formal, key=lambda name: len(name.split()))
    plain = [name for name in names if not name.endswith(_NICKNAME)] or names
    return max(plain[:3], key=len, default="agreement")


def _name(view: View, passage: Passage, noun: Word) -> str:
    """The noun with the words that belong to its name on both sides."""
    text = view.text
    capital = text[noun.start].isupper()
    begin = noun.start
    for word in reversed(re.findall(r"[\w.'’–-]+", text[max(passage.start, noun.start - 80) : noun.start])):
        at = text.rfind(word, max(passage.start, noun.start - 80), begin)
        if text[at + len(word) : begin].strip() or word.lower() in _outside() or (capital and not word[0].isupper()):
            break
        begin = at
    end = noun.end
    while (
        capital
        and end - begin < _LONGEST
        and (match := _TAIL.match(text, end, passage.end))
        and match.group().split()[0].strip(",") not in ("which", "and")
        and not _WHEN.search(match.group())
    ):
        end = match.end()
    return " ".join(text[begin:end].split()).rstrip(".,;:'’”\"")
