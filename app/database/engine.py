"""Connections: one way to read, one way to write, on SQLite and on PostgreSQL.

A reader sees one state of the database from its first statement to its last. Writers take turns: each holds the
sequence row (`data_version`) from its beginning, so the order of its numbers is the order of commits.
"""

from __future__ import annotations

import select as sockets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, QueuePool, event, func, select, text, update
from sqlalchemy import create_engine as sqlalchemy_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import col

from app.database import brief
from app.database.load_passages import index_missing
from app.database.tables import DataVersionRow
from app.database.vocabulary import write_vocabulary

#: What is raised where the database does not answer, or has no such table yet.
UNREACHABLE: tuple[type[Exception], ...] = (OperationalError, sqlite3.OperationalError, psycopg.OperationalError)
_UPGRADING = Lock()
MIGRATIONS = Path(__file__).parents[2] / "migrations"
#: How long a writer of SQLite waits for its turn.
_BUSY_MILLISECONDS = 30_000
#: Of the file, for each connection of SQLite.
_CACHED_KILOBYTES = 16_000
#: The most that SQLite takes. Mapped pages need no copying; they count as memory of the process until the system wants
#: them back, so that only those map who read a little here and there, and none who read everything.
_MAPPED_BYTES = 0x7FFF_0000
_MAPPED = "mapped"
#: Connections of each kind that wait for the next reader.
_HANDFUL = 4
#: In the notes of a connection: the state that its reader sees, None while nobody asked.
_STATE = "state"
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
READ_STATE = "SELECT number, changed_at FROM data_version"


@dataclass(frozen=True, slots=True)
class Version:
    """The state of the data that a reader sees."""

    number: int
    changed_at: datetime
    """UTC, whole seconds."""

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, number: int, changed_at: datetime | str) -> Version:
        """From the sequence row as a driver gives it; SQLite has times as text."""
        moment = datetime.fromisoformat(changed_at) if isinstance(changed_at, str) else changed_at
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return cls(number, aware.astimezone(UTC).replace(microsecond=0))


def create_engine(url: str) -> Engine:
    """An engine for `sqlite:///PATH` or `postgresql://...`; makes the folder of a new SQLite file."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            url = "postgresql+psycopg://" + url.removeprefix(scheme)
    return sqlalchemy_engine(url, poolclass=_Pool, pool_pre_ping=True)


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:" and not path.startswith("file:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = sqlalchemy_engine(url, poolclass=_Pool)
    else:
        engine = sqlalchemy_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own transactions begin too late for a reader to see one state: SQLAlchemy begins them instead.
    connection.isolation_level = None
    waits, caches = f"busy_timeout = {_BUSY_MILLISECONDS}", f"cache_size = -{_CACHED_KILOBYTES}"
    for pragma in (waits, caches, "journal_mode = WAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


class _Pool(QueuePool):
    """Has some connections that are handed to readers without being taken out and put back, which costs more than most
    of their questions."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._waiting: dict[bool, list[Connection]] = {False: [], True: []}
        """By whether the file is mapped."""

    def take(self, engine: Engine) -> Connection:
        """A connection in a transaction."""
        on_sqlite = engine.dialect.name == "sqlite"
        maps = brief.attempting()
        waiting = self._waiting[maps]
        while waiting:
            connection = waiting.pop()
            if on_sqlite:
                _driver(connection).execute("BEGIN")
                return connection
            if not _has_ended(_driver(connection)):
                _begin_postgresql(connection)
                return connection
            _drop(connection)
        connection = engine.connect()
        connection.info[_MAPPED] = maps
        if on_sqlite:
            if maps:
                _driver(connection).execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            # Not when the first statement comes: it may be one that goes to the driver itself.
            connection.begin()
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.begin()
            _begin_postgresql(connection)
        return connection

    def give_back(self, connection: Connection) -> None:
        """Ends the transaction, but not that of SQLAlchemy, to which the first one goes on."""
        if connection.invalidated or getattr(_driver(connection), "closed", False):
            _drop(connection)
            return
        _driver(connection).rollback()
        waiting = self._waiting[connection.info[_MAPPED]]
        if len(waiting) < _HANDFUL:
            waiting.append(connection)
            return
        if connection.info[_MAPPED]:
            _driver(connection).execute("PRAGMA mmap_size = 0")
        connection.close()

    def dispose(self) -> None:
        for waiting in self._waiting.values():
            while waiting:
                # Its server may be gone.
                with suppress(DBAPIError):
                    waiting.pop().close()
        super().dispose()


def _drop(connection: Connection) -> None:
    """One whose server went away."""
    connection.invalidate()
    connection.close()


def _begin_postgresql(connection: Connection) -> None:
    """A transaction and the state that it sees, in one exchange with the server."""
    driver = _driver(connection)
    try:
        found = driver.execute(f"{_BEGIN_READING}; {READ_STATE}")
    except connection.dialect.loaded_dbapi.ProgrammingError:
        # A database whose schema is still to come.
        driver.rollback()
        driver.execute(_BEGIN_READING)
    else:
        found.nextset()
        connection.info[_STATE] = Version.of(*found.fetchone())


def _has_ended(driver: Any) -> bool:
    """Whether the server has something to say that it was not asked for: in all likelihood good-bye."""
    poll = sockets.poll()
    poll.register(driver.fileno(), sockets.POLLIN)
    return bool(poll.poll(0))


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # The driver itself: every answer begins with this, and it cannot fail.
        _driver(connection).execute("BEGIN")


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database and changes nothing."""
    pool = engine.pool
    if isinstance(pool, _Pool):
        connection = pool.take(engine)
    else:
        connection = engine.connect()
        connection.begin()
    notes = connection.info
    notes.setdefault(_STATE)
    try:
        with brief.bounded(connection):
            yield connection
    finally:
        del notes[_STATE]
        if isinstance(pool, _Pool):
            pool.give_back(connection)
        else:
            connection.close()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer runs beside; commits at the end, rolls back on an error."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(select(col(DataVersionRow.number)).with_for_update())
        yield connection


def version(connection: Connection) -> Version:
    """The state that the connection sees."""
    notes = connection.info
    state: Version | None = notes.get(_STATE)
    if state is None:
        # The driver itself: every answer begins with this.
        [row] = _driver(connection).execute(READ_STATE).fetchall()
        state = Version.of(*row)
        if _STATE in notes:
            notes[_STATE] = state
    return state


def raise_version(connection: Connection) -> None:
    """Say that what is served has changed; once in each transaction that changes it."""
    connection.execute(update(DataVersionRow).values(number=col(DataVersionRow.number) + 1, changed_at=func.now()))


def upgrade(engine: Engine) -> None:
    """Bring the schema to Alembic's head, the vocabulary to the taxonomy, and documents that are not there into the
    search; the same again changes nothing."""
    # Alembic keeps its context in its modules: one thread at a time.
    with _UPGRADING, engine.connect().execution_options(writing=True) as connection:
        _one_at_a_time(connection)
        command.upgrade(_config(connection), "head")
        connection.commit()
    with writing(engine) as connection:
        vocabulary_changed = write_vocabulary(connection)
        if index_missing(connection) or vocabulary_changed:
            raise_version(connection)


def is_current(engine: Engine) -> bool:
    """Whether the schema is at Alembic's head."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _one_at_a_time(connection: Connection) -> None:
    """Several processes may start at once on a new PostgreSQL: the first one brings the schema, the others wait."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7305)"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
