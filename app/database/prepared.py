"""Statements built once for each shape of question and run on the driver itself.

To build a statement and hand it down through the layers of SQLAlchemy takes ten times as long as the database takes to
answer most of them. What is built here has parameters in place of values, so that every question of one shape (which
filters, with how many values each) is the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, Dialect, bindparam
from sqlalchemy.dialects import sqlite

from app.database import search
from app.database.filters import Filters, given

Shape = tuple[tuple[str, Any], ...]
Values = dict[str, Any]
#: The driver takes values by name, as PostgreSQL's does.
_SQLITE = sqlite.dialect(paramstyle="named")
#: Of names of parameters, apart from those that SQLAlchemy gives.
_PREFIX = "given_"
#: Fields whose values are looked up when the statement is built.
_BUILT_IN = ("group",)
#: Fields that are no conditions.
_ELSEWHERE = ("as_of",)


@dataclass(frozen=True, slots=True)
class Prepared:
    sql: str
    values: Mapping[str, Any]
    """Those that are the same for every question."""


def prepare(dialect: Dialect, statement: ClauseElement) -> Prepared:
    of = _SQLITE if dialect.name == "sqlite" else dialect
    compiled = statement.compile(dialect=of, compile_kwargs={"render_postcompile": True})
    return Prepared(str(compiled), compiled.params or {})


def fetch(connection: Connection, prepared: Prepared, values: Mapping[str, Any]) -> list[Any]:
    """Rows as tuples; columns as the driver gives them, so that on SQLite days are text."""
    driver: Any = connection.connection.driver_connection
    given = {_PREFIX + name: value for name, value in values.items()}
    return driver.execute(prepared.sql, {**prepared.values, **given}).fetchall()  # type: ignore[no-any-return]


@lru_cache(maxsize=1 << 10)
def apart(filters: Filters, dialect: Dialect) -> tuple[Shape, Mapping[str, Any]]:
    """The shape of the filters, and the values of the parameters in what `placeholders` makes of it."""
    asked = [(name, value) for name, value in given(filters) if name not in _ELSEWHERE]
    return tuple(_part(name, value) for name, value in asked), _values(asked, dialect)


def _values(asked: Iterable[tuple[str, Any]], dialect: Dialect) -> Values:
    found: Values = {}
    for name, value in asked:
        if name == "q":
            items = search.parse(value)
            found |= {f"q_{n}": search.in_language(item, dialect) for n, item in enumerate(items)}
        elif isinstance(value, tuple):
            found |= numbered(name, value)
        else:
            found[name] = _native(value, dialect)
    return found


def placeholders(shape: Shape) -> Filters:
    """Filters of this shape, with parameters for values."""
    made: Values = {}
    for name, part in shape:
        if name in _BUILT_IN:
            made[name] = part
        elif name == "q":
            made[name] = tuple(search.Sought(parameter(f"q_{n}"), negated) for n, negated in enumerate(part))
        else:
            made[name] = parameter(name) if part is None else parameters(name, part)
    return Filters(**made)


def parameter(name: str, type_: Any = None) -> BindParameter[Any]:
    """Stands for a value that comes when the statement runs."""
    return bindparam(_PREFIX + name, None, type_)


def parameters(name: str, number: int) -> tuple[BindParameter[Any], ...]:
    return tuple(parameter(f"{name}_{n}") for n in range(number))


def numbered(name: str, values: Iterable[Any]) -> Values:
    """Of `parameters`."""
    return {f"{name}_{n}": value for n, value in enumerate(values)}


def _part(name: str, value: Any) -> tuple[str, Any]:
    if name in _BUILT_IN:
        return name, value
    if name == "q":
        return name, tuple(item.negated for item in search.parse(value))
    return name, len(value) if isinstance(value, tuple) else None


def _native(value: Any, dialect: Dialect) -> Any:
    if dialect.name == "sqlite":
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
    return value
