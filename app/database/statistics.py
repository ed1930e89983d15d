"""Facts counted by one to three of their properties, under the filters of every other question.

A fact with several values of a property counts once for each of them; where it has none, for the unknown value (None).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, and_, cast, extract, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.database.cursors import BadCursor, Position, decode, encode, fingerprint
from app.database.filters import Filters, on_evidence, on_facts
from app.database.tables import (
    AgreementPartyRow,
    AgreementRow,
    CategoryRow,
    ClaimantRow,
    EvidenceRow,
    FactPartyRow,
    FactRow,
)
from app.database.totals import once

Value = str | int | None
_Values = tuple[tuple[bool, str], ...]
_Place = tuple[int, _Values]


class Counts(NamedTuple):
    facts: int
    agreements: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of values and how many facts have it, in how many agreements."""

    values: tuple[Value, ...]
    counts: Counts

    @property
    def place(self) -> _Values:
        """Sorts cells by their values, unknown ones last."""
        return _place(None if value is None else str(value) for value in self.values)

    @property
    def id(self) -> str:
        """Its values as a printable text."""
        return json.dumps([None if value is None else str(value) for value in self.values])


def _place(values: Iterable[str | None]) -> _Values:
    return tuple((value is None, value or "") for value in values)


class _Statement:
    """A statement over facts that takes in, once each, the tables that its dimensions need."""

    def __init__(self, filters: Filters) -> None:
        self.filters = filters
        self.joined: Any = FactRow.__table__  # type: ignore[attr-defined]
        # Aliases: a table of the same name in a condition is another look at it.
        self._agreements: Any = None
        self.repeats = False
        """Whether a fact can stand in several rows."""

    def fact(self, name: str) -> Any:
        return getattr(FactRow, name)

    def agreement(self, name: str) -> Any:
        if self._agreements is None:
            self._agreements = aliased(AgreementRow)
            self.joined = self.joined.join(self._agreements, self._agreements.id == col(FactRow.agreement_id))
        return getattr(self._agreements, name)

    def group(self) -> Any:
        category = aliased(CategoryRow)
        self.joined = self.joined.join(category, col(category.slug) == col(FactRow.category))
        return category.group

    def party(self) -> Any:
        self.repeats = True
        party = aliased(AgreementPartyRow)
        self.joined = self.joined.outerjoin(party, col(party.agreement_id) == col(FactRow.agreement_id))
        return party.party

    def role(self, role: str) -> Any:
        self.repeats = True
        party = aliased(FactPartyRow)
        self.joined = self.joined.outerjoin(party, and_(col(party.fact_id) == col(FactRow.id), col(party.role) == role))
        return party.party

    def claimant(self) -> Any:
        """Of the places that meet the conditions on evidence; None where a document speaks in its own voice."""
        self.repeats = True
        evidence, claimant = aliased(EvidenceRow), aliased(ClaimantRow)
        asked = on_evidence(self.filters, evidence)
        self.joined = self.joined.join(evidence, and_(col(evidence.fact_id) == col(FactRow.id), *asked)).outerjoin(
            claimant, col(claimant.evidence_id) == col(evidence.id)
        )
        return claimant.folded

    def year(self) -> Any:
        """Of the signature, else of the day planned for it."""
        day = func.coalesce(self.agreement("signed_on"), self.agreement("planned_on"))
        return cast(extract("year", day), Integer)


#: Name to the column that it counts by.
DIMENSIONS: Mapping[str, Callable[[_Statement], Any]] = {
    "category": lambda s: s.fact("category"),
    "group": _Statement.group,
    "type": lambda s: s.fact("type"),
    "party": _Statement.party,
    "obligor": lambda s: s.role("obligor"),
    "beneficiary": lambda s: s.role("beneficiary"),
    "agreement": lambda s: s.fact("agreement_id"),
    "modality": lambda s: s.fact("modality"),
    "direction": lambda s: s.fact("direction"),
    "legal_form": lambda s: s.agreement("legal_form"),
    "status": lambda s: s.agreement("status"),
    "claimant": _Statement.claimant,
    "year": _Statement.year,
}
MAXIMUM_DIMENSIONS = 3

