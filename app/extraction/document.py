"""The shape of a document: title, headings, paragraphs, lists, turns of speech, and what only stands around them.

`read_document` cuts a text into blocks, each a span of that text with its kind, the heading that governs it and the
clause that introduces it. Nothing is copied or normalised; the cost is linear in the length of the text.
"""

from __future__ import annotations

import re
from datetime import date

from app.extraction.blocks import FURNITURE, Block, Document, Kind
from app.extraction.dates import find_dates
from app.extraction.furniture import is_masthead, is_roll_of_names, language_of, opening_cue
from app.extraction.lines import Style, ends_open, read_runs
from app.extraction.model import Span
from app.extraction.pieces import (
    Piece,
    ends_with,
    first_pieces,
    furnish,
    heading_like,
    is_prose,
    is_question,
    opens_small,
    says_who,
)
from app.extraction.speakers import find_turns

__all__ = ["Block", "Document", "Kind", "read_document"]

_CONNECTORS = frozenset("between on and of for concerning regarding with to in the from relating by establishing".split())
_FRONT = 18
"""Lines among which the title is looked for."""
_DECK = 40
"""Words in a line under the title."""
_SIGNING = re.compile(r"(?:IN WITNESS|In witness|DONE |Done (?:at|in)|Signed (?:at|in)|SIGNED (?:AT|IN)|IN FAITH|Made at|Concluded at)")
_SIGNATURE = re.compile(r"(?:(?:For|FOR)|(?:On|ON|For and on|FOR AND ON) (?:behalf of|BEHALF OF))(?: (?:the|THE))? (?:[A-Z])")
_UPDATED = re.compile(r"updated|modified", re.I)
_BIOGRAPHY = re.compile(
    r"(?:(?:Dr|Prof|Gen)\.? )?[A-ZÀ-Þ][\w.'’-]+(?: [A-Za-zÀ-þ][\w.'’-]+){1,3} (?:is|was|works as|serves as) (?:an?|the) (?:[\w-]+ ){0,4}"
    r"(?:fellow|researcher|analyst|professor|journalist|correspondent|editor|reporter|columnist|director|lecturer|historian|writer|scholar)\b"
)


def read_document(text: str) -> Document:
    """The blocks of a text, its title, the day of its publication and its language. Never raises on any text."""
    pieces = _read_pieces(text)
    _mark_turns(text, pieces)
    for piece in pieces:
        if piece.kind is None:
            furnish(text, piece)
    title = _read_front(text, pieces)
    _mark_signatures(text, pieces)
    _mark_sections(text, pieces)
    _mark_headings(text, pieces)
    _mark_biographies(text, pieces)
    _mark_open_lists(text, pieces)
    _link(text, pieces)
    blocks = tuple(
        Block(p.kind or Kind.PARAGRAPH, p.start, p.end, p.heading, p.lead, p.label, None if p.kind in FURNITURE else p.speaker, p.level) for p in pieces
    )
    return Document(text, title, _published_on(text, pieces), language_of(text), blocks)


def _read_pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for run in read_runs(text):
        new = first_pieces(text, run, opening=len(pieces) < 8)
        last = pieces[-1] if pieces else None
        if last is not None and _belongs_to(text, last, new[0]):
            if last.label is not None and last.label.start == last.start:
                last.start = new[0].start
            last.end = new[0].end
            continue
        pieces.extend(new)
    return pieces


def _belongs_to(text: str, last: Piece, piece: Piece) -> bool:
    """A heading broken into lines ("TREATY / BETWEEN X AND Y"), or the title under "Article 1"."""
    if piece.style is not None or piece.label is not None or piece.kind is not None or not heading_like(text, piece, _DECK):
        return False
    if last.kind is Kind.HEADING and last.label is not None and last.label.start == last.start:
        return heading_like(text, piece) and not is_question(text, piece)
    if last.style is not None or last.label is not None or last.kind is not None or not heading_like(text, last, _DECK):
        return False
    first = text[piece.start : piece.end].split(None, 1)[0].lower()
    final = text[last.start : last.end].rsplit(None, 1)[-1].lower()
    both_capitals = text[piece.start : piece.end].isupper() and text[last.start : last.end].isupper()
    joined = first in _CONNECTORS or final in _CONNECTORS
    return joined and both_capitals


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


