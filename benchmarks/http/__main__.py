"""The command: facts, services, questions, and the table of what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import CalledProcessError
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.http import report
from benchmarks.http.data import prepare
from benchmarks.http.facts import PER_DOCUMENT
from benchmarks.http.measure import Figures, Measuring
from benchmarks.http.peers import OURS, PEERS, TUTORIAL, Peer
from benchmarks.http.postgresql import serving
from benchmarks.http.questions import workloads
from benchmarks.http.rows import rows
from benchmarks.http.server import missing

_HOME = Path("data/benchmark-http")
_MEASURED = """\
Made by `python -m benchmarks.http` (see http/README.md) on {}; each service one process on one core, `wrk -t1 -c32` on
the other. Answers to a second of the processor's time that the service took; in brackets: ours to theirs."""
_RESULTS = Path(__file__).parents[1] / "RESULTS.md"


def main(
    facts: Annotated[list[int] | None, typer.Option(min=1_000, help="How many facts; repeatable.")] = None,
    seconds: Annotated[int, typer.Option(min=1, help="How long each question is asked.")] = 4,
    peer: Annotated[list[str] | None, typer.Option(help="Only these peers: datasette, roapi, tutorial.")] = None,
    only: Annotated[str, typer.Option(help="Only workloads with this in their names.")] = "",
    postgresql: Annotated[bool, typer.Option(help="Those who can, over PostgreSQL, too: the fewest facts.")] = False,
    write: Annotated[bool, typer.Option(help="Write benchmarks/RESULTS.md.")] = False,
) -> None:
    """Measure answers a second through HTTP, ours and those of peers over the same rows."""
    if reason := missing():
        raise typer.BadParameter(reason)
    chosen = [p for p in PEERS if peer is None or (p.requirements or "").removesuffix(".txt") in peer]
    sections = [_MEASURED.format(report.machine())]
    for number in facts or [100_000]:
        made = rows(number // PER_DOCUMENT * PER_DOCUMENT)
        asked = [workload for workload in workloads(made) if only in workload.name]
        measuring = Measuring(_HOME, prepare(_HOME / str(len(made)), made), made, asked, seconds)
        figures = [measuring.measure(OURS), measuring.measure_constant(measuring.sizes())]
        figures += [measuring.measure(each) for each in _installed(chosen)]
        sections.append(_section(f"{len(made):,} facts", figures))
        if postgresql and number == min(facts or [number]):
            with serving(measuring.data, made) as (version, data):
                over = replace(measuring, data=data)
                figures = [over.measure(each) for each in (OURS, *_installed([TUTORIAL]))]
                sections.append(_section(f"{len(made):,} facts in PostgreSQL {version}", figures))
    if write:
        _RESULTS.write_text("# Results\n\n" + "\n\n".join(sections) + "\n", "utf-8")


def _section(title: str, figures: Sequence[Figures]) -> str:
    lines = report.table(figures)
    _print(title, lines)
    for note in (note for each in figures for note in each.notes):
        print(note)
    return f"## {title}\n\n{report.markdown(lines)}"


def _installed(peers: Sequence[Peer]) -> Iterator[Peer]:
    """Those whose environment can be made here; the others are named."""
    for peer in peers:
        try:
            peer.install(_HOME)
        except CalledProcessError:
            print(f"{peer.name} cannot be installed here and is left out")
        else:
            yield peer


def _print(title: str, lines: list[list[str]]) -> None:
    head, *rest = lines
    table = Table(*head, title=title)
    for line in rest:
        table.add_row(*line)
    Console(width=150).print(table)


if __name__ == "__main__":
    typer.run(main)
