"""Processes beside the service: they do what is asked, are bounded, and can hang or die without harm."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Iterator
from typing import Any

import pytest

from app.api.work.readers import Busy, ReaderDied, ReaderFailed, Readers, TooLong


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """One process; one caller may wait for it."""
    made = Readers(1, waiting=1, patience=0.2, seconds=0.5)
    yield made
    made.close()


def run(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())


def test_what_a_function_returns_or_says_of_its_arguments_comes_back(readers: Readers) -> None:
    assert run(readers.run(divmod, 7, 2)) == (3, 1)
    with pytest.raises(ValueError, match="invalid literal"):
        run(readers.run(int, "seven"))


def test_a_fault_of_ours_comes_back_with_where_it_was_and_the_process_works_on(readers: Readers) -> None:
    process = run(readers.run(os.getpid))
    with pytest.raises(ReaderFailed, match="ZeroDivisionError"):
        run(readers.run(divmod, 1, 0))
    assert run(readers.run(os.getpid)) == process != os.getpid()


def test_one_that_takes_too_long_is_ended_and_replaced(readers: Readers) -> None:
    process = run(readers.run(os.getpid))
    with pytest.raises(TooLong):
        run(readers.run(time.sleep, 60))
    assert run(readers.run(os.getpid)) != process
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_one_that_dies_is_replaced(readers: Readers) -> None:
    with pytest.raises(ReaderDied, match="status 3"):
        run(readers.run(os._exit, 3))
    assert run(readers.run(divmod, 7, 2)) == (3, 1)


def test_closing_ends_every_process_and_who_comes_later_starts_another(readers: Readers) -> None:
    process = run(readers.run(os.getpid))
    readers.close()
    assert run(readers.run(os.getpid)) != process


def test_beyond_those_who_may_wait_and_for_how_long_it_is_busy(readers: Readers) -> None:
    async def together() -> list[Any]:
        return await asyncio.gather(*(readers.run(time.sleep, 0.4) for _ in range(3)), return_exceptions=True)

    run(readers.run(os.getpid))
    assert [type(each) for each in run(together())] == [type(None), Busy, Busy]
    assert run(readers.run(divmod, 7, 2)) == (3, 1), "who was turned away takes no place"
