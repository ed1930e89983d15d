"""`docs/questions.md` shows what is so: its queries get its answers, and every dimension and state is named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api import citations
from app.cli.serve import prepare
from app.database.engine import create_engine
from app.database.statistics import DIMENSIONS
from app.database.topics import STATES
from app.main import create_app
from app.settings import Settings
from tests.test_readme import is_part

PAGE = (Path(__file__).parents[1] / "docs" / "questions.md").read_text("utf-8")
QUERIES = re.findall(r"```sh\ncurl -s 'http://127\.0\.0\.1:8000(\S+)'\n```\n\n```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """What `make run` serves."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('questions')}/test.db")
    prepare(engine)
    yield TestClient(create_app(Settings(), engine), base_url="http://127.0.0.1:8000")
    engine.dispose()


@pytest.mark.parametrize(("path", "answer"), QUERIES, ids=[path for path, _ in QUERIES])
def test_a_query_gets_the_answer_that_the_page_shows(service: TestClient, path: str, answer: str) -> None:
    shown, real = json.loads(answer), service.get(path).json()
    assert is_part(shown, real), json.dumps(real, indent=2)


def test_every_section_has_a_query() -> None:
    assert len(QUERIES) == PAGE.count("\n## ") == 8


@pytest.mark.parametrize("name", [*DIMENSIONS, *STATES, *citations.NAMES])
def test_every_name_that_a_caller_may_write_or_read_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE
