"""Pieces of a text on their way to blocks, and what the words of one piece alone show about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.extraction.document.blocks import Kind
from app.extraction.document.furniture import is_byline, is_caption, is_meta, opening_cue, words_of
from app.extraction.document.lines import Run, Style, is_page_number, is_rule, two_columns
from app.extraction.model import Span
from app.extraction.terms.dates import find_dates
from app.extraction.vocabulary import load_toml


@dataclass(slots=True, eq=False)
class Piece:
    """A run of lines whose kind is being found out."""

    start: int
    end: int
    label: Span | None
    style: Style | None
    indent: int
    gap: bool
    kind: Kind | None = None
    """None until something is known."""
    level: int = 0
    heading: int | None = None
    lead: int | None = None
    speaker: Span | None = None
    section: bool = False
    """A cue of furniture that stands alone, and so heads what follows."""

    def words(self, text: str) -> int:
        return text.count(" ", self.start, self.end) + 1


_PROVISION = re.compile(
    r"(?P<name>Article|ARTICLE|Art\.|Section|SECTION|Sec\.|§|Chapter|CHAPTER|Part|PART|Annex|ANNEX|Clause|"
    r"CLAUSE|Paragraph|PARAGRAPH|Schedule|SCHEDULE|Appendix|APPENDIX|Title|TITLE)[ \t\u00a0]*"
    r"(?:\d{1,3}[A-Za-z]?(?:\.\d{1,2}){0,2}|[IVXLC]{1,6}|"
    r"[A-Z])(?![\w’'])(?P<sep>[ \t]*[.:)]?[ \t]*(?:[-–—][ \t]*)?)(?:(?:\d{1,2}\.|"
    r"\(\d{1,2}\))[ \t]*)?(?=[A-Z0-9(“\"\[]|\Z)"
)
_ROMAN_HEAD = re.compile(r"[IVX]{1,5}\.[ \t]+(?=[A-Z“])")
_LEVELS = {"title": 1, "part": 1, "annex": 1, "schedule": 1, "appendix": 1, "chapter": 2, "section": 3, "sec.": 3}
_PROVISION_LEVEL = 4
_HEADER = re.compile(
    r"(?:[Dd]ate|DATE|[Pp]ublished|[Pp]osted|[Uu]pdated)?[ \t]*:?[ \t]*(?P<date>(?:19|20)\d\d-\d\d-\d\d|"
    r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?[ \t]*[-–—|,:]?[ \t]+(?=\S)"
)
_SUBJECT = re.compile(
    r"(?P<name>(?:[Ss]ubject|SUBJECT|[Rr]e|RE|[Tt]itle|TITLE|[Hh]eadline|HEADLINE|[Tt]opic):)[ \t]*(?=\S)"
)
_DATELINE = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽİ][\w.'’/-]*(?:[ ,/]{1,2}[\w.'’/-]+){0,9}?)(?P<agency>[ ]\([^()\n]{1,40}\))?,?[ "
    r"]?[-–—]{1,2}[ ](?=[A-Z“\"'(‘])"
)
_DASH = re.compile(r"[-–—] ")
_ENDING = re.compile(r"[.…:;,。][\"'”’»)\]*_]{0,4}(?:\[\d{1,3}\]|[¹²³⁴-⁹])?\Z")
_STOPPED = re.compile(r"[.!?…:;,。][\"'”’»)\]*_]{0,4}(?:\[\d{1,3}\]|[¹²³⁴-⁹])?\Z")
_QUESTION = re.compile(r"\?[\"'”’»)\]*_ ]{0,4}\Z")
_STOP_WITHIN = re.compile(r"[.!…][\"”’)]?\s")
_TIME = re.compile(r"\b\d{1,2}[.:h]\d{2}(?::\d{2})?\b(?:\s?(?:[ap]\.?m\.?|[AP]\.?M\.?))?")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_DIGIT = re.compile(r"\d")
_BOLD = re.compile(r"(\*\*|__)(?=\S)")
_DATE_WORDS = frozenset(load_toml("furniture.toml")["date_line"]["beside"].split())
_SHORT = 140
_LINE = 200
"""What is longer is no line of furniture but for a caption or an opening cue."""
_MOST_WORDS = 16


def opens_small(text: str, piece: Piece) -> bool:
    """Whether the words begin with a small letter."""
    first = text[piece.start : piece.start + 1]
    return "a" <= first <= "z" or ("à" <= first <= "ÿ" and first != "÷")


def ends_with(text: str, piece: Piece, marks: str) -> bool:
    """Whether the last character but closing quotes and brackets is one of `marks`."""
    at = piece.end - 1
    while at > piece.start and text[at] in "\"'”’»)]*_ ":
        at -= 1
    return text[at] in marks


def _is_closed(text: str, piece: Piece) -> bool:
    """Whether a line ends with a mark of punctuation, but for quotes, brackets and the number of a note."""
    start, end = piece.start, piece.end
    return not text[end - 1].isalpha() and _ENDING.search(text, max(start, end - 10), end) is not None


def heading_like(text: str, piece: Piece, most: int = _MOST_WORDS) -> bool:
    """A short line that starts like a heading and does not end like a sentence."""
    if piece.end - piece.start > 12 * most or piece.words(text) > most or piece.start >= piece.end:
        return False
    if opens_small(text, piece) or _is_closed(text, piece):
        return False
    return not (text[piece.start] in '"“«„' and text[piece.end - 1] in '"”»“')


def is_open_line(text: str, piece: Piece, most: int) -> bool:
    """A short line without a stop, however it begins."""
    return (
        piece.start < piece.end <= piece.start + 12 * most and piece.words(text) <= most and not _is_closed(text, piece)
    )


def is_question(text: str, piece: Piece) -> bool:
    """A line of one question and nothing else."""
    return (
        piece.end - piece.start <= 300
        and text.find("?", max(piece.start, piece.end - 6), piece.end) >= 0
        and _QUESTION.search(text, max(piece.start, piece.end - 6), piece.end) is not None
        and not _STOP_WITHIN.search(text, piece.start, piece.end - 1)
    )


def is_prose(text: str, piece: Piece) -> bool:
    """Whole sentences: what a document's head does not hold."""
    words = piece.words(text)
    return (words >= 8 and bool(_STOPPED.search(text, max(piece.start, piece.end - 10), piece.end))) or words > 45


