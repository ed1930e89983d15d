"""A page of a list: rows in an order, from a place on, and how many there are in all.

Three ways lead to the same rows; the total, which is known by then, says which is short. Where many rows meet the
question, the list is walked in its order until the page is full. Where few do, they are gathered and sorted. Where an
index has the ids of those that meet one of the conditions in the order of the list, it leads. PostgreSQL chooses
between the first two by its own statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, Dialect, Integer, Select, and_, func, or_, select
from sqlmodel import col

from app.database.cursors import BadCursor, Position
from app.database.filters import Condition, Filters, Way, gathering, walking
from app.database.prepared import Prepared, Shape, apart, fetch, numbered, parameter, parameters, placeholders, prepare
from app.database.tables import AgreementRow, ContradictionRow, DocumentRow, FactPartyRow, FactRow
from app.database.totals import once

Name = Literal["agreements", "facts", "documents", "contradictions"]
#: So many rows are sorted sooner than they are met by walking.
_FEW = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """What can be listed."""

    name: Name
    table: type[AgreementRow | FactRow | DocumentRow | ContradictionRow]
    narrow: Callable[[Filters, Way], list[Condition]]
    orders: Mapping[str, Any]
    """Name to column, for `sort`."""


Found = tuple[str, str, Any]
"""Id, ready-made row, and the place in the column that sorts; None where that is the id."""


def position(found: Found) -> Position:
    id_, _, place = found
    return Position(None if place is None else str(place), id_)


def total(connection: Connection, collection: Collection, filters: Filters) -> int:
    """How many rows there are in all."""
    return once(connection, (collection.name, filters), lambda: _count(connection, collection, filters))


def _count(connection: Connection, collection: Collection, filters: Filters) -> int:
    [[number]] = fetch(connection, *counting(connection, collection, filters))
    return int(number)


def counting(connection: Connection, collection: Collection, filters: Filters) -> tuple[Prepared, Mapping[str, Any]]:
    """The statement and its values."""
    shape, values = apart(filters, connection.dialect)
    return _counting(connection.dialect, collection, shape), values


def rows_after(
    connection: Connection, collection: Collection, filters: Filters, sort: str, after: Position | None, limit: int
) -> list[Found]:
    """`sort`: a name of `collection.orders`, `-` before it for descending. Raises `BadCursor`."""
    if after is None and sort == "id" and filters.q and connection.dialect.name == "sqlite":
        ids = _first_gathered(connection, collection, filters, limit)
        if ids is not None:
            return fetch(connection, _these(connection.dialect, collection, len(ids)), numbered("id", ids))
    prepared, values = listing(connection, collection, filters, sort, after)
    return fetch(connection, prepared, {**values, "limit": limit})


def _first_gathered(
    connection: Connection, collection: Collection, filters: Filters, limit: int
) -> Sequence[str] | None:
    """The first ids of those that have the words, where that many are not yet counted: to find them costs more than
    all else, and counts them, too. None where they are counted already, or too many."""
    shape, values = apart(filters, connection.dialect)
    gathered: list[str] = []

    def count() -> int:
        prepared = _gathering(connection.dialect, collection, shape)
        gathered.extend(id_ for (id_,) in fetch(connection, prepared, {**values, "limit": _FEW + 1}))
        return len(gathered) if len(gathered) <= _FEW else _count(connection, collection, filters)

    number = once(connection, (collection.name, filters), count)
    return gathered[:limit] if gathered and number == len(gathered) else None


def listing(
    connection: Connection, collection: Collection, filters: Filters, sort: str, after: Position | None
) -> tuple[Prepared, Mapping[str, Any]]:
    """The statement and its values, but for the `limit`."""
    few = connection.dialect.name == "sqlite" and total(connection, collection, filters) <= _FEW
    shape, values = apart(filters, connection.dialect)
    prepared = _listing(connection.dialect, collection, shape, sort, _beginning(after), gather=few)
    if after is not None:
        values = {**values, "after_id": after.id, "after_value": _checked(collection, sort, after.value)}
    return prepared, values


_Beginning = Literal["start", "known", "unknown"]


def _beginning(after: Position | None) -> _Beginning:
    """Whether a page begins at the start, after a row with a value in the column that sorts, or after one without."""
    if after is None:
        return "start"
    return "unknown" if after.value is None else "known"


def _checked(collection: Collection, sort: str, value: str | None) -> str | None:
    if value is not None and collection.orders[sort.removeprefix("-")].type.python_type is date:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise BadCursor("the day in it is none") from error
    return value


@lru_cache(maxsize=1 << 10)
def _counting(dialect: Dialect, collection: Collection, shape: Shape) -> Prepared:
    way = gathering if dialect.name == "sqlite" else walking
    chosen = select(func.count()).select_from(collection.table).where(*collection.narrow(placeholders(shape), way))
    return prepare(dialect, chosen)


@lru_cache(maxsize=1 << 10)
def _gathering(dialect: Dialect, collection: Collection, shape: Shape) -> Prepared:
    """The ids of all that meet the conditions, up to a limit, in order."""
    id_: Any = col(collection.table.id)
    chosen = select(id_).where(*collection.narrow(placeholders(shape), gathering)).order_by(id_)
    return prepare(dialect, chosen.limit(parameter("limit", Integer)))


@lru_cache(maxsize=1 << 10)
def _these(dialect: Dialect, collection: Collection, number: int) -> Prepared:
    id_: Any = col(collection.table.id)
    chosen = select(id_, col(collection.table.row), parameter("nothing"))
    return prepare(dialect, chosen.where(id_.in_(parameters("id", number))).order_by(id_))


@lru_cache(maxsize=1 << 10)
def _listing(
    dialect: Dialect, collection: Collection, shape: Shape, sort: str, beginning: _Beginning, *, gather: bool
) -> Prepared:
    asked = placeholders(shape)
    column: Any = collection.orders[sort.removeprefix("-")]
    id_: Any = col(collection.table.id)
    by_id = column is collection.table.id
    chosen: Select[Any] = select(id_, col(collection.table.row), parameter("nothing") if by_id else column)
    if by_id and (not gather or len(shape) == 1) and (role := _leading(collection, asked)):
        chosen = chosen.join(FactPartyRow, col(FactPartyRow.fact_id) == id_).where(
            col(FactPartyRow.role) == role, col(FactPartyRow.party) == getattr(asked, role)[0]
        )
        leading: dict[str, Any] = {role: ()}
        asked, id_ = replace(asked, **leading), col(FactPartyRow.fact_id)
    chosen = chosen.where(*collection.narrow(asked, gathering if gather else walking))
    descending = sort.startswith("-")
    if by_id:
        chosen = chosen.order_by(id_.desc() if descending else id_)
    else:
        chosen = chosen.order_by(column.is_(None), column.desc() if descending else column, id_)
    if beginning != "start":
        chosen = chosen.where(_beyond(id_, None if by_id else column, descending, beginning))
    return prepare(dialect, chosen.limit(parameter("limit", Integer)))


def _leading(collection: Collection, asked: Filters) -> Literal["obligor", "beneficiary"] | None:
    """The role whose index has the ids of facts in their order; of several parties it has them in several runs."""
    if collection.table is FactRow:
        roles: tuple[Literal["obligor"], Literal["beneficiary"]] = ("obligor", "beneficiary")
        for role in roles:
            if len(getattr(asked, role)) == 1:
                return role
    return None


def _beyond(id_: Any, column: Any, descending: bool, beginning: _Beginning) -> Condition:
    last_id: Any = parameter("after_id")
    if column is None:
        return id_ < last_id if descending else id_ > last_id  # type: ignore[no-any-return]
    if beginning == "unknown":
        return and_(column.is_(None), id_ > last_id)
    last: Any = parameter("after_value")
    further = column < last if descending else column > last
    return or_(further, and_(column == last, id_ > last_id), column.is_(None))
