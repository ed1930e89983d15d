"""Documents a second and microseconds a character, ours and the peer's, for several sizes and numbers of processes."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.batch import Read, read_all
from app.extraction import extract
from app.reading import find
from benchmarks.extraction.corpus import documents
from benchmarks.extraction.hostile import hostile_texts

_SIZES = [100, 1_000, 10_000]
_JOBS = [1, 2]
_HOSTILE = 2_000_000


def ours(folder: Path, jobs: int) -> int:
    """Facts in all files: what `agreement-facts extract` does but for the printing."""
    outcomes = read_all(find([folder]), jobs)
    return sum(len(outcome.extraction.facts) for outcome in outcomes if isinstance(outcome, Read))


def measure(
    sizes: Annotated[list[int] | None, typer.Option("--size", min=1, help="How many documents; repeatable.")] = None,
    jobs: Annotated[list[int] | None, typer.Option("--jobs", min=1, help="How many processes; repeatable.")] = None,
    hostile: Annotated[bool, typer.Option(help="Texts that nobody would write instead, of 2 MB each.")] = False,
) -> None:
    """Measure extraction and the peer on the same documents."""
    if hostile:
        measure_hostile()
        return
    # Not at the top: each process of ours imports this module again, and would pay for the peer.
    from benchmarks.extraction.peer import mentions, pipeline

    nlp = pipeline()
    for text in documents(3):  # what is read once is read before the clock starts
        extract(text)
        nlp(text)
    table = Table(
        "documents", "processes", "", "found", "seconds", "CPU seconds", "documents/CPU second", "CPU µs/character"
    )
    for size in sizes or _SIZES:
        texts = list(documents(size))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for number, text in enumerate(texts):
                (folder / f"{number:06}.txt").write_text(text, "utf-8")
            for processes in jobs or _JOBS:
                _row(table, texts, processes, "Agreement Facts", lambda n=processes, f=folder: ours(f, n))
                _row(table, texts, processes, "spaCy, phrases", lambda n=processes, t=texts: mentions(nlp, t, n))
    screen = Console(width=110)
    screen.print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    screen.print(table)


def measure_hostile() -> None:
    """Seconds of processor time for each text, the quickest of three readings: what else runs does not count."""
    extract(next(hostile_texts(10_000))[1])
    table = Table("text", "characters", "facts", "seconds", "µs/character")
    for name, text in hostile_texts(_HOSTILE):
        seconds: list[float] = []
        for _ in range(3):
            started = time.process_time()
            facts = len(extract(text).facts)
            seconds.append(time.process_time() - started)
        table.add_row(
            name, f"{len(text):,}", str(facts), f"{min(seconds):.1f}", f"{min(seconds) / len(text) * 1e6:.2f}"
        )
    Console(width=110).print(table)


def _row(table: Table, texts: Sequence[str], jobs: int, who: str, run: Callable[[], int]) -> None:
    started, began = time.perf_counter(), _processor_time()
    found = run()
    seconds, spent = time.perf_counter() - started, _processor_time() - began
    table.add_row(
        f"{len(texts):,}",
        str(jobs),
        who,
        f"{found:,}",
        f"{seconds:.1f}",
        f"{spent:.1f}",
        f"{len(texts) / spent:,.0f}",
        f"{spent / sum(map(len, texts)) * 1e6:.2f}",
    )


def _processor_time() -> float:
    """Seconds that this process and those it started and saw end have run."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    typer.run(measure)
