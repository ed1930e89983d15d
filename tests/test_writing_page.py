"""`docs/writing.md` shows what is so: its requests get its answers, and every state, reason and field is named."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.anchoring import REASONS, STATES
from app.api.bodies.fields import DocumentBody
from app.database.idempotency import KEPT_AT_MOST
from app.database.keys import create_key
from app.settings import now
from tests.test_readme import is_part

PAGE = (Path(__file__).parents[1] / "docs" / "writing.md").read_text("utf-8")
REQUESTS = re.findall(r"```sh\n(curl [^`]*?)\n```\n\n```json\n(.*?)```", PAGE, re.DOTALL)


def sent(client: TestClient, command: str, key: str) -> Any:
    """The answer to a command of curl."""
    words = shlex.split(command.replace("\\\n", "").replace("$KEY", key))
    options = list(pairwise(words))
    headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
    [body] = [value for option, value in options if option == "-d"]
    [address] = [word for word in words if word.startswith("http://127.0.0.1:8000/")]
    return client.post(address.removeprefix("http://127.0.0.1:8000"), content=body.encode(), headers=headers)


@pytest.mark.parametrize(("command", "answer"), REQUESTS, ids=["documents", "verify"])
def test_a_request_gets_the_answer_that_the_page_shows(
    client: TestClient, engine: Engine, command: str, answer: str
) -> None:
    real = sent(client, command, create_key(engine, "newsdesk", now()))
    assert is_part(json.loads(answer), real.json()), json.dumps(real.json(), indent=2)


@pytest.mark.parametrize("name", [*STATES, *REASONS, *DocumentBody.model_fields, "Idempotent-Replayed"])
def test_every_name_that_a_caller_may_write_or_read_is_on_the_page(name: str) -> None:
    assert re.search(rf"`{name}\b", PAGE)


def test_the_page_says_how_many_answers_are_kept() -> None:
    assert f"the latest {KEPT_AT_MOST:,} are" in PAGE
