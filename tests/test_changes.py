"""The feed of changes: every change once, in order, with its reason, whoever else writes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.database.withdraw import withdraw_document
from tests.factories import agreement, caveat, extraction, fact, id_

FIRST = extraction(fact("training"), caveat(), heading="First.", published_on=date(2024, 6, 1))
SAME = extraction(fact("training"), heading="The same.", published_on=date(2024, 6, 2))
OTHER = extraction(
    fact("training", modality="obligation", direction="expand"),
    agreements=[agreement(status="signed")],
    heading="Otherwise.",
    published_on=date(2024, 6, 3),
)
AGREEMENT, TRAINING, CAVEAT = "ua-us-2024", "ua-us-2024.training.us", "ua-us-2024.no_ratification"


def get(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/v1/changes", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def brief(changes: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(change["kind"], change["resource"], change["id"]) for change in changes]


@pytest.fixture
def step(engine: Engine, client: TestClient) -> Callable[[Callable[[], object]], list[dict[str, Any]]]:
    """What the feed tells of doing something."""

    def do(action: Callable[[], object]) -> list[dict[str, Any]]:
        before = get(client, after="now")["page"]["next"]
        action()
        found: list[dict[str, Any]] = get(client, after=before)["data"]
        return found

    return do


Step = Callable[[Callable[[], object]], list[dict[str, Any]]]


def test_a_first_document_adds_all_that_it_states(engine: Engine, step: Step) -> None:
    changes = step(lambda: load_extraction(engine, FIRST))
    assert brief(changes) == [
        ("added", "document", id_(FIRST)),
        ("added", "agreement", AGREEMENT),
        ("added", "fact", CAVEAT),
        ("added", "fact", TRAINING),
    ]
    assert {change["document"] for change in changes} == {id_(FIRST)}
    assert [change["agreement"] for change in changes] == [None, AGREEMENT, AGREEMENT, AGREEMENT]
    assert [change["why"] for change in changes] == ["the document was loaded", *["stated in the document"] * 3]


def test_the_same_content_again_is_no_change(engine: Engine, step: Step) -> None:
    load_extraction(engine, FIRST)
    assert step(lambda: load_extraction(engine, FIRST)) == []


def test_a_document_that_says_the_same_is_merged(engine: Engine, step: Step) -> None:
    load_extraction(engine, FIRST)
    _, of_agreement, of_fact = step(lambda: load_extraction(engine, SAME))
    assert brief([of_agreement, of_fact]) == [("merged", "agreement", AGREEMENT), ("merged", "fact", TRAINING)]
    assert of_agreement["fields"] == ["document_count"]
    assert of_fact["fields"] == ["evidence_count", "document_count"]
    assert (of_fact["why"], of_fact["target"]) == ("stated in a further document", None)


def test_a_document_that_says_otherwise_revises_and_names_the_fields(engine: Engine, step: Step) -> None:
    load_extraction(engine, FIRST)
    _, of_agreement, of_fact = step(lambda: load_extraction(engine, OTHER))
    assert brief([of_agreement, of_fact]) == [("revised", "agreement", AGREEMENT), ("revised", "fact", TRAINING)]
    assert of_agreement["fields"] == ["status", "contested", "document_count"]
    assert of_fact["fields"] == [
        *("statement", "modality", "direction", "contested"),
        *("evidence_count", "document_count"),
    ]


def test_a_withdrawal_revises_what_others_state_and_withdraws_the_rest(engine: Engine, step: Step) -> None:
    for document in (FIRST, SAME):
        load_extraction(engine, document)
    changes = step(lambda: withdraw_document(engine, id_(FIRST), "a forgery"))
    assert brief(changes) == [
        ("revised", "agreement", AGREEMENT),
        ("revised", "fact", TRAINING),
        ("withdrawn", "fact", CAVEAT),
        ("withdrawn", "document", id_(FIRST)),
    ]
    assert [change["why"] for change in changes] == [
        "a document that stated it was withdrawn: a forgery",
        "a document that stated it was withdrawn: a forgery",
        "no document states it any more: a forgery",
        "the document was withdrawn: a forgery",
    ]
    assert changes[1]["fields"] == ["evidence_count", "document_count"]


def test_what_comes_back_is_added_again(engine: Engine, step: Step) -> None:
    first = step(lambda: load_extraction(engine, FIRST))
    withdraw_document(engine, id_(FIRST), "a mistake")
    again = step(lambda: load_extraction(engine, FIRST))
    assert brief(again) == brief(first)


def everything(client: TestClient, limit: int, after: str | None = None, **filters: Any) -> Iterator[dict[str, Any]]:
    """Every change to the end of the feed."""
    while True:
        page = get(client, limit=limit, **({"after": after} if after else {}), **filters)
        yield from page["data"]
        if not page["data"]:
            return
        after = page["page"]["next"]


@pytest.fixture
def loaded(engine: Engine, client: TestClient) -> TestClient:
    for document in (FIRST, SAME, OTHER):
        load_extraction(engine, document)
    withdraw_document(engine, id_(FIRST), "a forgery")
    return client


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_pages_show_every_change_once_in_order(loaded: TestClient, limit: int) -> None:
    numbers = [change["number"] for change in everything(loaded, limit)]
    assert len(numbers) == get(loaded)["page"]["total"] == 14
    assert numbers == sorted(set(numbers))


def test_the_end_of_the_feed_says_where_to_go_on(engine: Engine, loaded: TestClient) -> None:
    last = get(loaded)
    assert last["page"]["next"]
    empty = get(loaded, after=last["page"]["next"])
    assert (empty["data"], empty["page"]["total"]) == ([], 0)
    load_extraction(engine, FIRST)
    assert brief(get(loaded, after=empty["page"]["next"])["data"])[0] == ("added", "document", id_(FIRST))


def test_a_link_leads_on_only_where_there_is_more(loaded: TestClient) -> None:
    answer = loaded.get("/v1/changes", params={"limit": 10})
    [url] = [answer.links["next"]["url"]]
    rest = loaded.get(url)
    assert len(answer.json()["data"] + rest.json()["data"]) == 14
    assert "next" not in rest.links


def test_each_change_has_the_cursor_to_go_on_from(loaded: TestClient) -> None:
    changes = get(loaded)["data"]
    assert get(loaded, after=changes[4]["cursor"])["data"] == changes[5:]


@pytest.mark.parametrize(
    ("filters", "number", "description"),
    [
        ({}, 14, "Changes of agreements, facts and documents"),
        ({"resource": "fact", "kind": ["added", "withdrawn"]}, 3, "Changes of facts that were added or withdrawn"),
        (
            {"agreement": AGREEMENT},
            10,
            "Changes of agreements, facts and documents, in the agreement ua-us-2024",
        ),
    ],
)
def test_filters_narrow_the_feed(loaded: TestClient, filters: Any, number: int, description: str) -> None:
    page = get(loaded, **filters)
    assert (len(page["data"]), page["page"]["total"]) == (number, number)
    assert page["meta"]["description"] == description
    assert len(list(everything(loaded, 2, **filters))) == number


def test_a_cursor_passes_over_what_its_filters_leave_out(engine: Engine, loaded: TestClient) -> None:
    after = get(loaded, resource="document", kind="withdrawn")["page"]["next"]
    load_extraction(engine, extraction(fact("demining"), heading="Another."))
    withdraw_document(engine, id_(SAME), "a forgery, too")
    [change] = get(loaded, resource="document", kind="withdrawn", after=after)["data"]
    assert change["id"] == id_(SAME)


def test_an_agreement_that_is_no_more_still_has_its_changes(engine: Engine, loaded: TestClient) -> None:
    for document in (SAME, OTHER):
        withdraw_document(engine, id_(document), "a forgery")
    assert brief(get(loaded, agreement=AGREEMENT)["data"])[-1] == ("withdrawn", "agreement", AGREEMENT)


@pytest.mark.parametrize(
    ("question", "code", "parameter"),
    [
        ("agreement=ua-us-2042", "unknown_value", "agreement"),
        ("agreement=ua-us-2042&format=atom", "unknown_value", "agreement"),
        ("kind=remved", "unknown_value", "kind"),
        ("cursor=x", "unknown_parameter", "cursor"),
        ("after=yesterday", "invalid_cursor", "after"),
        ("after=yesterday&format=atom", "invalid_cursor", "after"),
        ("after=yesterday&format=csv", "invalid_cursor", "after"),
    ],
)
def test_what_is_wrong_is_refused(loaded: TestClient, question: str, code: str, parameter: str) -> None:
    problem = loaded.get(f"/v1/changes?{question}").json()
    assert (problem["status"], problem["code"]) == (422, code)
    assert problem["errors"][0]["parameter"] == parameter


def test_a_cursor_of_other_filters_or_of_another_database_is_refused(engine: Engine, loaded: TestClient) -> None:
    after = get(loaded)["page"]["next"]
    assert loaded.get("/v1/changes", params={"after": after, "kind": "added"}).json()["code"] == "invalid_cursor"
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM changes"))
    refused = loaded.get("/v1/changes", params={"after": after}).json()
    assert "take a new copy" in refused["detail"]


def test_a_stream_has_the_whole_feed(loaded: TestClient) -> None:
    whole = get(loaded)["data"]
    lines = loaded.get("/v1/changes?format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == whole
    records = list(csv.DictReader(io.StringIO(loaded.get("/v1/changes?format=csv").text)))
    assert [(r["number"], r["id"]) for r in records] == [(str(c["number"]), c["id"]) for c in whole]


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(("query", "accept"), [("?format=atom", "*/*"), ("", "application/atom+xml")])
def test_a_feed_reader_gets_the_newest_first(loaded: TestClient, query: str, accept: str) -> None:
    answer = loaded.get(f"/v1/changes{query}", headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    whole = get(loaded)["data"]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"http://testserver/v1/changes#{change['number']}" for change in reversed(whole)
    ]
    [itself] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself.get("href") == feed.findtext(f"{ATOM}id") == f"http://testserver/v1/changes{query}"
    [page, answer_in_json] = [link.get("href") for link in entries[-1].findall(f"{ATOM}link")]
    assert (page, answer_in_json) == tuple(f"http://testserver{p}/documents/{id_(FIRST)}" for p in ("", "/v1"))
    assert len(loaded.get("/v1/changes?format=atom&limit=3").text.split("<entry>")) == 4


@pytest.mark.parametrize("loads", [0, 1])
def test_a_feed_has_what_rfc_4287_wants(engine: Engine, client: TestClient, loads: int) -> None:
    for document in [FIRST][:loads]:
        load_extraction(engine, document)
        withdraw_document(engine, id_(document), "<b> & 'a' ]]>")
    feed = ElementTree.fromstring(client.get("/v1/changes?format=atom").content)
    assert feed.tag == f"{ATOM}feed"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            [found] = element.findall(f"{ATOM}{name}")
            assert found.text
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Agreement Facts"
    days = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    if loads:
        assert "<b> & 'a' ]]>" in (feed.findtext(f"{ATOM}entry/{ATOM}summary") or "")


WRITER = """
    import sys
    from app.database.engine import create_engine
    from app.database.load import load_extraction
    from app.database.withdraw import withdraw_document
    from tests.factories import extraction, fact, id_

    engine, mine = create_engine(sys.argv[1]), sys.argv[2]
    for n in range(6):
        document = extraction(fact("training"), fact("demining"), heading=f"Report {n} of {mine}.")
        load_extraction(engine, document)
        if n % 2:
            withdraw_document(engine, id_(document), "a mistake")
