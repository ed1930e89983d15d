"""What was known on a day: a database of its own with only the documents published by then.

Every question is asked of it as of any other database, so its answers are those of a database that never saw later
documents. It is filled by the loader, which gives the same rows in any order: one of a later day begins as a copy of
one of an earlier day. Days without a publication between them share one.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update
from sqlmodel import col

from app.database.engine import Version, create_engine, reading, upgrade, writing
from app.database.history_tables import RetiredRow
from app.database.load import store
from app.database.statements import table_of
from app.database.stored import stored_documents
from app.database.tables import CategoryRow, DataVersionRow, DocumentRow
from app.database.transfer import batches


@dataclass(frozen=True, slots=True)
class _Key:
    """One state of one database, and the last publication that is in the snapshot; None: there is none."""

    engine: Engine
    state: Version
    last: date | None

    def is_of_one_state_with(self, other: _Key) -> bool:
        return (self.engine, self.state) == (other.engine, other.state)

    def is_earlier_than(self, other: _Key) -> bool:
        return self.is_of_one_state_with(other) and bool(self.last and other.last and self.last < other.last)


@dataclass(slots=True)
class _Snapshot:
    path: Path
    engine: Engine
    readers: int = 0

    def remove(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.path.parent)


@dataclass(slots=True)
class Snapshots:
    """The latest ones asked for, in a temporary folder that goes with the process."""

    limit: int
    """How many are kept; more only while all of them are being read."""
    _kept: OrderedDict[_Key, _Snapshot] = field(default_factory=OrderedDict)
    """The one asked for last at the end."""
    _keeping: Lock = field(default_factory=Lock)
    _building: Lock = field(default_factory=Lock)
    """One at a time: nobody builds what another one is building."""
    _folder: TemporaryDirectory[str] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def reading(self, connection: Connection, state: Version, day: date) -> Iterator[Connection]:
        """A connection to what was known at the end of this day, by this state of the database that `connection`
        sees."""
        if _is_all(connection, day):
            yield connection
            return
        key = _Key(connection.engine, state, _last_publication(connection, day))
        snapshot = self._borrowed(key) or self._built(connection, key)
        try:
            with reading(snapshot.engine) as known:
                yield known
        finally:
            with self._keeping:
                snapshot.readers -= 1

    def close(self) -> None:
        """Remove them all; a server that is told to end may not come to what is done when a process ends."""
        with self._building, self._keeping:
            for snapshot in self._kept.values():
                snapshot.engine.dispose()
            self._kept.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _borrowed(self, key: _Key) -> _Snapshot | None:
        with self._keeping:
            if snapshot := self._kept.get(key):
                self._kept.move_to_end(key)
                snapshot.readers += 1
            return snapshot

    def _built(self, connection: Connection, key: _Key) -> _Snapshot:
        with self._building:
            # Another one may have built it while this one waited.
            if snapshot := self._borrowed(key):
                return snapshot
            snapshot = self._build(connection, key)
            with self._keeping:
                snapshot.readers += 1
                self._kept[key] = snapshot
                for outdated in self._outdated(key):
                    self._kept.pop(outdated).remove()
            return snapshot

    def _outdated(self, latest: _Key) -> list[_Key]:
        """Of a state that is no more, or asked for longer ago than as many as are kept; none that is being read."""
        idle = [each for each, snapshot in self._kept.items() if not snapshot.readers]
        past = [each for each in idle if each.engine is latest.engine and each.state.number < latest.state.number]
        present = [each for each in idle if each not in past]
        return past + present[: max(len(self._kept) - len(past) - self.limit, 0)]

    def _build(self, connection: Connection, key: _Key) -> _Snapshot:
        folder = self._path() / str(next(self._numbers))
        folder.mkdir()
        path = folder / "snapshot.db"
        engine = create_engine(f"sqlite:///{path}")
        try:
            begun = self._begin(path, key)
            _fill(engine, connection, key, begun)
        except BaseException:
            engine.dispose()
            shutil.rmtree(folder)
            raise
        return _Snapshot(path, engine)

    def _begin(self, path: Path, key: _Key) -> date | None:
        """Copy the latest earlier snapshot of the same state, or an empty database; the last publication in it."""
        with self._keeping:
            kept = {each.last: snapshot for each, snapshot in self._kept.items() if each.is_earlier_than(key)}
        begun = max((last for last in kept if last), default=None)
        # Only a builder removes snapshots, and this one is busy.
        _copy(kept[begun].path if begun else self._empty(), path)
        return begun

    def _empty(self) -> Path:
        path = self._path() / "empty.db"
        if not path.exists():
            engine = create_engine(f"sqlite:///{path}")
            upgrade(engine)
            engine.dispose()
        return path

    def _path(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="agreement-facts-")
        return Path(self._folder.name)


def _is_all(connection: Connection, day: date) -> bool:
    """Whether every document was published by this day."""
    published_on = col(DocumentRow.published_on)
    other = select(col(DocumentRow.id)).where(or_(published_on.is_(None), published_on > day)).limit(1)
    return connection.execute(other).first() is None


def _last_publication(connection: Connection, day: date) -> date | None:
    published_on = col(DocumentRow.published_on)
    return connection.execute(select(func.max(published_on)).where(published_on <= day)).scalar_one()


def _copy(source: Path, target: Path) -> None:
    """Right also while the source is being read."""
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)


def _fill(engine: Engine, connection: Connection, key: _Key, begun: date | None) -> None:
    """Add the documents published after `begun`; the sequence and the vocabulary are those of the whole."""
    published_on = col(DocumentRow.published_on)
    with writing(engine) as snapshot:
        copy_vocabulary(connection, snapshot)
        _copy_retired(connection, snapshot)
        if key.last is not None:
            wanted = [published_on <= key.last, *([published_on > begun] if begun else [])]
            for documents in batches(stored_documents(connection, *wanted)):
                store(snapshot, documents)
        snapshot.execute(update(DataVersionRow).values(number=key.state.number, changed_at=key.state.changed_at))


def copy_vocabulary(connection: Connection, snapshot: Connection) -> None:
    """Categories that have left the taxonomy, which facts may still name."""
    table = table_of(CategoryRow)
    held = set(snapshot.execute(select(table.c.slug)).scalars())
    if other := [dict(row) for row in connection.execute(select(table)).mappings() if row["slug"] not in held]:
        snapshot.execute(insert(table), other)


def _copy_retired(connection: Connection, snapshot: Connection) -> None:
    """What is said of ids that ended, and where those that were merged are found."""
    table = table_of(RetiredRow)
    snapshot.execute(delete(table))
    if ended := [dict(row) for row in connection.execute(select(table)).mappings()]:
        snapshot.execute(insert(table), ended)
