"""`extract`: documents to JSON, NDJSON or a table, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Annotated

import typer
from rich.table import Column, Table

from app.cli.batch import Outcome, Read, Refused, read_all
from app.cli.paths import Jobs, Paths, documents
from app.cli.printing import complain, console, dump, printable
from app.extraction.model import Extraction, Fact
from app.extraction.wire import to_json

__all__ = ["extract"]


_Folder = Annotated[
    Path | None,
    typer.Option("--output-dir", "-o", help="Write NAME.json here for each NAME.txt.", file_okay=False),
]


class Format(StrEnum):
    json = "json"
    ndjson = "ndjson"
    table = "table"


def extract(
    paths: Paths,
    format: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.json,
    output_dir: _Folder = None,
    jobs: Jobs = 1,
) -> None:
    """Print the facts of documents; nothing is stored.

    JSON is one object for one file, and a list of them for several or for a folder; NDJSON is one object a line.
    """
    files = documents(paths)
    if output_dir and format is not Format.json:
        raise typer.BadParameter("files are written in JSON", param_hint="--format")
    outcomes = read_all(files, jobs)
    if output_dir:
        refused = _write(outcomes, output_dir)
    else:
        single = len(paths) == 1 and not paths[0].is_dir()
        refused = _print(outcomes, format, single)
    if refused:
        raise typer.Exit(1)


class _Counted:
    """The extractions among outcomes; the refusals are told to the user and counted."""

    def __init__(self, outcomes: Iterator[Outcome]) -> None:
        self.refused = 0
        self._outcomes = outcomes

    def __iter__(self) -> Iterator[Read]:
        for outcome in self._outcomes:
            if isinstance(outcome, Refused):
                self.refuse(outcome.found.name, outcome.reason)
            else:
                yield outcome

    def refuse(self, name: str, reason: str) -> None:
        self.refused += 1
        complain(f"{name}: {reason}")


def _write(outcomes: Iterator[Outcome], folder: Path) -> int:
    written: dict[Path, str] = {}
    done = _Counted(outcomes)
    for outcome in done:
        target = folder / PurePath(outcome.found.name).with_suffix(".json")
        if target in written:
            done.refuse(outcome.found.name, f"{target} already holds {written[target]}; give it another name")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump(to_json(outcome.extraction), indent=2) + "\n", "utf-8")
        written[target] = outcome.found.name
    return done.refused


def _print(outcomes: Iterator[Outcome], format: Format, single: bool) -> int:
    done = _Counted(outcomes)
    if format is Format.table:
        screen = console()
        for outcome in done:
            screen.print(_table(outcome.extraction))
    elif format is Format.ndjson or single:
        for outcome in done:
            print(dump(to_json(outcome.extraction), indent=2 if format is Format.json else None))
    else:
        opening = "[\n"
        for outcome in done:
            print(opening + dump(to_json(outcome.extraction), indent=2), end="")
            opening = ",\n"
        print("\n]" if opening != "[\n" else "[]")
    return done.refused


def _table(extraction: Extraction) -> Table:
    agreements = ", ".join(agreement.id for agreement in extraction.agreements) or "no agreement"
    title = printable(f"{extraction.document.name}: {agreements}")
    table = Table(Column("fact", overflow="fold"), "modality", "direction", "sum", "claimants", "evidence", title=title)
    for fact in extraction.facts:
        table.add_row(*map(printable, _row(fact)))
    return table


def _row(fact: Fact) -> tuple[str, ...]:
    sums = ", ".join(f"{amount.currency} {amount.value:,f}" for amount in fact.amounts)
    claimants = "; ".join(dict.fromkeys(" > ".join(piece.claimants) for piece in fact.evidence if piece.claimants))
    quotes = " … ".join(" ".join(piece.exact.split()) for piece in fact.evidence)
    return fact.id, fact.modality or "", fact.direction or "", sums, claimants, quotes
