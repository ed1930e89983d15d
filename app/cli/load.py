"""`load`: documents into the database, each in a transaction of its own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from app.cli.batch import Outcome, Refused, read_all
from app.cli.paths import Jobs, Paths, documents
from app.cli.printing import complain, paces, progress
from app.cli.storage import opened
from app.reading import Found

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["load", "load_files", "summary"]


def load(paths: Paths, jobs: Jobs = 1) -> None:
    """Read documents into the database.

    The same content again changes nothing. A file that cannot be read is named with the reason and leaves the others
    alone; the command then ends with status 1.
    """
    from app.database.engine import upgrade

    files = documents(paths)
    started = time.monotonic()
    with opened() as engine:
        upgrade(engine)
        counts = load_files(engine, files, jobs)
    print(f"{summary(counts)}; {paces(counts, time.monotonic() - started)}")
    if counts["refused"]:
        raise typer.Exit(1)


def load_files(engine: Engine, files: Sequence[Found], jobs: int = 1) -> Counter[str]:
    """Load every file that can be; how many were `added`, `merged`, `unchanged` and `refused`, and how many `documents`
    and `facts` were read."""
    counts: Counter[str] = Counter()
    with progress() as shown:
        for outcome in shown.track(read_all(files, jobs), total=len(files), description="reading"):
            counts[_store(engine, outcome)] += 1
            if not isinstance(outcome, Refused):
                counts["documents"] += 1
                counts["facts"] += len(outcome.extraction.facts)
    return counts


def summary(counts: Counter[str]) -> str:
    """`3 added, 1 merged, 0 unchanged, 0 refused`."""
    return ", ".join(f"{counts[what]} {what}" for what in ("added", "merged", "unchanged", "refused"))


def _store(engine: Engine, outcome: Outcome) -> str:
    from app.database.load import DocumentRefused, load_extraction

    if isinstance(outcome, Refused):
        complain(f"{outcome.found.name}: {outcome.reason}")
        return "refused"
    said = outcome.metadata
    try:
        return load_extraction(engine, outcome.extraction, source_url=said.source_url, publisher=said.publisher)
    except DocumentRefused as error:
        complain(f"{outcome.found.name}: {error}")
        return "refused"
