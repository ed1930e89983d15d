"""The few statements that loading repeats, each for many records at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, bindparam, insert, update
from sqlmodel import SQLModel

Record = dict[str, Any]


@cache
def table_of(model: type[SQLModel]) -> Table:
    """Plain statements over the table cost a third of those over its class."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def insert_all(connection: Connection, model: type[SQLModel], records: Iterable[Record]) -> None:
    """All records have the same keys."""
    if batch := list(records):
        connection.execute(insert(table_of(model)), batch)


def update_all(connection: Connection, model: type[SQLModel], records: Iterable[Record]) -> None:
    """Set the other keys of each record where `id` is its own; all records have the same keys."""
    if batch := list(records):
        changes = _update(model, tuple(name for name in batch[0] if name != "id"))
        connection.execute(changes, [{("held_" + k if k == "id" else k): v for k, v in r.items()} for r in batch])


@cache
def _update(model: type[SQLModel], names: tuple[str, ...]) -> Update:
    table = table_of(model)
    return update(table).where(table.c.id == bindparam("held_id")).values({n: bindparam(n) for n in names})


def put_all(connection: Connection, model: type[SQLModel], records: Iterable[Record], known: Iterable[str]) -> None:
    """Insert the records, or update those whose id is known."""
    batch, held = list(records), set(known)
    insert_all(connection, model, (record for record in batch if record["id"] not in held))
    update_all(connection, model, (record for record in batch if record["id"] in held))


def sets_of(connection: Connection, pairs: Select[str, str]) -> dict[str, set[str]]:
    """First column to all values of the second."""
    found: dict[str, set[str]] = {}
    for key, value in connection.execute(pairs):
        found.setdefault(key, set()).add(value)
    return found
