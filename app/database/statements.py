"""The few statements that loading repeats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, insert, update
from sqlmodel import SQLModel, col

from app.database.tables import AgreementRow, FactRow


def insert_all(connection: Connection, table: type[SQLModel], records: Iterable[dict[str, Any]]) -> None:
    if batch := list(records):
        connection.execute(insert(table), batch)


def put(
    connection: Connection, table: type[AgreementRow | FactRow], id_: str, record: dict[str, Any], *, is_new: bool
) -> None:
    if is_new:
        connection.execute(insert(table).values(id=id_, **record))
    else:
        connection.execute(update(table).where(col(table.id) == id_).values(**record))


def sets_of(connection: Connection, pairs: Select[str, str]) -> dict[str, set[str]]:
    """First column to all values of the second."""
    found: dict[str, set[str]] = {}
    for key, value in connection.execute(pairs):
        found.setdefault(key, set()).add(value)
    return found
