"""What introduces a list, and how deep each of its items stands."""

from __future__ import annotations

from app.extraction.document.blocks import FURNITURE, Kind
from app.extraction.document.lines import Style, ends_open
from app.extraction.document.pieces import Piece, ends_with, heading_like, opens_small, says_who

_OpenLists = list[tuple[tuple[Style, int], int | None]]
"""The lists that are open at a place, the outermost first: mark and indent, and the index of what introduces it."""


def mark_open_lists(text: str, pieces: list[Piece]) -> None:
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
        if (
            found == index
            and index < len(pieces)
            and pieces[index].kind is None
            and text[pieces[index].start] in '"“«„'
        ):
            pieces[index].lead = index - 1
        index = found


def _open_items(text: str, pieces: list[Piece], first: int) -> int:
    """The index after the last unmarked item from `first` on."""
    index = first
    listed = False
    while index < len(pieces):
        piece = pieces[index]
        if (
            piece.style is not None
            or piece.speaker is not None
            or piece.kind not in (None, Kind.HEADING)
            or piece.label is not None
        ):
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


def link(text: str, pieces: list[Piece]) -> None:
    """Gives each piece its heading, and each list item its level and its lead."""
    headings: list[tuple[int, int]] = []
    open_lists: _OpenLists = []
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


def _place_item(text: str, pieces: list[Piece], index: int, previous: int | None, open_lists: _OpenLists) -> None:
    piece = pieces[index]
    style = _style_of(text, pieces, index, open_lists)
    key = (style, piece.indent if style is Style.BULLET else 0)
    if style is Style.LETTER and piece.label is not None and piece.label.of(text).lower() == "(c)" and not open_lists:
        piece.kind = Kind.META  # the sign of copyright
        return
    depth = next((d for d, (known, _) in enumerate(open_lists) if known == key), None)
    if depth is None:
        open_lists.append((key, _lead_of(text, pieces, piece, previous)))
        depth = len(open_lists) - 1
    del open_lists[depth + 1 :]
    piece.level = depth + 1
    piece.lead = open_lists[depth][1]
    lead = pieces[piece.lead] if piece.lead is not None else None
    led = lead is not None and (lead.kind not in (Kind.HEADING, Kind.QUESTION) or ends_with(text, lead, ":"))
    piece.kind = Kind.ITEM if led or piece.style is not Style.BULLET else Kind.BULLET


def _style_of(text: str, pieces: list[Piece], index: int, open_lists: _OpenLists) -> Style:
    """The style of an item's mark: "(i)" counts in Roman figures unless it follows "(h)"."""
    piece = pieces[index]
    assert piece.style is not None
    assert piece.label is not None
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
    if before.kind is Kind.TITLE:
        return None
    if before.kind in (Kind.HEADING, Kind.QUESTION) and before.level:
        told = piece.style is Style.BULLET and says_who(text, before)
        return previous if told or ends_with(text, before, ":") else None
    if piece.style is Style.BULLET and before.style is Style.BULLET and piece.indent > before.indent:
        return previous
    if ends_with(text, before, ":") or (
        before.style is None and ends_open(text, before.start, before.end) and before.words(text) > 3
    ):
        return previous
    return None
