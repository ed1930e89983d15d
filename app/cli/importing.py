"""`import`: what `export` wrote, into this database."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.load import summary
from app.cli.printing import paces, progress
from app.cli.storage import opened

if TYPE_CHECKING:
    from app.cli.import_lines import Lines
    from app.database.transfer import Importer

__all__ = ["import_"]


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `export` wrote, plain or .gz; - is the standard input.")
    ],
) -> None:
    """Read an export into the database.

    Into an empty database it makes the same one again. Into another one its documents are added as `load` adds them,
    and the same again changes nothing. Documents are stored some hundred in a transaction; a line that cannot be stored
    is named and left out, and the command then ends with status 1. An import that was interrupted can be run again.
    """
    from app.cli.import_lines import opened_lines
    from app.database.engine import upgrade
    from app.database.transfer import Importer

    started = time.monotonic()
    with opened() as engine, opened_lines(path) as lines:
        upgrade(engine)
        counts = _add(Importer(engine, tells_changes=lines.header.get("changes", 0) > 0), lines)
    print(f"{summary(counts)}; {paces(counts, time.monotonic() - started)}")
    if lines.is_bad:
        raise typer.Exit(1)


def _add(importer: Importer, lines: Lines) -> Counter[str]:
    from app.database.load import DocumentRefused
    from app.database.transfer import batches

    counts: Counter[str] = Counter()
    with progress() as shown:
        documents = shown.track(lines.documents(), total=lines.header.get("documents"), description="documents")
        for batch in batches(documents):
            for document, outcome in zip(batch, importer.add_documents(batch), strict=True):
                number = lines.waiting.popleft()
                if isinstance(outcome, DocumentRefused):
                    lines.refuse(number, str(outcome))
                    continue
                counts[outcome] += 1
                counts["documents"] += 1
                counts["facts"] += len(document.extraction.facts)
        # The history tells of every document of the file.
        if not lines.is_bad:
            _add_history(importer, lines)
    counts["refused"] = lines.refused
    return counts


def _add_history(importer: Importer, lines: Lines) -> None:
    from app.database.transfer import HistoryRefused
    from app.reading.lines import BadLine

    try:
        importer.add_history(lines.events())
    except (BadLine, HistoryRefused) as error:
        lines.refuse(lines.number, str(error))
