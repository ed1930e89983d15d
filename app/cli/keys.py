"""`keys`: who may write over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.cli.printing import complain, console, printable, report
from app.cli.storage import opened
from app.settings import now

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["cli"]

cli = typer.Typer(help="Keys for writing over HTTP; of each secret only a digest is stored.", no_args_is_help=True)


class Right(StrEnum):
    add = "add"
    withdraw = "withdraw"


@cli.command()
def create(
    name: Annotated[str, typer.Argument(help="What people call it: who writes with it.")],
    right: Annotated[
        list[Right] | None, typer.Option(help="What it may do with documents; repeatable. Without: everything.")
    ] = None,
) -> None:
    """Make a key and print its secret: once, to standard output and nowhere else."""
    from app.database.keys import RIGHTS, create_key

    with _database() as engine:
        secret = create_key(engine, name, now(), right or RIGHTS)
    print(secret)
    report(
        f"This is the only time that the secret of {name} is shown; send it as: Authorization: Bearer {secret[:6]}..."
    )


@cli.command("list")
def list_() -> None:
    """Show every key: its name, the beginning of its secret, its rights, when it was made and revoked."""
    from app.database.keys import list_keys

    table = Table("name", "prefix", "rights", "created", "revoked")
    with _database() as engine:
        for key in list_keys(engine):
            table.add_row(
                printable(key.name), key.prefix, ", ".join(key.rights), _moment(key.created_at), _moment(key.revoked_at)
            )
    console().print(table)


@cli.command()
def revoke(
    name_or_prefix: Annotated[str, typer.Argument(help="Its name, or the prefix that `keys list` shows.")],
) -> None:
    """End a key: from the next request on nothing can be written with it."""
    from app.database.keys import revoke_key

    with _database() as engine:
        key = revoke_key(engine, name_or_prefix, now())
    print(f"revoked {key.name} ({key.prefix})")


@contextmanager
def _database() -> Iterator[Engine]:
    """The database in its present form. A key that is refused ends the command with a line that says why."""
    from app.database.engine import upgrade
    from app.database.keys import KeyRefused

    try:
        with opened() as engine:
            upgrade(engine)
            yield engine
    except KeyRefused as error:
        complain(str(error))
        raise typer.Exit(1) from error


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
