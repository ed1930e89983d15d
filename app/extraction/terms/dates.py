"""Dates in a text, resolved against the day of the document.

Calendar dates in the orders of the press and of treaties, dates without a year, weekdays, "yesterday".
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.extraction.terms.numbers import CARDINALS, ORDINALS, read_cardinal, read_ordinal

Precision = Literal["day", "month", "year"]
DateKind = Literal["full", "no_year", "weekday", "relative"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the text: `text[start:end]`."""

    start: int
    end: int
    date: datetime.date
    """The first day of a month or of a year where `precision` is no day."""
    precision: Precision
    kind: DateKind
    """`full` states its year; the other kinds are resolved against the day of the document."""
    next_date: datetime.date | None = None
    """Of a bare weekday: the nearest such day on or after the document's, where `date` is the nearest on or before."""


_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}


def _both_cases(names: str) -> str:
    return "|".join(f"{name}|{name.upper()}" for name in names.split())


_MONTH = (
    rf"(?:{_both_cases('January February March April May June July August September October November December')}|"
    rf"{_both_cases('Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec')})\b\.?"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|ST|ND|RD|TH)?"
_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL_WORD = "|".join(sorted((o.lower() for o in ORDINALS), key=len, reverse=True))
_NUMBER_WORD = "|".join(sorted(CARDINALS, key=len, reverse=True))
_YEAR_WORDS = rf"(?:two\sthousand|nineteen\shundred)(?:[\s-](?:and|{_NUMBER_WORD})\b){{0,4}}"

#: Begins with one class of characters, so that the scan for it is quick.
_ANCHOR = re.compile(
    r"[0-9JFMASONDTWYyt](?:(?<=[0-9])[0-9]*|(?<=[MTWFS])(?:on|ues|ednes|hurs|ri|atur|un)day\b|"
    r"(?<=[MTWFS])(?:ON|UES|EDNES|HURS|RI|ATUR|UN)DAY\b"
    r"|(?<=[JFMASOND])(?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|"
    r"EC)(?=[a-zA-Z]{0,6}\b)|(?<=[YyTt])(?:esterday|oday|omorrow|onight)\b)"
)
_FROM_DIGIT = re.compile(
    rf"""(?P<iso>(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>0?[1-9]|1[0-2])(?P=is)(?P<id>[12]\d|3[01]|0?[1-9])(?!\d))
  | (?P<numeric>(?P<nd>\d{{1,2}})(?P<ns>[./-])[ ]?(?P<nm>\d{{1,2}})(?P=ns)[ ]?(?P<ny>{_YEAR})(?!\d))
  | (?P<dmy>(?P<dd>{_DAY})(?:\s(?:day\s)?of)?[\s-](?P<dm>{_MONTH})
    (?:,?\s(?:in\sthe\syear\s)?(?P<dw>{_YEAR_WORDS})|,?[\s-]{{1,2}}(?P<dy>{_YEAR})\b)?)""",
    re.VERBOSE,
)
_FROM_MONTH = re.compile(
    rf"""(?P<mdy>(?P<mm>{_MONTH})\s(?:the\s)?(?P<md>{_DAY})(?![\w%]|[.,:]\d)(?:(?:,\s?|\s)(?P<my>{_YEAR})\b)?)
  | (?P<my_only>(?P<om>{_MONTH}),?\s(?:of\s)?(?P<oy>{_YEAR})\b)""",
    re.VERBOSE,
)
_WORDS_BEFORE = re.compile(
    rf"(?<![\w-])(?P<day>(?:twenty|thirty)[- ](?:{_ORDINAL_WORD})|{_ORDINAL_WORD})\s(?:day\s)?of\s\Z", re.I
)
_WORDS_FROM = re.compile(
    rf"(?P<month>{_MONTH})(?:,?\s(?:in\sthe\syear\s)?(?:of\s)?(?:(?P<digits>{_YEAR})\b|(?P<words>{_YEAR_WORDS})))?",
    re.I,
)
_MONTH_ALONE = re.compile(rf"(?:{_MONTH})(?!\s\d)")
_WORD_BEFORE = re.compile(r"([A-Za-z]+)[ -]\Z")
_LOOSE = frozenset(
    [
        "in",
        "since",
        "until",
        "till",
        "by",
        "before",
        "after",
        "of",
        "from",
        "during",
        "last",
        "early",
        "late",
        "mid",
        "this",
        "next",
        "end",
    ]
)


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


def _day(name: str) -> int:
    return int(name.rstrip("stndrhSTNDRH"))


