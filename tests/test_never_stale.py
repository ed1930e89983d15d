"""No answer that starts after a commit lacks it: readers and writers in several processes, each reader with its own
kept answers."""

from __future__ import annotations

import asyncio
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.main import create_app
from app.reading.processes import context
from app.settings import Settings
from tests.factories import extraction, fact

_WRITERS, _READERS, _WRITES = 2, 2, 6
_ADDRESSES = ("/v1/documents?limit=500", "/v1/documents?format=ndjson", "/v1/documents?limit=500&sort=-id")
_PROCESSES = context()


def write(url: str, writer: int, committed: Any) -> None:
    """Count each document once it is committed."""
    engine = create_engine(url)
    for number in range(_WRITES):
        quote = f"said by {writer}, {number}"
        load_extraction(engine, extraction(fact(quotes=[quote]), name=f"written-{writer}-{number}.txt"))
        with committed.get_lock():
            committed.value += 1
    engine.dispose()


def read(url: str, committed: Any, ended: Event, answers: Queue[tuple[int, str]]) -> None:
    """Ask again and again: an answer has at least as many documents as were committed before the question."""
    asyncio.run(_read(url, committed, ended, answers))


async def _read(url: str, committed: Any, ended: Event, answers: Queue[tuple[int, str]]) -> None:
    transport = ASGITransport(create_app(Settings(), create_engine(url)))
    held: dict[str, tuple[str, int]] = {}
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        last = False
        while not last:
            last = ended.is_set()
            for address in (*_ADDRESSES, *_ADDRESSES):
                at_least = committed.value
                tag, shown = held.get(address, ("", 0))
                answer = await client.get(address, headers={"If-None-Match": tag})
                if answer.status_code == 200:
                    shown = answer.text.count('"name":"written-')
                    held[address] = answer.headers["etag"], shown
                lacking = f"{address}: {shown} documents of {at_least}" if shown < at_least else ""
                answers.put((answer.status_code, lacking))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database of its own."""
    made = f"sqlite:///{tmp_path}/facts.db"
    if request.param == "postgresql":
        made = request.getfixturevalue("postgresql_new_url")
    engine = create_engine(made)
    upgrade(engine)
    engine.dispose()
    return made


def test_no_answer_that_starts_after_a_commit_lacks_it(url: str) -> None:
    committed, ended = _PROCESSES.Value("i", 0), _PROCESSES.Event()
    answers: Any = _PROCESSES.Queue()
    readers = [_PROCESSES.Process(target=read, args=(url, committed, ended, answers)) for _ in range(_READERS)]
    writers = [_PROCESSES.Process(target=write, args=(url, number, committed)) for number in range(_WRITERS)]
    for each in (*readers, *writers):
        each.start()
    for each in writers:
        each.join(240)
    ended.set()
    seen = _drained(answers, readers)
    assert [each.exitcode for each in (*readers, *writers)] == [0] * (_READERS + _WRITERS)
    assert committed.value == _WRITERS * _WRITES
    assert [lacking for _, lacking in seen if lacking] == []
    assert {status for status, _ in seen} == {200, 304}


def _drained(answers: Any, readers: list[Any]) -> list[tuple[int, str]]:
    """Read while the readers end: a process waits for what it put into a queue to be taken."""
    seen: list[tuple[int, str]] = []
    while any(each.is_alive() for each in readers) or not answers.empty():
        if answers.empty():
            readers[0].join(0.05)
        else:
            seen.append(answers.get())
    return seen
