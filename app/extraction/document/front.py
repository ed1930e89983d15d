"""The head of a document: which line is its title, and the day on which it came out."""

from __future__ import annotations

import re
from datetime import date

from app.extraction.document.blocks import FURNITURE, Kind
from app.extraction.document.furniture import is_credit, is_masthead, is_roll_of_names
from app.extraction.document.lines import Style
from app.extraction.document.pieces import Piece, carried_on, ends_with, heading_like, is_prose, is_question
from app.extraction.model import Span
from app.extraction.terms.dates import find_dates

#: Lines among which the title is looked for.
FRONT = 18
#: Words in a line under the title.
DECK = 40
_UPDATED = re.compile(r"updated|modified", re.I)


def read_front(text: str, pieces: list[Piece]) -> Span | None:
    """Finds the title among the first lines; what else stands there is its deck, or about the page."""
    front: list[int] = []
    for index, piece in enumerate(pieces[:FRONT]):
        if piece.kind in (Kind.PARAGRAPH, Kind.QUESTION) or (
            piece.kind is None and (piece.style is not None or is_prose(text, piece) or ends_with(text, piece, ":,;"))
        ):
            break
        if (piece.section and piece.kind in (Kind.LINK, Kind.ADVERT, Kind.NOTE)) or (
            piece.kind is Kind.HEADING and piece.label is not None
        ):
            break
        if piece.kind is None and (
            (piece.words(text) >= 4 and ends_with(text, piece, ".")) or carried_on(text, pieces, index)
        ):
            break
        front.append(index)
    chosen = _choose_title(text, pieces, front)
    if chosen is None:
        return None
    title = pieces[chosen]
    for index in front:
        piece = pieces[index]
        if index == chosen or piece.kind in FURNITURE or (piece.level and index > chosen):
            continue
        if index < chosen:
            piece.kind = Kind.META
        elif index + 1 < len(pieces) and pieces[index + 1].style is Style.BULLET:
            piece.kind = Kind.HEADING
        elif any(test(text, piece.start, piece.end) for test in (is_roll_of_names, is_masthead, is_credit)):
            piece.kind = Kind.META
        elif index == chosen + 1 and piece.words(text) >= 5 and not text[piece.start : piece.end].isupper():
            piece.kind, piece.level = Kind.TITLE, 2
        else:
            piece.kind = Kind.HEADING
            piece.level = 1
    title.kind = Kind.QUESTION if is_question(text, title) else Kind.TITLE
    title.level = 1
    return Span(title.start, title.end)


def _choose_title(text: str, pieces: list[Piece], front: list[int]) -> int | None:
    """The first line that reads like a headline; failing that, the first that is no furniture."""
    able = [i for i in front if pieces[i].kind is None or (pieces[i].kind is Kind.HEADING and pieces[i].label is None)]
    able = [i for i in able if heading_like(text, pieces[i], DECK)]
    if not able or len(pieces) == 1:
        return None
    plain = [i for i in able if not is_masthead(text, pieces[i].start, pieces[i].end)]
    marked = [i for i in plain if pieces[i].kind is Kind.HEADING and pieces[i].level == 1]
    long = [i for i in plain if pieces[i].words(text) >= 3]
    telling = [i for i in long if not is_roll_of_names(text, pieces[i].start, pieces[i].end)]
    return (marked or telling or long or plain or able)[0]


def published_on(text: str, pieces: list[Piece]) -> date | None:
    """The day of the document: from a header or date line at its head, a dateline, or a date line at its end."""
    body = next(
        (i for i, p in enumerate(pieces) if p.kind is None or p.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.BULLET)),
        len(pieces),
    )
    stretches = [(p.start, p.end) for p in pieces[: min(body + 1, 30)] if p.kind is Kind.META]
    stretches += [(p.label.start, p.label.end) for p in pieces[:30] if p.label is not None and p.kind is Kind.PARAGRAPH]
    stretches += [(p.start, p.end) for p in pieces[-6:] if p.kind is Kind.META]
    later: date | None = None
    for start, end in stretches:
        for mention in find_dates(text, start, min(end, start + 300), None):
            if mention.precision != "day":
                continue
            if not _UPDATED.search(text, max(start, mention.start - 20), mention.start):
                return mention.date
            later = later or mention.date
    return later
