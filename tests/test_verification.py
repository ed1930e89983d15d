"""Evidence checked against the caller's own copy of a text, and what holds for all that is open and costs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.extraction_schemas import Extraction
from app.api.verification import Verified
from app.api.work.rates import Buckets
from app.extraction.wire import to_json
from app.main import create_app
from app.reading import Source
from app.reading.extracting import extract_from
from app.settings import Settings
from tests.answers import Holding
from tests.factories import caveat, extraction, fact, id_
from tests.test_writing import PAGE, TEXT, fault

#: Long enough that what changes in the middle is in no other quote's context.
PILOTS = "train pilots of the air force of Ukraine at bases in Arizona, and the crews that look after aircraft"
REPORT = extraction(
    fact("training", "US", quotes=["continue training of soldiers", PILOTS]),
    caveat("no_ratification", quotes=["without the consent of the Senate, which the President did not ask for"]),
    heading="A report on what was agreed in Italy.",
)
TRAINING, CAVEAT = "ua-us-2024.training.us", "ua-us-2024.no_ratification"


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, extraction(fact("training", "US"), heading="Another report."))


def verify(client: TestClient, text: str = REPORT.text, **body: Any) -> Any:
    return client.post("/v1/verify", json={"text": text, **body})


def test_the_evidence_of_a_document_is_exact_in_the_same_text(loaded: TestClient) -> None:
    answer = verify(loaded, document=id_(REPORT))
    assert answer.status_code == 200, answer.text
    found = Verified.model_validate_json(answer.content)
    assert found.text.sha256 == REPORT.document.sha256
    assert [(e.state, e.context_kept, e.fact) for e in found.data] == [
        ("exact", True, TRAINING), ("exact", True, TRAINING), ("exact", True, CAVEAT),
    ]  # fmt: skip
    assert found.counts.exact == 3


def test_in_another_copy_each_piece_is_moved_changed_or_lost(loaded: TestClient) -> None:
    text = "Corrected. " + REPORT.text.replace("Arizona", "Texas").removesuffix("the President did not ask for")
    found = Verified.model_validate_json(verify(loaded, text, document=id_(REPORT)).content)
    assert [each.state for each in found.data] == ["moved", "changed", "lost"]
    moved, changed, lost = found.data
    assert moved.found is not None
    assert text[moved.found.start : moved.found.end] == moved.exact == moved.found.exact
    assert changed.found is not None
    assert changed.found.exact == PILOTS.replace("Arizona", "Texas")
    assert (lost.found, lost.reason, lost.places) == (None, "not_found", [])
    assert found.counts.model_dump() == {"exact": 0, "moved": 1, "changed": 1, "lost": 1}


def test_facts_choose_among_the_evidence_and_a_document_narrows_them(loaded: TestClient) -> None:
    everywhere = verify(loaded, facts=[TRAINING]).json()["data"]
    assert len({each["document"] for each in everywhere}) == 2
    here = verify(loaded, facts=[TRAINING], document=id_(REPORT)).json()["data"]
    assert [(each["document"], each["fact"]) for each in here] == [(id_(REPORT), TRAINING)] * 2


def test_a_caller_brings_evidence_of_its_own(loaded: TestClient) -> None:
    own = {"start": 4, "end": 12, "exact": "training", "prefix": "", "suffix": ""}
    [found] = verify(loaded, "\N{BEETLE} the training", evidence=[own]).json()["data"]
    assert found == {
        "state": "moved", "reason": None, "found": {"start": 6, "end": 14, "exact": "training"}, "context_kept": True,
        "places": [], "fact": None, "document": None, **own,
    }  # fmt: skip


OWN = {"start": 0, "end": 1, "exact": "a"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"document": "nowhere"}, ("unknown_value", "/document", None)),
        ({"document": id_(REPORT)[:-1]}, ("unknown_value", "/document", id_(REPORT))),
        ({"facts": [TRAINING, CAVEAT[:-1]]}, ("unknown_value", "/facts/1", CAVEAT)),
        ({"facts": []}, ("invalid_body", "/facts", None)),
        ({"evidence": []}, ("invalid_body", "/evidence", None)),
        ({}, ("invalid_body", "", None)),
        ({"document": id_(REPORT), "evidence": [OWN]}, ("invalid_body", "", None)),
        ({"evidence": [OWN, {**OWN, "exakt": "a"}]}, ("unknown_field", "/evidence/1/exakt", "exact")),
        ({"evidence": [{**OWN, "end": 2}]}, ("invalid_body", "/evidence/0", None)),
        ({"evidence": [{**OWN, "start": -1}]}, ("invalid_body", "/evidence/0/start", None)),
        ({"evidence": [{**OWN, "start": "0"}]}, ("invalid_body", "/evidence/0/start", None)),
        ({"evidence": [OWN] * 2001}, ("invalid_body", "/evidence", None)),
        ({"dokument": "a"}, ("unknown_field", "/dokument", "document")),
        ({"text": "", "evidence": [OWN]}, ("invalid_body", "/text", None)),
    ],
)
def test_a_wrong_question_is_named_with_its_place(loaded: TestClient, body: Any, place: tuple[Any, ...]) -> None:
    assert fault(loaded.post("/v1/verify", json={"text": REPORT.text, **body})) == (422, *place)


def test_what_is_empty_is_told_not_to_be(client: TestClient) -> None:
    for body in ({"text": "", "evidence": [OWN]}, {"text": "a", "evidence": []}):
        [error] = client.post("/v1/verify", json=body).json()["errors"]
        assert error["message"] == "must not be empty"


def test_only_json_can_be_verified(client: TestClient) -> None:
    answer = client.post("/v1/verify", content=b"text", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.headers["accept-post"]) == (415, "application/json")


def test_the_example_of_the_documentation_works(client: TestClient) -> None:
    post = client.get("/openapi.json").json()["paths"]["/v1/verify"]["post"]
    answer = client.post("/v1/verify", json=post["requestBody"]["content"]["application/json"]["example"])
    assert [each["state"] for each in answer.json()["data"]] == ["moved"]


hostile = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["text", "document", "facts", "evidence", "start", "end", "exact", "prefix", "suffix"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(["/v1/verify", "/v1/extract"]), hostile)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_is_a_failure_of_the_service(client: TestClient, address: str, body: Any) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post(address, content=json.dumps(body), headers=headers)
    assert answer.status_code in (200, 422), answer.text


# ---- what is read without being stored


def test_extract_answers_as_the_command_prints_and_stores_nothing(client: TestClient) -> None:
    tag = client.get("/v1/documents").headers["etag"]
    answer = client.post("/v1/extract?name=norway.txt", content=TEXT, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200
    assert answer.json() == to_json(extract_from(Source("norway.txt", TEXT, "text/plain")))
    assert Extraction.model_validate_json(answer.content).agreements[0].id == "gh-no-2024"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/v1/documents", headers={"If-None-Match": tag}).status_code == 304


def test_extract_takes_other_formats_and_what_is_said_of_them(client: TestClient) -> None:
    answer = client.post("/v1/extract?title=T", content=PAGE, headers={"Content-Type": "text/html"})
    assert answer.json()["document"]["title"] == "T"
    assert {f["category"] for f in answer.json()["facts"]} == {"no_ratification", "training"}


def test_a_body_beyond_the_smaller_limit_is_413(engine: Engine) -> None:
    client = TestClient(create_app(Settings(maximum_open_bytes=10), engine))
    for address, kind in (("/v1/extract", "text/plain"), ("/v1/verify", "application/json")):
        answer = client.post(address, content=b"x" * 11, headers={"Content-Type": kind})
        assert fault(answer)[:2] == (413, "content_too_large")


def test_who_asks_too_often_is_told_when_to_come_back(engine: Engine) -> None:
    client = TestClient(create_app(Settings(open_requests_per_minute=2), engine))
    answers = [client.post("/v1/verify", json={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert all("ratelimit" in answer.headers for answer in answers)
    last = answers[-1]
    assert fault(last)[:2] == (429, "too_many_requests")
    assert 1 <= int(last.headers["retry-after"]) <= 30
    assert last.headers["ratelimit-policy"] == '"open";q=2;w=60'
    assert last.headers["ratelimit"].startswith('"open";r=0;t=')
    assert client.get("/v1/facts").status_code == 200, "reading is not bounded"


def test_an_address_that_a_caller_claims_is_not_believed(engine: Engine) -> None:
    client = TestClient(create_app(Settings(open_requests_per_minute=1), engine))
    headers = [{"X-Forwarded-For": f"192.0.2.{n}", "Forwarded": f"for=192.0.2.{n}"} for n in range(2)]
    assert [client.post("/v1/verify", json={}, headers=each).status_code for each in headers] == [422, 429]


def remaining(buckets: Buckets, address: str, now: float) -> tuple[int, int | None]:
    allowance = buckets.take(address, now)
    assert allowance is not None
    return allowance.remaining, allowance.retry_after


def test_a_bucket_fills_again_with_time_and_never_beyond_its_brim() -> None:
    buckets = Buckets("open", 6)
    assert [remaining(buckets, "192.0.2.1", 0) for _ in range(7)] == [*((n, None) for n in (5, 4, 3, 2, 1, 0)), (0, 10)]
    assert remaining(buckets, "192.0.2.1", 9.5) == (0, 1)
    assert remaining(buckets, "192.0.2.1", 10) == (0, None)
    assert remaining(buckets, "192.0.2.1", 1000) == (5, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("testclient", "", False),
    ],
)
def test_a_caller_is_an_address_or_what_a_subscriber_has(one: str, other: str, same: bool) -> None:
    buckets = Buckets("open", 1)
    assert remaining(buckets, one, 0)[1] is None
    assert (remaining(buckets, other, 0)[1] is not None) == same


def test_callers_that_were_quiet_for_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.work.rates._REMEMBERED", 2)
    buckets = Buckets("open", 1)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"):
        buckets.take(address, 0)
    assert remaining(buckets, "192.0.2.1", 0)[1] is not None
    assert remaining(buckets, "192.0.2.2", 0)[1] is None


def test_no_bound_is_no_header(client: TestClient) -> None:
    assert "ratelimit" not in verify(client, evidence=[OWN]).headers
