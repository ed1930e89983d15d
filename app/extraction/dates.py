"""Dates in a text, resolved against the day of the document.

Calendar dates in the orders of the press and of treaties, dates without a year, weekdays, "yesterday".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.extraction.numbers import CARDINALS, ORDINALS, read_cardinal, read_ordinal

Precision = Literal["day", "month", "year"]
DateKind = Literal["full", "no_year", "weekday", "relative"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the text: `text[start:end]`."""

    start: int
    end: int
    date: date
    """The first day of a month or of a year where `precision` is no day."""
    precision: Precision
    kind: DateKind
    """`full` states its year; the other kinds are resolved against the day of the document."""
    next_date: date | None = None
    """Of a bare weekday: the nearest such day on or after the document's, where `date` is the nearest on or before."""


_MONTHS = {name[:3]: number for number, name in enumerate("january february march april may june july august september october november december".split(), 1)}
_WEEKDAYS = {name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}


def _both_cases(names: str) -> str:
    return "|".join(f"{name}|{name.upper()}" for name in names.split())


_MONTH = rf"(?:{_both_cases('January February March April May June July August September October November December')}|{_both_cases('Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec')})\b\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|ST|ND|RD|TH)?"
_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL_WORD = "|".join(sorted((o.lower() for o in ORDINALS), key=len, reverse=True))
_NUMBER_WORD = "|".join(sorted(CARDINALS, key=len, reverse=True))
_WEEKDAY = _both_cases("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

_DATE = re.compile(
    rf"""(?<![\w.])(?:
    (?P<iso>(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>0?[1-9]|1[0-2])(?P=is)(?P<id>[12]\d|3[01]|0?[1-9])(?!\d))
  | (?P<numeric>(?P<nd>\d{{1,2}})(?P<ns>[./-])[ ]?(?P<nm>\d{{1,2}})(?P=ns)[ ]?(?P<ny>{_YEAR})(?!\d))
  | (?P<dmy>(?P<dd>{_DAY})(?:\s(?:day\s)?of)?[\s-](?P<dm>{_MONTH})(?:,?[\s-]{{1,2}}(?P<dy>{_YEAR})\b)?)
  | (?P<mdy>(?P<mm>{_MONTH})\s(?:the\s)?(?P<md>{_DAY})(?![\w%]|[.,:]\d)(?:(?:,\s?|\s)(?P<my>{_YEAR})\b)?)
  | (?P<my_only>(?P<om>{_MONTH}),?\s(?:of\s)?(?P<oy>{_YEAR})\b)
  | (?P<words>(?P<wd>(?:twenty|thirty)[- ](?:{_ORDINAL_WORD})|{_ORDINAL_WORD}|{_DAY})\s(?:day\s)?of\s(?P<wm>{_MONTH}),?(?:\s(?:in\sthe\syear\s)?(?:of\s)?(?:(?P<wy>{_YEAR})\b|(?P<ww>(?:two\sthousand|nineteen\shundred)(?:[\s-](?:and|{_NUMBER_WORD})\b){{0,4}})))?)
  | (?P<weekday>(?:(?P<which>last|next|this|Last|Next|This)\s)?(?P<wk>{_WEEKDAY})\b)
  | (?P<relative>(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b)
  | (?P<loose>(?:in|since|until|till|by|before|after|of|from|during|last|early|late|mid|In|Since|Until|By|Before|After|From|During)[\s-](?:(?P<lm>{_MONTH})(?!\s\d)|(?P<ly>{_YEAR})(?![\w/-]|[.,]\d)))
    )""",
    re.VERBOSE,
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
    return tuple(mention for match in _DATE.finditer(text, start, end) if (mention := _mention(match, reference)) is not None)


def _mention(match: re.Match[str], reference: date | None) -> DateMention | None:
    kind = match.lastgroup
    if kind in ("weekday", "relative"):
        return _near(match, kind, reference) if reference is not None else None
    if kind == "iso":
        return _whole(match, make_date(int(match["iy"]), int(match["im"]), int(match["id"])))
    if kind == "numeric":
        return _whole(match, _numeric(int(match["nd"]), int(match["nm"]), int(match["ny"])))
    if kind == "my_only":
        return _whole(match, date(int(match["oy"]), _month(match["om"]), 1), "month")
    if kind == "loose":
        return _loose(match, reference)
    if kind == "dmy":
        return _calendar(match, _day(match["dd"]), match["dm"], match["dy"], reference)
    if kind == "mdy":
        return _calendar(match, _day(match["md"]), match["mm"], match["my"], reference)
    day = read_ordinal(match["wd"])
    year = match["wy"] or (str(read_cardinal(match["ww"])) if match["ww"] else None)
    return _calendar(match, day or 0, match["wm"], year, reference)


def _whole(match: re.Match[str], found: date | None, precision: Precision = "day") -> DateMention | None:
    return None if found is None else DateMention(match.start(), match.end(), found, precision, "full")


def _numeric(first: int, second: int, year: int) -> date | None:
    """Day first, as everywhere but in the United States; month first only where the second number is no month."""
    return make_date(year, second, first) if second <= 12 else make_date(year, first, second)


def _calendar(match: re.Match[str], day: int, month: str, year: str | None, reference: date | None) -> DateMention | None:
    if year is None and reference is None:
        return None
    found = make_date(int(year) if year else reference.year if reference else 0, _month(month), day)
    if found is None:
        return None
    return DateMention(match.start(), match.end(), found, "day", "full" if year else "no_year")


def _loose(match: re.Match[str], reference: date | None) -> DateMention | None:
    if match["ly"]:
        return DateMention(match.start("ly"), match.end("ly"), date(int(match["ly"]), 1, 1), "year", "full")
    if reference is None:
        return None
    return DateMention(match.start("lm"), match.end("lm"), date(reference.year, _month(match["lm"]), 1), "month", "no_year")


def _near(match: re.Match[str], kind: str, reference: date) -> DateMention:
    if kind == "relative":
        offset = {"y": -1, "tod": 0, "tom": 1, "ton": 0}
        word = match.group().lower()
        days = offset[word[0] if word[0] == "y" else word[:3]]
        return DateMention(match.start(), match.end(), reference + timedelta(days), "day", "relative")
    weekday = _WEEKDAYS[match["wk"].lower()]
    back = (reference.weekday() - weekday) % 7
    past = reference - timedelta(back)
    ahead = reference + timedelta((weekday - reference.weekday()) % 7)
    which = (match["which"] or "").lower()
    if which == "last":
        past = ahead = past if back else past - timedelta(7)
    elif which == "next":
        past = ahead = ahead if back else ahead + timedelta(7)
    return DateMention(match.start("wk"), match.end(), past, "day", "weekday", ahead)
