"""The arguments and options that several commands share, and the documents that paths mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.cli.printing import complain
from app.reading import MEDIA_TYPES, Found, find

__all__ = ["Jobs", "Paths", "documents"]

Paths = Annotated[
    list[Path],
    typer.Argument(help="Documents, and folders searched for documents; - is the standard input.", show_default=False),
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that read at the same time.")]


def documents(paths: Sequence[Path]) -> list[Found]:
    """The files that `paths` mean; ends the command where there are none."""
    if found := list(find(paths)):
        return found
    complain(f"no documents in {', '.join(map(str, paths))}; looked for {', '.join(MEDIA_TYPES)}")
    raise typer.Exit(1)
