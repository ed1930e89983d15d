"""Turns of a transcript: who speaks, as the label before the colon names the speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from app.extraction.document.furniture import words_of
from app.extraction.model import Span

_LABEL = re.compile(
    r"(?P<name>[^\W\d_][^:()\n\[\]“”\"?!;]{0,70}?(?:[ \t]?\([^()\n]{1,70}\)){0,3}|[QA])(?:[ \t]*:(?=\s|\Z)|"
    r"(?<=[QA])[.)](?=[ \t])|(?<=\b[QA])(?=\t| {2,}))[ \t\u00a0]*"
)
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_SMALL = frozenset(
    [
        "of",
        "for",
        "the",
        "and",
        "to",
        "de",
        "la",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "on",
        "in",
        "hon",
        "hon.",
        "members",
        "member",
    ]
)
_LONGEST = 12
"""Words in a label."""


class Turn(NamedTuple):
    """The label that opens a turn."""

    speaker: Span
    """The label without its colon."""
    after: int
    """Where the words begin."""
    asks: bool
    """Whoever speaks puts the questions."""
    named: bool
    """The label names a person or an office, and is no bare "A:"."""


class _Label(NamedTuple):
    turn: Turn
    key: str
    sure: bool
    """Its form alone shows a speaker: a title, an office, "Q:"."""


def _read_label(text: str, start: int, end: int) -> _Label | None:
    stop = min(end, start + 240)
    if text[start] not in "QA" and text.find(":", start, stop) < 0:
        return None
    match = _LABEL.match(text, start, stop)
    if match is None:
        return None
    name = match.group("name").rstrip()
    words = _WORD.findall(name.split("(")[0])
    if not words or len(words) > _LONGEST:
        return None
    lowers = [word.lower() for word in words]
    first = lowers[0]
    asks = first in words_of("askers") and len(words) <= 3
    answers = len(words) == 1 and first in words_of("askers", "answers")
    if not all(word[0].isupper() or word.lower() in _SMALL for word in words):
        return None
    titles = words_of("honorifics")
    titled = len(words) >= 2 and first in titles and (first != "the" or name.isupper() or lowers[1] in titles)
    turn = Turn(Span(start, start + len(name)), match.end(), asks, not answers and first not in ("q", "question"))
    return _Label(turn, name.split("(")[0].strip().lower(), asks or answers or titled)


def find_turns(text: str, stretches: Iterable[tuple[int, int]]) -> dict[int, Turn]:
    """The turns among some paragraphs, by the start of the paragraph; empty where the text is no transcript.

    A label in a speaker's form ("Mr Lee:", "Q:") is a turn where there are at least two;
    any other label is one where it comes back.
    """
    labels = {start: label for start, end in stretches if (label := _read_label(text, start, end)) is not None}
    if len(labels) < 2:
        return {}
    counts = Counter(label.key for label in labels.values())
    sure = sum(label.sure for label in labels.values())
    if sure < 2 and max(counts.values()) < 2:
        return {}
    return {
        start: label.turn
        for start, label in labels.items()
        if (label.sure and sure >= 2)
        or (counts[label.key] >= 2 and len(label.key.split()) <= 4)
        or (sure >= 2 and text[label.turn.speaker.start : label.turn.speaker.end].isupper())
    }
