"""The values that reading a document's shape gives: blocks, all spans of the one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Block:
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


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its blocks, in order, which never overlap."""

    text: str
    title: Span | None
    published_on: date | None
    language: str | None
    """BCP 47."""
    blocks: tuple[Block, ...]
