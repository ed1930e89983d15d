"""The formats of a list: JSON pages, and NDJSON, CSV and Parquet streams; how they are asked for and written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic.fields import FieldInfo

from app.api import parquet
from app.api.problems import NotAcceptable, NotInstalled

Rows = Sequence[str]
"""JSON objects."""
Columns = Mapping[str, FieldInfo]
"""Keys of the rows, in their order, with what the shape says of each."""
Writer = Callable[[Iterable[Rows], Columns], Iterator[bytes]]
"""From batches of rows and their columns to the bytes of the answer."""


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    media_type: str
    write: Writer | None
    """None: in pages, which have an envelope."""
    is_compressed: bool = False
    """In itself, so that compressing it again gains nothing."""


def _ndjson(batches: Iterable[Rows], _: Columns) -> Iterator[bytes]:
    """One object a line."""
    for rows in batches:
        yield "\n".join((*rows, "")).encode()


def _csv(batches: Iterable[Rows], columns: Columns) -> Iterator[bytes]:
    """RFC 4180: a header, then a record for each object; lists of texts joined by `; `, other structures as JSON."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for rows in batches:
        for row in rows:
            found = json.loads(row)
            writer.writerow([_cell(found[key]) for key in columns])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


#: What a spreadsheet takes for the beginning of a formula, or skips before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "; ".join(value)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if value.startswith(_FORMULA) else value


JSON = Format("json", "application/json", None)
_PARQUET = Format("parquet", "application/vnd.apache.parquet", parquet.write, is_compressed=True)
FORMATS = (
    JSON,
    Format("ndjson", "application/x-ndjson", _ndjson),
    Format("csv", "text/csv", _csv),
    *((_PARQUET,) if parquet.is_installed() else ()),
)
NAMES = tuple(each.name for each in FORMATS)
#: Names of formats that another installation has, and how to install each.
NOT_INSTALLED = {} if parquet.is_installed() else {_PARQUET.name: parquet.INSTALL}


def negotiate(request: Request, asked: str | None, available: Sequence[Format] = FORMATS) -> Format:
    """The format asked for by name, else the first of those that `Accept` likes best. Raises `NotAcceptable`."""
    if asked in NOT_INSTALLED:
        raise NotInstalled("format", asked, NOT_INSTALLED[asked])
    if asked is not None:
        return next(each for each in available if each.name == asked)
    header = request.headers.get("accept", "").strip() or "*/*"
    if header == "*/*":
        return available[0]
    ranges = [_range(part) for part in header.split(",")]
    best = max(available, key=lambda each: _weight(each.media_type, ranges))
    if _weight(best.media_type, ranges) <= 0:
        if _PARQUET.name in NOT_INSTALLED and _weight(_PARQUET.media_type, ranges) > 0:
            raise NotInstalled("Accept", _PARQUET.name, parquet.INSTALL)
        raise NotAcceptable(header, [each.media_type for each in available])
    return best


def _range(part: str) -> tuple[str, float]:
    """`text/csv;q=0.5` as its range and weight; a weight that is no number is none."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return media, float(weight)
    except ValueError:
        return media, 0.0


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Of the most specific range that covers it (RFC 9110, 12.5.1)."""
    for covering in (media_type, f"{media_type.split('/')[0]}/*", "*/*"):
        for media, weight in ranges:
            if media == covering:
                return weight
    return 0.0