"""


def test_a_reader_who_polls_while_many_write_sees_each_change_once_in_order(engine: Engine, client: TestClient) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", textwrap.dedent(WRITER), url]
    writers = [subprocess.Popen([*command, str(n)], cwd=Path(__file__).parents[1]) for n in range(2)]

    def write(n: int) -> None:
        for each in range(6):
            load_extraction(engine, extraction(fact("training"), heading=f"Report {each} of thread {n}."))

    seen: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    with ThreadPoolExecutor(3) as pool:
        threads = [pool.submit(write, n) for n in range(3)]
        polls = 0
        while True:
            finished = all(t.done() for t in threads) and all(writer.poll() is not None for writer in writers)
            page = get(client, limit=7, **after)
            seen += page["data"]
            after = {"after": page["page"]["next"]}
            polls += 1
            if finished and not page["data"]:
                break
    assert [writer.returncode for writer in writers] == [0, 0]
    assert [thread.result() for thread in threads] == [None] * 3
    numbers = [change["number"] for change in seen]
    assert numbers == list(range(1, len(numbers) + 1))
    assert polls > len(numbers) / 7
    assert seen == list(everything(client, 500))
    documents = [change["kind"] for change in seen if change["resource"] == "document"]
    assert (documents.count("added"), documents.count("withdrawn")) == (2 * 6 + 3 * 6, 2 * 3)


def test_what_was_stored_before_there_was_a_feed_is_in_it(tmp_path: Path) -> None:
    from alembic import command

    from app.database.engine import _config

    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    upgrade(engine)
    load_extraction(engine, FIRST)
    with engine.connect().execution_options(writing=True) as connection:
        command.downgrade(_config(connection), "0005")
        connection.commit()
    upgrade(engine)
    with engine.connect() as connection:
        rows = [
            json.loads(row) for row in connection.execute(text("SELECT row FROM changes ORDER BY number")).scalars()
        ]
    assert brief(rows) == [
        ("added", "document", id_(FIRST)),
        ("added", "agreement", AGREEMENT),
        ("added", "fact", CAVEAT),
        ("added", "fact", TRAINING),
    ]
    engine.dispose()
