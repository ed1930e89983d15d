"""`db`: the schema and the truth of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import typer

from app.cli.printing import complain
from app.cli.storage import current, opened

if TYPE_CHECKING:
    from app.database.check import Discrepancy
    from app.database.rebuild import Difference

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
    """Compare what is stored with the documents that it was made from, and name what is wrong.

    Every quote with the place of the document where it should stand; the index of words with the words; every other row
    with one that is made anew from its documents, which takes as long as an import of all of them.
    """
    from app.database.check import verify_index, verify_spans
    from app.database.rebuild import verify_rows

    wrong = 0
    with current() as engine:
        for each in _wrong(verify_spans(engine), verify_index(engine), verify_rows(engine)):
            complain(each)
            wrong += 1
    print(f"{wrong} things are wrong" if wrong else _ALL_WELL)
    if wrong:
        raise typer.Exit(1)


_ALL_WELL = (
    "every quote stands in its document, the index of words holds what the passages say, and every row is what its "
    "documents give"
)


def _wrong(quotes: Iterable[Discrepancy], index: str | None, rows: Iterable[Difference]) -> Iterator[str]:
    for one in quotes:
        yield f"{one.document} [{one.start}:{one.end}] {one.fact}: stored {one.exact!r}, the text has {one.found!r}"
    if index:
        yield index
    yield from map(str, rows)
