"""Ids that ended, over HTTP: 410 with the reason, and an error that says so where a filter names one."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.load import load_extraction
from app.database.withdraw import withdraw_document
from tests.factories import caveat, extraction, fact, id_

GONE = extraction(fact("demining"), caveat(), heading="What was wrong.")
LEFT = extraction(fact("training"), heading="What was right.")


@pytest.fixture
def after(engine: Engine, client: TestClient) -> TestClient:
    """The service after a document was withdrawn."""
    for document in (GONE, LEFT):
        load_extraction(engine, document)
    withdraw_document(engine, id_(GONE), "it was a forgery")
    return client


DOCUMENT = f"/v1/documents/{id_(GONE)}"
ENDED = [
    *(DOCUMENT + part for part in ("", "/text", "/annotations", "/facts", "/facts?format=csv")),
    "/v1/facts/ua-us-2024.demining.us",
    "/v1/facts/ua-us-2024.demining.us/cite?format=bibtex",
    "/v1/commitments/ua-us-2024.demining.us",
    "/v1/facts/ua-us-2024.no_ratification",
    "/v1/caveats/ua-us-2024.no_ratification",
]


@pytest.mark.parametrize("address", ENDED)
def test_an_id_that_ended_is_gone_with_the_reason(after: TestClient, address: str) -> None:
    answer = after.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (410, "application/problem+json")
    assert answer.headers["cache-control"] == "no-cache"
    problem = answer.json()
    assert (problem["code"], problem["type"]) == ("gone", "/problems/gone")
    assert problem["detail"].endswith("withdrawn: it was a forgery.")


def test_an_agreement_that_nobody_reports_any_more_is_gone(engine: Engine, after: TestClient) -> None:
    withdraw_document(engine, id_(LEFT), "it was another")
    problem = after.get("/v1/agreements/ua-us-2024").json()
    assert (problem["status"], problem["detail"]) == (
        410,
        f"No document states it any more since {id_(LEFT)} was withdrawn: it was another.",
    )


@pytest.mark.parametrize(
    "address", ["/v1/commitments/ua-us-2024.no_ratification", "/v1/caveats/ua-us-2024.demining.us"]
)
def test_what_was_of_the_other_type_was_never_there(after: TestClient, address: str) -> None:
    assert after.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/v1/facts/ua-us-2024.training.us", "/v1/agreements/ua-us-2024"])
def test_what_another_document_states_is_still_there(after: TestClient, address: str) -> None:
    assert after.get(address).status_code == 200


def test_an_id_that_comes_back_is_there_again(engine: Engine, after: TestClient) -> None:
    load_extraction(engine, GONE)
    assert {after.get(address).status_code for address in ENDED} == {200}


@pytest.mark.parametrize("path", ["/v1/facts", "/v1/agreements", "/v1/contradictions"])
def test_a_filter_that_names_an_id_that_ended_says_so(after: TestClient, path: str) -> None:
    answer = after.get(path, params={"document": id_(GONE)})
    [error] = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"], error["parameter"]) == (422, "unknown_value", "document")
    assert error["message"].endswith("withdrawn: it was a forgery")


def test_what_an_id_that_ended_answers_is_declared(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    items = {path: operations["get"]["responses"] for path, operations in paths.items() if "get" in operations}
    gone = {path for path, responses in items.items() if "410" in responses}
    moved = {path for path, responses in items.items() if "308" in responses}
    of_documents = {f"/v1/documents/{{id}}{part}" for part in ("", "/text", "/annotations", "/facts")}
    assert moved == {"/v1/agreements/{id}", *(f"/v1/{kind}/{{id}}" for kind in ("facts", "commitments", "caveats"))} | {
        "/v1/facts/{id}/cite"
    }
    assert gone == moved | of_documents
    location = paths["/v1/agreements/{id}"]["get"]["responses"]["308"]["headers"]["Location"]
    assert location["description"]
