"""Whether quotes stand in another copy of a text: exact, moved, changed or lost; never anchored anew by guess.

    exact      the words stand at the same place
    moved      the words between what was before and after them stand at one other place, and at no second
    changed    what was before and after them stands at one place, with other words between
    lost       none of these, or several places are possible: then they are named, and none is chosen

Characters are compared as they are, code point by code point: other spaces, line endings or accents are other words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["REASONS", "STATES", "Anchor", "Quote", "Reason", "State", "anchor", "anchor_all"]

State = Literal["exact", "moved", "changed", "lost"]
STATES: tuple[State, ...] = ("exact", "moved", "changed", "lost")
Reason = Literal["ambiguous", "other_context", "too_short", "not_found"]
REASONS: tuple[Reason, ...] = ("ambiguous", "other_context", "too_short", "not_found")

#: Fewer code points stand in a text by chance: a quote that is shorter with its context is not looked for elsewhere,
#: nor are other words looked for beside a context that is shorter on one of its sides.
ENOUGH = 8
#: Other words are looked for between a context that stands up to so far apart: the quote four times, and a sentence.
_TIMES_THE_QUOTE, _AND = 4, 200
#: Possible places that are named; what stands at more of them is no anchor.
_NAMED = 10
#: Places of a context that are looked at; one that stands at more of them is no context.
_CONTEXTS = 1_000


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stood at `[start, end)` of a text, and what was before and after them."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What became of a quote in another text."""

    state: State
    span: tuple[int, int] | None = None
    """Where it stands now, or what stands in its place; None: lost."""
    found: str | None = None
    """The words there."""
    context_kept: bool | None = None
    """Whether what was before and after it is there, too; None: lost."""
    reason: Reason | None = None
    """Why it is lost."""
    places: tuple[tuple[int, int], ...] = ()
    """Of what is lost: places that are possible, of which none is certain; the first ones."""


def anchor_all(text: str, quotes: Iterable[Quote]) -> list[Anchor]:
    return [anchor(text, quote) for quote in quotes]


def anchor(text: str, quote: Quote) -> Anchor:
    """What became of `quote` in `text`."""
    start, end = quote.start, quote.end
    if text[start:end] == quote.exact and end <= len(text):
        before, after = text[max(0, start - len(quote.prefix)) : start], text[end : end + len(quote.suffix)]
        return Anchor("exact", (start, end), quote.exact, (before, after) == (quote.prefix, quote.suffix))
    whole = quote.prefix + quote.exact + quote.suffix
    if len(whole) < ENOUGH:
        return Anchor("lost", reason="too_short")
    ahead, length = len(quote.prefix), len(quote.exact)
    places = [(at + ahead, at + ahead + length) for at in _occurrences(text, whole, _NAMED)]
    if len(places) == 1:
        return Anchor("moved", places[0], quote.exact, True)
    if places:
        return Anchor("lost", reason="ambiguous", places=tuple(places))
    return _changed(text, quote) or _elsewhere(text, quote)


def _changed(text: str, quote: Quote) -> Anchor | None:
    """Other words in the same context; None where it does not stand in the text."""
    if min(len(quote.prefix), len(quote.suffix)) < ENOUGH:
        return None
    starts = [at + len(quote.prefix) for at in _occurrences(text, quote.prefix, _CONTEXTS)]
    ends = list(_occurrences(text, quote.suffix, _CONTEXTS))
    furthest = _TIMES_THE_QUOTE * len(quote.exact) + _AND
    places = []
    for start in starts:
        for end in ends[bisect_left(ends, start) : bisect_right(ends, start + furthest)]:
            places.append((start, end))
            if len(places) == _NAMED:
                break
        if len(places) == _NAMED:
            break
    # Where not all was looked at there may be another place.
    if len(places) > 1 or max(len(starts), len(ends)) == _CONTEXTS:
        return Anchor("lost", reason="ambiguous", places=tuple(places))
    if not places:
        return None
    [(start, end)] = places
    return Anchor("changed", (start, end), text[start:end], True)


def _elsewhere(text: str, quote: Quote) -> Anchor:
    """The words alone, in another context, are named and not taken for the same."""
    length = len(quote.exact)
    places = tuple((at, at + length) for at in _occurrences(text, quote.exact, _NAMED))
    return Anchor("lost", reason="other_context" if places else "not_found", places=places)


def _occurrences(text: str, words: str, most: int) -> Iterator[int]:
    """Where `words` stand, overlapping ones too; the first `most`."""
    at = text.find(words)
    while at >= 0 and most:
        yield at
        most -= 1
        at = text.find(words, at + 1)
