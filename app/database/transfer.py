"""A whole database into another one: documents several in a transaction, and what happened to them.

The history of the file (the feed of changes, retired ids) is taken over where the database has none: it is empty, or
an import into it was interrupted, because the history comes last. Everywhere else documents are added as `load` adds
them, and what they change is noted.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import SQLModel, col

from app.database.documents import Document
from app.database.engine import raise_version, reading, writing
from app.database.history_tables import ChangeRow, RetiredRow
from app.database.load import DocumentRefused, Outcome, check, load_documents, store
from app.database.rows import dump, instant
from app.database.statements import Record, insert_all, table_of
from app.database.tables import AgreementRow, DocumentRow, FactRow

Event = Literal["change", "retired"]
_ROWS = 2_000
#: Documents of one transaction: so many, or fewer where they have more facts together or longer texts than this.
_DOCUMENTS, _FACTS, _CHARACTERS = 200, 2_500, 1_000_000


class HistoryRefused(ValueError):
    """The history of a file cannot be stored; nothing of it was. The message says why."""


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Few enough to be stored at once."""
    batch: list[Document] = []
    facts = characters = 0
    for document in documents:
        batch.append(document)
        facts += len(document.extraction.facts)
        characters += len(document.extraction.text)
        if len(batch) >= _DOCUMENTS or facts >= _FACTS or characters >= _CHARACTERS:
            yield batch
            batch, facts, characters = [], 0, 0
    if batch:
        yield batch


def changes(connection: Connection) -> Iterator[str]:
    """The feed as ready-made JSON, oldest first."""
    table, last = table_of(ChangeRow), 0
    chosen = select(table.c.number, table.c.row).order_by(table.c.number).limit(_ROWS)
    while found := connection.execute(chosen.where(table.c.number > last)).all():
        yield from (row for _, row in found)
        last = found[-1][0]


def retired(connection: Connection) -> Iterator[Record]:
    table = table_of(RetiredRow)
    for row in connection.execute(select(table).order_by(table.c.resource, table.c.id)).mappings():
        yield {**row, "at": instant(row["at"])}


def facts_with_agreements(connection: Connection) -> Iterator[list[str]]:
    """Every fact by id, as one flat JSON object with what its agreement shows under `agreement_` and the key; in
    groups."""
    after = ""
    chosen = (
        select(col(FactRow.id), col(FactRow.row), col(AgreementRow.row))
        .join(AgreementRow, col(AgreementRow.id) == col(FactRow.agreement_id))
        .order_by(col(FactRow.id))
        .limit(_ROWS)
    )
    while found := connection.execute(chosen.where(col(FactRow.id) > after)).all():
        yield [dump(json.loads(row) | _prefixed(json.loads(agreement))) for _, row, agreement in found]
        after = found[-1][0]


def _prefixed(agreement: Mapping[str, Any]) -> dict[str, Any]:
    return {f"agreement_{key}": value for key, value in agreement.items()}


class Contents(NamedTuple):
    """How many lines of each kind an export of the database has."""

    documents: int
    retired: int
    changes: int


def contents(connection: Connection) -> Contents:
    tables = (DocumentRow, RetiredRow, ChangeRow)
    return Contents(*(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables))


class Importer:
    """Stores documents, then the history that goes with them."""

    def __init__(self, engine: Engine, *, tells_changes: bool) -> None:
        self._engine = engine
        with reading(engine) as connection:
            held = contents(connection)
        self._takes_history_over = tells_changes and not (held.retired or held.changes)

    def add_history(self, events: Iterable[tuple[Event, Mapping[str, Any]]]) -> None:
        """All of it in one transaction: a database that has a part of it has all. Raises `HistoryRefused`."""
        if not self._takes_history_over:
            # Read all the same: whoever hands events on may find fault with one.
            deque(events, maxlen=0)
            return
        try:
            with writing(self._engine) as connection:
                for kind, said in groupby(events, key=lambda event: event[0]):
                    made = (_RECORDS[kind](each) for _, each in said)
                    while records := list(islice(made, _ROWS)):
                        insert_all(connection, _TABLES[kind], records)
                raise_version(connection)
        except (IntegrityError, DataError) as error:
            raise HistoryRefused(f"its history breaks a rule of the database: {error.orig}") from error

    def add_documents(self, documents: Sequence[Document]) -> list[Outcome | DocumentRefused]:
        """All in one transaction; where one of them breaks a rule of the database, each in its own."""
        checked = [_refusal(document) for document in documents]
        good = [document for document, refusal in zip(documents, checked, strict=True) if refusal is None]
        stored = iter(self._store(good) if good else [])
        return [next(stored) if refusal is None else refusal for refusal in checked]

    def _store(self, documents: Sequence[Document]) -> Sequence[Outcome | DocumentRefused]:
        try:
            with writing(self._engine) as connection:
                if not self._takes_history_over:
                    return load_documents(connection, documents)
                outcomes = store(connection, documents)
                raise_version(connection)
                return outcomes
        except (IntegrityError, DataError) as error:
            if len(documents) == 1:
                return [DocumentRefused(f"its rows break a rule of the database: {error.orig}")]
        return [outcome for document in documents for outcome in self._store([document])]


def _refusal(document: Document) -> DocumentRefused | None:
    try:
        check(document.extraction)
    except DocumentRefused as refusal:
        return refusal
    return None


def _change(said: Mapping[str, Any]) -> Record:
    columns = {name: said[name] for name in ("number", "kind", "resource", "id")}
    return {**columns, "agreement_id": said["agreement"], "row": dump(said)}


_TABLES: Mapping[Event, type[SQLModel]] = {"change": ChangeRow, "retired": RetiredRow}
_RECORDS: Mapping[Event, Callable[[Mapping[str, Any]], Record]] = {"change": _change, "retired": dict}
