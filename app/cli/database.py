"""`db`: the schema and the truth of the database."""

from __future__ import annotations

import typer

from app.cli.printing import complain
from app.cli.storage import opened

__all__ = ["cli"]

cli = typer.Typer(help="Keep the database.", no_args_is_help=True)


@cli.command()
def upgrade() -> None:
    """Bring the schema to its newest version; a database that has it stays as it is."""
    from app.database.engine import upgrade as bring_up_to_date

    with opened() as engine:
        bring_up_to_date(engine)
    print("the schema is up to date")


@cli.command()
def check() -> None:
    """Compare every stored quote with its document, and name those that are not there."""
    from app.database.check import verify_spans
    from app.database.engine import is_current

    with opened() as engine:
        if not is_current(engine):
            complain("the schema is not up to date; run: agreement-facts db upgrade")
            raise typer.Exit(1)
        wrong = verify_spans(engine)
    for one in wrong:
        complain(f"{one.document} [{one.start}:{one.end}] {one.fact}: stored {one.exact!r}, the text has {one.found!r}")
    print(f"{len(wrong)} quotes are not in their document" if wrong else "every quote stands in its document")
    if wrong:
        raise typer.Exit(1)
