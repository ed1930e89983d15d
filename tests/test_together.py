"""Several at once: writers take turns, readers see one state, a killed loader leaves whole documents."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.database.check import verify_spans
from app.database.engine import create_engine, reading, upgrade, version
from app.database.load import load_extraction
from app.database.tables import DocumentRow, EvidenceRow, FactClaimRow, FactRow
from tests.factories import caveat, extraction, fact


def test_many_writers_at_once_store_every_document_once(engine: Engine) -> None:
    documents = [extraction(fact("training"), caveat(), heading=f"Report {n}.") for n in range(8)]
    with reading(engine) as connection:
        before = version(connection).number
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda document: load_extraction(engine, document), documents * 2))
    assert sorted(outcomes) == ["added"] + ["merged"] * 7 + ["unchanged"] * 8
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(EvidenceRow)).scalar_one() == 16
        assert set(connection.execute(select(FactRow.documents)).scalars()) == {8}
        assert version(connection).number == before + 8


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    load_extraction(engine, extraction(fact()))
    with reading(engine) as connection:
        before = version(connection)
        load_extraction(engine, extraction(fact("demining"), heading="Another report."))
        assert version(connection) == before
        assert connection.execute(select(func.count()).select_from(DocumentRow)).scalar_one() == 1
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(DocumentRow)).scalar_one() == 2


UPGRADER = """
    import sys
    from app.database.engine import create_engine, upgrade

    upgrade(create_engine(sys.argv[1]))
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_processes_may_bring_the_schema_at_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql_new_url")
    command = [sys.executable, "-c", textwrap.dedent(UPGRADER), url]
    started = [subprocess.Popen(command, cwd=Path(__file__).parents[1]) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    engine = create_engine(url)
    with reading(engine) as connection:
        assert version(connection).number == 2
    engine.dispose()


LOADER = """
    import sys
    from app.database.engine import create_engine
    from app.database.load import load_extraction
    from tests.factories import extraction, fact

    engine = create_engine(sys.argv[1])
    for n in range(10_000):
        load_extraction(engine, extraction(fact("training"), fact("demining"), heading=f"Report {n}."))
        print(n, flush=True)
"""


def test_a_killed_loader_leaves_whole_documents(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    engine = create_engine(url)
    upgrade(engine)
    command = [sys.executable, "-c", textwrap.dedent(LOADER), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True) as loader:
        assert loader.stdout is not None
        stored = [next(loader.stdout) for _ in range(5)]
        loader.kill()
    with reading(engine) as connection:
        documents = connection.execute(select(func.count()).select_from(DocumentRow)).scalar_one()
        claims = connection.execute(select(func.count()).select_from(FactClaimRow)).scalar_one()
        assert set(connection.execute(select(FactRow.documents)).scalars()) == {documents}
    assert documents >= len(stored)
    assert claims == documents * 2
    assert verify_spans(engine) == []
    engine.dispose()
