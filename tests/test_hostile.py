"""Whatever is asked, the service answers, and whatever is read, the cost grows with its length and no faster."""

from __future__ import annotations

import base64
import json
import sys
from functools import cache
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.queries import FactQuery
from app.database.cursors import fingerprint
from app.database.load import load_extraction
from app.extraction import extract
from benchmarks.extraction.hostile import hostile_texts
from tests.factories import caveat, extraction, fact

LISTS = ["/v1/facts", "/v1/commitments", "/v1/caveats", "/v1/agreements", "/v1/documents", "/v1/categories"]

names = st.one_of(st.sampled_from(sorted(FactQuery.model_fields)), st.text(max_size=8))
values = st.one_of(
    st.sampled_from(
        ["training", "UA", "1", "2024-01-01", "EUR", "-id", "evidence", "csv", "%", "_", "'; --", "\0", "NaN"]
    ),
    st.text(max_size=20),
    st.integers().map(str),
    st.floats().map(str),
)


@given(st.sampled_from(LISTS), st.lists(st.tuples(names, values), max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_is_a_failure_of_the_service(client: TestClient, address: str, question: list[Any]) -> None:
    answer = client.get(address, params=question)
    assert answer.status_code in (200, 422), answer.text


@given(st.sampled_from(["agreements", "facts", "documents", "categories"]), st.text(min_size=1, max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_id_is_a_failure_of_the_service(client: TestClient, collection: str, id: str) -> None:
    path = base64.b16encode(id.encode("utf-8", "replace")).decode()
    escaped = "".join(f"%{path[i : i + 2]}" for i in range(0, len(path), 2))
    assert client.get(f"/v1/{collection}/{escaped}").status_code in (200, 404)


def forged(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


MARK = fingerprint({"of": "agreements", "sort": "signed_on"})


@pytest.mark.parametrize(
    "cursor",
    [
        "=",
        "%00",
        "é",
        "A" * 2000,
        "[" * 1500,
        forged(None),
        forged([MARK]),
        forged([MARK, 1, "id"]),
        forged([MARK, "not a day", "id"]),
        forged([MARK, "2024-01-01", "id\0"]),
        forged([MARK, "2024-01-01", "\ud800"]),
        forged([MARK, {"$gt": 1}, "id"]),
    ],
)
def test_no_cursor_is_a_failure_of_the_service(engine: Engine, client: TestClient, cursor: str) -> None:
    load_extraction(engine, extraction(fact()))
    answer = client.get("/v1/agreements?sort=signed_on", params={"sort": "signed_on", "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("value", ["x' OR '1'='1", 'x" OR 1=1', "x); DROP TABLE facts; --", "%", "_"])
@pytest.mark.parametrize("name", ["agreement", "document", "claimant"])
def test_a_value_is_never_part_of_the_statement(engine: Engine, client: TestClient, name: str, value: str) -> None:
    load_extraction(engine, extraction(fact(), caveat()))
    answer = client.get("/v1/facts", params={name: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_value")
    assert client.get("/v1/facts").json()["page"]["total"] == 2


def test_markup_in_a_question_is_answered_as_json(client: TestClient) -> None:
    answer = client.get("/v1/facts", params={"category": "<script>alert(1)</script>"})
    assert answer.headers["content-type"] == "application/problem+json"


def calls_to_read(text: str) -> int:
    """How many functions run, in Python or C: the same on every machine, however busy."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    extract(text)  # what is read once and kept
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        extract(text)
    finally:
        sys.setprofile(before)
    return calls


@cache
def hostile(size: int) -> dict[str, str]:
    return dict(hostile_texts(size))


@pytest.mark.parametrize("name", hostile(0))
def test_the_work_of_reading_grows_no_faster_than_the_text(name: str) -> None:
    short, medium, long = (calls_to_read(hostile(size)[name]) for size in (8_000, 16_000, 32_000))
    # twice as much text more is twice as much work more, and four times as much where the work grows with the square
    assert long - medium <= 3 * max(medium - short, 1_000)


def test_an_endless_sentence_that_goes_round_in_circles_is_read_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.extraction.clauses.interpret._ROUNDS", 2)
    head = hostile(0)["spaces"]
    long, longer = (extract(f"{head}\n{'Ukraine will train pilots, ' * rounds}") for rounds in (1_000, 1_500))
    assert len(long.facts) == len(longer.facts)
    assert sum(len(fact.evidence) for fact in longer.facts) - sum(len(fact.evidence) for fact in long.facts) < 5
