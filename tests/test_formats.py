"""Formats of lists: which one a caller gets, that all rows come, that nothing in them is run as a formula."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.filters import MAXIMUM_LIMIT
from app.database.load import load_extraction
from tests.answers import Holding
from tests.factories import Quote, agreement, amount, caveat, extraction, fact

NDJSON, CSV, JSON = "application/x-ndjson", "text/csv; charset=utf-8", "application/json"


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(
        extraction(
            fact("training", amounts=(amount("1.5"), amount("2"))),
            fact("consultation", "UA", "US", deadline='=HYPERLINK("http://example.org")'),
            caveat(),
        )
    )


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("accept", "question", "media_type"),
    [
        ("*/*", "", JSON),
        ("", "", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", JSON),
        ("text/csv", "", CSV),
        ("text/*", "", CSV),
        ("application/x-ndjson", "", NDJSON),
        ("application/json;q=0.5, text/csv", "", CSV),
        ("text/csv;q=0.1, */*;q=0.5", "", JSON),
        ("application/json;q=0, application/*", "", NDJSON),
        ("application/json", "format=csv", CSV),
        ("image/png", "format=ndjson", NDJSON),
    ],
)
def test_the_format_is_the_one_named_else_the_one_accepted_best(
    loaded: TestClient, accept: str, question: str, media_type: str
) -> None:
    answer = loaded.get(f"/v1/facts?{question}", headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "*/*;q=0", "text/csv;q=none"])
def test_a_format_that_is_not_there_is_406(loaded: TestClient, accept: str) -> None:
    answer = loaded.get("/v1/facts", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    kinds = ["application/json", "application/x-ndjson", "text/csv", "application/vnd.apache.parquet"]
    assert answer.json()["errors"][0]["allowed"] == kinds


ADDRESSES = ["/v1/facts", "/v1/agreements", "/v1/documents", "/v1/categories", "/v1/commitments", "/v1/caveats"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_lines_are_the_objects_of_the_pages(loaded: TestClient, address: str) -> None:
    lines = loaded.get(f"{address}?format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == loaded.get(address).json()["data"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_records_have_a_column_for_every_key(loaded: TestClient, address: str) -> None:
    data = loaded.get(address).json()["data"]
    found = records(loaded.get(f"{address}?format=csv").text)
    assert [list(record) for record in found] == [list(item) for item in data]


def test_a_stream_has_every_row_however_many(engine: Engine, client: TestClient) -> None:
    many = MAXIMUM_LIMIT + 1
    pairs = [f"{a}{b}-{c}{d}-2024" for a in "abcdefgh" for b in "abcdefgh" for c in "ij" for d in "klmno"][:many]
    load_extraction(engine, extraction(agreements=[agreement(pair) for pair in pairs]))
    assert len(client.get("/v1/agreements?format=ndjson").text.splitlines()) == many
    assert len(records(client.get("/v1/agreements?format=csv&sort=-signed_on").text)) == many
    assert len(client.get("/v1/agreements?format=ndjson&limit=3").text.splitlines()) == 3


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ('a "quoted", text\nof two lines', 'a "quoted", text\nof two lines'),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(engine: Engine, client: TestClient, value: str | None, cell: str) -> None:
    load_extraction(engine, extraction(fact(deadline=value)))
    answer = client.get("/v1/facts?format=csv")
    assert records(answer.text)[0]["deadline"] == cell
    assert answer.text.endswith("\r\n")


def test_cells_of_several_values(loaded: TestClient) -> None:
    by_id = {record["id"]: record for record in records(loaded.get("/v1/facts?format=csv").text)}
    assert by_id["ua-us-2024.consultation.ua-us"]["obligors"] == "UA; US"
    assert json.loads(by_id["ua-us-2024.training.us"]["amounts"]) == [
        {"value": 1.5, "currency": "EUR"},
        {"value": 2, "currency": "EUR"},
    ]


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("/v1/facts?fields=id,category", ["id", "category"]),
        ("/v1/facts?fields=category&fields=id", ["category", "id"]),
        ("/v1/agreements?fields=parties", ["parties"]),
        ("/v1/categories?fields=slug,label", ["slug", "label"]),
        ("/v1/documents?fields=id", ["id"]),
    ],
)
def test_fields_are_those_asked_for_in_their_order(loaded: TestClient, address: str, keys: list[str]) -> None:
    assert list(loaded.get(address).json()["data"][0]) == keys
    assert list(records(loaded.get(f"{address}&format=csv").text)[0]) == keys


def test_an_unknown_field_names_the_nearest(loaded: TestClient) -> None:
    problem = loaded.get("/v1/facts?fields=id,categry").json()
    assert (problem["code"], problem["errors"][0]["did_you_mean"]) == ("unknown_value", "category")


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_stream_has_validators_and_head_and_compression(engine: Engine, loaded: TestClient, form: str) -> None:
    address = f"/v1/facts?format={form}"
    plain = loaded.get(address, headers={"Accept-Encoding": "identity"})
    with loaded.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert gzip.decompress(raw) == plain.content
    tag = plain.headers["etag"]
    assert tag not in (answer.headers["etag"], loaded.get("/v1/facts").headers["etag"])
    held: dict[str, Any] = {"If-None-Match": tag, "Accept-Encoding": "identity"}
    assert loaded.get(address, headers=held).status_code == 304
    head = loaded.head(address, headers={"Accept-Encoding": "identity"})
    assert (head.content, head.headers["etag"], head.headers["content-type"]) == (
        b"", tag, plain.headers["content-type"]
    )  # fmt: skip
    load_extraction(engine, extraction(fact("demining"), heading="Another."))
    assert loaded.get(address, headers=held).status_code == 200


@pytest.mark.parametrize("question", ["categry=x", "category=x", "agreement=x", "cursor=x", "format=xml"])
def test_a_wrong_question_is_an_error_in_every_format(loaded: TestClient, question: str) -> None:
    answer = loaded.get(f"/v1/facts?{question}", headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_quotes_in_a_table_are_json(engine: Engine, client: TestClient) -> None:
    load_extraction(engine, extraction(fact(quotes=[Quote("will train", ("CNN",))])))
    [record] = records(client.get("/v1/facts?format=csv&include=evidence&fields=id,evidence").text)
    assert json.loads(record["evidence"])[0]["claimants"] == ["CNN"]
