"""`serve`: the schema brought up to date, an empty database filled with the seed, the service started."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import app
from app.cli.load import load_files, summary
from app.cli.printing import report
from app.cli.storage import opened
from app.reading import find
from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["prepare", "serve"]

_SEED = Path(app.__file__).parents[1] / "seed"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
) -> None:
    """Bring the schema up to date, load the seed into an empty database, and serve."""
    import uvicorn

    with opened() as engine:
        prepare(engine)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        server_header=False,
        forwarded_allow_ips=Settings().trusted_proxies,
    )


def prepare(engine: Engine, seed: Path = _SEED) -> None:
    """The newest schema and, where no document is stored, those in `seed`."""
    from app.database.engine import upgrade

    upgrade(engine)
    if _is_empty(engine) and (files := list(find([seed]))):
        report(f"loading {seed.name}: {summary(load_files(engine, files))}")


def _is_empty(engine: Engine) -> bool:
    from sqlalchemy import select
    from sqlmodel import col

    from app.database.engine import reading
    from app.database.tables import DocumentRow

    with reading(engine) as connection:
        return connection.execute(select(col(DocumentRow.id)).limit(1)).first() is None
