"""The shape of a document: title, headings, paragraphs, lists, turns of speech, and what only stands around them.

`read_document` cuts a text into blocks, each a span of that text with its kind, the heading that governs it and the
clause that introduces it. Nothing is copied or normalised; the cost is linear in the length of the text.
"""

from __future__ import annotations

import re

from app.extraction.document.blocks import FURNITURE, Block, Document, Kind
from app.extraction.document.front import DECK, FRONT, published_on, read_front
from app.extraction.document.furniture import language_of, opening_cue
from app.extraction.document.lines import Style, read_runs
from app.extraction.document.lists import link, mark_open_lists
from app.extraction.document.pieces import (
    Piece,
    carried_on,
    ends_with,
    first_pieces,
    furnish,
    heading_like,
    is_open_line,
    is_question,
    opens_small,
)
from app.extraction.document.speakers import find_turns
from app.extraction.model import Span
from app.extraction.vocabulary import load_toml

__all__ = ["Block", "Document", "Kind", "read_document"]

_CONNECTORS = frozenset(load_toml("furniture.toml")["title"]["connectors"].split())
_HEAD = 8
"""Pieces among which a date, a subject line or a broken title may stand."""
_SIGNED = 12
"""Pieces at the end among which signatures may stand without a closing formula."""
_SIGNING = re.compile(
    r"(?:IN WITNESS|In witness|DONE |Done (?:at|in)|Signed (?:at|in)|SIGNED (?:AT|IN)|IN FAITH|Made at|Concluded at)"
)
_SIGNATURE = re.compile(
    r"(?:(?:For|FOR)|(?:On|ON|For and on|FOR AND ON) (?:behalf of|BEHALF OF))(?: (?:the|THE))? (?:[A-Z])"
)
_NUMBER = re.compile(r"\d{1,2}[ \t]+(?=\S)")
_BIOGRAPHY = re.compile(
    r"(?:(?:Dr|Prof|Gen)\.? )?[A-ZÀ-Þ][\w.'’-]+(?: [A-Za-zÀ-þ][\w.'’-]+){1,3} (?:is|was|works as|"
    r"serves as) (?:an?|the) (?:[\w-]+ ){0,4}"
    r"(?:fellow|researcher|analyst|professor|journalist|correspondent|editor|reporter|columnist|director|"
    r"lecturer|historian|writer|scholar)\b"
)


def read_document(text: str) -> Document:
    """The blocks of a text, its title, the day of its publication and its language. Never raises on any text."""
    pieces = _read_pieces(text)
    _mark_turns(text, pieces)
    for piece in pieces:
        if piece.kind is None:
            furnish(text, piece)
    title = read_front(text, pieces)
    _mark_signatures(text, pieces)
    _mark_sections(text, pieces)
    _mark_headings(text, pieces)
    _mark_biographies(text, pieces)
    mark_open_lists(text, pieces)
    link(text, pieces)
    blocks = tuple(
        Block(
            p.kind or Kind.PARAGRAPH,
            p.start,
            p.end,
            p.heading,
            p.lead,
            p.label,
            None if p.kind in FURNITURE else p.speaker,
            p.level,
        )
        for p in pieces
    )
    return Document(text, title, published_on(text, pieces), language_of(text), blocks)


def _read_pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for run in read_runs(text):
        new = first_pieces(text, run, opening=len(pieces) < _HEAD)
        last = pieces[-1] if pieces else None
        if last is not None and _belongs_to(text, last, new[0], head=len(pieces) <= _HEAD):
            if last.label is not None and last.label.start == last.start:
                last.start = new[0].start
            last.end = new[0].end
            continue
        pieces.extend(new)
    return pieces


def _belongs_to(text: str, last: Piece, piece: Piece, *, head: bool) -> bool:
    """A heading broken into lines ("TREATY / BETWEEN X AND Y"), or the title under "Article 1"."""
    if piece.style is not None or piece.label is not None or piece.kind is not None:
        return False
    if last.kind is Kind.HEADING and last.label is not None and last.label.start == last.start:
        return heading_like(text, piece) and not is_question(text, piece)
    if last.style is not None or last.label is not None or last.kind is not None:
        return False
    if not heading_like(text, last, DECK) or not is_open_line(text, piece, DECK):
        return False
    first = text[piece.start : piece.end].split(None, 1)[0].lower()
    final = text[last.start : last.end].rsplit(None, 1)[-1].lower()
    if first not in _CONNECTORS and final not in _CONNECTORS:
        return False
    capitals = text[piece.start : piece.end].isupper() and text[last.start : last.end].isupper()
    return capitals or (head and opens_small(text, piece))


def _mark_turns(text: str, pieces: list[Piece]) -> None:
    """Labels of speakers are cut off their turns; a turn goes on to the next label or heading."""
    turns = find_turns(text, ((p.start, p.end) for p in pieces if p.kind is None and p.style is None))
    if not turns:
        return
    speaker: Span | None = None
    asks = False
    for piece in pieces:
        turn = turns.get(piece.start) if piece.style is None else None
        if turn is not None:
            speaker, asks = (turn.speaker if turn.named else None), turn.asks
            piece.label = None if turn.named else turn.speaker
            piece.start = min(turn.after, piece.end)
            piece.kind = Kind.QUESTION if asks else Kind.PARAGRAPH
            piece.speaker = speaker
        elif piece.kind is Kind.HEADING or heading_like(text, piece, 8):
            speaker, asks = None, False
        elif piece.kind is None:
            piece.speaker = speaker
            piece.kind = Kind.QUESTION if asks else None


