"""A document's text in pieces that can be marked: where each piece of evidence begins, runs and ends.

Evidence overlaps. So the text is cut wherever a piece of evidence begins or ends, and each segment names all that run
through it; and it is cut into blocks, beside which the notes of the evidence stand that begins in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Object = dict[str, Any]
#: Lines of these lengths are taken for wrapped ones, which the next line goes on.
_WRAPPED = range(50, 100)


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of evidence, numbered in the order of the text."""

    number: int
    fact: Object
    place: Object
    group: str
    """Of its category."""
    first: bool
    """Whether it is the first place of its fact in this document."""

    @property
    def id(self) -> str:
        """`ua-us-2024.training.us@874-928`"""
        return f"{self.fact['id']}@{self.place['start']}-{self.place['end']}"

    @property
    def start(self) -> int:
        return int(self.place["start"])

    @property
    def end(self) -> int:
        return int(self.place["end"])


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the text through which the same pieces of evidence run."""

    start: int
    text: str
    notes: Sequence[Note]
    begin: Sequence[Note]
    end: Sequence[Note]
    anchors: Sequence[str]
    """Ids of other things that begin here."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line of the text, with the notes that begin in it."""

    segments: Sequence[Segment]

    @property
    def notes(self) -> list[Note]:
        return [note for segment in self.segments for note in segment.begin]


def blocks(text: str, notes: Sequence[Note], anchors: Sequence[tuple[int, str]] = ()) -> Iterator[Block]:
    """`notes`: in the order of their starts; `anchors`: offset and id of what a link can lead to beside them."""
    running: list[Note] = []
    ahead = 0
    for start, end in _blocks(text):
        running = [note for note in running if note.end > start]
        while ahead < len(notes) and notes[ahead].start < end:
            running.append(notes[ahead])
            ahead += 1
        yield Block(list(_segments(text, start, end, running, anchors)))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Spans of runs of lines that belong together, without empty lines; every other character is in one of them."""
    start = offset = 0
    previous = ""
    for line in text.split("\n"):
        goes_on = line.strip() and previous.strip() and len(previous) in _WRAPPED
        if not goes_on:
            if text[start:offset].strip():
                yield start, offset - 1
            start = offset
        offset += len(line) + 1
        previous = line
    if text[start:].strip():
        yield start, len(text)


def _segments(
    text: str, start: int, end: int, running: Sequence[Note], anchors: Sequence[tuple[int, str]]
) -> Iterator[Segment]:
    """`running`: the notes that run through this span of the text."""
    marked = [(offset, id_) for offset, id_ in anchors if start <= offset < end]
    cuts = {start, end, *(offset for offset, _ in marked)}
    cuts |= {offset for note in running for offset in (note.start, note.end) if start < offset < end}
    for left, right in pairwise(sorted(cuts)):
        yield Segment(
            left,
            text[left:right],
            [note for note in running if note.start < right and note.end > left],
            [note for note in running if note.start == left],
            [note for note in running if note.end == right],
            [id_ for offset, id_ in marked if offset == left],
        )
