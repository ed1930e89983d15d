"""What `app.api.layers.kept` promises: the same answers, given again without asking for rows, never stale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.api.layers.kept import KeptAnswers
from app.database.engine import Version, reading
from app.database.load import load_extraction
from app.database.sequence import Sequence
from app.database.totals import once
from app.main import create_app
from app.settings import Settings
from tests.factories import caveat, extraction, fact

ADDRESSES = ["/v1/facts", "/v1/facts?format=csv", "/v1/facts/ua-us-2024.training.us", "/v1/stats?group_by=category"]


@pytest.fixture
def loaded(engine: Engine, client: TestClient) -> TestClient:
    load_extraction(engine, extraction(fact(), caveat()))
    return client


def cut_off(client: TestClient) -> None:
    """From here on only what is kept can be answered."""
    application: Any = client.app
    application.state.engine = None


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_question_gets_the_same_answer_from_what_is_kept(loaded: TestClient, address: str) -> None:
    first = loaded.get(address)
    cut_off(loaded)
    again = loaded.get(address)
    assert (again.status_code, again.content, again.headers) == (200, first.content, first.headers)
    head = loaded.head(address)
    assert (head.status_code, head.content, head.headers) == (200, b"", first.headers)
    unchanged = loaded.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_304_is_the_304_of_the_service(loaded: TestClient, address: str) -> None:
    tag = {"If-None-Match": loaded.head(address).headers["etag"]}
    made = loaded.get(address, headers=tag)
    cut_off(loaded)
    kept = loaded.get(address, headers=tag)
    assert (kept.status_code, kept.content, kept.headers) == (304, b"", made.headers)
    assert loaded.get(address).status_code == 500, "the 304 alone is no answer to who holds none"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Encoding": "identity"},
        {"Accept": "text/csv"},
        {"Origin": "https://example.org"},
        {"Host": "facts.example.org"},
    ],
)
def test_whatever_an_answer_depends_on_makes_another_question(loaded: TestClient, headers: dict[str, str]) -> None:
    fresh = loaded.get("/v1/facts?limit=1", headers=headers)
    load_extraction(loaded.app.state.engine, extraction(fact("demining"), heading="Another."))  # type: ignore[attr-defined]
    plain, other = (loaded.get("/v1/facts?limit=1", headers=each) for each in ({}, headers))
    assert (other.headers, other.content) != (plain.headers, plain.content)
    assert set(other.headers) == set(fresh.headers)


def test_a_write_lets_go_of_what_is_kept(engine: Engine, loaded: TestClient) -> None:
    before = loaded.get("/v1/facts").json()["page"]["total"]
    load_extraction(engine, extraction(fact("demining"), heading="Another report."))
    assert loaded.get("/v1/facts").json()["page"]["total"] == before + 1


@pytest.mark.parametrize("address", ["/v1/facts?category=x", "/v1/facts/nothing", "/nothing"])
def test_an_error_is_never_kept(loaded: TestClient, address: str) -> None:
    status = loaded.get(address).status_code
    assert status in (404, 422)
    application: Any = loaded.app
    kept = _kept(application)
    assert not any(question[0] == address for question in kept._answers)


def _kept(application: FastAPI) -> KeptAnswers:
    layer: Any = application.middleware_stack
    while not isinstance(layer, KeptAnswers):
        layer = layer.app
    return layer


def test_nothing_is_kept_where_the_setting_says_so(engine: Engine) -> None:
    load_extraction(engine, extraction(fact()))
    application = create_app(Settings(cache_megabytes=0), engine)
    client = TestClient(application, raise_server_exceptions=False)
    assert client.get("/v1/facts").status_code == 200
    cut_off(client)
    assert client.get("/v1/facts").status_code == 500


class State(Sequence):
    """A sequence without a database."""

    def __init__(self) -> None:
        self.number = 1

    def read(self) -> Version:
        return Version(self.number, datetime(2024, 6, 13, tzinfo=UTC))


Answer = Callable[[str], Iterator[bytes]]


class Service:
    """Answers through `KeptAnswers` with a body for each address, and counts how often it is asked."""

    def __init__(self, most_bytes: int, body: Answer) -> None:
        self.state = State()
        self.body = body
        self.asked: list[str] = []
        self.during: Callable[[], Awaitable[None]] | None = None
        self.headers = [(b"etag", b'"tag"')]
        self.kept = KeptAnswers(self._answer, self.state, most_bytes)

    async def _answer(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        scope.setdefault("state", {})["made_of"] = self.state.read()
        await send({"type": "http.response.start", "status": 200, "headers": list(self.headers)})
        for chunk in self.body(scope["path"]):
            if self.during:
                await self.during()
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def get(self, path: str) -> bytes:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "scheme": "http", "headers": []}
        asyncio.run(self.kept(scope, receive, send))
        return b"".join(message.get("body", b"") for message in sent)


def test_what_is_kept_is_bounded_and_what_was_asked_for_last_stays() -> None:
    service = Service(100_000, lambda path: iter([path.encode() * 1_000]))
    for path in ("/a", "/b", "/a", *(f"/{number}" for number in range(40)), "/a"):
        assert service.get(path) == path.encode() * 1_000
        service.get("/a")
    assert service.asked.count("/a") == 1
    service.get("/b")
    assert service.asked.count("/b") == 2
    assert sum(len(kept.body or b"") for kept in service.kept._answers.values()) <= 100_000


def test_an_answer_too_large_for_its_share_passes_through() -> None:
    service = Service(160_000, lambda _: iter([b"x" * 6_000, b"y" * 6_000]))
    assert service.get("/a") == service.get("/a")
    assert service.asked == ["/a", "/a"]


def test_an_answer_that_a_write_overtook_is_not_kept() -> None:
    service = Service(100_000, lambda path: iter([path.encode()]))

    async def write() -> None:
        service.state.number += 1
        service.during = None
        await service.kept(
            {"type": "http", "method": "GET", "path": "/b", "query_string": b"", "scheme": "http", "headers": []},
            None,  # type: ignore[arg-type]
            _nobody,
        )

    service.during = write
    service.get("/a")
    service.get("/a")
    assert service.asked == ["/a", "/b", "/a"]


async def _nobody(_: Message) -> None:
    pass


@pytest.mark.parametrize("header", [(b"vary", b"Cookie"), (b"vary", b"*"), (b"set-cookie", b"a=b")])
def test_an_answer_that_depends_on_more_than_the_question_is_not_kept(header: tuple[bytes, bytes]) -> None:
    service = Service(100_000, lambda path: iter([path.encode()]))
    service.headers.append(header)
    service.get("/a")
    service.get("/a")
    assert service.asked == ["/a", "/a"]


def test_who_asks_the_same_while_it_is_counted_waits_for_the_first(engine: Engine) -> None:
    load_extraction(engine, extraction(fact(), caveat()))
    counted: list[int] = []

    def count() -> int:
        sleep(0.2)
        counted.append(1)
        return 7

    def ask(_: int) -> int:
        with reading(engine) as connection:
            return once(connection, "how many", count)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [7] * 4
    assert counted == [1]
