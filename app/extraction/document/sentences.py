"""Sentences of a block: spans of the one text, in order, found in linear time.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or a reference ("Article 3. 1.").
A semicolon never does. The quotation mark or bracket that closes after the stop belongs to the sentence.
"""

from __future__ import annotations

import re
from typing import Protocol

from app.extraction.model import Span
from app.extraction.vocabulary import load_toml


class Stretch(Protocol):
    """Anything with a start and an end: a block, a span."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_CANDIDATE = re.compile(r"[.!?…。！？][.!?…]{0,8}[\"'”’»)\]*_]{0,4}(?:\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹])?(?=\s|$)")
_STARTS = re.compile(r"[\"'“‘„«(\[*_¿¡–—-]{0,4}[ ]?[^\W_a-z]")
_WORD_BEFORE = re.compile(r"[\w.’'&-]*\Z")
_LOOK_BACK = 24
_NUMBERING = re.compile(
    r"(?:(?:[Aa]rticle|ARTICLE|[Aa]rt\.|[Ss]ection|[Cc]lause|[Pp]aragraph|[Cc]hapter|PART|[Pp]art|"
    r"[Aa]nnex)[ \t]+)?[\d.() \t]*\Z"
)
_NEXT_WORD = re.compile(r"[\"'“‘„«(\[]{0,3}([^\W\d_]+)")

_FULL_STOP = load_toml("sentences.toml")["full_stop"]
#: Never end a sentence: a name or a number follows them.
_TITLES = frozenset(_FULL_STOP["titles"].split())
#: Never end a sentence where a number follows.
_COUNTED = frozenset(_FULL_STOP["counted"].split())
#: End a sentence only where a new one plainly begins.
_MAYBE = frozenset(_FULL_STOP["maybe"].split())
#: Words with which a new sentence begins after an abbreviation that may end one.
_OPENERS = frozenset(_FULL_STOP["openers"].split())


def split_sentences(text: str, block: Stretch) -> tuple[Span, ...]:
    """The sentences of `text[block.start:block.end]`, without the white space around them."""
    found: list[Span] = []
    begin, stop = _trim_left(text, block.start, block.end), block.end
    for match in _CANDIDATE.finditer(text, begin, stop):
        end = match.end()
        if match.start() < begin:
            continue
        if not _ends(text, begin, match.start(), end, stop):
            continue
        if end > begin:
            found.append(Span(begin, end))
        begin = _trim_left(text, end, stop)
    last = len(text[begin:stop].rstrip()) + begin
    if last > begin:
        found.append(Span(begin, last))
    return tuple(found)


def _trim_left(text: str, start: int, stop: int) -> int:
    while start < stop and text[start].isspace():
        start += 1
    return start


def _ends(text: str, begin: int, at: int, end: int, stop: int) -> bool:
    """Whether the mark at `at` (with its closing quotes up to `end`) ends the sentence that began at `begin`."""
    following = _trim_left(text, end, stop)
    if following >= stop:
        return True
    opens = _STARTS.match(text, following, stop) is not None
    if not opens:
        return False
    if text[at] != "." or text.startswith("..", at):
        return True
    word = _word_before(text, begin, at)
    if not word:
        return True
    return _stop_after(word, text, following, stop, begin, at - len(word), closed=end - at > 1)


def _word_before(text: str, begin: int, at: int) -> str:
    before = text[max(begin, at - _LOOK_BACK) : at]
    match = _WORD_BEFORE.search(before, before.rfind(" ") + 1)
    return match.group() if match else ""


def _stop_after(word: str, text: str, following: int, stop: int, begin: int, word_start: int, *, closed: bool) -> bool:
    """Whether a full stop after `word` ends the sentence, given that what follows could open one."""
    lower = word.lower().lstrip("'’-")
    if closed:
        return True
    if lower in _TITLES or (lower in _COUNTED and text[following].isdigit()):
        return False
    if word.isdigit():
        # "Article 3. 1." and "1. The Parties": a number that opens the sentence or follows a provision's name.
        return word_start - begin > _LOOK_BACK or _NUMBERING.match(text, begin, word_start) is None
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    dotted = "." in word and all(len(part) <= 2 for part in word.split("."))
    if is_initial or dotted or lower in _MAYBE:
        return _next_word(text, following, stop) in _OPENERS and not (is_initial and not dotted)
    return True


def _next_word(text: str, start: int, stop: int) -> str:
    match = _NEXT_WORD.match(text, start, stop)
    return match.group(1).lower() if match else ""
