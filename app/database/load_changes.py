"""What a transaction changed of what is served, noted in that transaction: the difference of before and after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Table, func, literal, select, union_all
from sqlmodel import col

from app.database.history_tables import ChangeRow
from app.database.retired import Resource
from app.database.rows import dump, instant
from app.database.statements import Record, insert_all, table_of
from app.database.tables import AgreementRow, DocumentRow, FactRow
from app.settings import now

Kind = Literal["added", "revised", "merged", "withdrawn"]
Why = Callable[[Resource, Kind], str]
"""A few words on what made a change."""
Target = tuple[Resource, str]

#: Outermost first: what is added comes after what it belongs to, what ends comes before it.
_TABLES: Mapping[Resource, Table] = {
    "document": table_of(DocumentRow),
    "agreement": table_of(AgreementRow),
    "fact": table_of(FactRow),
}
#: What grows with every document that says the same.
_TALLIES = frozenset({"document_count", "evidence_count"})


class Observed:
    """Documents, agreements and facts as they are shown before a transaction changes them."""

    def __init__(
        self, connection: Connection, *, documents: Sequence[str], agreements: Sequence[str], facts: Sequence[str]
    ) -> None:
        self._connection = connection
        self._ids: dict[Resource, Sequence[str]] = {"document": documents, "agreement": agreements, "fact": facts}
        self._before = self._shown()

    def note(self, why: Why, document: str | None, targets: Mapping[Target, str] | None = None) -> None:
        """Write down what is different now. `document`: which one was loaded or withdrawn; `targets`: what was merged
        into which id."""
        after = self._shown()
        changes = list(_changes(self._before, after, targets or {}))
        last = self._connection.execute(select(func.max(col(ChangeRow.number)))).scalar_one() or 0
        at = instant(now())
        records = (
            _record(number, at, change, why(change.resource, change.kind), document)
            for number, change in enumerate(changes, last + 1)
        )
        insert_all(self._connection, ChangeRow, records)

    def _shown(self) -> dict[Target, str]:
        """In one statement: this is asked twice for every document that is loaded."""
        each = (
            select(literal(resource), table.c.id, table.c.row).where(table.c.id.in_(self._ids[resource]))
            for resource, table in _TABLES.items()
        )
        found = {(resource, id_): row for resource, id_, row in self._connection.execute(union_all(*each))}
        return {target: found[target] for target in sorted(found, key=_place)}


def _place(target: Target) -> tuple[int, str]:
    return list(_TABLES).index(target[0]), target[1]


@dataclass(frozen=True, slots=True)
class _Change:
    kind: Kind
    resource: Resource
    id: str
    fields: Sequence[str] = ()
    target: str | None = None


def _changes(before: dict[Target, str], after: dict[Target, str], targets: Mapping[Target, str]) -> Iterator[_Change]:
    for (resource, id_), row in after.items():
        old = before.get((resource, id_))
        if old is None:
            yield _Change("added", resource, id_)
        elif old != row:
            yield _difference(resource, id_, json.loads(old), json.loads(row))
    for resource, id_ in reversed(before):
        if (resource, id_) not in after:
            target = targets.get((resource, id_))
            yield _Change("merged" if target else "withdrawn", resource, id_, (), target)


def _difference(resource: Resource, id_: str, old: dict[str, Any], new: dict[str, Any]) -> _Change:
    """Further words that say the same are merged; words that say something else, or that went, are a revision."""
    fields = [name for name in new if new[name] != old[name]]
    grown = _TALLIES.issuperset(fields) and new["document_count"] >= old["document_count"]
    return _Change("merged" if grown else "revised", resource, id_, fields)


def _record(number: int, at: str, change: _Change, why: str, document: str | None) -> Record:
    agreement = None if change.resource == "document" else change.id.split(".")[0]
    row = {
        "number": number,
        "at": at,
        "kind": change.kind,
        "resource": change.resource,
        "id": change.id,
        "agreement": agreement,
        "document": document,
        "why": why,
        "fields": change.fields,
        "target": change.target,
    }
    columns = {"number": number, "kind": change.kind, "resource": change.resource, "id": change.id}
    return {**columns, "agreement_id": agreement, "row": dump(row)}


def loaded(resource: Resource, kind: Kind) -> str:
    """Why a document that was loaded changes something."""
    if resource == "document":
        return "the document was loaded"
    return "stated in the document" if kind == "added" else "stated in a further document"


def withdrawn(reason: str) -> Why:
    """Why a document that was withdrawn changes something."""

    def why(resource: Resource, kind: Kind) -> str:
        if resource == "document":
            return f"the document was withdrawn: {reason}"
        if kind == "withdrawn":
            return f"no document states it any more: {reason}"
        return f"a document that stated it was withdrawn: {reason}"

    return why
