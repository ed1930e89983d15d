"""The facts in the databases of everybody, made once for each number of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.database.documents import Document
from app.database.engine import create_engine, upgrade
from app.database.transfer import Importer, batches
from benchmarks.http.facts import extractions
from benchmarks.http.peers import Data
from benchmarks.http.rows import Row, write_ndjson, write_sqlite


def prepare(folder: Path, made: Sequence[Row]) -> Data:
    """What is there from another run is used again."""
    folder.mkdir(parents=True, exist_ok=True)
    table, lines, ours = folder / "table.db", folder / "facts.ndjson", folder / "agreement-facts.db"
    _once(lines, lambda path: write_ndjson(made, path))
    _once(table, lambda path: write_sqlite(made, path))
    _once(ours, lambda path: load(f"sqlite:///{path}", len(made)))
    return Data(table, lines, f"sqlite:///{ours}", f"sqlite:///{table}")


def _once(path: Path, make: Callable[[Path], None]) -> None:
    """A file under its name is whole."""
    if not path.exists():
        half = path.with_name(f"half-{path.name}")
        half.unlink(missing_ok=True)
        make(half)
        half.rename(path)


def load(url: str, facts: int) -> None:
    """The facts into a new database of ours."""
    engine = create_engine(url)
    upgrade(engine)
    started = time.perf_counter()
    importer = Importer(engine, tells_changes=False)
    for batch in batches(map(Document.of, extractions(facts))):
        importer.add_documents(batch)
    print(f"loaded {facts:,} facts, {facts / (time.perf_counter() - started):,.0f} a second")
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