def _read_front(text: str, pieces: list[Piece]) -> Span | None:
    """Finds the title among the first lines; what else stands there is its deck, or about the page."""
    front: list[int] = []
    for index, piece in enumerate(pieces[:_FRONT]):
        if piece.kind in (Kind.PARAGRAPH, Kind.QUESTION) or piece.kind is None and (piece.style is not None or is_prose(text, piece) or ends_with(text, piece, ":,;")):
            break
        if piece.section and piece.kind in (Kind.LINK, Kind.ADVERT, Kind.NOTE) or piece.kind is Kind.HEADING and piece.label is not None:
            break
        if piece.kind is None and (piece.words(text) >= 4 and ends_with(text, piece, ".") or _carried_on(text, pieces, index)):
            break
        front.append(index)
    chosen = _choose_title(text, pieces, front)
    if chosen is None:
        return None
    title = pieces[chosen]
    for index in front:
        piece = pieces[index]
        if index == chosen or piece.kind in FURNITURE or piece.level and index > chosen:
            continue
        if index < chosen:
            piece.kind = Kind.META
        elif index + 1 < len(pieces) and pieces[index + 1].style is Style.BULLET:
            piece.kind = Kind.HEADING
        elif is_roll_of_names(text, piece.start, piece.end) or is_masthead(text, piece.start, piece.end):
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
    able = [i for i in front if pieces[i].kind is None or pieces[i].kind is Kind.HEADING and pieces[i].label is None]
    able = [i for i in able if heading_like(text, pieces[i], _DECK)]
    if not able or len(pieces) == 1:
        return None
    plain = [i for i in able if not is_masthead(text, pieces[i].start, pieces[i].end)]
    marked = [i for i in plain if pieces[i].kind is Kind.HEADING and pieces[i].level == 1]
    long = [i for i in plain if pieces[i].words(text) >= 4]
    return (marked or long or plain or able)[0]


def _mark_signatures(text: str, pieces: list[Piece]) -> None:
    """Short lines after the closing formula of a treaty are its signatures, up to an annex."""
    signing = False
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.HEADING and piece.label is not None:
            signing = False
        elif piece.kind is None and piece.words(text) <= 12 and not ends_with(text, piece, "."):
            signing = signing or index >= len(pieces) - 12 and _SIGNATURE.match(text, piece.start) is not None
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
        elif piece.gap and index > first or not spaced and index > first or piece.words(text) > 30 and ends_with(text, piece, "."):
            break
        elif piece.kind in (None, head.kind):
            piece.kind = head.kind
        index += 1
    return index


def _take_footnote(text: str, piece: Piece) -> bool:
    if piece.style in (Style.NUMBER, Style.SUPERSCRIPT):
        piece.kind = Kind.FOOTNOTE
        return True
    number = re.compile(r"\d{1,2}[ \t]+(?=\S)").match(text, piece.start, piece.end)
    if number is None:
        return False
    piece.label = Span(piece.start, number.end())
    piece.start = number.end()
    piece.kind = Kind.FOOTNOTE
    return True


def _mark_headings(text: str, pieces: list[Piece]) -> None:
    """Short lines that govern what follows; those that only ask are questions."""
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind is Kind.HEADING:
            piece.kind = Kind.QUESTION if is_question(text, piece) else Kind.HEADING
            piece.level = piece.level or 1
        elif piece.kind is not None:
            continue
        elif piece.style is Style.SUPERSCRIPT:
            piece.kind = Kind.FOOTNOTE
        elif piece.style is None or piece.style in (Style.NUMBER, Style.ROMAN):
            if following is None or not heading_like(text, piece) or following.kind in FURNITURE and piece.style is not None:
                continue
            if piece.style is not None and (following.style == piece.style or not is_prose(text, following)):
                continue
            if _carried_on(text, pieces, index):
                continue
            if index and ends_with(text, pieces[index - 1], ":") and not piece.gap:
                continue
            piece.kind = Kind.QUESTION if is_question(text, piece) else Kind.HEADING
            piece.level = piece.level or 1


def _carried_on(text: str, pieces: list[Piece], index: int) -> bool:
    """ "the donor undertakes" / "- to train crews": the items carry the sentence on."""
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    return following is not None and following.style is not None and opens_small(text, following)


