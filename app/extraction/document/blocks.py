"""The values that reading a document's shape gives: blocks, all spans of the one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.extraction.document.sentences import split_sentences
from app.extraction.model import Span


class Kind(StrEnum):
    """What a block is to its document."""

    TITLE = "title"
    """The headline (level 1) and the lines under it that belong to it (level 2)."""
    HEADING = "heading"
    QUESTION = "question"
    """A heading, or a turn of a transcript, that only asks."""
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    """A marked line that no clause introduces."""
    ITEM = "item"
    """An item of a list that a clause introduces, or of a numbered or lettered one."""
    META = "meta"
    """Byline, date, share counts, signatures, stage directions."""
    CAPTION = "caption"
    LINK = "link"
    ADVERT = "advert"
    NOTE = "note"
    """Corrections, methods, notes on the authors."""
    FOOTNOTE = "footnote"
    """A numbered note that carries on the text."""


#: Kinds that belong to the page and not to the text.
FURNITURE = frozenset({Kind.META, Kind.CAPTION, Kind.LINK, Kind.ADVERT, Kind.NOTE})


class Block(NamedTuple):
    """One piece of a document: `text[start:end]`, without its label."""

    kind: Kind
    start: int
    end: int
    heading: int | None = None
    """Index of the heading that governs this block."""
    lead: int | None = None
    """Index of the block whose colon clause, or heading that says who does what, introduces this list item."""
    label: Span | None = None
    """What stands before the words: a bullet, "Article 5", "(a)", a dateline."""
    speaker: Span | None = None
    """Who speaks in this turn of a transcript, as it is labelled."""
    level: int = 0
    """Depth of a title, a heading or a list item, from 1; 0 elsewhere."""


_OFTEN = 1000
"""How often a sentence is read that is word for word the same."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its blocks, in order, which never overlap."""

    text: str
    title: Span | None
    published_on: date | None
    language: str | None
    """BCP 47."""
    blocks: tuple[Block, ...]
    _sentences: dict[int, Sequence[Span]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _read: Counter[str] = field(default_factory=Counter, init=False, repr=False, compare=False)
    """How often a sentence was met, by its words."""

    def sentences(self, block: int) -> Sequence[Span]:
        """The sentences of a block, by its index; found once, for agreements and clauses alike.

        One that comes back word for word for the thousandth time, as in no document that a person wrote, states
        nothing that the thousand before it did not.
        """
        found = self._sentences.get(block)
        if found is None:
            found = []
            for span in split_sentences(self.text, self.blocks[block]):
                words = self.text[span.start : span.end]
                self._read[words] += 1
                if self._read[words] <= _OFTEN:
                    found.append(span)
            self._sentences[block] = found
        return found
