"""The tables of those who write: their keys, and the answers kept for requests that are sent again.

No part of the data: changing them changes nothing that is served, and an export leaves them out.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.database.tables import Key

_VALID = text("revoked_at IS NULL")


class ApiKeyRow(SQLModel, table=True):
    """A key for writing; of its secret only the digest is here."""

    __tablename__ = "api_keys"
    __table_args__ = (
        UniqueConstraint("digest", name="api_key_digest_is_unique"),
        CheckConstraint("length(digest) = 64", name="api_key_digest_is_one"),
        Index("api_keys_by_name", "name", unique=True, sqlite_where=_VALID, postgresql_where=_VALID),
    )

    prefix: str = Field(sa_type=Key, primary_key=True)
    """The first characters of the secret, by which people tell keys apart."""
    name: str = Field(sa_type=Key)
    """Of one key that is not revoked."""
    rights: str
    """What it may do, as an OAuth scope: `add withdraw`."""
    digest: str = Field(sa_type=Key)
    """SHA-256 of the secret, in hexadecimal."""
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    revoked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


class KeptAnswerRow(SQLModel, table=True):
    """The answer to a request that bore an `Idempotency-Key`, or that the request is being worked on."""

    __tablename__ = "kept_answers"
    __table_args__ = (
        CheckConstraint(
            "(status IS NULL) = (body IS NULL) AND (status IS NULL) = (headers IS NULL)", name="kept_answer_is_whole"
        ),
        Index("kept_answers_by_time", "begun_at"),
        Index("kept_answers_by_key", "api_key", "begun_at"),
    )

    api_key: str = Field(sa_type=Key, primary_key=True, foreign_key="api_keys.prefix", ondelete="CASCADE")
    name: str = Field(sa_type=Key, primary_key=True)
    """What the caller sent as `Idempotency-Key`."""
    fingerprint: str
    """Of what was asked for."""
    begun_at: datetime = Field(sa_type=DateTime(timezone=True))
    status: int | None = None
    """None: it is being worked on."""
    headers: str | None = Field(default=None, sa_type=Text, nullable=True)
    """JSON object."""
    body: str | None = Field(default=None, sa_type=Text, nullable=True)


#: Children first, for emptying a database.
WRITERS: tuple[type[SQLModel], ...] = (KeptAnswerRow, ApiKeyRow)
