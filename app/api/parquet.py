"""Rows as Parquet (https://parquet.apache.org), with the extra `[parquet]`: columns typed as the shape of the rows is.

Texts are `string`, whole numbers `int64`, other numbers `double`, days `date32`, moments `timestamp[ms, UTC]`, lists
`list`, objects `struct`; what has no one type or no fixed keys (`counts.by_category`) is its JSON as `string`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    import pyarrow

__all__ = ["INSTALL", "is_installed", "write"]

INSTALL = "pip install 'agreement-facts[parquet]'"
#: Characters of JSON that become one row group: what is in memory at once.
_ROW_GROUP = 8 * 1024 * 1024


@cache
def is_installed() -> bool:
    try:
        return find_spec("pyarrow") is not None
    except ModuleNotFoundError:
        return False


def write(batches: Iterable[Sequence[str]], columns: Mapping[str, FieldInfo]) -> Iterator[bytes]:
    """From batches of JSON objects to the bytes of one file; `columns`: key to its field in the shape."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    kinds = {key: _kind(field.annotation) for key, field in columns.items()}
    schema = pyarrow.schema([(key, kind.type) for key, kind in kinds.items()])
    file = _Passing()
    with ParquetWriter(file, schema) as writer:
        for rows in _row_groups(batches):
            found = [json.loads(row) for row in rows]
            values = {key: [kind.value(row[key]) for row in found] for key, kind in kinds.items()}
            writer.write_table(pyarrow.table(values, schema))
            yield file.taken()
    yield file.taken()


class _Passing:
    """A file that can only be written to, and whose bytes leave as they come: the format needs no way back."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data, self._held = b"".join(self._held), []
        return data

    def flush(self) -> None: ...

    def close(self) -> None: ...


def _row_groups(batches: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    held: list[str] = []
    size = 0
    for row in (row for rows in batches for row in rows):
        held.append(row)
        size += len(row)
        if size >= _ROW_GROUP:
            yield held
            held, size = [], 0
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of column, and how a value of JSON becomes one of it."""

    type: pyarrow.DataType
    convert: Callable[[Any], Any] | None = None
    """None: the value is one already."""

    def value(self, found: Any) -> Any:
        return found if found is None or self.convert is None else self.convert(found)


def _kind(annotation: Any) -> _Kind:
    import pyarrow

    plain: dict[Any, _Kind] = {
        str: _Kind(pyarrow.string()),
        bool: _Kind(pyarrow.bool_()),
        int: _Kind(pyarrow.int64()),
        float: _Kind(pyarrow.float64()),
        date: _Kind(pyarrow.date32(), date.fromisoformat),
        datetime: _Kind(pyarrow.timestamp("ms", "UTC"), datetime.fromisoformat),
    }
    choices = _choices(annotation)
    if len(choices) > 1:
        return _Kind(pyarrow.string(), _as_json)
    [chosen] = choices
    if chosen in plain:
        return plain[chosen]
    if isinstance(chosen, type) and issubclass(chosen, BaseModel):
        return _struct({field.alias or key: _kind(field.annotation) for key, field in chosen.model_fields.items()})
    if get_origin(chosen) in (list, tuple):
        return _list(get_args(chosen))
    return _Kind(pyarrow.string(), _as_json)


def _choices(annotation: Any) -> set[Any]:
    """The types that a value can have besides null, the values of a `Literal` by their type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _choices(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return {choice for part in get_args(annotation) for choice in _choices(part)} - {type(None)}
    return {type(value) for value in get_args(annotation)} if origin is Literal else {annotation}


def _struct(kinds: Mapping[str, _Kind]) -> _Kind:
    import pyarrow

    made = pyarrow.struct([(key, kind.type) for key, kind in kinds.items()])
    return _Kind(made, lambda found: {key: kind.value(found[key]) for key, kind in kinds.items()})


def _list(items: tuple[Any, ...]) -> _Kind:
    import pyarrow

    kinds = {_kind(item).type: _kind(item) for item in items if item is not Ellipsis}
    if len(kinds) > 1:
        return _Kind(pyarrow.string(), _as_json)
    [kind] = kinds.values()
    return _Kind(pyarrow.list_(kind.type), lambda found: [kind.value(item) for item in found])


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
