"""API keys: who may write.

A secret is 256 random bits, shown once and then forgotten: what is stored is its SHA-256. A slow, salted hash protects
passwords, which can be guessed; nobody guesses 256 random bits, so here it would only make each request slow. A secret
is looked up by its digest: the time that takes tells nothing of other secrets, since nobody can choose a digest.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlmodel import col

from app.database.engine import reading, writing
from app.database.likeness import nearest
from app.database.statements import table_of
from app.database.writer_tables import ApiKeyRow

#: What a key can be allowed to do with documents.
RIGHTS = ("add", "withdraw")
#: Tells people and scanners for leaked secrets what they have found.
_MARK = "af_"
_RANDOM_BYTES = 32
#: `af_` and eight characters: enough to tell keys apart; 208 bits stay secret.
_PREFIX = len(_MARK) + 8
_SECRET = re.compile(r"af_[A-Za-z0-9_-]{43}")
_MAXIMUM_NAME = 100


class KeyRefused(ValueError):
    """The key cannot be made or revoked; the message says why."""


@dataclass(frozen=True, slots=True)
class Key:
    prefix: str
    name: str
    rights: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


def create_key(engine: Engine, name: str, at: datetime, rights: Sequence[str] = RIGHTS) -> str:
    """The secret of a new key, which nobody can ask for again. Raises `KeyRefused`."""
    if not name.strip() or not name.isprintable() or len(name) > _MAXIMUM_NAME or name.startswith(_MARK):
        raise KeyRefused(
            f"a name has up to {_MAXIMUM_NAME} printable characters and does not begin with {_MARK}, not {name!r}"
        )
    secret = _MARK + secrets.token_urlsafe(_RANDOM_BYTES)
    with writing(engine) as connection:
        if _find(connection, col(ApiKeyRow.name) == name, col(ApiKeyRow.revoked_at).is_(None)):
            raise KeyRefused(f"there is a key named {name}; revoke it first, or choose another name")
        record = {
            "prefix": secret[:_PREFIX],
            "name": name,
            "rights": " ".join(right for right in RIGHTS if right in rights),
            "digest": _digest(secret),
            "created_at": at,
            "revoked_at": None,
        }
        connection.execute(insert(table_of(ApiKeyRow)), [record])
    return secret


def list_keys(engine: Engine) -> list[Key]:
    """All keys, the revoked ones too, oldest first."""
    with reading(engine) as connection:
        return _find(connection)


def revoke_key(engine: Engine, name_or_prefix: str, at: datetime) -> Key:
    """End a key; its row stays, so that it is known for what it was. Raises `KeyRefused`."""
    with writing(engine) as connection:
        valid = _find(connection, col(ApiKeyRow.revoked_at).is_(None))
        meant = [key for key in valid if name_or_prefix in (key.name, key.prefix)]
        if not meant:
            known = nearest(name_or_prefix, [name for key in valid for name in (key.name, key.prefix)])
            hint = f"; did you mean {known}?" if known else ""
            raise KeyRefused(f"no key that is not revoked has the name or prefix {name_or_prefix}{hint}")
        [key] = meant
        ended = update(ApiKeyRow).where(col(ApiKeyRow.prefix) == key.prefix).values(revoked_at=at)
        connection.execute(ended)
    return key


def find_key(connection: Connection, secret: str) -> Key | None:
    """The key with this secret, revoked or not; None where there is none."""
    if not _SECRET.fullmatch(secret):
        return None
    found = _find(connection, col(ApiKeyRow.digest) == _digest(secret))
    return found[0] if found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _find(connection: Connection, *conditions: Any) -> list[Key]:
    chosen = (
        select(
            col(ApiKeyRow.prefix),
            col(ApiKeyRow.name),
            col(ApiKeyRow.rights),
            col(ApiKeyRow.created_at),
            col(ApiKeyRow.revoked_at),
        )
        .where(*conditions)
        .order_by(col(ApiKeyRow.created_at), col(ApiKeyRow.prefix))
    )
    return [
        Key(prefix, name, tuple(rights.split()), _aware(created_at), revoked_at and _aware(revoked_at))
        for prefix, name, rights, created_at, revoked_at in connection.execute(chosen)
    ]


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the zone, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
