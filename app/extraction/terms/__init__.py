"""The terms that hang on a duty: sums, dates, durations, deadlines, triggers.

Each function reads `text[start:end]` and gives frozen values with their spans, in order; all are linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from app.extraction.model import Span
from app.extraction.terms.dates import DateMention, find_dates
from app.extraction.terms.money import Money, find_money
from app.extraction.terms.numbers import CARDINAL, read_cardinal
from app.extraction.terms.triggers import find_triggers
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.alternatives import holds_any, one_of
from app.extraction.vocabulary.lexicon import fold

__all__ = [
    "DateMention",
    "Duration",
    "Money",
    "find_dates",
    "find_deadlines",
    "find_durations",
    "find_money",
    "find_triggers",
]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in the text: `text[start:end]`."""

    start: int
    end: int
    iso: str
    """ISO 8601: `P10Y`, `P18M`, `P90D`."""


# --- durations -------------------------------------------------------------------------------------------------------

_UNITS = ("year", "month", "week", "day", "decade", "century", "centuries", "fortnight")
#: Each way begins with a letter, so that the scan for it is quick.
_UNIT = re.compile("|".join((*(rf"{unit}s?(?:['’])?(?![^\W_])" for unit in _UNITS), r"YEARS?(?![^\W_])")))
_UNIT_HINTS = (*_UNITS[:5], "centur", "fortnight", "YEAR")
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?P<number>(?:{CARDINAL}(?:\s+and\s+a\s+half)?|an?|another|(?:the\s+)?(?:coming|next)|half\s+a|"
    rf"a\s+quarter\s+of\s+a))(?:\s?\((?:\d{{1,3}}|[a-z-]{{3,14}})\))?(?P<between>(?:\s+(?:more|further|additional|"
    rf"full|whole|long|calendar|consecutive|solid|initial|renewable|successive|extra))?(?:-|\s+))\Z"
)
_BEFORE = re.compile(
    r"([A-Za-z’']+)\s+(?:(?:the|about|around|some|at|least|up|to|than|more|only|another|nearly|almost|"
    r"roughly|its|their|a|an)\s+){0,3}\Z"
)
_AFTERWARDS = re.compile(
    r"-old\b|\s+(?:a|per|each|every)\s+(?:year|month|week|day)\b|\s+(?:ago|old|earlier|later|before|ahead)\b|"
    r"(?:['’]s?)?\s+(?:(?:written|prior|advance|formal|"
    r"previous)\s+){0,2}notice\b|\s+(?:from|after|following)\s+(?:the\s+)?(?:day|date|receipt|"
    r"notif|being|it|when)"
)
_LENGTH_WORDS = load_toml("terms.toml")["length"]
_NO_LENGTH = frozenset(_LENGTH_WORDS["no_length"].split())
_FOR_A = frozenset(_LENGTH_WORDS["for_a"].split())
_TO_LAST = re.compile(
    r"(?:\b(?:to|will|shall|would|should|must|may|can|could|might|not|it|they)|['’]ll)[ \n]+"
    r"(?:(?:only|then|at[ \n]least|about|up[ \n]to|some)[ \n]+)?"
    r"last[ \n]+(?:(?:at[ \n]least|about|up[ \n]to|some|only|for|another|a)[ \n]+){0,2}\Z"
    r"|\b(?:expires?|lapses?|ends?|runs?[ \n]out)[ \n]+after[ \n]+\Z",
    re.IGNORECASE,
)
"""`is to last twelve years`: the verb, unlike `the last twelve years`; `expires after five years`."""
_LETTERS = {"y": "Y", "m": "M", "w": "W", "d": "D"}


def find_durations(text: str, start: int, end: int) -> tuple[Duration, ...]:
    """Lengths of time that something is to last: "for 10 years", "ten-year", "a period of twenty years", "a decade"."""
    if not holds_any(text, _UNIT_HINTS, start, end):
        return ()
    found = []
    for unit in _UNIT.finditer(text, start, end):
        at = unit.start()
        if at == start or not (text[at - 1] == "-" or text[at - 1].isspace()):
            continue  # "Monday"
        begin = max(start, at - 60)
        head = text[begin:at]
        number = _NUMBER.search(fold(head))
        if number is not None and (duration := _duration(text, unit, number, head, begin)) is not None:
            found.append(duration)
    return tuple(found)


