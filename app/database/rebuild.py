"""Whether what is made from the documents is what the loader makes of them: all of it is made anew and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from app.database.engine import create_engine, reading, upgrade, writing
from app.database.load import store
from app.database.snapshots import copy_vocabulary
from app.database.statements import table_of
from app.database.stored import stored_documents
from app.database.tables import (
    AgreementClaimRow,
    AgreementPartyRow,
    AgreementRow,
    ClaimantRow,
    ContradictionRow,
    DocumentRow,
    EvidenceRow,
    FactAmountRow,
    FactClaimRow,
    FactPartyRow,
    FactRow,
    PassageRow,
    WarningRow,
)
from app.database.transfer import batches

#: Characters of a value that a difference shows.
_SHOWN = 60
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the documents give."""

    table: str
    key: str
    says: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.says}"


def verify_rows(engine: Engine) -> Iterator[Difference]:
    """Every row that was made from documents, against one that is made anew; a few documents in memory at a time."""
    with reading(engine) as connection:
        try:
            with _made_anew(connection) as anew:
                for name, chosen in _statements().items():
                    yield from _differences(name, chosen, connection, anew)
        except IntegrityError as error:
            yield Difference("documents", "as they are stored", f"cannot be loaded again: {error.orig}")


@contextmanager
def _made_anew(connection: Connection) -> Iterator[Connection]:
    """A private database with the same documents."""
    with TemporaryDirectory(prefix="agreement-facts-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'anew.db'}")
        upgrade(engine)
        with writing(engine) as anew:
            copy_vocabulary(connection, anew)
            for documents in batches(stored_documents(connection)):
                store(anew, documents)
        with reading(engine) as anew:
            yield anew
        engine.dispose()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The rows of a table in the order of their keys, without numbers that only join tables."""

    rows: Select[Any]
    keys: Sequence[str]


def _statements() -> Mapping[str, _Chosen]:
    keyed: dict[type[SQLModel], list[str]] = {
        DocumentRow: ["id"],
        AgreementRow: ["id"],
        FactRow: ["id"],
        ContradictionRow: ["id"],
        WarningRow: ["document_id", "position"],
        AgreementPartyRow: ["agreement_id", "party"],
        AgreementClaimRow: ["agreement_id", "document_id"],
        FactPartyRow: ["fact_id", "role", "party"],
        FactAmountRow: ["fact_id", "position"],
        FactClaimRow: ["fact_id", "document_id"],
    }
    whole = {str(model.__tablename__): _whole(model, keys) for model, keys in keyed.items()}
    return {**whole, "evidence": _evidence(), "claimants": _claimants(), "passages": _passages()}


def _whole(model: type[SQLModel], keys: Sequence[str]) -> _Chosen:
    table = table_of(model)
    return _Chosen(select(table).order_by(*(table.c[key] for key in keys)), keys)


_PLACE = ("fact_id", "document_id", "start", "end")


def _evidence() -> _Chosen:
    table = table_of(EvidenceRow)
    columns = [column for column in table.c if column.name != "id"]
    return _Chosen(select(*columns).order_by(*(table.c[key] for key in _PLACE)), _PLACE)


def _claimants() -> _Chosen:
    place = [table_of(EvidenceRow).c[key] for key in _PLACE]
    said = [col(ClaimantRow.position), col(ClaimantRow.name), col(ClaimantRow.folded)]
    joined = select(*place, *said).join(ClaimantRow, col(ClaimantRow.evidence_id) == col(EvidenceRow.id))
    return _Chosen(joined.order_by(*place, col(ClaimantRow.position)), (*_PLACE, "position"))


def _passages() -> _Chosen:
    """The passages of one owner in the order in which they were made."""
    table, place = table_of(PassageRow), table_of(EvidenceRow)
    ids = (table.c.document_id, table.c.agreement_id, table.c.fact_id, place.c.document_id)
    owners: list[Any] = [func.coalesce(column, "") for column in ids]
    owners += [func.coalesce(column, -1) for column in (place.c.start, place.c.end)]
    names = ("document", "agreement", "fact", "evidence_of", "start", "end")
    labelled = [owner.label(name) for owner, name in zip(owners, names, strict=True)]
    number = func.row_number().over(partition_by=owners, order_by=table.c.id).label("number")
    joined = (
        select(*labelled, number, table.c.words)
        .select_from(table)
        .outerjoin(place, place.c.id == table.c.evidence_id)
        .order_by(*owners, table.c.id)
    )
    return _Chosen(joined, (*names, "number"))


def _differences(name: str, chosen: _Chosen, held: Connection, anew: Connection) -> Iterator[Difference]:
    stored, made = _rows(held, chosen), _rows(anew, chosen)
    left, right = next(stored, None), next(made, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None
            yield Difference(name, _shown_key(left[0]), "is there, and no document gives it")
            left = next(stored, None)
        elif left is None or right[0] < left[0]:
            yield Difference(name, _shown_key(right[0]), "is not there, and documents give it")
            right = next(made, None)
        else:
            for column, value in left[1].items():
                if value != right[1][column]:
                    says = f"{column} is {_shown(value)}, and documents give {_shown(right[1][column])}"
                    yield Difference(name, _shown_key(left[0]), says)
            left, right = next(stored, None), next(made, None)


_Row = tuple[tuple[Any, ...], Mapping[str, Any]]


def _rows(connection: Connection, chosen: _Chosen) -> Iterator[_Row]:
    """Key and columns."""
    found = connection.execution_options(yield_per=_AT_ONCE).execute(chosen.rows).mappings()
    for row in found:
        columns = {name: _words(value) if name == "words" else value for name, value in row.items()}
        yield tuple(columns[key] for key in chosen.keys), columns


_LEXEME = re.compile(r"'([^']*)':([\d,]+)")


def _words(stored: str) -> list[str]:
    """In their order; of a tsvector, too."""
    if not stored.startswith("'"):
        return stored.split()
    placed = {int(place): word for word, places in _LEXEME.findall(stored) for place in places.split(",")}
    return [placed[place] for place in sorted(placed)]


def _shown_key(key: Sequence[Any]) -> str:
    return " ".join(str(part) for part in key if part not in ("", -1, None))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
