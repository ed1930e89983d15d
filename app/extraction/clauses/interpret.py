"""The walk through a document: block by block, sentence by sentence, each with what the one before leaves to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.extraction.clauses.context import Reading
from app.extraction.clauses.inheritance import heading_frame, opening_frame, topic
from app.extraction.clauses.propositions import Proposition, Subject
from app.extraction.clauses.scope import heading_reason, is_silent
from app.extraction.clauses.sentence import Memory, Sentence
from app.extraction.document import Kind
from app.extraction.model import Span

_LONGEST = 2400
_ROUNDS = 40
"""How often a stretch of an endless sentence is read that is word for word the same."""


def read_propositions(reading: Reading) -> list[Proposition]:
    """All propositions of the document, in order of the text."""
    blocks = reading.document.blocks
    reading.assign_speakers({b.speaker.of(reading.text) for b in blocks if b.speaker is not None and not is_silent(b)})
    found: list[Proposition] = []
    memory = Memory()
    met: Counter[str] = Counter()
    aside: dict[int | None, str | None] = {}
    for index, block in enumerate(blocks):
        if is_silent(block) or block.kind is Kind.HEADING:
            memory.subject = topic(reading, block, memory.subject)
        if is_silent(block):
            continue
        if block.kind is Kind.PARAGRAPH:
            memory.roof.frame = None
        above = aside.get(block.heading)
        if block.kind is Kind.HEADING:
            aside[index] = heading_reason(reading, block) or above
            reading.frames[index] = memory.roof.over(blocks, index, *heading_frame(reading, block))
        reason = aside.get(index) or above
        for number, span in enumerate(_bounded(reading.text, reading.document.sentences(index), met)):
            sentence = Sentence(
                reading, index, block, span, opening_frame(reading, block, memory.subject, number), reason, memory
            )
            propositions = list(sentence.propositions())
            found.extend(propositions)
            _remember(reading, memory, sentence, propositions)
            if propositions and not (block.kind is Kind.HEADING and memory.roof.frame is not None):
                reading.frames[index] = sentence.frame
                reading.triggers[index] = sentence.trigger
            elif index in reading.leads and index not in reading.frames:
                reading.frames[index] = sentence.frame
    return found


def _remember(reading: Reading, memory: Memory, sentence: Sentence, propositions: Sequence[Proposition]) -> None:
    if sentence.claim.voice == "named":
        memory.claim = sentence.claim
        memory.claimed_in = sentence.index
    memory.trigger = sentence.trigger or (memory.trigger if not propositions else None)
    opening = reading.actors_in(sentence.span.start, sentence.span.start + 6)
    if not propositions and opening and all(code in reading.parties for code in opening[0].codes):
        memory.subject = Subject("party", opening[0].codes)
    heads = (
        p.subject
        for p in propositions
        if p.clause.kind in ("main", "coordinate") and p.subject.kind in ("party", "all", "agreement")
    )
    memory.subject = next(heads, memory.subject)


def _bounded(text: str, sentences: Sequence[Span], met: Counter[str]) -> Iterator[Span]:
    """No sentence longer than any author's: an endless one is read in stretches, so that the cost stays linear.

    One that goes round in circles says nothing new; `met` counts its stretches by their words.
    """
    for sentence in sentences:
        start = sentence.start
        while sentence.end - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > start else start + _LONGEST
            met[text[start:cut]] += 1
            if met[text[start:cut]] <= _ROUNDS:
                yield Span(start, cut)
            start = cut
        yield Span(start, sentence.end)
