"""Lists as Parquet: columns typed as the documented shape, the same values as JSON, flat memory; an extra."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from app.api import parquet
from tests.answers import Holding
from tests.factories import amount, caveat, extraction, fact, id_

REPORT = extraction(
    fact("training", "US", deadline="immediately", beneficiaries=("UA",)),
    fact("military_aid", "US", amounts=(amount("3000000000"), amount("0.5", "USD"))),
    fact("mutual_defence", "US"),
    caveat("no_ratification"),
    published_on=date(2024, 6, 13),
)
DENIAL = extraction(caveat("no_mutual_defence"), heading="Another.", published_on=date(2024, 6, 14))
LISTS = [
    "/v1/agreements?include=evidence,topics",
    "/v1/facts?include=evidence,agreement,cite&explain=1&q=training",
    "/v1/commitments",
    "/v1/caveats",
    "/v1/documents?q=report",
    f"/v1/documents/{id_(REPORT)}/facts",
    "/v1/categories",
    "/v1/contradictions",
    "/v1/stats?group_by=obligor,year",
    "/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2024",
]


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, DENIAL, extraction(fact("training", "FR", agreement="fr-ua-2024"), heading="Third."))


def table(client: TestClient, address: str) -> pa.Table:
    answer = client.get(address, headers={"Accept": "application/vnd.apache.parquet", "Accept-Encoding": "gzip"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert "content-encoding" not in answer.headers
    return pq.read_table(io.BytesIO(answer.content))


def as_json(value: Any, kind: pa.DataType) -> Any:
    """A value of a column as the JSON format shows it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {field.name: as_json(value[field.name], field.type) for field in kind}
    if isinstance(value, list):
        return [as_json(item, kind.value_type) for item in value]
    return value


def like(shown: Any, real: Any) -> bool:
    """The same, where text may stand for the JSON in it."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(like(shown[key], real[key]) for key in real)
    if isinstance(shown, list) and isinstance(real, list):
        return len(shown) == len(real) and all(map(like, shown, real))
    return shown == real or (isinstance(shown, str) and _is_json_of(shown, real))


def _is_json_of(text: str, real: Any) -> bool:
    try:
        return json.loads(text) == real
    except ValueError:
        return False


@pytest.mark.parametrize("address", LISTS)
def test_parquet_has_the_rows_and_values_of_json(loaded: TestClient, address: str) -> None:
    found = table(loaded, address)
    rows = [{f.name: as_json(row[f.name], f.type) for f in found.schema} for row in found.to_pylist()]
    real = loaded.get(address).json()["data"]
    assert real
    assert like(rows, real)


def test_columns_have_types(loaded: TestClient) -> None:
    facts = table(loaded, "/v1/facts?include=evidence").schema
    assert facts.field("obligors").type == pa.list_(pa.string())
    assert facts.field("evidence_count").type == pa.int64()
    assert facts.field("amounts").type == pa.list_(pa.struct([("value", pa.float64()), ("currency", pa.string())]))
    evidence = facts.field("evidence").type.value_type
    assert evidence.field("published_on").type == pa.date32()
    assert evidence.field("cues").type == pa.list_(pa.list_(pa.int64()))
    agreements = table(loaded, "/v1/agreements").schema
    assert agreements.field("planned_on").type == pa.date32()
    assert agreements.field("ratification_required").type == pa.bool_()
    assert agreements.field("counts").type.field("by_category").type == pa.string()
    assert table(loaded, "/v1/stats?group_by=year").schema.field("year").type == pa.int64()


def test_null_is_null_and_an_empty_list_keeps_its_type(loaded: TestClient) -> None:
    facts = table(loaded, "/v1/facts?category=training&obligor=US&fields=id,trigger,deadline,evidence,amounts")
    assert facts.column_names == ["id", "trigger", "deadline", "evidence", "amounts"]
    assert facts.to_pylist() == [
        {"id": "ua-us-2024.training.us", "trigger": None, "deadline": "immediately", "evidence": None, "amounts": []}
    ]
    nothing = table(loaded, "/v1/facts?category=demining")
    assert (nothing.num_rows, nothing.schema) == (0, table(loaded, "/v1/facts").schema)


def test_a_stream_has_all_rows_and_a_limit_limits_it(loaded: TestClient) -> None:
    assert table(loaded, "/v1/categories").num_rows == loaded.get("/v1/categories").json()["page"]["total"]
    assert table(loaded, "/v1/categories?limit=3").num_rows == 3


def test_it_is_a_download_with_a_validator_of_its_own(loaded: TestClient) -> None:
    answer = loaded.get("/v1/facts?format=parquet")
    assert answer.headers["content-disposition"] == 'attachment; filename="facts.parquet"'
    assert answer.headers["etag"] != loaded.get("/v1/facts?format=csv").headers["etag"]
    again = loaded.get("/v1/facts?format=parquet", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert loaded.get("/v1/facts?format=parquet").content == answer.content


class _Numbered(BaseModel):
    number: int


def test_a_row_group_leaves_before_the_rows_after_it_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ROW_GROUP", 100)
    given: list[int] = []

    def batches() -> Iterator[list[str]]:
        for start in range(0, 1000, 10):
            given.append(start)
            yield [_Numbered(number=n).model_dump_json() for n in range(start, start + 10)]

    stream = parquet.write(batches(), _Numbered.model_fields)
    first = next(stream)
    assert len(first) > 4
    assert len(given) == 1
    file = pq.ParquetFile(io.BytesIO(first + b"".join(stream)))
    assert file.metadata.num_row_groups > 50
    assert file.read()["number"].to_pylist() == list(range(1000))


WITHOUT = """
import json, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pyarrow":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from starlette.testclient import TestClient
from app.database.engine import create_engine, upgrade
from app.main import create_app
from app.settings import Settings
engine = create_engine("sqlite:///" + sys.argv[1])
upgrade(engine)
client = TestClient(create_app(Settings(), engine))
operation = client.get("/openapi.json").json()["paths"]["/v1/facts"]["get"]
answers = [
    client.get("/v1/facts?format=parquet"),
    client.get("/v1/facts", headers={"Accept": "application/vnd.apache.parquet"}),
    client.get("/v1/facts", headers={"Accept": "application/vnd.apache.parquet, text/csv;q=0.5"}),
]
print(json.dumps({
    "types": list(operation["responses"]["200"]["content"]),
    "names": next(p for p in operation["parameters"] if p["name"] == "format")["schema"]["anyOf"][0]["enum"],
    "answers": [[a.status_code, a.headers["content-type"], a.text] for a in answers],
}))
"""


def test_without_pyarrow_it_is_not_advertised_and_asking_says_what_to_install(tmp_path: object) -> None:
    run = [sys.executable, "-c", WITHOUT, f"{tmp_path}/test.db"]
    said = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    assert said["types"] == ["application/json", "application/x-ndjson", "text/csv"]
    assert said["names"] == ["json", "ndjson", "csv"]
    by_name, by_header, otherwise = said["answers"]
    for status, media_type, text in (by_name, by_header):
        assert (status, media_type) == (406, "application/problem+json")
        assert "pip install 'agreement-facts[parquet]'" in json.loads(text)["detail"]
    assert otherwise[:2] == [200, "text/csv; charset=utf-8"]
