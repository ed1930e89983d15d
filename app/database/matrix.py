"""Agreements by category: what each says on every topic, with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from app.database.filters import Filters
from app.database.statistics import count_facts
from app.database.tables import CategoryRow
from app.database.topics import State, opposites, state


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agreement says on one category."""

    category: CategoryRow
    affirming: int
    denying: int

    @property
    def state(self) -> State:
        return state(self.affirming, self.denying)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What asks the API for the facts that are counted: of this category and of those that deny it."""
        return [("category", slug) for slug in (self.category.slug, *opposites().get(self.category.slug, ()))]


@dataclass(frozen=True, slots=True)
class Matrix:
    groups: tuple[tuple[str, str, tuple[CategoryRow, ...]], ...]
    """Slug, label and categories of each group, in the order of the columns."""
    rows: Mapping[str, tuple[Cell, ...]]
    """Agreement to its cells."""
    silent: tuple[CategoryRow, ...]
    """Categories that none of the agreements speaks of; they have no column."""


def matrix(connection: Connection, agreement_ids: Sequence[str], categories: Sequence[CategoryRow]) -> Matrix:
    counts = _counts(connection, agreement_ids)
    whole = {id_: [_cell(category, counts.get(id_, {})) for category in categories] for id_ in agreement_ids}
    spoken = [any(row[n].state != "not_mentioned" for row in whole.values()) for n in range(len(categories))]
    shown = [category for category, said in zip(categories, spoken, strict=True) if said]
    return Matrix(
        tuple(_groups(shown)),
        {id_: tuple(cell for cell, said in zip(row, spoken, strict=True) if said) for id_, row in whole.items()},
        tuple(category for category, said in zip(categories, spoken, strict=True) if not said),
    )


def _groups(categories: Sequence[CategoryRow]) -> Iterator[tuple[str, str, tuple[CategoryRow, ...]]]:
    for (slug, label), members in groupby(categories, key=lambda category: (category.group, category.group_label)):
        yield slug, label, tuple(members)


def _counts(connection: Connection, agreement_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Agreement to category to number of facts."""
    found: dict[str, dict[str, int]] = {}
    if agreement_ids:
        for cell in count_facts(connection, Filters(agreement=tuple(agreement_ids)), ("agreement", "category")):
            agreement, category = map(str, cell.values)
            found.setdefault(agreement, {})[category] = cell.counts.facts
    return found


def _cell(category: CategoryRow, counts: Mapping[str, int]) -> Cell:
    denying = sum(counts.get(slug, 0) for slug in opposites().get(category.slug, ()))
    return Cell(category, counts.get(category.slug, 0), denying)
