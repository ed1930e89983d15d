"""`export`: the whole database as lines that `import` reads, or its facts as one table."""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, cast

import typer

from app.cli.printing import complain, pace, progress, report
from app.cli.storage import current

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["export"]


class Format(StrEnum):
    ndjson = "ndjson"
    csv = "csv"
    parquet = "parquet"


_Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write here and not to standard output; .gz: compressed.", dir_okay=False),
]


def export(
    format: Annotated[
        Format, typer.Option("--format", "-f", help="NDJSON holds everything; CSV and Parquet hold the facts.")
    ] = Format.ndjson,
    output: _Output = None,
) -> None:
    """Write the whole database out.

    NDJSON holds the documents with all that was read from them, retired ids and the feed of changes; `import` makes the
    same database of it. Keys for writing stay behind: they belong to an installation. CSV and Parquet are one table: a
    row for each fact, with its agreement.
    """
    from app.database.engine import reading

    started, written = time.monotonic(), 0
    with current() as engine, reading(engine) as connection, _opened(output) as file:
        for chunk, rows in _lines(connection) if format is Format.ndjson else _table(connection, format):
            file.write(chunk)
            written += rows
    report(f"exported {pace(written, 'line' if format is Format.ndjson else 'fact', time.monotonic() - started)}")


def _lines(connection: Connection) -> Iterator[tuple[bytes, int]]:
    from app.database.stored import stored_documents
    from app.database.transfer import changes, contents, retired
    from app.reading.lines import document_line, header_line, line

    held = contents(connection)
    yield header_line(*held).encode(), 1
    with progress() as shown:
        documents = shown.track(stored_documents(connection), total=held.documents, description="documents")
        for each in documents:
            yield document_line(each.extraction, each.source_url, each.publisher).encode(), 1
        for ended in retired(connection):
            yield line({"retired": ended}).encode(), 1
        for row in shown.track(changes(connection), total=held.changes, description="changes"):
            yield f'{{"change":{row}}}\n'.encode(), 1


def _table(connection: Connection, format: Format) -> Iterator[tuple[bytes, int]]:
    from app.api import formats
    from app.api.schemas import Agreement, Fact
    from app.database.transfer import facts_with_agreements

    chosen = next((each for each in formats.FORMATS if each.name == format), None)
    if chosen is None or chosen.write is None:
        complain(f"{format} is written with an extra: {formats.NOT_INSTALLED[format]}")
        raise typer.Exit(1)
    columns = {
        **{key: field for key, field in Fact.model_fields.items() if key not in _NOT_OF_FACTS},
        **{f"agreement_{key}": Agreement.model_fields[key] for key in _OF_AGREEMENTS},
    }
    number = 0

    def counted() -> Iterator[list[str]]:
        nonlocal number
        for rows in facts_with_agreements(connection):
            number += len(rows)
            yield rows

    told = 0
    for chunk in chosen.write(counted(), columns):
        yield chunk, number - told
        told = number


#: Keys of a fact that a list does not have unless they are asked for.
_NOT_OF_FACTS = ("agreement_record", "evidence", "rules", "cite", "snippets")
_OF_AGREEMENTS = (
    *("title", "parties", "legal_form", "status", "signed_on", "planned_on", "venue", "duration"),
    *("ratification_required", "contested"),
)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    """A file under its name is whole: until then it has another one."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    half = output.with_name(f"{output.name}.part")
    try:
        with ExitStack() as stack:
            file = stack.enter_context(half.open("wb"))
            # Without a name and a time in its header: the same data is the same bytes.
            compressed = output.suffix == ".gz" and stack.enter_context(gzip.GzipFile("", "wb", 6, file, mtime=0))
            yield cast(IO[bytes], compressed or file)
        half.replace(output)
    except OSError as error:
        complain(f"{output}: {error.strerror or error}")
        raise typer.Exit(1) from error
    finally:
        half.unlink(missing_ok=True)
