"""`as_of`: the answer is that of a database that holds only the documents published by that day."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from app.database import snapshots
from app.database.engine import create_engine, reading, upgrade, version
from app.database.load import load_extraction
from app.database.snapshots import Snapshots
from app.database.tables import DocumentRow
from app.extraction.model import Extraction
from app.main import create_app
from app.settings import Settings
from tests.conftest import empty
from tests.factories import extraction, fact
from tests.test_load import agreements, facts

FIRST, SECOND, THIRD = date(2024, 6, 1), date(2024, 6, 13), date(2024, 7, 1)
plans = st.lists(
    st.tuples(
        st.lists(facts, max_size=3, unique_by=lambda f: f.id), agreements, st.sampled_from([None, FIRST, SECOND, THIRD])
    ),
    min_size=1,
    max_size=4,
)
days = st.sampled_from([FIRST + timedelta(days) for days in (-1, 0, 1, 12, 30, 400)])

LISTS = [
    "/v1/agreements?include=evidence,topics",
    "/v1/agreements?sort=-signed_on&limit=1",
    "/v1/agreements?q=training&status=planned",
    "/v1/facts?include=evidence,agreement,cite&explain=1",
    "/v1/facts?agreement=ua-us-2024&category=training",
    "/v1/commitments?claimant=CNN",
    "/v1/caveats",
    "/v1/contradictions",
    "/v1/documents?sort=-published_on",
    "/v1/categories",
    "/v1/stats?group_by=category,status",
    "/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2024&differing=1",
]
ITEMS = [
    "/v1/agreements/ua-us-2024",
    "/v1/facts/ua-us-2024.training.us?explain=1",
    "/v1/commitments/ua-us-2024.demining.ua",
    "/v1/facts/ua-us-2024.training.us/cite?format=csl",
    "/v1/categories/training",
]
OF_DOCUMENTS = [
    "/v1/documents/{}",
    "/v1/documents/{}/text",
    "/v1/documents/{}/annotations",
    "/v1/documents/{}/facts?include=evidence",
    "/v1/documents/{}/facts?at=30",
]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The database of one who saw only some of the documents."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('other')}/test.db")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def knowing_less(other: Engine) -> TestClient:
    return TestClient(create_app(Settings(), other))


def said(client: TestClient, address: str) -> Any:
    """The answer without what tells when and for what question it was made."""
    answer = client.get(address)
    if not answer.headers["content-type"].startswith("application/"):
        return answer.status_code, answer.content
    content = answer.json()
    if "meta" in content:
        del content["meta"]["generated_at"], content["meta"]["description"]
    if "page" in content:
        content["page"]["next"] = bool(content["page"]["next"])
    for told in ("instance", "try_url", "detail", "trace_id", "request_id"):
        content.pop(told, None)
    for error in content.get("errors", ()):
        # It names the day.
        del error["message"]
    return answer.status_code, content


@given(plans, days)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_answer_is_that_of_a_database_with_only_the_documents_of_the_time(
    client: TestClient, engine: Engine, knowing_less: TestClient, other: Engine, plan: Any, day: date
) -> None:
    empty(engine)
    empty(other)
    for index, (given_, about, published_on) in enumerate(plan):
        document = extraction(*given_, agreements=[about], heading=f"Document {index}.", published_on=published_on)
        load_extraction(engine, document)
        if published_on and published_on <= day:
            load_extraction(other, document)
    of_documents = [each.format(document_id(engine)) for each in OF_DOCUMENTS]
    for address in [*LISTS, *ITEMS, *of_documents]:
        assert said(client, f"{address}{'&' if '?' in address else '?'}as_of={day}") == said(knowing_less, address), (
            address
        )


def document_id(engine: Engine) -> str:
    with reading(engine) as connection:
        return connection.execute(select(func.min(DocumentRow.id))).scalar_one()


def published(day: date | None, *given_: Any) -> Extraction:
    return extraction(*(given_ or [fact()]), heading=f"Published on {day}.", published_on=day)


def test_documents_without_a_date_say_nothing_on_any_day(client: TestClient, engine: Engine) -> None:
    for document in (published(FIRST), published(None, fact("demining"))):
        load_extraction(engine, document)
    answer = client.get("/v1/facts", params={"as_of": "2099-01-01"}).json()
    assert [row["category"] for row in answer["data"]] == ["training"]


def test_the_day_of_publication_counts_and_the_description_names_it(client: TestClient, engine: Engine) -> None:
    load_extraction(engine, published(SECOND))
    before, then = (client.get("/v1/facts", params={"as_of": day}).json() for day in ("2024-06-12", "2024-06-13"))
    assert (before["page"]["total"], then["page"]["total"]) == (0, 1)
    assert then["meta"]["description"] == "Commitments and caveats as of 13 June 2024"


@pytest.mark.parametrize(("day", "lines"), [("2024-06-12", 1), ("2024-06-13", 2)])
def test_a_stream_is_of_the_day(client: TestClient, engine: Engine, day: str, lines: int) -> None:
    load_extraction(engine, published(SECOND))
    assert len(client.get(f"/v1/facts?format=csv&as_of={day}").text.splitlines()) == lines


def test_what_nobody_had_told_of_is_not_found(client: TestClient, engine: Engine) -> None:
    load_extraction(engine, published(SECOND))
    for address in ("agreements/ua-us-2024", "facts/ua-us-2024.training.us", f"documents/{document_id(engine)}"):
        assert client.get(f"/v1/{address}?as_of=2024-06-12").status_code == 404
        assert client.get(f"/v1/{address}?as_of=2024-06-13").status_code == 200
    [error] = client.get("/v1/facts?agreement=ua-us-2024&as_of=2024-06-12").json()["errors"]
    assert error["message"] == "ua-us-2024 is not known as of 2024-06-12"


def test_an_answer_has_the_validators_of_the_present_data(client: TestClient, engine: Engine) -> None:
    for document in (published(FIRST), published(THIRD)):
        load_extraction(engine, document)
    now, then = client.get("/v1/facts"), client.get("/v1/facts?as_of=2024-06-12")
    assert [now.headers[name] for name in ("etag", "last-modified")] == [
        then.headers[name] for name in ("etag", "last-modified")
    ]
    assert now.json()["meta"]["generated_at"] == then.json()["meta"]["generated_at"]
    load_extraction(engine, published(SECOND, fact("demining")))
    again = client.get("/v1/facts?as_of=2024-06-13", headers={"If-None-Match": then.headers["etag"]})
    assert (again.status_code, again.json()["page"]["total"]) == (200, 2)


def test_a_cursor_goes_with_its_day(client: TestClient, engine: Engine) -> None:
    for document in (published(FIRST, fact(), fact("demining")), published(THIRD)):
        load_extraction(engine, document)
    asked = {"limit": 1, "as_of": "2024-06-12"}
    following = client.get("/v1/facts", params=asked).json()["page"]["next"]
    assert client.get("/v1/facts", params={**asked, "cursor": following}).json()["page"]["next"] is None
    assert client.get("/v1/facts", params={"limit": 1, "cursor": following}).status_code == 422


def test_a_day_that_is_none_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/facts?as_of=13.6.2024")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "as_of")


@pytest.fixture
def fillings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[date | None, date | None]]:
    """The snapshots that were filled: the publication that each began after, and its last one."""
    found: list[tuple[date | None, date | None]] = []
    fill = snapshots._fill

    def noting(engine: Engine, connection: Any, key: Any, begun: date | None) -> None:
        found.append((begun, key.last))
        fill(engine, connection, key, begun)

    monkeypatch.setattr(snapshots, "_fill", noting)
    return found


@pytest.fixture
def published_thrice(engine: Engine) -> Engine:
    for day in (FIRST, SECOND, THIRD, None):
        load_extraction(engine, published(day))
    return engine


def documents_known(held: Snapshots, engine: Engine, day: date) -> int:
    with reading(engine) as connection, held.reading(connection, version(connection), day) as known:
        return known.execute(select(func.count()).select_from(DocumentRow)).scalar_one()


def test_days_between_publications_share_a_snapshot_and_later_ones_begin_with_it(
    published_thrice: Engine, fillings: list[Any]
) -> None:
    held = Snapshots(8)
    days = [FIRST, FIRST + timedelta(1), THIRD, SECOND, FIRST - timedelta(1)]
    assert [documents_known(held, published_thrice, day) for day in days] == [1, 1, 3, 2, 0]
    assert fillings == [(None, FIRST), (FIRST, THIRD), (FIRST, SECOND), (None, None)]


def test_the_day_of_the_last_publication_needs_no_snapshot(engine: Engine, fillings: list[Any]) -> None:
    load_extraction(engine, published(FIRST))
    assert documents_known(Snapshots(1), engine, FIRST) == 1
    assert fillings == []


def test_many_who_ask_at_once_wait_for_one_snapshot(published_thrice: Engine, fillings: list[Any]) -> None:
    held = Snapshots(1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: documents_known(held, published_thrice, SECOND), range(16)))
    assert (found, fillings) == ([2] * 16, [(None, SECOND)])


def files(held: Snapshots) -> int:
    return len(list(held._path().glob("*/snapshot.db")))


def test_only_the_latest_snapshots_are_kept_and_none_of_a_state_that_is_no_more(
    published_thrice: Engine, fillings: list[Any]
) -> None:
    held = Snapshots(2)
    for day in (FIRST, SECOND, THIRD):
        documents_known(held, published_thrice, day)
    assert files(held) == 2
    documents_known(held, published_thrice, FIRST)
    assert [last for _, last in fillings] == [FIRST, SECOND, THIRD, FIRST]
    load_extraction(published_thrice, published(None, fact("demining")))
    documents_known(held, published_thrice, SECOND)
    assert files(held) == 1


def test_a_snapshot_that_is_being_read_stays(published_thrice: Engine) -> None:
    held = Snapshots(1)
    with reading(published_thrice) as connection, held.reading(connection, version(connection), FIRST) as known:
        for day in (SECOND, THIRD):
            documents_known(held, published_thrice, day)
        assert known.execute(select(func.count()).select_from(DocumentRow)).scalar_one() == 1
    assert files(held) == 2


def test_a_snapshot_that_fails_leaves_nothing_and_is_built_again(
    published_thrice: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Snapshots(1)
    with monkeypatch.context() as broken:
        broken.setattr(snapshots, "stored_documents", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            documents_known(held, published_thrice, SECOND)
    assert files(held) == 0
    assert documents_known(held, published_thrice, SECOND) == 2


def test_a_service_that_ends_leaves_no_snapshot(published_thrice: Engine) -> None:
    application = create_app(Settings(), published_thrice)
    held: Snapshots = application.state.snapshots
    with TestClient(application) as client:
        assert client.get(f"/v1/facts?as_of={SECOND}").status_code == 200
        folder = held._path()
        assert folder.exists()
    assert not folder.exists()


def test_snapshots_go_with_those_who_hold_them(published_thrice: Engine) -> None:
    held = Snapshots(1)
    documents_known(held, published_thrice, SECOND)
    folder = held._path()
    del held
    gc.collect()
    assert not folder.exists()
