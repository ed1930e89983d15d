"""What HTTP promises of every answer: validators, HEAD, CORS, compression, documentation without other hosts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.engine import create_engine
from app.database.load import load_extraction
from app.main import create_app
from app.settings import Settings
from tests.answers import Holding
from tests.factories import caveat, extraction, fact

ADDRESSES = ["/v1/agreements", "/v1/facts", "/v1/categories", "/v1/documents", "/v1/agreements/ua-us-2024"]


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(extraction(fact(), caveat()))


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_has_not_changed_is_304(loaded: TestClient, address: str) -> None:
    first = loaded.get(address)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[!#-~]+"', tag), "a strong validator"
    again = loaded.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_write_is_seen_by_the_next_reader(engine: Engine, loaded: TestClient, address: str) -> None:
    tag = loaded.get(address).headers["etag"]
    load_extraction(engine, extraction(fact("demining"), heading="Another report."))
    answer = loaded.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


def test_another_setting_is_another_representation(engine: Engine, loaded: TestClient) -> None:
    other = TestClient(create_app(Settings(license="CC0-1.0"), engine))
    assert loaded.get("/v1/facts").headers["etag"] != other.get("/v1/facts").headers["etag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_state_gives_the_same_bytes(loaded: TestClient, address: str) -> None:
    assert loaded.get(address).content == loaded.get(address).content


@pytest.mark.parametrize("address", [*ADDRESSES, "/healthz", "/v1/nothing", "/openapi.json"])
def test_head_is_get_without_its_body(loaded: TestClient, address: str) -> None:
    got, head = loaded.get(address), loaded.head(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers == got.headers


def test_any_page_may_read_and_see_the_validators(loaded: TestClient) -> None:
    answer = loaded.get("/v1/facts", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    assert loaded.options("/v1/facts", headers=asked).status_code == 200


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/v1/facts", "GET, HEAD, OPTIONS"),
        ("/v1/documents", "GET, HEAD, OPTIONS, POST"),
        ("/v1/documents/any", "DELETE, GET, HEAD, OPTIONS"),
        ("/v1/verify", "OPTIONS, POST"),
    ],
)
def test_options_tells_what_an_address_takes(client: TestClient, address: str, methods: str) -> None:
    answer = client.options(address)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", methods)
    assert client.options("/v1/nothing").status_code == 404


@pytest.mark.parametrize(
    "address", ["/v1/nothing", "/v1/facts/nothing", "/v1/facts?category=traning", "/v1/verify", "/nothing"]
)
def test_an_error_is_asked_for_again(client: TestClient, address: str) -> None:
    """What is nowhere today may be loaded tomorrow: no cache between keeps the 404."""
    for accepted in ("*/*", "text/html"):
        answer = client.get(address, headers={"Accept": accepted})
        assert answer.status_code >= 400
        assert answer.headers["cache-control"] == "no-cache"
        assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("identity", None), ("gzip;q=0", None), ("", None)],
)
def test_an_answer_is_compressed_when_asked(loaded: TestClient, accepted: str, encoding: str | None) -> None:
    with loaded.stream("GET", "/v1/categories", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]
    plain = loaded.get("/v1/categories", headers={"Accept-Encoding": "identity"})
    assert (gzip.decompress(raw) if encoding else raw) == plain.content
    assert (answer.headers["etag"] == plain.headers["etag"]) == (encoding is None)


def test_every_operation_is_documented(client: TestClient) -> None:
    specification = client.get("/openapi.json").json()
    operations = [o for path in specification["paths"].values() for o in path.values()]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert [o for o in operations if not o.get("summary")] == []


def test_the_media_types_of_an_operation_are_declared(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    listed = set(paths["/v1/facts"]["get"]["responses"]["200"]["content"])
    assert listed == {"application/json", "application/x-ndjson", "text/csv", "application/vnd.apache.parquet"}
    responses = [r for path in paths.values() for o in path.values() for r in o["responses"].items()]
    assert {kind for status, r in responses if status >= "400" for kind in r["content"]} == {"application/problem+json"}
    [linked] = paths["/v1/documents/{id}/annotations"]["get"]["responses"]["200"]["content"]
    assert linked.startswith("application/ld+json")


def test_a_filter_with_a_vocabulary_lists_it(client: TestClient) -> None:
    parameters = client.get("/openapi.json").json()["paths"]["/v1/facts"]["get"]["parameters"]
    declared = {p["name"]: p["schema"] for p in parameters}
    assert declared["status"]["items"]["enum"] == ["planned", "signed", "in_force", "terminated"]
    assert "training" in declared["category"]["items"]["enum"]


def test_a_service_whose_schema_is_old_is_not_ready(tmp_path: object) -> None:
    with TestClient(create_app(Settings(), create_engine(f"sqlite:///{tmp_path}/empty.db"))) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.parametrize("url", ["sqlite:///{folder}/empty.db", "postgresql://nobody@127.0.0.1:1/none"])
@pytest.mark.parametrize("address", ["/v1/facts", "/v1/facts?format=csv", "/v1/facts/any", "/v1/stats?group_by=type"])
def test_without_its_database_the_service_says_so(tmp_path: Path, url: str, address: str) -> None:
    engine = create_engine(url.format(folder=tmp_path))
    with TestClient(create_app(Settings(), engine), raise_server_exceptions=False) as client:
        answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_links_use_the_public_address_where_one_is_set(engine: Engine, loaded: TestClient) -> None:
    settings = Settings(public_url="https://facts.example.org/")
    with TestClient(create_app(settings, engine)) as client:
        link = client.get("/v1/facts?limit=1").links["next"]["url"]
    assert link.startswith("https://facts.example.org/v1/facts?limit=1&cursor=")