def is_date_line(text: str, start: int, end: int) -> bool:
    """A line that gives a day or an hour, with no more than a place or a section's name beside it."""
    if (
        end - start > _SHORT
        or (text[end - 1] == "." and text[end - 2] != "m")
        or _DIGIT.search(text, start, end) is None
    ):
        return False
    dates = find_dates(text, start, end, None)
    rest = text[start:end]
    for mention in reversed(dates):
        rest = rest[: mention.start - start] + " " + rest[mention.end - start :]
    rest, times = _TIME.subn(" ", rest)
    if not dates and not times:
        return False
    words = _WORD.findall(rest)
    return len(words) <= 7 and all(word[0].isupper() or word.lower() in _DATE_WORDS for word in words)


def first_pieces(text: str, run: Run, *, opening: bool) -> list[Piece]:
    """The pieces of one run: a header's date before prose stands apart, labels are cut off."""
    start, end = run.start, run.end
    pieces: list[Piece] = []
    gap = run.gap
    if (
        opening
        and run.style is None
        and (header := _HEADER.match(text, start, min(end, start + 80)))
        and text.count(" ", header.end(), end) >= 3
    ):
        pieces.append(Piece(start, header.end("date"), None, None, 0, gap, Kind.META))
        start, gap = header.end(), False
    piece = Piece(start, end, run.mark, run.style, run.indent, gap)
    pieces.append(piece)
    if run.heading_level:
        piece.kind, piece.level = Kind.HEADING, run.heading_level
        cue = opening_cue(text, piece.start, piece.end)
        if cue is not None and cue.alone:
            piece.kind, piece.level, piece.section = _CUE_KINDS[cue.kind], 0, True
    elif opening and (subject := _SUBJECT.match(text, start, end)) is not None:
        piece.label, piece.start = Span(start, subject.end("name")), subject.end()
    elif run.style is None:
        _label(text, piece)
    return pieces


