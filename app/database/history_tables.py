"""The tables of what happened to what was loaded: ids that ended, and changes.

No document tells of them: a full dump holds their rows as they are.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Index
from sqlmodel import Field, SQLModel

from app.database.tables import key, one_of, text

RESOURCES: tuple[str, ...] = ("agreement", "fact", "document")


class RetiredRow(SQLModel, table=True):
    """An id that named something and does not now; one that comes back is no longer here.

    A full dump holds these rows as they are: no document tells of them.
    """

    __tablename__ = "retired"
    __table_args__ = (one_of("resource", RESOURCES, "retired_resource_is_known"),)

    resource: str = key(primary_key=True)
    id: str = key(primary_key=True)
    reason: str = text()
    """A sentence without its full stop."""
    at: datetime = Field(sa_type=DateTime(timezone=True))
    target: str | None = key(default=None, nullable=True)
    """The id that it was merged into."""


CHANGES: tuple[str, ...] = ("added", "revised", "merged", "withdrawn")


class ChangeRow(SQLModel, table=True):
    """One change of what is served, for those who keep a copy.

    A full dump holds these rows as they are, numbers and all, so that cursors stay good: no document tells of them.
    """

    __tablename__ = "changes"
    __table_args__ = (
        one_of("kind", CHANGES, "change_kind_is_known"),
        one_of("resource", RESOURCES, "change_resource_is_known"),
        Index("changes_by_agreement", "agreement_id", "number"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """In the order of commits: its writer holds the sequence."""
    kind: str
    resource: str
    id: str = key()
    """Of the resource, which may be no more."""
    agreement_id: str | None = key(default=None, nullable=True)
    """The agreement itself, or that of the fact."""
    row: str = text()


HISTORY: tuple[type[SQLModel], ...] = (RetiredRow, ChangeRow)
