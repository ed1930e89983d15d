"""The lines of a text and how they hang together: which line goes on in the next, which opens a list item.

A text comes with a paragraph on each line, or with paragraphs broken at a fixed width; `read_runs` tells the two apart
and gives one `Run` for each paragraph or list item. Everything is a span of the one text; the cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.extraction.model import Span


class Style(StrEnum):
    """The kind of mark that opens a list item."""

    BULLET = "bullet"
    NUMBER = "number"
    LETTER = "letter"
    ROMAN = "roman"
    SUPERSCRIPT = "superscript"


_STYLES = {style.value: style for style in Style}


class Line(NamedTuple):
    """One line without the white space around it."""

    start: int
    end: int
    indent: int
    """Characters of white space before it; a tab counts as four."""
    gap: bool
    """Whether an empty line stands before it."""


class Run(NamedTuple):
    """The lines of one paragraph or list item."""

    start: int
    """Where the words begin, after `mark`."""
    end: int
    mark: Span | None
    """A bullet, "1.", "(a)"; None where the run opens with words."""
    style: Style | None
    indent: int
    gap: bool
    last_line: int
    """Start of its last line."""
    heading_level: int
    """Number of "#" in a Markdown heading, else 0."""


_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLANKS = (
    " \t\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\ufeff\u200b\u200e\u200f\u2060"
)
"""White space within a line, and marks that show nothing."""
_BLANK = frozenset(_BLANKS)
_MARK = re.compile(
    r"(?:(?P<bullet>[-‐‑–—•▪▫◦●○■□·‣⁃*+✓✔➤►▶➢→⇒]+(?=[ \t\u00a0])|"
    r"(?:[\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]\ufe0f?){1,4}(?=[ \t\u00a0])|[•▪▫◦●■□‣])"
    r"|(?P<roman>\(?(?:[ivx]{2,5}|[IVX]{2,5})\))"
    r"|(?P<letter>\(?[a-zA-Z]\)|[a-z]\.(?=[ \t]))"
    r"|(?P<number>\(\d{1,3}\)|\d{1,3}\)|\d{1,3}\.(?=[ \t\u00a0])|(?:\d{1,2}\.){2,4}(?=[ \t])|"
    r"\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \t]+[A-Z“\"]))"
    r"|(?P<superscript>[¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\[\d{1,3}\](?!\()))"
    r"[ \t\u00a0]*(?=[^\s\u00a0])"
)
_ROMAN = frozenset("ivxIVX")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTED = re.compile(r"(?:>[ \t]?)+(?=\S)")
_RULE = re.compile(r"[-–—=_*~#.·•\s]{3,}\Z")
_RULED = frozenset("-–—=_*~#.·• ")
_PAGE = re.compile(r"[-–—\[(|\s]*(?:[Pp]age|PAGE|p\.)?[ \t]*\d{1,4}(?:[ \t]*(?:of|/)[ \t]*\d{1,4})?[-–—\])|\s]*")
_ENDS = ".!?:…"
_CLOSERS = "\"'”’»)]*_"
_WIDEST = 120
"""Wrapped text is not wider than this."""
_NARROWEST = 40
_SHORT = 40
"""Characters of a line that may come back so often that reading it each time takes longer than the text is worth."""
_OFTEN = 1000
"""How often a short line is read that is word for word the same."""
_OPENS = re.compile(
    r"(?:Article|ARTICLE|Art\.|Section|SECTION|Chapter|CHAPTER|PART|Part|ANNEX|Annex|CLAUSE|"
    r"Clause|Paragraph|PARAGRAPH)[ \t]+(?:\d{1,3}|[IVXLC]{1,6})\b[.:]?[ \t]*(?:[-–—][ \t]*)?(?=[A-Z0-9(“\"]|$)",
    re.M,
)
_TURN = re.compile(
    r"(?:(?:[A-Z]\.?|[A-Z][\w.'’-]{0,24}|of|for|the|"
    r"and)[ \t]+){0,6}(?:[A-Z][\w.'’-]{0,24})(?:[ \t]\([^()\n]{1,60}\)){0,2}:(?=\s)"
)
_COLUMNS = re.compile(r"\S(?: {4,}|\t+ ?)\S")


def read_lines(text: str) -> list[Line]:
    """The lines with words in them, in order; one that fills page after page, as no author's does, is left out."""
    lines: list[Line] = []
    seen: dict[str, int] = {}
    before = 0
    blank = False
    for match in _LINE.finditer(text):
        begin, stop = match.span()
        if begin - before > 1 and before and text[before:begin] != "\r\n":
            blank = True
        before = stop
        start, end, indent = begin, stop, 0
        if stop - begin <= _SHORT:
            words = match.group()
            seen[words] = often = seen.get(words, 0) + 1
            if often > _OFTEN:
                continue
        if text[begin] in _BLANK or text[stop - 1] in _BLANK:
            raw = match.group()
            kept = raw.lstrip(_BLANKS)
            start = stop - len(kept)
            end = start + len(kept.rstrip(_BLANKS))
            if start == end:
                blank = True
                continue
            indent = start - begin + 3 * raw.count("\t", 0, start - begin)
        lines.append(Line(start, end, indent, blank))
        blank = False
    return lines


def _mark(text: str, start: int, end: int) -> re.Match[str] | None:
    """What marks a list item at the head of a line; a word, which most lines open with, needs no pattern."""
    first = text[start]
    if first.isalpha():
        following = text[start + 1 : start + 2]
        if following not in (")", ".") and not (first in _ROMAN and following in _ROMAN):
            return None
    return _MARK.match(text, start, end)


