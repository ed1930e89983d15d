"""Answers kept for requests that are sent again: the same once more, never another's, not for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from app.database import idempotency
from app.database.engine import reading
from app.database.idempotency import Answer, Attempt, OtherRequest, StillRunning, begin, forget, keep
from app.database.keys import create_key, list_keys
from app.database.writer_tables import KeptAnswerRow

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANSWER = Answer(201, {"Location": "/v1/documents/a"}, '{"id":"a"}')


@pytest.fixture
def attempt(engine: Engine) -> Attempt:
    create_key(engine, "desk", NOW)
    [key] = list_keys(engine)
    return Attempt(key.prefix, "first", "digest", NOW)


def after(attempt: Attempt, **time: float) -> Attempt:
    return replace(attempt, begun_at=attempt.begun_at + timedelta(**time))


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(KeptAnswerRow)).scalar_one()


def test_the_answer_is_kept_for_a_day(engine: Engine, attempt: Attempt) -> None:
    assert begin(engine, attempt) is None
    keep(engine, attempt, ANSWER)
    assert begin(engine, after(attempt, hours=24)) == ANSWER
    assert begin(engine, after(attempt, hours=24, seconds=1)) is None


def test_a_request_that_runs_is_not_begun_again(engine: Engine, attempt: Attempt) -> None:
    begin(engine, attempt)
    with pytest.raises(StillRunning):
        begin(engine, after(attempt, minutes=29))


def test_a_name_is_good_for_one_request(engine: Engine, attempt: Attempt) -> None:
    begin(engine, attempt)
    other = replace(attempt, fingerprint="other")
    with pytest.raises(OtherRequest):
        begin(engine, other)
    keep(engine, attempt, ANSWER)
    with pytest.raises(OtherRequest):
        begin(engine, other)


def test_names_of_different_callers_never_meet(engine: Engine, attempt: Attempt) -> None:
    create_key(engine, "other", NOW)
    prefix = next(key.prefix for key in list_keys(engine) if key.name == "other")
    begin(engine, attempt)
    assert begin(engine, replace(attempt, api_key=prefix, fingerprint="other")) is None


def test_a_failed_request_may_try_again(engine: Engine, attempt: Attempt) -> None:
    begin(engine, attempt)
    forget(engine, attempt)
    assert begin(engine, attempt) is None


def test_a_request_that_died_with_its_process_may_try_again_and_then_owns_the_name(
    engine: Engine, attempt: Attempt
) -> None:
    begin(engine, attempt)
    second = after(attempt, minutes=31)
    assert begin(engine, second) is None
    keep(engine, attempt, ANSWER)
    with pytest.raises(StillRunning):
        begin(engine, second)
    keep(engine, second, ANSWER)
    assert begin(engine, second) == ANSWER


def test_what_is_kept_is_bounded(engine: Engine, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "KEPT_AT_MOST", 3)
    named = [replace(after(attempt, seconds=n), name=f"n{n}") for n in range(5)]
    for each in named:
        begin(engine, each)
        keep(engine, each, ANSWER)
    assert count(engine) == 3
    assert begin(engine, named[-1]) == ANSWER


def test_old_answers_are_cleaned_by_whoever_comes_next(engine: Engine, attempt: Attempt) -> None:
    begin(engine, attempt)
    keep(engine, attempt, ANSWER)
    begin(engine, replace(after(attempt, days=2), name="other"))
    assert count(engine) == 1