def _duration(text: str, unit: re.Match[str], number: re.Match[str], head: str, begin: int) -> Duration | None:
    before = _BEFORE.search(head[: number.start()])
    word = before.group(1).lower() if before else ""
    if (word in _NO_LENGTH and not _TO_LAST.search(head, 0, number.start())) or _AFTERWARDS.match(text, unit.end()):
        return None
    words = number["number"].lower()
    name = unit.group().lower().rstrip("s'’")
    if not _is_length(text, unit.end(), words, name, word):
        return None
    half = words.endswith(" and a half")
    value = _FRACTIONS.get(words) or read_cardinal(words[: -len(" and a half")] if half else words)
    if value is None:
        return None
    stop = unit.end()
    if words in ("a", "an", "one") and text.startswith(" and a half", stop):
        half, stop = True, stop + len(" and a half")
    iso = _iso(value + (0.5 if half else 0), name)
    return Duration(begin + number.start(), stop, iso) if iso is not None else None


_FRACTIONS = {
    "half a": 0.5,
    "a quarter of a": 0.25,
    "another": 1,
    "coming": 1,
    "next": 1,
    "the coming": 1,
    "the next": 1,
}


def _is_length(text: str, end: int, words: str, name: str, before: str) -> bool:
    """ "a year" is a length only behind "for" and its like, "the next decade" only as a decade."""
    if words in ("a", "an"):
        return before in _FOR_A or text.startswith("-long", end) or (name == "decade" and text.startswith(" of ", end))
    if words in _FRACTIONS and _FRACTIONS[words] == 1:
        return name in ("decade", "century")
    return True


def _iso(value: float, unit: str) -> str | None:
    """ "P18M" for 1.5 years; None where the length is no whole number of the smaller unit."""
    if unit == "fortnight":
        value, unit = 2 * value, "week"
    elif unit == "decade":
        value, unit = 10 * value, "year"
    elif unit.startswith("centur"):
        value, unit = 100 * value, "year"
    if value != int(value) and unit == "year":
        value, unit = 12 * value, "month"
    if value != int(value) or not 0 < value < 10000:
        return None
    return f"P{int(value)}{_LETTERS[unit[0]]}"


# --- deadlines -------------------------------------------------------------------------------------------------------

