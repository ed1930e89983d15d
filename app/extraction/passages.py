"""Stretches of a document that speak of one agreement."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extraction.agreement_words import View
from app.extraction.instruments import Sentence
from app.extraction.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or a part of one between semicolons, that speaks of one agreement."""

    start: int
    end: int
    sentence: Sentence
    proposals: tuple[Proposal, ...]


def find_passages(view: View, sentence: Sentence, proposals: Sequence[Proposal]) -> Iterator[Passage]:
    """A sentence cut at its semicolons."""
    begin = sentence.start
    while begin < sentence.end:
        cut = view.text.find(";", begin, sentence.end)
        end = cut if cut >= 0 else sentence.end
        yield Passage(begin, end, sentence, tuple(p for p in proposals if begin <= p.at < end))
        begin = end + 1


def holding(view: View, passages: Sequence[Passage], pattern: re.Pattern[str]) -> Iterator[Passage]:
    """The passages in which a pattern begins, by one search of the whole text."""
    at = [match.start() for match in pattern.finditer(view.folded)]
    for passage in passages if at else ():
        if bisect_left(at, passage.start) < bisect_left(at, passage.end):
            yield passage