def is_rule(text: str, start: int, end: int) -> bool:
    """A line of dashes, stars or hashes that only divides: "---", "***", "###"."""
    return text[start] in _RULED and end - start <= 200 and _RULE.match(text, start, end) is not None


def is_page_number(text: str, start: int, end: int) -> bool:
    """ "- 3 -", "Page 3 of 12", "3": the number of a page that the text was cut from."""
    return end - start <= 24 and not text[end - 1].isalpha() and _PAGE.fullmatch(text, start, end) is not None


def two_columns(text: str, start: int, end: int) -> bool:
    """Words set side by side with wide white space between, as in a signature block."""
    if end - start > 200 or (text.find("    ", start, end) < 0 and text.find("\t", start, end) < 0):
        return False
    return _COLUMNS.search(text, start, end) is not None


def ends_open(text: str, start: int, end: int) -> bool:
    """Whether words stop without the mark that ends a sentence or a lead."""
    end = _inside(text, start, end)
    return end > start and text[end - 1] not in _ENDS


def _inside(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _CLOSERS:
        end -= 1
    return end


def _first_word(text: str, line: Line) -> int:
    """Length of a line's first word."""
    space = text.find(" ", line.start, line.end)
    return (line.end if space < 0 else space) - line.start


def _wrap_width(text: str, lines: Sequence[Line]) -> int:
    """The width at which paragraphs are broken, 0 where each line is a paragraph."""
    lengths = [end - start for start, end, _, _ in lines]
    if sum([length for length in lengths if length <= _WIDEST]) < 0.8 * sum(lengths):
        return 0
    if max([line.indent + length for line, length in zip(lines, lengths, strict=True)], default=0) < _NARROWEST:
        return 0
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if not b.gap and a.end - a.start <= _WIDEST and _mark(text, b.start, b.end) is None
    ]
    if len(pairs) < 3:
        return 0
    widths = sorted(a.indent + a.end - a.start for a, _ in pairs)
    width = widths[int(0.9 * (len(widths) - 1))]
    if width < _NARROWEST:
        return 0
    full = sum(1 for a, b in pairs if _is_full(text, a, b, width) and ends_open(text, a.start, a.end))
    return width if full >= max(3, 0.45 * len(pairs)) else 0


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word had no room on this line."""
    return line.indent + line.end - line.start + 1 + _first_word(text, following) >= width - 2


def read_runs(text: str) -> list[Run]:
    """The paragraphs and list items of a text, in order."""
    lines = read_lines(text)
    width = _wrap_width(text, lines)
    runs: list[Run] = []
    previous: Line | None = None
    listing = False
    for line in lines:
        run = runs[-1] if runs else None
        if run is not None and previous is not None and _goes_on(text, run, previous, line, width, listing):
            runs[-1] = run._replace(end=line.end, last_line=line.start)
        else:
            if run is not None:
                listing = text[run.end - 1] == ":" or (listing and not line.gap and text[run.end - 1] in ",;")
            runs.append(_open_run(text, line))
        previous = line
    return runs


def _open_run(text: str, line: Line) -> Run:
    start = line.start
    if text[start] == "#" and not is_rule(text, start, line.end) and (hashes := _HASHES.match(text, start, line.end)):
        return Run(hashes.end(), line.end, None, None, line.indent, line.gap, start, len(hashes.group(1)))
    if text[start] == ">" and (quoted := _QUOTED.match(text, start, line.end)):
        start = quoted.end()
    mark = _mark(text, start, line.end)
    if mark is None or is_rule(text, start, line.end) or is_page_number(text, start, line.end):
        return Run(start, line.end, None, None, line.indent, line.gap, line.start, 0)
    style = _STYLES[mark.lastgroup or "bullet"]
    return Run(
        mark.end(), line.end, Span(start, mark.end(mark.lastgroup or 0)), style, line.indent, line.gap, line.start, 0
    )


def _goes_on(text: str, run: Run, previous: Line, line: Line, width: int, listing: bool) -> bool:
    """Whether a line continues the run before it."""
    if line.gap or run.heading_level or text[line.start] == "#":
        return False
    small = text[line.start].islower()
    hanging = run.mark is not None and line.indent > run.indent
    if not (width or small or hanging):
        return False
    before = previous.end - previous.start
    if not (width or hanging or _NARROWEST <= before <= _WIDEST):
        return False
    if any(_stands_alone(text, *edge) for edge in ((line.start, line.end), (previous.start, previous.end))):
        return False
    is_open = ends_open(text, previous.start, previous.end)
    full = width > 0 and _is_full(text, previous, line, width)
    marked = _mark(text, line.start, line.end) is not None
    if marked and not (full and is_open and run.mark is None and text[previous.end - 1] not in ";,"):
        return False
    if _OPENS.match(text, line.start, line.end) and not (full and is_open):
        return False
    if full:
        return is_open or not _TURN.match(text, line.start, line.end)
    if hanging:
        return True
    if not small or not is_open or (listing and not width) or text[previous.end - 1] in ";:":
        return False
    return width > 0 or (_NARROWEST <= before <= _WIDEST and text[previous.end - 1] not in ",")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A line that no paragraph runs through: a rule, a page's number, columns side by side."""
    return is_rule(text, start, end) or is_page_number(text, start, end) or two_columns(text, start, end)
