"""All commands, put together, and the entry point of the console script."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from app.cli import agreements, database, evaluate, explain, exporting, extract, importing, keys, load, serve

__all__ = ["cli", "main"]

cli = typer.Typer(
    name="agreement-facts",
    help="Read international security agreements into commitments and caveats, each with its proof, and serve them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
cli.command("serve")(serve.serve)
cli.command("load")(load.load)
cli.command("export")(exporting.export)
cli.command("import")(importing.import_)
cli.command("extract")(extract.extract)
cli.command("explain")(explain.explain)
cli.command("evaluate")(evaluate.evaluate)
cli.add_typer(database.cli, name="db")
cli.add_typer(keys.cli, name="keys")
cli.add_typer(agreements.cli, name="agreements")


def _print_version(asked: bool) -> None:
    if asked:
        print(version("agreement-facts"))
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """What holds for all commands."""


def main() -> None:
    """The console script `agreement-facts`."""
    try:
        cli()
    except BrokenPipeError:
        # The reader of our output, `head` for one, has seen enough; closing again at exit must not complain.
        sys.stderr.close()
        sys.exit(0)
