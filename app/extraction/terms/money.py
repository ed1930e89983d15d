"""Sums of money in a text: figure, scale and currency, in the many ways of the press.

A figure is found first; what stands right before and right after it decides whether it is a sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.extraction.terms.currencies import currencies, resolve
from app.extraction.terms.numbers import CARDINALS, read_cardinal
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.alternatives import holds_any


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in the text: `text[start:end]`; `currency` is an ISO 4217 code."""

    start: int
    end: int
    value: Decimal
    currency: str


class _Figure(NamedTuple):
    """A number with its scale, before its currency is known."""

    start: int
    end: int
    value: Decimal
    scale: int
    """Power of ten; -1 where no scale is named."""
    tight: bool
    """The scale is one or two letters, as in "870m", which may be a unit of something else."""


_WORDS = "|".join(sorted(CARDINALS, key=len, reverse=True))
_SCALE = (
    r"lakh crore|thousand|millions?|billions?|trillion|milliard|mln|mio|mil|mn|bln|bn|trn|tn|crores?|lakhs?|lac|"
    r"cr|[mkbt]"
)
_SCALE_WORD = r"thousand|millions?|billions?|trillion|milliard|crores?|lakhs?"
#: Begins with one class of characters, so that the scan for it is quick.
_FIGURE = re.compile(
    rf"[0-9](?<![0-9.,][0-9])(?:[0-9]{{0,2}}(?:[,.\u00a0\u202f\u2009'’ ][0-9]{{3}}(?![0-9]))+"
    rf"(?:[.,][0-9]{{1,2}}(?![0-9]))?|"
    rf"[0-9]{{0,14}}(?:[.,·][0-9]{{1,6}})?)"
    rf"(?P<tail>(?P<space>[ \t\n\u00a0\u202f-]?)(?P<scale>(?i:{_SCALE}))(?![^\W_]))?"
)
_STUCK = re.compile(r"(?:[^\W\d_]{1,4}\.?|[^\W\d_]{0,4}[$€£¥₹₩₪₴₸₺₽₦₱₫₡₲₵₭₮֏₾₼฿៛৳¢])[ \t\u00a0]?\Z")
_BLANKS = " \t\u00a0"
_ANCHOR = re.compile(
    r"(?:thousand|million|billion|trillion|milliard|crore|lakh|euro|dollar|pound|Million|Billion|Trillion|"
    r"Euro|Dollar|Pound|MILLION|BILLION)s?(?![^\W_])"
)
_WORDS_BEFORE = re.compile(
    rf"(?<![\w.,-])(?P<words>(?:half|a quarter of|three quarters of)[ ]an?|a[ ]hundred|an?|"
    rf"(?:{_WORDS})(?:[ -](?:{_WORDS}|hundred|and)){{0,4}}(?:[ ]and[ ]a[ ]half)?)[ \n-]\Z",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_HINTS = ("illion", "housand", "rore", "akh", "uro", "ollar", "ound", "ILLION")
_ANCHOR_HINTS = (*_HINTS, "milliard")
_NEXT = re.compile(
    r"[ \t\n\u00a0\u202f-]{0,2}(?P<one>[A-Za-z]{0,4}[$€£¥₹₩₪₴₸₺₽₦₱₫₡₲₵₭₮֏₾₼฿៛৳]|"
    r"[^\W\d_][\w.'’ʻ-]*)(?:[ \t\n\u00a0]+(?P<two>[^\W\d_][\w.'’ʻ-]*))?"
    r"(?:[ \t\n\u00a0]+(?P<three>[^\W\d_][\w'’ʻ-]*))?"
)
_BARE_AFTER = re.compile(
    r"\s*(?:[.,;:)\]—–]|\Z|(?:a|per|each|every|an|in|for|to|over|by|from|of which|annually|yearly|and|or|"
    r"more|this|next|last|on|will|is|are|was|were|as|at|until|through|during|under|would)\b)"
)
_RANGE = re.compile(r"[ \t]?(?:[-–—]|to|and|or)[ \t]?")
_SENTENCE_LOOK_BACK = 300
_AROUND = 1200
_UNSURE_CODES = frozenset(load_toml("currencies.toml")["unsure"]["codes"].split())
"""Codes that are words or other abbreviations too: before a plain small figure they are no currency."""


def find_money(text: str, start: int, end: int, states: tuple[str, ...] = ()) -> tuple[Money, ...]:
    """The sums in `text[start:end]`, in order.

    `states` (ISO 3166-1 alpha-2) are those in view, the parties; they decide between the world's crowns,
    pounds and dinars.
    """
    if not _may_hold(text, start, end):
        return ()
    found: list[Money] = []
    figures = _figures(text, start, end)
    for index, figure in enumerate(figures):
        sum_ = _with_currency(text, figure, end, states)
        if index + 1 < len(figures) and (sum_ is None or figure.scale < 0):
            sum_ = _range_head(text, figure, figures[index + 1], end, states, sum_)
        if sum_ is None and figure.scale >= 6 and not figure.tight and _BARE_AFTER.match(text, figure.end):
            currency = _last_currency(text, found) if found else _currency_before(text, start, states)
            sum_ = Money(figure.start, figure.end, _value(figure), currency) if currency else None
        if sum_ is not None:
            found.append(sum_)
    return tuple(found)


def _may_hold(text: str, start: int, end: int) -> bool:
    return _DIGIT.search(text, start, end) is not None or holds_any(text, _HINTS, start, end)


def _figures(text: str, start: int, end: int) -> list[_Figure]:
    figures = [_digits(match) for match in _FIGURE.finditer(text, start, end)]
    if not holds_any(text, _ANCHOR_HINTS, start, end):
        return figures
    worded = [
        figure for match in _ANCHOR.finditer(text, start, end) if (figure := _worded(text, match, start)) is not None
    ]
    if not worded:
        return figures
    merged: list[_Figure] = []
    for figure in sorted((*figures, *worded)):
        if not merged or figure.start >= merged[-1].end:
            merged.append(figure)
    return merged


def _digits(match: re.Match[str]) -> _Figure:
    stop = match.start("tail") if match["tail"] is not None else match.end()
    number = match.string[match.start() : stop]
    scale_word = (match["scale"] or "").lower()
    scale = currencies().scales.get(scale_word, -1)
    tight = 0 < len(scale_word) <= 1
    if tight and (match["space"] or "") not in ("", "\u00a0") and scale_word != "m":
        return _Figure(match.start(), stop, _number(number, scaled=False), -1, False)
    value = _number(number, scaled=scale >= 0)
    return _Figure(match.start(), match.end(), value, scale, tight)


def _number(number: str, *, scaled: bool) -> Decimal:
    """ "8,000,000", "1 200 000", "7.1", "7,1" and "1.200" as the number that is meant."""
    if number.isdigit():
        return Decimal(number)
    plain = number.replace("·", ".")
    for separator in "\u00a0\u202f\u2009'’ ":
        plain = plain.replace(separator, "")
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        thousands = "," if plain.rfind(",") < plain.rfind(".") else "."
        plain = plain.replace(thousands, "").replace(",", ".")
    elif commas > 1 or points > 1:
        plain = plain.replace(",", "").replace(".", "")
    elif commas or points:
        mark = "," if commas else "."
        tail = len(plain) - plain.index(mark) - 1
        grouped = tail == 3 and not scaled and not plain.startswith("0")
        plain = plain.replace(mark, "") if grouped else plain.replace(mark, ".")
    return Decimal(plain)


_FRACTIONS = {
    "half a": "0.5",
    "half an": "0.5",
    "a quarter of a": "0.25",
    "three quarters of a": "0.75",
    "a": "1",
    "an": "1",
}


def _worded(text: str, anchor: re.Match[str], start: int) -> _Figure | None:
    """A figure in words before a scale ("two million") or before a unit ("five euros")."""
    begin = max(start, anchor.start() - 60)
    before = _WORDS_BEFORE.search(text[begin : anchor.start()])
    if before is None:
        return None
    scale = currencies().scales.get(anchor.group().lower(), -1)
    words = " ".join(before["words"].lower().split())
    half = Decimal(0)
    if words.endswith(" and a half"):
        words, half = words[: -len(" and a half")], Decimal("0.5")
    if words in _FRACTIONS:
        value = Decimal(_FRACTIONS[words])
        if scale < 0:
            return None
    else:
        cardinal = read_cardinal(words)
        if cardinal is None:
            return None
        value = Decimal(cardinal)
    end = anchor.end() if scale >= 0 else begin + before.end("words")
    return _Figure(begin + before.start(), end, value + half, scale, False)


def _value(figure: _Figure) -> Decimal:
    value = figure.value.scaleb(figure.scale) if figure.scale > 0 else figure.value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _with_currency(text: str, figure: _Figure, end: int, states: tuple[str, ...]) -> Money | None:
    """The sum that a figure is, by the currency on its left or on its right."""
    left = _left(text, figure, states)
    if left is not None:
        return Money(left[0], figure.end, _value(figure), left[1])
    right = _right(text, figure, end, states)
    if right is not None:
        return Money(figure.start, right[0], _value(figure), right[1])
    return None


def _left(text: str, figure: _Figure, states: tuple[str, ...]) -> tuple[int, str] | None:
    """Where the symbol or code before a figure starts, and its currency."""
    table = currencies()
    window = text[max(0, figure.start - 8) : figure.start]
    final = window[-2:-1] if window[-1:] in _BLANKS else window[-1:]
    if final not in table.finals or (match := _STUCK.search(window)) is None:
        return None
    mark = match.group().rstrip()
    begin = figure.start - (len(window) - match.start())
    lettered = mark[0].isalpha()
    if lettered and begin > 0 and text[begin - 1].isalnum():
        return _bare_symbol(text, figure, mark, begin)
    attached = text[figure.start - 1] not in _BLANKS
    plain = figure.scale < 0 and figure.value < 1000
    if mark in table.codes:
        return None if plain and mark in _UNSURE_CODES else (begin, mark)
    known = table.symbols.get(mark)
    if known is None:
        return _bare_symbol(text, figure, mark, begin)
    if lettered and mark.isalpha() and ((plain and len(mark) <= 2) or (len(mark) == 1 and not attached)):
        return None
    if mark == "$" and (code := text[max(0, begin - 4) : begin].strip()) in table.codes and text[begin - 1] == " ":
        return begin - 4, code
    return (begin, known) if known in table.codes else _symbol_unit(text, known, begin, states)


def _bare_symbol(text: str, figure: _Figure, mark: str, begin: int) -> tuple[int, str] | None:
    """The sign itself where the letters before it are a word of the text."""
    sign = mark[-1]
    known = currencies().symbols.get(sign) if not sign.isalnum() else None
    return (begin + len(mark) - 1, known) if known is not None else None


def _symbol_unit(text: str, unit: str, at: int, states: tuple[str, ...]) -> tuple[int, str] | None:
    code = _resolve(text, unit, "", at, states)
    return (at, code) if code is not None else None


def _resolve(text: str, unit: str, adjective: str, at: int, states: tuple[str, ...]) -> str | None:
    begin = max(0, at - _AROUND)
    return resolve(unit, adjective, states, text[begin : at + _AROUND // 2].lower(), at - begin)


def _right(text: str, figure: _Figure, end: int, states: tuple[str, ...]) -> tuple[int, str] | None:
    """Where the currency after a figure ends, and its code."""
    match = _NEXT.match(text, figure.end, min(end, figure.end + 60))
    if match is None:
        return None
    table = currencies()
    one = match["one"].rstrip(".'’-")
    spans = [(match.end(name), match[name]) for name in ("one", "two", "three") if match[name]]
    plain = figure.scale < 0 and figure.value < 1000
    if one in table.codes:
        return (match.start("one") + len(one), one) if not (plain and one in _UNSURE_CODES) else None
    for mark in (match["one"], one):
        if mark in table.symbols and (not mark.isalpha() or len(mark) > 1):
            known = table.symbols[mark]
            code = known if known in table.codes else _resolve(text, known, "", figure.start, states)
            return (match.start("one") + len(mark), code) if code else None
    words = [word.lower().rstrip("'’-") for _, word in spans]
    for count in range(len(words), 0, -1):
        unit = words[count - 1].rstrip(".")
        unit = unit.split("-")[0] if unit not in table.units else unit
        if unit not in table.units:
            continue
        adjective = " ".join(words[: count - 1]) or ("cfa" if words[count : count + 1] == ["cfa"] else "")
        code = _named(text, figure, unit, adjective, states)
        if code is None:
            continue
        if (
            unit in ("pound", "pounds", "real", "won", "sum", "mark")
            and plain
            and not adjective
            and text[spans[count - 1][0] : spans[count - 1][0] + 4] == " of "
        ):
            return None
        return spans[count - 1][0] - (len(words[count - 1]) - len(unit)), code
    return None


def _named(text: str, figure: _Figure, unit: str, adjective: str, states: tuple[str, ...]) -> str | None:
    """The currency of a unit with the words between it and the figure; None where those words do not belong to it."""
    table = currencies()
    if not adjective:
        return _resolve(text, unit, "", figure.start, states)
    if adjective == "cfa":
        return _resolve(text, "cfa", "", figure.start, states)
    full = f"{adjective} {unit}"
    if full in table.names:
        return table.names[full]
    if adjective in table.adjectives:
        return _resolve(text, unit, adjective, figure.start, states)
    last = adjective.split(" ")[-1]
    return (
        None
        if last in table.units or adjective in ("and", "or", "to") or " " in adjective
        else _resolve(text, unit, "", figure.start, states)
        if last in ("pounds", "in", "worth")
        else None
    )


def _range_head(
    text: str, figure: _Figure, following: _Figure, end: int, states: tuple[str, ...], own: Money | None
) -> Money | None:
    """The first figure of "2 to 3 billion euros" and "$1.5-2 billion": it takes from the second what it lacks."""
    if figure.tight or not _RANGE.fullmatch(text, figure.end, following.start):
        return own
    scaled = figure if figure.scale >= 0 else figure._replace(scale=following.scale)
    if own is not None:
        return Money(own.start, own.end, _value(scaled), own.currency)
    right = _right(text, following, end, states)
    return Money(figure.start, figure.end, _value(scaled), right[1]) if right is not None else None


def _last_currency(text: str, found: list[Money]) -> str | None:
    """The currency of the last sum that is no conversion in brackets."""
    for sum_ in reversed(found):
        if text[max(0, sum_.start - 10) : sum_.start].rfind("(") < 0:
            return sum_.currency
    return found[-1].currency if found else None


def _currency_before(text: str, start: int, states: tuple[str, ...]) -> str | None:
    """The currency of the last sum before `start` in the same sentence."""
    begin = max(0, start - _SENTENCE_LOOK_BACK)
    for stop in (text.rfind(". ", begin, start), text.rfind("\n", begin, start)):
        begin = max(begin, stop + 1)
    if begin >= start or not _may_hold(text, begin, start):
        return None
    for figure in reversed(_figures(text, begin, start)):
        sum_ = _with_currency(text, figure, start, states)
        if sum_ is not None:
            return sum_.currency
    return None