#: Name of an order to what it sorts by, before the values of the cell.
ORDERS: Mapping[str, Callable[[Counts], int]] = {
    "group": lambda _: 0,
    "facts": lambda counts: counts.facts,
    "-facts": lambda counts: -counts.facts,
    "agreements": lambda counts: counts.agreements,
    "-agreements": lambda counts: -counts.agreements,
}


#: Whose cells are few enough to be kept, for a single one of them is what dashboards ask for.
_SHORT = frozenset({"category", "group", "type", "modality", "direction", "legal_form", "status"})


def count_facts(connection: Connection, filters: Filters, dimensions: Sequence[str]) -> list[Cell]:
    """Every cell that has a fact, in no order."""
    if len(dimensions) == 1 and dimensions[0] in _SHORT:
        question = ("cells", filters, dimensions[0])
        return once(connection, question, lambda: _count_facts(connection, filters, dimensions))
    return _count_facts(connection, filters, dimensions)


def _count_facts(connection: Connection, filters: Filters, dimensions: Sequence[str]) -> list[Cell]:
    found = [
        Cell(tuple(values), Counts(facts, agreements))
        for *values, facts, agreements in connection.execute(_counting(filters, dimensions))
    ]
    if "claimant" not in dimensions:
        return found
    at, spelled = dimensions.index("claimant"), _spellings(connection)
    return [Cell((*c.values[:at], spelled.get(c.values[at]), *c.values[at + 1 :]), c.counts) for c in found]


def totals(connection: Connection, filters: Filters) -> Counts:
    """How many facts are counted, and in how many agreements; less than the cells add up to where facts have several
    values."""
    return once(connection, ("all", filters), lambda: Counts(*connection.execute(_counting(filters, ())).one()))


def _counting(filters: Filters, dimensions: Sequence[str]) -> Select[Any]:
    statement = _Statement(filters)
    columns = [DIMENSIONS[name](statement).label(f"by_{name}") for name in dimensions]
    facts = func.count(col(FactRow.id).distinct()) if statement.repeats else func.count()
    counts = (facts, func.count(col(FactRow.agreement_id).distinct()))
    chosen = select(*columns, *counts).select_from(statement.joined).where(*on_facts(filters))
    return chosen.group_by(*columns)


def _spellings(connection: Connection) -> dict[Value, str]:
    """A claimant's name without case to one as documents write it, the same in every cell."""
    written = connection.execute(select(col(ClaimantRow.folded), col(ClaimantRow.name)).distinct()).all()
    spelled: dict[Value, str] = {}
    for folded, name in written:
        spelled[folded] = min(name, spelled.get(folded, name))
    return spelled


def cut_cells(
    cells: Iterable[Cell], sort: str, limit: int, cursor: str | None, question: dict[str, Any]
) -> tuple[list[Cell], str | None]:
    """A page of cells and the cursor of the next one; right also where cells came or went since. Raises `BadCursor`."""
    order, mark = ORDERS[sort], fingerprint(question)

    def place(cell: Cell) -> _Place:
        return order(cell.counts), cell.place

    beyond = sorted(cells, key=place)
    if cursor is not None:
        after = _after(decode(cursor, mark))
        beyond = [cell for cell in beyond if place(cell) > after]
    shown = beyond[:limit]
    if len(beyond) <= limit:
        return shown, None
    return shown, encode(Position(str(order(shown[-1].counts)), shown[-1].id), mark)


def _after(position: Position) -> _Place:
    try:
        values, number = json.loads(position.id), int(position.value or "")
    except (ValueError, RecursionError) as error:
        raise BadCursor("what it stands after is no cell") from error
    if not isinstance(values, list) or not all(value is None or isinstance(value, str) for value in values):
        raise BadCursor("what it stands after is no cell")
    return number, _place(values)
