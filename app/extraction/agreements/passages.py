"""Stretches of a document that speak of one agreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.extraction.agreements.instruments import Sentence
from app.extraction.agreements.proposals import Proposal
from app.extraction.agreements.words import View
from app.extraction.vocabulary.alternatives import places_of


class Passage(NamedTuple):
    """A sentence, or a part of one between semicolons, that speaks of one agreement."""

    start: int
    end: int
    sentence: Sentence
    proposals: tuple[Proposal, ...]


def find_passages(view: View, sentence: Sentence, proposals: Sequence[Proposal]) -> Iterator[Passage]:
    """A sentence cut at its semicolons."""
    if view.text.find(";", sentence.start, sentence.end) < 0:
        yield Passage(sentence.start, sentence.end, sentence, tuple(proposals))
        return
    begin = sentence.start
    while begin < sentence.end:
        cut = view.text.find(";", begin, sentence.end)
        end = cut if cut >= 0 else sentence.end
        yield Passage(begin, end, sentence, tuple(p for p in proposals if begin <= p.at < end))
        begin = end + 1


def holding(view: View, passages: Sequence[Passage], stems: Sequence[str]) -> Iterator[Passage]:
    """The passages in which one of the stems stands, by searches of the whole text; both in order of the text."""
    places = places_of(view.folded, stems)
    next_place, last = 0, len(places)
    for passage in passages if places else ():
        while next_place < last and places[next_place] < passage.start:
            next_place += 1
        if next_place == last:
            return
        if places[next_place] < passage.end:
            yield passage
