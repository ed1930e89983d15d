"""`agreements`: what an operator decides about agreements."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.printing import complain
from app.cli.storage import opened

__all__ = ["cli"]

cli = typer.Typer(help="Decisions about agreements that no document can take.", no_args_is_help=True)


@cli.callback()
def agreements() -> None:
    """Decisions about agreements that no document can take."""


@cli.command()
def merge(
    old: Annotated[str, typer.Argument(help="The id that ends: ua-us-2023.")],
    new: Annotated[str, typer.Argument(help="The id that stays: ua-us-2024.")],
    reason: Annotated[str, typer.Option(help="Why they are one agreement; shown to those who ask for the old id.")],
) -> None:
    """Say that two ids name one agreement: planned for one year, say, and signed in the next.

    All that documents say of the old one is said of the new one, now and in documents that are loaded later; the old
    ids lead to the new ones.
    """
    from app.database.engine import upgrade
    from app.database.merge_agreements import MergeRefused, merge_agreements

    with opened() as engine:
        upgrade(engine)
        try:
            moved = merge_agreements(engine, old, new, reason)
        except MergeRefused as error:
            complain(str(error))
            raise typer.Exit(1) from error
    print(f"merged {old} into {new}: {moved} document{'' if moved == 1 else 's'} moved")
