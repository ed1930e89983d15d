"""What is asked: the same questions for everybody, each a small value that a peer turns into a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

from app.database.vocabulary import slugs
from benchmarks.http.facts import PLACES, agreement_id
from benchmarks.http.rows import Row

ROWS = 50
"""Of a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty facts by id, of those that meet the filters."""

    category: str | None = None
    obligor: str | None = None
    agreement: str | None = None
    after: str | None = None
    """The last id of the page before."""
    skip: int = 0
    """How many facts stand before it, for those who know no better way to begin in the middle."""


@dataclass(frozen=True, slots=True)
class Item:
    id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many facts there are of each category."""


@dataclass(frozen=True, slots=True)
class Words:
    """Fifty facts with this word."""

    word: str
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every fact, in any order, as a stream."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page of which the asker has the newest answer already."""


_T = TypeVar("_T")
Question = Page | Item | Counts | Words | Everything | Unchanged


@dataclass(frozen=True, slots=True)
class Workload:
    name: str
    questions: Sequence[Question]
    kind: Literal["repeated", "different"] = "repeated"
    """`different`: no question is asked twice, so that nobody can have kept its answer."""


HOT = Page(category="training")
EVERYTHING = "all rows out (rows/s)"
FIRST, DEEP = "the first page", "a page after row 90 %"


def workloads(rows: Sequence[Row]) -> list[Workload]:
    """`rows` are sorted by id."""
    chance = Random(7)
    ids = [row.id for row in rows]
    deep = len(ids) * 9 // 10
    words = [place.lower() for place in PLACES]
    topical = [Words(word, category) for word in words for category in slugs("commitment")]
    return [
        Workload("one hot filtered list", [HOT]),
        Workload("different filtered pages", list(_different(rows, chance)), "different"),
        Workload("one item by id", [Item(ids[len(ids) // 3])]),
        Workload("different items", [Item(id_) for id_ in _shuffled(ids, chance)[:60_000]], "different"),
        Workload("counts by category", [Counts()]),
        Workload("full text", [Words(word) for word in words[:100]]),
        Workload("full text, different questions", _shuffled(topical, chance), "different"),
        Workload(FIRST, [Page()]),
        Workload(DEEP, [Page(after=ids[deep - 1], skip=deep)]),
        Workload("different deep pages", _beginnings(ids[deep:], deep, chance), "different"),
        Workload(EVERYTHING, [Everything()]),
        Workload("304, nothing changed", [Unchanged()]),
    ]


def _different(rows: Sequence[Row], chance: Random) -> Iterator[Question]:
    """Pages of one category, of one obligor and of one agreement, in turn, while there are any of each."""
    by_category = {slug: [r.id for r in rows if r.category == slug] for slug in slugs("commitment")[:8]}
    by_obligor = {code: [r.id for r in rows if r.obligor == code] for code in ("DE", "FR", "GB", "PL", "UA", "US")}
    categories = [Page(category=c, after=ids[i], skip=i + 1) for c, ids in by_category.items() for i in _starts(ids)]
    obligors = [Page(obligor=o, after=ids[i], skip=i + 1) for o, ids in by_obligor.items() for i in _starts(ids)]
    agreements = [Page(agreement=agreement_id(number)) for number in range(len(rows) // ROWS)]
    piles = [_shuffled(pile, chance)[:30_000] for pile in (categories, obligors, agreements)]
    while any(piles):
        yield from (pile.pop() for pile in piles if pile)


def _starts(ids: Sequence[str]) -> range:
    """Where a full page can begin."""
    return range(max(0, len(ids) - ROWS))


def _beginnings(ids: Sequence[str], before: int, chance: Random) -> list[Question]:
    pages = [Page(after=ids[i], skip=before + i + 1) for i in _starts(ids)]
    return list(_shuffled(pages, chance)[:30_000])


def _shuffled(values: Sequence[_T], chance: Random) -> list[_T]:
    return sorted(values, key=lambda _: chance.random())
