"""Ids that named something and do not now: why, and where what they named is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, and_, delete, or_, select
from sqlmodel import col

from app.database.history_tables import RetiredRow
from app.database.statements import insert_all, table_of
from app.database.tables import FactRow
from app.settings import now

Resource = Literal["agreement", "fact", "document"]


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that is no more."""

    id: str
    reason: str
    """A sentence without its full stop."""
    target: str | None
    """The id that it was merged into."""


def retire(
    connection: Connection, resource: Resource, ids: Sequence[str], reason: str, target: str | None = None
) -> None:
    """Ids that are not retired yet."""
    at = now().replace(microsecond=0)
    insert_all(
        connection,
        RetiredRow,
        ({"resource": resource, "id": id_, "reason": reason, "at": at, "target": target} for id_ in ids),
    )


def reinstate(connection: Connection, ids: Mapping[Resource, Sequence[str]]) -> None:
    """Ids that name something again."""
    table = table_of(RetiredRow)
    again = (and_(table.c.resource == resource, table.c.id.in_(same)) for resource, same in ids.items())
    connection.execute(delete(table).where(or_(*again)))


def retirement(connection: Connection, resource: Resource, id_: str) -> Retired | None:
    """Why nothing has the id, if anything ever had it. A fact of an agreement that was merged is found there."""
    if resource == "fact" and (moved := _with_its_agreement(connection, id_)):
        return moved
    return retired(connection, resource, [id_]).get(id_)


def _with_its_agreement(connection: Connection, fact_id: str) -> Retired | None:
    agreement, _, rest = fact_id.partition(".")
    known = retired(connection, "agreement", [agreement]).get(agreement)
    if known is None or known.target is None:
        return None
    target = f"{known.target}.{rest}"
    stored = select(col(FactRow.id)).where(col(FactRow.id) == target)
    if connection.execute(stored).first() or retired(connection, "fact", [target]):
        return Retired(fact_id, known.reason, target)
    return None


def retired(connection: Connection, resource: Resource, ids: Sequence[str]) -> dict[str, Retired]:
    """Those of the ids that are no more."""
    chosen = select(col(RetiredRow.id), col(RetiredRow.reason), col(RetiredRow.target)).where(
        col(RetiredRow.resource) == resource, col(RetiredRow.id).in_([id_ for id_ in ids if id_.isprintable()])
    )
    return {row[0]: Retired(*row) for row in connection.execute(chosen)}
