"""Answers kept for requests that are sent again: the header `Idempotency-Key` of the IETF's httpapi working group.

A caller who did not see the answer sends the same request with the same name once more, and gets the answer of the
first. Kept for a day, of each API key the latest; in the database, so that it holds over processes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, insert, or_, select, update
from sqlmodel import col

from app.database.engine import writing
from app.database.statements import table_of
from app.database.writer_tables import KeptAnswerRow

KEPT_FOR = timedelta(hours=24)
#: Of one API key. Earlier ones are dropped: the same document again changes nothing, whatever is kept.
KEPT_AT_MOST = 10_000
#: A request begun so long ago and without an answer died with its process; far beyond the time a request may take.
_DEAD_AFTER = timedelta(minutes=30)


class StillRunning(Exception):
    """The first request of this name has no answer yet."""


class OtherRequest(Exception):
    """The name was used for another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that somebody named, to be answered once."""

    api_key: str
    """Prefix of the key that it came with: names of different callers never meet."""
    name: str
    fingerprint: str
    begun_at: datetime


def begin(engine: Engine, attempt: Attempt) -> Answer | None:
    """The answer that is kept; None: the caller must find it, then `keep` it or `forget` the attempt. Raises
    `StillRunning`, `OtherRequest`."""
    with writing(engine) as connection:
        _clean(connection, attempt)
        row = col(KeptAnswerRow.fingerprint), col(KeptAnswerRow.status), col(KeptAnswerRow.headers)
        found = connection.execute(
            select(*row, col(KeptAnswerRow.body)).where(
                col(KeptAnswerRow.api_key) == attempt.api_key, col(KeptAnswerRow.name) == attempt.name
            )
        ).first()
        if found is None:
            record = {
                "api_key": attempt.api_key,
                "name": attempt.name,
                "fingerprint": attempt.fingerprint,
                "begun_at": attempt.begun_at,
            }
            connection.execute(insert(table_of(KeptAnswerRow)), [record])
            return None
    fingerprint, status, headers, body = found
    if fingerprint != attempt.fingerprint:
        raise OtherRequest
    if status is None or headers is None or body is None:
        raise StillRunning
    return Answer(status, json.loads(headers), body)


def keep(engine: Engine, attempt: Attempt, answer: Answer) -> None:
    values = {"status": answer.status, "headers": json.dumps(answer.headers), "body": answer.body}
    with writing(engine) as connection:
        connection.execute(update(KeptAnswerRow).where(_is(attempt)).values(**values))


def forget(engine: Engine, attempt: Attempt) -> None:
    """It failed for a reason that may pass: the same request may try again."""
    with writing(engine) as connection:
        connection.execute(delete(KeptAnswerRow).where(_is(attempt)))


def _is(attempt: Attempt) -> ColumnElement[bool]:
    return and_(
        col(KeptAnswerRow.api_key) == attempt.api_key,
        col(KeptAnswerRow.name) == attempt.name,
        # One that was taken for dead and begun anew by another is not ours any more.
        col(KeptAnswerRow.begun_at) == attempt.begun_at,
    )


def _clean(connection: Connection, attempt: Attempt) -> None:
    begun_at = col(KeptAnswerRow.begun_at)
    old = begun_at < attempt.begun_at - KEPT_FOR
    dead = and_(col(KeptAnswerRow.status).is_(None), begun_at < attempt.begun_at - _DEAD_AFTER)
    connection.execute(delete(KeptAnswerRow).where(or_(old, dead)))
    latest = (
        select(begun_at)
        .where(col(KeptAnswerRow.api_key) == attempt.api_key)
        .order_by(begun_at.desc())
        .offset(KEPT_AT_MOST - 1)
        .limit(1)
    )
    if (bound := connection.execute(latest).scalar()) is not None:
        of_key = col(KeptAnswerRow.api_key) == attempt.api_key
        connection.execute(delete(KeptAnswerRow).where(of_key, begun_at <= bound))