def make_date(year: int, month: int, day: int) -> date | None:
    """A date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str, start: int, end: int, reference: date | None) -> tuple[DateMention, ...]:
    """The dates in `text[start:end]`, in order.

    `reference` is the day of the document; without one, dates that leave out their year are left out.
    """
    found: list[DateMention] = []
    done = start
    for anchor in _ANCHOR.finditer(text, start, end):
        if anchor.start() < done:
            continue
        mention = _at(text, anchor, end, reference)
        if mention is None:
            continue
        if (
            found
            and found[-1].kind == "weekday"
            and mention.start - found[-1].end <= 6
            and _DATE_AFTER.fullmatch(text, found[-1].end, mention.start)
        ):
            found.pop()  # "Monday, 22 September": one date
        found.append(mention)
        done = mention.end
    return tuple(found)


_DATE_AFTER = re.compile(r",?\s(?:the\s)?")


def _at(text: str, anchor: re.Match[str], end: int, reference: date | None) -> DateMention | None:
    """The date that begins at, or is named around, a number, a month or a weekday."""
    at = anchor.start()
    if at and (text[at - 1].isalnum() or text[at - 1] in "._"):
        return None
    if text[at].isdigit():
        return _from_digit(text, anchor, end, reference)
    word = anchor.group().lower()
    if word in _WEEKDAYS:
        return _weekday(text, at, anchor.end(), word, reference)
    if word in _RELATIVE:
        return (
            None
            if reference is None
            else DateMention(at, anchor.end(), reference + timedelta(_RELATIVE[word]), "day", "relative")
        )
    return _from_month(text, at, end, reference)


_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1, "tonight": 0}


def _word_before(text: str, at: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, at - 10) : at])
    return match.group(1).lower() if match else ""


def _from_digit(text: str, anchor: re.Match[str], end: int, reference: date | None) -> DateMention | None:
    at = anchor.start()
    match = _FROM_DIGIT.match(text, at, end)
    if match is None:
        number = anchor.group()
        if (
            len(number) == 4
            and number[:2] in ("18", "19", "20")
            and number.isascii()
            and _word_before(text, at) in _LOOSE
            and not _LONGER.match(text, anchor.end())
        ):
            return DateMention(at, anchor.end(), date(int(number), 1, 1), "year", "full")
        return None
    if match["iso"]:
        return _whole(match, make_date(int(match["iy"]), int(match["im"]), int(match["id"])))
    if match["numeric"]:
        return _whole(match, _numeric(int(match["nd"]), int(match["nm"]), int(match["ny"])))
    year = match["dy"] or (str(read_cardinal(match["dw"])) if match["dw"] else None)
    return _calendar(at, match.end(), _day(match["dd"]), match["dm"], year, reference)


_LONGER = re.compile(r"[\w/-]|[.,]\d")


def _from_month(text: str, at: int, end: int, reference: date | None) -> DateMention | None:
    head = text[max(0, at - 40) : at]
    if head.endswith("of ") and (day := _WORDS_BEFORE.search(head)) and (rest := _WORDS_FROM.match(text, at, end)):
        year = rest["digits"] or (str(read_cardinal(rest["words"])) if rest["words"] else None)
        return _calendar(
            at - (len(head) - day.start()), rest.end(), read_ordinal(day["day"]) or 0, rest["month"], year, reference
        )
    match = _FROM_MONTH.match(text, at, end)
    if match is not None:
        if match["mdy"]:
            return _calendar(at, match.end(), _day(match["md"]), match["mm"], match["my"], reference)
        return _whole(match, date(int(match["oy"]), _month(match["om"]), 1), "month")
    alone = _MONTH_ALONE.match(text, at, end)
    if alone is None or reference is None or _word_before(text, at) not in _LOOSE:
        return None
    return DateMention(at, alone.end(), date(reference.year, _month(alone.group()), 1), "month", "no_year")


def _whole(match: re.Match[str], found: date | None, precision: Precision = "day") -> DateMention | None:
    return None if found is None else DateMention(match.start(), match.end(), found, precision, "full")


def _numeric(first: int, second: int, year: int) -> date | None:
    """Day first, as everywhere but in the United States; month first only where the second number is no month."""
    return make_date(year, second, first) if second <= 12 else make_date(year, first, second)


def _calendar(
    start: int, end: int, day: int, month: str, year: str | None, reference: date | None
) -> DateMention | None:
    if year is None and reference is None:
        return None
    found = make_date(int(year) if year else reference.year if reference else 0, _month(month), day)
    return None if found is None else DateMention(start, end, found, "day", "full" if year else "no_year")


def _weekday(text: str, at: int, end: int, word: str, reference: date | None) -> DateMention | None:
    if reference is None:
        return None
    weekday = _WEEKDAYS[word]
    back = (reference.weekday() - weekday) % 7
    past = reference - timedelta(back)
    ahead = reference + timedelta((weekday - reference.weekday()) % 7)
    which = _word_before(text, at)
    if which == "last":
        past = ahead = past if back else past - timedelta(7)
    elif which == "next":
        past = ahead = ahead if back else ahead + timedelta(7)
    return DateMention(at, end, past, "day", "weekday", ahead)
