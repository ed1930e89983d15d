"""The database that the settings name, for the commands that need one.

The commands import their parts of `app.database` when they run: that takes half a second, which those that only read
documents need not pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from app.cli.printing import complain

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["current", "opened"]


@contextmanager
def opened() -> Iterator[Engine]:
    """The engine. Where the database cannot be used the command ends with a line that says why."""
    from sqlalchemy.exc import DBAPIError

    engine = _engine()
    try:
        yield engine
    except DBAPIError as error:
        complain(f"the database cannot be used: {str(error.orig).strip()}")
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


@contextmanager
def current() -> Iterator[Engine]:
    """The same, of a database whose schema is at its newest version."""
    from app.database.engine import is_current

    with opened() as engine:
        if not is_current(engine):
            complain("the schema is not up to date; run: agreement-facts db upgrade")
            raise typer.Exit(1)
        yield engine


def _engine() -> Engine:
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    from app.database.engine import create_engine
    from app.settings import Settings

    try:
        return create_engine(Settings().database_url)
    except ValidationError as error:
        complain(f"a setting is wrong: {error}")
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        complain(f"AGREEMENT_FACTS_DATABASE_URL is no address of SQLite or PostgreSQL: {error}")
    except OSError as error:
        complain(f"the database cannot be used: {error}")
    raise typer.Exit(1)
