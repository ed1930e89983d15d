"""`/metrics`: what Prometheus reads of the service."""

from __future__ import annotations

import re

from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.engine import create_engine
from app.main import create_app
from app.settings import Settings
from tests.answers import Holding
from tests.factories import caveat, extraction, fact

_LINE = re.compile(
    r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.e+-]+', re.ASCII
)


def samples(client: TestClient) -> dict[str, float]:
    """Name and labels, without the process, to value."""
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lines = answer.text.splitlines()
    assert answer.text.endswith("\n")
    assert [line for line in lines if not _LINE.fullmatch(line)] == []
    values = (re.sub(r'process="\d+",?', "", line).rpartition(" ") for line in lines if not line.startswith("#"))
    return {name.replace("{}", ""): float(value) for name, _, value in values}


def requests(method: str, resource: str, status: int) -> str:
    return f'http_requests_total{{method="{method}",resource="{resource}",status="{status}"}}'


def test_requests_are_counted_by_what_they_ask_for(engine: Engine) -> None:
    # Of its own, with answers kept: those count too.
    client = TestClient(create_app(Settings(), engine))
    for path in ("/v1/facts?limit=1", "/v1/facts?limit=1", "/v1/facts/nothing", "/v1/facts/nothing/cite", "/nowhere"):
        client.get(path)
    client.head("/v1/facts?limit=1")
    found = samples(client)
    assert found[requests("GET", "/v1/facts", 200)] == 2
    assert found[requests("HEAD", "/v1/facts", 200)] == 1
    assert found[requests("GET", "/v1/facts", 404)] == 2
    assert found[requests("GET", "other", 404)] == 1
    assert samples(client)[requests("GET", "/metrics", 200)] == 1, "it counts itself when it is through"


def test_addresses_that_nobody_serves_make_no_series(engine: Engine) -> None:
    client = TestClient(create_app(Settings(), engine))
    for n in range(20):
        client.get(f"/{n}")
        client.get(f"/v1/{n}")
        client.request(f"M{n}", "/v1/facts")
    assert len([name for name in samples(client) if name.startswith("http_requests_total")]) == 2


def test_durations_are_a_histogram(engine: Engine) -> None:
    client = TestClient(create_app(Settings(), engine))
    for _ in range(3):
        client.get("/healthz")
    found = {name: value for name, value in samples(client).items() if 'resource="/healthz"' in name}
    buckets = [value for name, value in found.items() if "_bucket" in name]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found['http_request_duration_seconds_count{resource="/healthz"}'] == 3
    assert 0 < found['http_request_duration_seconds_sum{resource="/healthz"}'] < 60


def test_what_is_stored_is_told(holding: Holding) -> None:
    found = samples(holding(extraction(fact(), caveat())))
    stored = {name: found[f'agreement_facts_stored{{what="{name}"}}'] for name in ("agreements", "facts", "documents")}
    assert stored == {"agreements": 1, "facts": 2, "documents": 1}
    assert found["agreement_facts_database_up"] == 1
    assert found["agreement_facts_data_version"] > 0


def test_without_its_database_the_rest_is_told(tmp_path: object) -> None:
    found = samples(TestClient(create_app(Settings(), create_engine(f"sqlite:///{tmp_path}/empty.db"))))
    assert found["agreement_facts_database_up"] == 0
    assert "agreement_facts_data_version" not in found
    assert found["process_cpu_seconds_total"] > 0