def _mark_signatures(text: str, pieces: list[Piece]) -> None:
    """Short lines after the closing formula of a treaty are its signatures, up to an annex."""
    signing = False
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.HEADING and piece.label is not None:
            signing = False
        elif (
            piece.kind is None
            and (signing or index >= len(pieces) - _SIGNED)
            and piece.words(text) <= 12
            and not ends_with(text, piece, ".")
        ):
            signing = signing or _SIGNATURE.match(text, piece.start) is not None
            piece.kind = Kind.META if signing else None
        if piece.kind is None and 2 * index > len(pieces) and _SIGNING.match(text, piece.start):
            signing = True


def _mark_sections(text: str, pieces: list[Piece]) -> None:
    """What stands under "Read also", "ADVERTISEMENT", "About the author", "NOTES" is of their kind."""
    spaced = sum(piece.gap for piece in pieces) > len(pieces) // 4
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        index += 1
        if not piece.section or piece.kind not in (Kind.LINK, Kind.ADVERT, Kind.NOTE):
            continue
        index = _fill_section(text, pieces, index, piece, spaced)


def _fill_section(text: str, pieces: list[Piece], index: int, head: Piece, spaced: bool) -> int:
    """Gives the pieces from `index` on the kind of the section's head; the index after the last of them."""
    cue = opening_cue(text, head.start, head.end)
    footnotes = cue is not None and cue.kind == "footnotes"
    first = index
    while index < len(pieces):
        piece = pieces[index]
        if piece.kind is not None and piece.kind not in FURNITURE:
            break
        if footnotes:
            if not _take_footnote(text, piece):
                break
        elif head.kind is Kind.NOTE:
            if index > first and heading_like(text, piece):
                break
            piece.kind = Kind.NOTE
        elif (
            (piece.gap and index > first)
            or (not spaced and index > first)
            or (piece.words(text) > 30 and ends_with(text, piece, "."))
        ):
            break
        elif piece.kind in (None, head.kind):
            piece.kind = head.kind
        index += 1
    return index


def _take_footnote(text: str, piece: Piece) -> bool:
    if piece.style in (Style.NUMBER, Style.SUPERSCRIPT):
        piece.kind = Kind.FOOTNOTE
        return True
    number = _NUMBER.match(text, piece.start, piece.end)
    if number is None:
        return False
    piece.label = Span(piece.start, number.end())
    piece.start = number.end()
    piece.kind = Kind.FOOTNOTE
    return True


def _mark_headings(text: str, pieces: list[Piece]) -> None:
    """Short lines that govern what follows; those that only ask are questions."""
    for index, piece in enumerate(pieces):
        if piece.kind is None and piece.style is Style.SUPERSCRIPT:
            piece.kind = Kind.FOOTNOTE
        elif piece.kind is Kind.HEADING or (piece.kind is None and _governs(text, pieces, index)):
            piece.kind = Kind.QUESTION if is_question(text, piece) else Kind.HEADING
            piece.level = piece.level or 1


def _governs(text: str, pieces: list[Piece], index: int) -> bool:
    """Whether a line is short and open like a heading, and something follows for it to govern."""
    piece = pieces[index]
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    before = pieces[index - 1] if index else None
    if following is None or piece.style not in (None, Style.NUMBER, Style.ROMAN) or not heading_like(text, piece):
        return False
    if carried_on(text, pieces, index) or (before is not None and ends_with(text, before, ":") and not piece.gap):
        return False
    return piece.style is None or _numbers_a_heading(text, piece, before, following)


def _numbers_a_heading(text: str, piece: Piece, before: Piece | None, following: Piece) -> bool:
    """ "2. What the pact says", over prose or over "2.1": no item of a list, which would stand beside another."""
    if before is not None and before.style is piece.style and before.kind is None:
        return False
    if following.style is piece.style:
        return _is_under(text, following, piece)
    return following.style is None and following.kind in (None, Kind.PARAGRAPH) and not heading_like(text, following)


def _is_under(text: str, following: Piece, piece: Piece) -> bool:
    """Whether "2.1" stands under "2."."""
    if following.label is None or piece.label is None:
        return False
    return following.label.of(text).startswith(piece.label.of(text).rstrip(".") + ".")


def _mark_biographies(text: str, pieces: list[Piece]) -> None:
    """Near the end, a paragraph that opens with an author's name is about the author."""
    names = {
        name
        for piece in pieces[:FRONT]
        if piece.kind is Kind.META and piece.words(text) <= 16
        for name in re.split(r",| and |^By |^BY ", text[piece.start : piece.end])
        if len(name.split()) >= 2
    }
    authors = tuple(name.strip() for name in names)
    for piece in pieces[max(4, len(pieces) * 2 // 3) :]:
        if piece.kind is None and piece.style is None and piece.speaker is None:
            opening = text[piece.start : piece.start + 200]
            if (authors and opening.startswith(authors)) or (_BIOGRAPHY.match(opening) and piece.words(text) <= 80):
                piece.kind = Kind.NOTE
