"""Writing over a real connection: a body is bounded as it comes in, readers are answered while documents are read."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
import uvicorn

from app.database.engine import create_engine, upgrade
from app.database.keys import create_key
from app.main import create_app
from app.settings import Settings, now
from tests.test_writing import PLAIN, TEXT

LIMIT = 100_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A server of its own, for one who holds a key."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('server')}/test.db",
        maximum_document_bytes=LIMIT,
        open_requests_per_minute=0,
        open_requests_at_once=1,
    )
    engine = create_engine(settings.database_url)
    upgrade(engine)
    key = create_key(engine, "desk", now())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(settings, engine), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            yield client
        server.should_exit = True
        thread.join()
    engine.dispose()


def test_a_body_without_an_end_is_answered_when_it_is_too_large(service: httpx2.Client) -> None:
    """The server stops to listen: a body of a thousand times the limit would take its time, and memory."""
    host, port = service.base_url.host, service.base_url.port
    head = (
        f"POST /v1/documents HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"
        f"Authorization: {service.headers['authorization']}\r\n\r\n"
    )
    with socket.create_connection((host, port or 80), timeout=20) as connection:
        connection.sendall(head.encode())
        for _ in range(LIMIT // 10_000 + 2):
            connection.sendall(b"2710\r\n" + b"a" * 10_000 + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_that_says_how_large_it_is_is_refused_before_it_comes(service: httpx2.Client) -> None:
    host, port = service.base_url.host, service.base_url.port
    head = (
        f"POST /v1/documents HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nContent-Length: {LIMIT + 1}\r\n"
        f"Authorization: {service.headers['authorization']}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((host, port or 80), timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_service_answers_while_a_large_document_is_read(service: httpx2.Client) -> None:
    seed = (Path(__file__).parents[1] / "seed" / "seed-document.txt").read_text("utf-8")
    large = f"{seed}\n\n" * (LIMIT // (len(seed.encode()) + 2))
    with ThreadPoolExecutor(1) as beside, httpx2.Client(base_url=service.base_url) as other:
        adding = beside.submit(service.post, "/v1/documents", content=large.encode(), headers=PLAIN)
        waits = []
        while not adding.done():
            begun = time.monotonic()
            assert other.get("/healthz").status_code == 200
            waits.append(time.monotonic() - begun)
    assert adding.result().status_code == 201
    assert len(waits) > 5
    assert sorted(waits)[len(waits) // 2] < 0.25, "the half of them at once, on a machine that has other work"


def test_requests_of_one_name_at_once_are_done_once(service: httpx2.Client) -> None:
    headers = PLAIN | {"Idempotency-Key": "at-once"}
    with ThreadPoolExecutor(4) as callers:
        sent = [callers.submit(service.post, "/v1/documents", content=TEXT, headers=headers) for _ in range(4)]
    answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert sum(answer.status_code == 201 and "idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert service.post("/v1/documents", content=TEXT, headers=headers).headers["idempotent-replayed"] == "true"


def test_the_same_document_from_many_at_once_is_added_once(service: httpx2.Client) -> None:
    with ThreadPoolExecutor(4) as callers:
        sent = [
            callers.submit(service.post, "/v1/documents", content=TEXT.replace("400", "900"), headers=PLAIN)
            for _ in range(4)
        ]
    assert sorted(each.result().status_code for each in sent) == [200, 200, 200, 201]


def test_beyond_what_is_read_at_once_callers_wait_or_are_told_to_come_back(service: httpx2.Client) -> None:
    with ThreadPoolExecutor(12) as callers:
        sent = [callers.submit(service.post, "/v1/extract", content=TEXT, headers=PLAIN) for _ in range(12)]
    answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert any(answer.status_code == 200 for answer in answers)
    busy = [answer for answer in answers if answer.status_code == 503]
    assert all((each.json()["code"], each.headers["retry-after"]) == ("busy", "5") for each in busy)
