"""What the commands print, and to whom."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["complain", "console", "dump", "pace", "paces", "printable", "progress", "report"]

#: Unicode has pictures of the control characters; those of other kinds have none.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_SECOND_CONTROLS = range(0x7F, 0xA0)
#: Overrides of the direction of writing show a text in an order that is not its own.
_OVERRIDES = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = _PICTURES | dict.fromkeys((*_SECOND_CONTROLS, *_OVERRIDES), 0xFFFD)


def printable(text: str) -> str:
    """`text`, character for character, with nothing that a terminal would obey."""
    return text.replace("\r\n", " \n").translate(_SHOWN)


def console(*, stderr: bool = False) -> Console:
    """Plain where the output is no terminal; `NO_COLOR` and `COLUMNS` hold."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def report(message: str) -> None:
    """A line for the person at the terminal."""
    print(printable(message), file=sys.stderr)


def complain(message: str) -> None:
    """A line on what could not be done."""
    report(f"agreement-facts: {message}")


def dump(value: Any, *, indent: int | None = None) -> str:
    """JSON with characters as they are."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)


def progress() -> Progress:
    """A bar on a terminal, nothing anywhere else; complaints are printed above it."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def pace(number: int, what: str, seconds: float) -> str:
    """`1,000 facts (500 a second)`"""
    return f"{number:,} {what}{'' if number == 1 else 's'} ({number / max(seconds, 0.001):,.0f} a second)"


def paces(counts: Mapping[str, int], seconds: float) -> str:
    """Of `counts["documents"]` and `counts["facts"]`."""
    return ", ".join(pace(counts[f"{what}s"], what, seconds) for what in ("document", "fact"))
