"""The README shows what is so: its queries get its answers, and every command and setting is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from starlette.testclient import TestClient

from app.cli.main import cli
from app.cli.serve import prepare
from app.database.engine import create_engine
from app.main import create_app
from app.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
QUERIES = re.findall(r"```sh\ncurl -s 'http://127\.0\.0\.1:8000(\S+)'\n```\n\n```json\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """What `make run` serves."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('readme')}/test.db")
    prepare(engine)
    yield TestClient(create_app(Settings(), engine))
    engine.dispose()


def is_part(shown: Any, real: Any) -> bool:
    """`shown` is `real` with keys and items left out, in the same order."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return all(key in real and is_part(value, real[key]) for key, value in shown.items())
    if isinstance(shown, list) and isinstance(real, list):
        rest = iter(real)
        return all(any(is_part(item, candidate) for candidate in rest) for item in shown)
    return type(shown) is type(real) and shown == real


@pytest.mark.parametrize(("path", "answer"), QUERIES, ids=[path for path, _ in QUERIES])
def test_a_query_gets_the_answer_that_the_readme_shows(service: TestClient, path: str, answer: str) -> None:
    shown, real = json.loads(answer), service.get(path).json()
    assert is_part(shown, real), json.dumps(real, indent=2)


def test_there_are_five_queries() -> None:
    assert len(QUERIES) == 5


def _commands() -> Iterator[str]:
    for name, command in typer.main.get_command(cli).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        yield from (f"{name} {child}" for child in inner) if inner else (name,)


@pytest.mark.parametrize("command", list(_commands()))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `agreement-facts {command}" in README


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    (row,) = re.findall(rf"\| `AGREEMENT_FACTS_{name.upper()}` \| (.*?) \|", README)
    default = Settings.model_fields[name].default
    assert default is None or row == f"`{default}`"