def _mark_biographies(text: str, pieces: list[Piece]) -> None:
    """Near the end, a paragraph that opens with an author's name is about the author."""
    names = {
        name
        for piece in pieces[:_FRONT]
        if piece.kind is Kind.META and piece.words(text) <= 16
        for name in re.split(r",| and |^By |^BY ", text[piece.start : piece.end])
        if len(name.split()) >= 2
    }
    authors = tuple(name.strip() for name in names)
    for piece in pieces[max(4, len(pieces) * 2 // 3) :]:
        if piece.kind is None and piece.style is None and piece.speaker is None:
            opening = text[piece.start : piece.start + 200]
            if authors and opening.startswith(authors) or _BIOGRAPHY.match(opening) and piece.words(text) <= 80:
                piece.kind = Kind.NOTE


def _mark_open_lists(text: str, pieces: list[Piece]) -> None:
    """Items that stand on their own lines under a colon, without marks."""
    index = 0
    while index < len(pieces):
        lead = pieces[index]
        index += 1
        if lead.kind in FURNITURE or not ends_with(text, lead, ":"):
            continue
        found = _open_items(text, pieces, index)
        for at in range(index, found):
            pieces[at].kind, pieces[at].level, pieces[at].lead = Kind.ITEM, 1, index - 1
        if found == index and index < len(pieces) and pieces[index].kind is None and text[pieces[index].start] in "\"“«„":
            pieces[index].lead = index - 1
        index = found


def _open_items(text: str, pieces: list[Piece], first: int) -> int:
    """The index after the last unmarked item from `first` on."""
    index = first
    listed = False
    while index < len(pieces):
        piece = pieces[index]
        if piece.style is not None or piece.speaker is not None or piece.kind not in (None, Kind.HEADING) or piece.label is not None:
            break
        small = opens_small(text, piece)
        comma = ends_with(text, piece, ",;") or text[piece.end - 4 : piece.end] in (" and", " or", ";and")
        if not (small or comma or listed):
            bare = not piece.gap and heading_like(text, piece)
            if not bare or not _bare_follows(text, pieces, index, first):
                break
        listed = comma
        index += 1
    return index


def _bare_follows(text: str, pieces: list[Piece], index: int, first: int) -> bool:
    """Whether a short line without a stop is one of several of its kind, and no heading of what follows."""
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following is None or following.gap:
        return index > first
    return following.style is None and heading_like(text, following)


def _link(text: str, pieces: list[Piece]) -> None:
    """Gives each piece its heading, and each list item its level and its lead."""
    headings: list[tuple[int, int]] = []
    open_lists: list[tuple[tuple[Style, int], int | None]] = []
    previous: int | None = None
    for index, piece in enumerate(pieces):
        if piece.kind in (Kind.HEADING, Kind.QUESTION) and piece.speaker is None and piece.level:
            while headings and headings[-1][1] >= piece.level:
                headings.pop()
            piece.heading = headings[-1][0] if headings else None
            if piece.level < 9 and not (piece.kind is Kind.QUESTION and index == 0):
                headings.append((index, piece.level))
            open_lists.clear()
        else:
            piece.heading = headings[-1][0] if headings else None
        if piece.kind is None and piece.style is not None:
            _place_item(text, pieces, index, previous, open_lists)
        elif piece.kind not in FURNITURE and piece.kind is not Kind.ITEM:
            open_lists.clear()
        if piece.kind not in FURNITURE:
            previous = index


def _place_item(text: str, pieces: list[Piece], index: int, previous: int | None, open_lists: list[tuple[tuple[Style, int], int | None]]) -> None:
    piece = pieces[index]
    style = _style_of(text, pieces, index, open_lists)
    key = (style, piece.indent if style is Style.BULLET else 0)
    depth = next((d for d, (known, _) in enumerate(open_lists) if known == key), None)
    if depth is None:
        open_lists.append((key, _lead_of(text, pieces, piece, previous)))
        depth = len(open_lists) - 1
    del open_lists[depth + 1 :]
    piece.level = depth + 1
    piece.lead = open_lists[depth][1]
    led = piece.lead is not None and pieces[piece.lead].kind is not Kind.HEADING or piece.lead is not None and ends_with(text, pieces[piece.lead], ":")
    piece.kind = Kind.ITEM if led or piece.style is not Style.BULLET else Kind.BULLET


def _style_of(text: str, pieces: list[Piece], index: int, open_lists: list[tuple[tuple[Style, int], int | None]]) -> Style:
    """The style of an item's mark: "(i)" counts in Roman figures unless it follows "(h)"."""
    piece = pieces[index]
    assert piece.style is not None and piece.label is not None
    letter = piece.label.of(text).strip("().").lower()
    if piece.style is not Style.LETTER or letter not in ("i", "v", "x"):
        return piece.style
    known = {style for (style, _), _ in open_lists}
    before = pieces[index - 1].label
    after_h = before is not None and before.of(text).strip("().").lower() == chr(ord(letter) - 1)
    return Style.LETTER if Style.LETTER in known and after_h else Style.ROMAN


def _lead_of(text: str, pieces: list[Piece], piece: Piece, previous: int | None) -> int | None:
    """The block that introduces a list which begins after `previous`."""
    if previous is None:
        return None
    before = pieces[previous]
    if before.kind is Kind.HEADING:
        return previous if before.level and (ends_with(text, before, ":") or piece.style is Style.BULLET and says_who(text, before)) else None
    if before.kind in (Kind.TITLE, Kind.QUESTION):
        return None
    if ends_with(text, before, ":") or before.style is None and ends_open(text, before.start, before.end) and before.words(text) > 3:
        return previous
    return None


def _published_on(text: str, pieces: list[Piece]) -> date | None:
    """The day of the document: from a header or date line at its head, a dateline, or a date line at its end."""
    body = next((i for i, p in enumerate(pieces) if p.kind is None or p.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.BULLET)), len(pieces))
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
