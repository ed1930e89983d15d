"""The facts as plain rows, for peers that serve a table: a SQLite file with its indexes, lines of JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.extraction.statements import statement
from benchmarks.http.facts import extractions


class Row(NamedTuple):
    id: str
    agreement: str
    type: str
    category: str
    statement: str
    obligor: str | None
    beneficiary: str | None
    modality: str | None
    direction: str | None
    quote: str


def rows(facts: int) -> list[Row]:
    """Sorted by id."""
    return sorted(_rows(facts))


def _rows(facts: int) -> Iterator[Row]:
    for document in extractions(facts):
        for fact in document.facts:
            yield Row(
                fact.id,
                fact.agreement,
                fact.type,
                fact.category,
                statement(fact),
                next(iter(fact.obligors), None),
                next(iter(fact.beneficiaries), None),
                fact.modality,
                fact.direction,
                fact.evidence[0].exact,
            )


def write_sqlite(made: Sequence[Row], path: Path) -> None:
    """A table with an index for every question that is asked, full text search among them."""
    with sqlite3.connect(path) as connection:
        columns = ", ".join(f"{name} TEXT" for name in Row._fields[1:])
        connection.execute(f"CREATE TABLE facts (id TEXT PRIMARY KEY, {columns})")
        connection.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * len(Row._fields))})", made)
        for name in ("agreement", "category", "obligor"):
            connection.execute(f"CREATE INDEX facts_by_{name} ON facts ({name}, id)")
        connection.execute('CREATE VIRTUAL TABLE facts_fts USING fts5 (statement, quote, content="facts")')
        connection.execute("INSERT INTO facts_fts (facts_fts) VALUES ('rebuild')")
        connection.execute("ANALYZE")
    connection.close()


def write_ndjson(made: Sequence[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row._asdict())}\n" for row in made)