def _label(text: str, piece: Piece) -> None:
    """Cuts "Article 5", a dateline or bold marks off the words."""
    start, end = piece.start, piece.end
    if text[start] in "ASCPT§" and (provision := _PROVISION.match(text, start, end)) is not None:
        name = provision.group("name").lower()
        piece.label = Span(start, start + len(text[start : provision.end()].rstrip(" \t:-–—")))
        piece.level = _LEVELS.get(name, _PROVISION_LEVEL)
        piece.start = provision.end()
        if piece.start >= end:
            piece.start = start
        piece.kind = Kind.HEADING if heading_like(text, piece) else None
        if piece.kind is None:
            piece.style = Style.NUMBER
    elif (
        text[start] in "*_"
        and (bold := _BOLD.match(text, start, end))
        and text.endswith(bold.group(1), start, end)
        and end - start > 5
    ):
        piece.start, piece.end = bold.end(), end - 2
    elif (
        _DASH.search(text, start, min(end, start + 120))
        and (dateline := _DATELINE.match(text, start, min(end, start + 120)))
        and end - dateline.end() > 60
        and is_dateline(text, start, dateline)
    ):
        piece.label = Span(start, dateline.end())
        piece.start = dateline.end()
        piece.kind = Kind.PARAGRAPH
    elif text[start] in "IVX" and (roman := _ROMAN_HEAD.match(text, start, end)) and heading_like(text, piece):
        piece.label = Span(start, roman.end())
        piece.start = roman.end()
        piece.kind = Kind.HEADING
        piece.level = 1


_BEGUN = re.compile(r"\. [A-Z][\w'’-]* (?:[a-z]\w* ){2}")
"""`RIGA, 3 May 2024. The defence ministers of both - `: the sentence has begun before the dash."""


def is_dateline(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether words before a dash are a place and day: in capitals, with an agency, or with a date."""
    place = text[start : match.end()].split("(")[0].split(",")[0].rstrip(" -–—")
    first = place.split()[0].rstrip(".,")
    if _BEGUN.search(text, start, match.end()):
        return False
    if len(first) > 2 and first.isupper() and (place.isupper() or match.group("agency") is not None):
        return True
    within = find_dates(text, start, match.end(), None)
    return len(place.split()) <= 3 and (
        (match.group("agency") is not None and "," in text[start : match.end()]) or bool(within)
    )


def furnish(text: str, piece: Piece) -> None:
    """Sets the kind of a piece that its own words show to be furniture."""
    start, end = piece.start, piece.end
    if end - start <= _LINE and (start == 0 or text[start - 1].isspace()):
        shown = _furniture_of_line(text[start:end], piece.label is not None, piece.style is not None)
    else:
        shown = _furniture(text, start, end, labelled=piece.label is not None, styled=piece.style is not None)
    piece.kind, piece.section = shown


@lru_cache(maxsize=2048)
def _furniture_of_line(line: str, labelled: bool, styled: bool) -> tuple[Kind | None, bool]:
    """Lines of the page come back, within a text and from text to text."""
    return _furniture(line, 0, len(line), labelled=labelled, styled=styled)


def _furniture(text: str, start: int, end: int, *, labelled: bool, styled: bool) -> tuple[Kind | None, bool]:
    """The kind that words show, None where they are no furniture, and whether they head what follows."""
    short = end - start <= _LINE
    if short and (
        is_rule(text, start, end)
        or is_page_number(text, start, end)
        or (two_columns(text, start, end) and not labelled)
    ):
        return Kind.META, False
    cue = opening_cue(text, start, end)
    section = cue is not None and cue.alone
    if cue is not None and not _runs_on(text, start, end, cue.kind):
        return _CUE_KINDS[cue.kind], section
    if is_caption(text, start, end):
        return Kind.CAPTION, section
    if short and (
        is_byline(text, start, end) or (not styled and (is_meta(text, start, end) or is_date_line(text, start, end)))
    ):
        return Kind.META, section
    return None, section


_CUE_KINDS = {
    "link": Kind.LINK,
    "advert": Kind.ADVERT,
    "caption": Kind.CAPTION,
    "meta": Kind.META,
    "note": Kind.NOTE,
    "footnotes": Kind.NOTE,
}


def _runs_on(text: str, start: int, end: int, kind: str) -> bool:
    """A cue of the page that opens long prose is a word of that prose."""
    return kind in ("meta", "link") and text.count(" ", start, end) >= 40


def says_who(text: str, piece: Piece) -> bool:
    """A heading that says who does what: "What Rome will do", "OBLIGATIONS OF KUWAIT"."""
    return any(word.lower() in words_of("giving_words") for word in _WORD.findall(text[piece.start : piece.end]))


def carried_on(text: str, pieces: list[Piece], index: int) -> bool:
    """ "the donor undertakes" / "- to train crews": the items carry the sentence on."""
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    return following is not None and following.style is not None and opens_small(text, following)
