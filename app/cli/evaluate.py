"""`evaluate`: extraction against documents that people have annotated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.cli.printing import complain, console, dump, report
from app.evaluation import FIELDS, SHARES, BadGold, Figures, compare, read_gold
from app.extraction import extract

__all__ = ["evaluate"]

_Folder = Annotated[
    Path,
    typer.Argument(help="Folder of NAME.txt with NAME.json.", exists=True, file_okay=False, show_default=False),
]
_Bar = Annotated[float, typer.Option(min=0.0, max=1.0, help="End with status 1 where the F1 is below.")]


def evaluate(
    gold_dir: _Folder,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name every error, and show each category.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    min_f1: _Bar = 0.0,
    min_obligors: _Bar = 0.0,
    min_evidence: _Bar = 0.0,
) -> None:
    """Extract from annotated documents and print how much was right.

    All figures are over the folder as a whole. A category counts once for each agreement of a document; places count
    where they share half of the shorter one's text.
    """
    total = Figures()
    try:
        for gold in read_gold(gold_dir):
            one = compare(gold, extract(gold.text, f"{gold.name}.txt"))
            if verbose:
                _tell(gold.name, one)
            total.add(one)
    except BadGold as error:
        complain(str(error))
        raise typer.Exit(1) from error
    if as_json:
        print(dump(total.to_json(), indent=1))
    else:
        _show(total, verbose)
    bars = {"fact": min_f1, "with obligors": min_obligors, "evidence": min_evidence}
    exact = total.rate("spans exact")
    if exact.hits < exact.of or any(round(total.share(what).f1, 4) < bar for what, bar in bars.items()):
        raise typer.Exit(1)


def _tell(name: str, figures: Figures) -> None:
    for remark in figures.remarks:
        report(f"{name}: {remark}")
    report(f"{name}: " + ", ".join(f"{what} F1 {figures.share(what).f1:.3f}" for what in SHARES) + "\n")


def _show(figures: Figures, by_category: bool) -> None:
    screen = console()
    shares = Table("", "precision", "recall", "F1", "right", "found", "gold")
    rows = [(what, figures.share(what)) for what in SHARES]
    if by_category:
        rows += sorted(figures.categories.items())
    for what, share in rows:
        ratios = (f"{ratio:.3f}" for ratio in (share.precision, share.recall, share.f1))
        shares.add_row(what, *ratios, str(share.right), str(share.found), str(share.gold))
    rates = Table("of what was found", "right", "of")
    for what in FIELDS:
        rate = figures.rate(what)
        rates.add_row(what, f"{rate.value:.3f}", str(rate.of))
    screen.print(shares, rates)
    alarms, exact = figures.rate("false alarms"), figures.rate("spans exact")
    screen.print(f"false alarms in {alarms.hits} of {alarms.of} tempting places; spans exact {exact.hits}/{exact.of}")