_SPAN_UNIT = (
    r"(?:(?:working|calendar|business|consecutive|full)\s+)?(?:hour|minute|day|week|month|year|decade|"
    r"fortnight)s?(?![^\W_])"
)
_EVENT = (
    r"(?:\s+(?:of|after|from|following)\s+(?:the\s+|its\s+|their\s+|that\s+|any\s+|"
    r"a\s+)?(?:date\s+of\s+(?:the\s+|its\s+)?)?"
    r"(?:entry\s+into\s+force|coming\s+into\s+force|entering\s+into\s+force|signature|signing|"
    r"ratification|receipt|notification|approval|conclusion|adoption|publication|request|takeover)\b)?"
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|"
    r"Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_YEAR = r"(?:20|19)\d\d"
_DAY = (
    rf"(?:(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}(?:,?\s+{_YEAR})?|{_MONTHS}\s+\d{{1,2}}(?:st|"
    rf"nd|rd|th)?(?![\d])(?:,?\s+{_YEAR})?|\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}|{_YEAR}-\d\d-\d\d|"
    rf"{_MONTHS}(?:,?\s+(?:of\s+)?{_YEAR})?(?![a-z])|{_YEAR}(?![\d-]))"
)
_SEASON = (
    r"(?:spring|summer|autumn|winter|fall|Christmas|Easter|New\s+Year(?:['’]s)?(?:\s+(?:Eve|Day))?|midsummer|harvest)"
)
_TURN = (
    r"(?:(?:this|next|that|each|every|its|the\s+present|the\s+current|the\s+following|"
    r"the\s+coming)\s+)(?:calendar\s+|financial\s+|fiscal\s+|coming\s+)?(?:year|month|week|decade|quarter|"
    r"term)(?![^\W_])"
)
_OF = (
    rf"(?:{_TURN}|(?:the\s+)?(?:calendar\s+|financial\s+|fiscal\s+)?(?:year|month|week|decade|quarter|century|"
    rf"day|term)(?![^\W_])|(?:the\s+|this\s+|next\s+)?{_SEASON}(?:\s+(?:of\s+)?{_YEAR})?(?![^\W_])|{_DAY})"
)
_PART = (
    r"(?:very\s+)?(?:end|middle|close|beginning|start|turn|first\s+half|second\s+half|(?:first|last)\s+(?:day|"
    r"days|week|weeks)|(?:first|second|third|"
    r"fourth|last)\s+quarter)"
)
_POINT = (
    rf"(?:(?:the\s+)?{_PART}\s+of\s+{_OF}|(?:early|mid|late|end|the\s+end)[ -]{_OF}|{_TURN}|(?:the\s+|"
    rf"this\s+|next\s+)?{_SEASON}(?:\s+(?:of\s+)?{_YEAR})?(?![^\W_])|(?:early\s+|late\s+|mid-)?{_DAY})"
)
_QUICK_WORDS = (
    "immediately|at once|forthwith|without delay|without undue delay|without further delay|straight away|"
    "straightaway|right away|instantly|promptly|as soon as possible|as soon as practicable|"
    "the same day|that same day|the very same day|the same hour|on the spot|at the earliest opportunity"
)
_OPENERS = (
    f"within|inside|no later than|not later than|no more than|not more than|by|before|in less than|in under|"
    f"in at most|{_QUICK_WORDS}"
)
_ANY_OPENER = one_of(form for opener in _OPENERS.split("|") for form in (opener, opener.capitalize()))
#: Begins with one class of characters, so that the scan for it is quick.
_DEADLINE = re.compile(rf"[\s\"“‘'(«—–](?P<words>{_ANY_OPENER})(?![\w’'-])")
_FIRST_DEADLINE = re.compile(rf"(?P<words>{_ANY_OPENER})(?![\w’'-])")
_QUICK = frozenset(_QUICK_WORDS.split("|"))
_LENGTHS = frozenset(
    {
        "within",
        "inside",
        "in less than",
        "in under",
        "in at most",
        "no later than",
        "not later than",
        "no more than",
        "not more than",
    }
)
_POINTS = frozenset({"no later than", "not later than", "by", "before"})
_LENGTH = re.compile(
    rf"\s+(?:(?:at\s+most|no\s+more\s+than|a\s+maximum\s+of|the\s+space\s+of|a\s+period\s+of|the\s+next|"
    rf"the\s+first|just|only|about|some|a\s+matter\s+of|the\s+following|of)\s+){{0,2}}(?:the\s+(?:very\s+|"
    rf"same\s+)?(?:hour|day|week|month|year)(?![^\W_])|(?:a\s+|an\s+|"
    rf"{CARDINAL}[ \n-])(?:\s?\(\d{{1,3}}\)\s+)?{_SPAN_UNIT}|(?:hours|days|minutes|weeks|"
    rf"months)(?![^\W_])){_EVENT}",
    re.IGNORECASE,
)
_POINT_AFTER = re.compile(rf"\s+(?:in\s+)?{_POINT}(?:\s+at\s+the\s+latest)?")
_JOIN = re.compile(
    r",?\s*(?:(?:and|but|or)\s+)?(?:,?\s*in any (?:event|case),?\s+|at (?:the )?latest\s+|"
    r"always\s+|at all events,?\s+)?"
)
_JOINED = re.compile(r"\b(?:in any|and|but|or|latest)\b|,")


def find_deadlines(text: str, start: int, end: int) -> tuple[Span, ...]:
    """By when: "within 24 hours", "immediately", "no later than 30 June 2027", "by the end of 2025".

    Two that are one ("without delay, and in any event within forty-eight hours") are one span.
    """
    found: list[Span] = []
    first = _FIRST_DEADLINE.match(text, start, end)
    for match in chain((first,) if first else (), _DEADLINE.finditer(text, start, end)):
        at = match.start("words")
        if found and at < found[-1].end:
            continue
        stop = _deadline_end(text, match, end)
        if stop is None:
            continue
        if (
            found
            and at - found[-1].end < 40
            and _JOIN.fullmatch(text, found[-1].end, at)
            and _JOINED.search(text, found[-1].end, at)
        ):
            found[-1] = Span(found[-1].start, stop)
        else:
            found.append(Span(at, stop))
    return tuple(found)


def _deadline_end(text: str, match: re.Match[str], end: int) -> int | None:
    """Where the deadline that begins at `match` ends, or None where it is none."""
    opener = " ".join(match["words"].lower().split())
    if opener in _QUICK:
        return (
            None if opener == "at once" and text[max(0, match.end() - 11) : match.end() - 7] == "all " else match.end()
        )
    stop = min(end, match.end() + 120)
    if opener in _LENGTHS and (length := _LENGTH.match(text, match.end(), stop)):
        return length.end()
    if opener in _POINTS and (point := _POINT_AFTER.match(text, match.end(), stop)):
        return point.end()
    return None
