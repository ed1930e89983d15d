"""`explain`: a document in the terminal, each fact's place coloured and labelled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from app.cli.batch import Refused, read_one
from app.cli.printing import complain, console, printable
from app.extraction.model import Agreement, Extraction, Fact
from app.reading import Found

__all__ = ["explain"]

_COLOURS = {"commitment": ("black on green", "black on cyan"), "caveat": ("black on yellow", "black on bright_magenta")}
_LABEL = "bold reverse"
_CLAIMED = "italic"


def explain(
    path: Annotated[Path, typer.Argument(help="A document; - is the standard input.", show_default=False)],
) -> None:
    """Show a document with the facts that were found in it.

    Commitments are green and blue, caveats yellow and violet; the number after a place is that of its fact in the list.
    """
    outcome = read_one(Found(path, path.name))
    if isinstance(outcome, Refused):
        complain(f"{outcome.found.name}: {outcome.reason}")
        raise typer.Exit(1)
    console().print(_page(outcome.extraction))


def _page(extraction: Extraction) -> Group:
    parts: list[Panel | Table | Text] = [_agreement(agreement) for agreement in extraction.agreements]
    parts.append(Panel(marked(extraction), title=Text(printable(extraction.document.name)), title_align="left"))
    if extraction.facts:
        parts.append(_legend(extraction.facts))
    parts += [Text(printable(f"{w.code} [{w.start}:{w.end}]: {w.message}"), "red") for w in extraction.warnings]
    return Group(*parts)


def _agreement(agreement: Agreement) -> Panel:
    table = Table.grid("", "", padding=(0, 2))
    for label, value in _particulars(agreement):
        table.add_row(Text(label, "dim"), Text(printable(value)))
    return Panel(table, title=Text(agreement.id), title_align="left", expand=False)


def _particulars(agreement: Agreement) -> Iterator[tuple[str, str]]:
    yield "title", agreement.title
    yield "parties", ", ".join(agreement.parties)
    yield "form", agreement.legal_form.replace("_", " ")
    yield "status", agreement.status.replace("_", " ")
    ratification = {None: "not said", True: "required", False: "not required"}[agreement.ratification_required]
    optional = (
        ("signed on", agreement.signed_on),
        ("planned for", agreement.planned_on),
        ("venue", agreement.venue),
        ("duration", agreement.duration),
        ("ratification", ratification),
    )
    yield from ((label, str(value)) for label, value in optional if value)


def marked(extraction: Extraction) -> Text:
    """The text with a style on each place and, after it, the numbers of its facts, from 1, as `[2]`."""
    shown = Text(printable(extraction.text))
    ends: dict[int, list[int]] = {}
    for number, fact in enumerate(extraction.facts, 1):
        for piece in fact.evidence:
            # Neighbours take turns, so that two that touch can be told apart.
            shown.stylize(_COLOURS[fact.type][number % 2], piece.start, piece.end)
            if piece.claimants:
                shown.stylize(_CLAIMED, piece.start, piece.end)
            ends.setdefault(piece.end, []).append(number)
    whole = Text()
    before = 0
    for end in sorted(ends):
        whole.append_text(shown[before:end])
        whole.append(f"[{','.join(map(str, ends[end]))}]", _LABEL)
        before = end
    whole.append_text(shown[before:])
    return whole


def _legend(facts: tuple[Fact, ...]) -> Table:
    table = Table("", Column("fact", overflow="fold"), "says", "according to", Column("rules", overflow="fold"))
    for number, fact in enumerate(facts, 1):
        claimants = "; ".join(dict.fromkeys(" > ".join(p.claimants) or "the document" for p in fact.evidence))
        style = _COLOURS[fact.type][number % 2]
        cells = (fact.id, _says(fact), claimants, ", ".join(fact.rules))
        table.add_row(Text(str(number), style), *(Text(printable(cell)) for cell in cells))
    return table


def _says(fact: Fact) -> str:
    details = [
        *(f"{amount.currency} {amount.value:,f}" for amount in fact.amounts),
        *(f"{label}: {value}" for label, value in _terms(fact) if value),
    ]
    return f"{fact.statement} ({'; '.join(details)})" if details else fact.statement


def _terms(fact: Fact) -> Iterator[tuple[str, str | None]]:
    yield "trigger", fact.trigger
    yield "deadline", fact.deadline
    yield "duration", fact.duration
