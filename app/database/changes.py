"""The changes of what is served, in the order in which they were made, for those who keep a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.database.cursors import BadCursor, Position, decode, encode, fingerprint
from app.database.filters import Condition
from app.database.history_tables import ChangeRow
from app.database.query import Page

#: The cursor of who wants nothing of what was.
NOW = "now"


@dataclass(frozen=True, slots=True)
class ChangeFilters:
    """Which changes; an empty one asks for all."""

    resource: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    agreement: tuple[str, ...] = ()
    """And of the facts of these."""

    def question(self) -> dict[str, Any]:
        """The same question is the same value."""
        return {"of": "changes", **{name: sorted(set(values)) for name, values in asdict(self).items()}}

    def conditions(self) -> list[Condition]:
        asked = [
            (col(ChangeRow.resource), self.resource),
            (col(ChangeRow.kind), self.kind),
            (col(ChangeRow.agreement_id), self.agreement),
        ]
        return [column.in_(values) for column, values in asked if values]


def page(connection: Connection, filters: ChangeFilters, limit: int, after: str | None) -> Page:
    """Oldest first; `total` counts those after the cursor. Its ids are numbers. Raises `BadCursor`."""
    last, question = _last(connection), filters.question()
    beyond = [*filters.conditions(), col(ChangeRow.number) > _number(after, question, last)]
    total = connection.execute(select(func.count()).select_from(ChangeRow).where(*beyond)).scalar_one()
    chosen = select(col(ChangeRow.number), col(ChangeRow.row)).where(*beyond).order_by(col(ChangeRow.number))
    found = connection.execute(chosen.limit(limit)).all()
    numbers, rows = [str(number) for number, _ in found], [row for _, row in found]
    if total > limit:
        return Page(numbers, rows, total, cursor(numbers[-1], question))
    # All that is after this cursor is yet to come, also what these filters pass over.
    return Page(numbers, rows, total, None, later=cursor(str(last), question))


def newest(connection: Connection, filters: ChangeFilters, limit: int, after: str | None) -> Sequence[str]:
    """Newest first. Raises `BadCursor`."""
    beyond = col(ChangeRow.number) > _number(after, filters.question(), _last(connection))
    chosen = select(col(ChangeRow.row)).where(*filters.conditions(), beyond).order_by(col(ChangeRow.number).desc())
    return connection.execute(chosen.limit(limit)).scalars().all()


def cursor(number: str, question: dict[str, Any]) -> str:
    """What stands after the change of this number."""
    return encode(Position(None, number), fingerprint(question))


def unknown_agreements(connection: Connection, filters: ChangeFilters) -> list[str]:
    """The agreements asked for that no change is about."""
    asked = col(ChangeRow.agreement_id).in_(filters.agreement)
    known = set(connection.execute(select(col(ChangeRow.agreement_id)).where(asked).distinct()).scalars())
    return [id_ for id_ in filters.agreement if id_ not in known]


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(col(ChangeRow.number)))).scalar_one() or 0


def _number(after: str | None, question: dict[str, Any], last: int) -> int:
    if after is None or after == NOW:
        return last if after else 0
    written = decode(after, fingerprint(question)).id
    if not (written.isascii() and written.isdigit()) or len(written) > len(str(last)) or int(written) > last:
        raise BadCursor("it stands after changes that are not there: the database was made anew, so take a new copy")
    return int(written)
