"""What takes a moment is answered on the spot; a thread is for what takes longer.

To hand a question to a thread and its answer back costs more than most questions do. SQLite counts the steps of
statements and stops where they become too many: then nothing was lost but a millisecond, and a thread asks again.
Other databases answer over a connection that has to be waited for, so their questions all go to threads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

#: Steps of SQLite's machine after which it says so, and how often it may: about two milliseconds.
_STEPS = 1_000
_OFTEN = 30
_attempting: ContextVar[bool] = ContextVar("attempting", default=False)


class TakesLong(Exception):
    """Not to be answered on the spot."""


def possible(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


@contextmanager
def attempt() -> Iterator[None]:
    """Inside, what takes long raises `TakesLong`."""
    token = _attempting.set(True)
    try:
        yield
    finally:
        _attempting.reset(token)


def attempting() -> bool:
    return _attempting.get()


def refuse() -> None:
    """For what is known to take long."""
    if attempting():
        raise TakesLong


@contextmanager
def bounded(connection: Connection) -> Iterator[None]:
    """Statements of this connection are stopped where this is an attempt and together they take long."""
    if not attempting():
        yield
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    said = 0

    def stop() -> bool:
        nonlocal said
        said += 1
        return said > _OFTEN

    driver.set_progress_handler(stop, _STEPS)
    try:
        yield
    except (sqlite3.OperationalError, OperationalError) as error:
        if said > _OFTEN:
            raise TakesLong from error
        raise
    finally:
        driver.set_progress_handler(None, 0)
