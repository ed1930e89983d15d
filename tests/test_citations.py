"""A fact can be cited: as text, as CSL-JSON, in BibTeX, whatever its words are."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.citations import Citing, bibtex, csl, text
from app.database.documents import Document
from app.database.sources import Cited, Source
from tests.answers import Holding
from tests.factories import agreement, caveat, extraction, fact

TRAINING = "ua-us-2024.training.us"
FIRST = extraction(fact("training", quotes=["will train", "trains"]), caveat(), heading="First.", title=None)
SECOND = extraction(
    fact("training", quotes=["is to train"]),
    agreements=[agreement(title="An {odd} title & 100% of it\n_here_")],
    heading="Second.",
    title="A second report",
    published_on=date(2024, 6, 20),
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(FIRST, Document.of(SECOND, publisher="The Paper", source_url="https://example.org/a_b"))


def day_of(client: TestClient) -> str:
    return str(client.get("/v1/facts").json()["meta"]["generated_at"][:10])


def test_a_citation_names_the_fact_its_agreement_its_sources_and_its_address(loaded: TestClient) -> None:
    shown = loaded.get(f"/v1/facts/{TRAINING}").json()
    start = FIRST.text.index("will train")
    assert shown["cite"]["text"] == (
        f"Agreement Facts ({day_of(loaded)}). “{shown['statement']}” [{TRAINING}]. "
        f"In: An {{odd}} title & 100% of it _here_ [ua-us-2024]. http://testserver/v1/facts/{TRAINING}. "
        f"Stated in: report.txt, 2024-06-13, characters {start}–{start + 10}, {start + 11}–{start + 17}; "
        "A second report, The Paper, 2024-06-20, https://example.org/a_b, characters 8–19."
    )


def test_an_item_of_csl_json_has_what_a_reference_manager_needs(loaded: TestClient) -> None:
    shown = loaded.get(f"/v1/commitments/{TRAINING}").json()
    item = shown["cite"]["csl_json"]
    assert (item["id"], item["type"], item["title"]) == (TRAINING, "dataset", shown["statement"])
    assert item["author"] == [{"literal": "Agreement Facts"}]
    assert item["issued"] == {"date-parts": [[int(part) for part in day_of(loaded).split("-")]]}
    assert item["container-title"] == "An {odd} title & 100% of it _here_"
    assert loaded.get(item["URL"]).json()["id"] == TRAINING


def test_an_entry_of_bibtex_escapes_what_is_no_letter_to_tex(loaded: TestClient) -> None:
    entry = loaded.get(f"/v1/facts/{TRAINING}").json()["cite"]["bibtex"]
    assert entry.startswith(f"@misc{{{TRAINING},\n  author = {{{{Agreement Facts}}}},\n")
    assert r"An \textbraceleft{}odd\textbraceright{} title \& 100\% of it \_here\_ [ua-us-2024]" in entry
    assert f"  url = {{http://testserver/v1/facts/{TRAINING}}},\n" in entry
    assert entry.endswith("}\n")


def test_citations_come_with_a_list_only_where_asked(loaded: TestClient) -> None:
    assert [item["cite"] for item in loaded.get("/v1/facts").json()["data"]] == [None, None]
    for item in loaded.get("/v1/facts?include=cite,evidence").json()["data"]:
        assert item["cite"] == loaded.get(f"/v1/facts/{item['id']}").json()["cite"]
    assert len(loaded.get("/v1/facts?include=cite&format=csv").text.splitlines()) == 3


@pytest.mark.parametrize(
    ("question", "accept", "media_type", "key"),
    [
        ("", "*/*", "text/plain; charset=utf-8", "text"),
        ("format=text", "application/x-bibtex", "text/plain; charset=utf-8", "text"),
        ("format=bibtex", "*/*", "application/x-bibtex", "bibtex"),
        ("", "application/x-bibtex, text/plain;q=0.5", "application/x-bibtex", "bibtex"),
        ("format=csl-json", "*/*", "application/vnd.citationstyles.csl+json", "csl_json"),
        ("", "application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json", "csl_json"),
    ],
)
def test_a_citation_alone_is_in_the_format_that_is_wanted(
    loaded: TestClient, question: str, accept: str, media_type: str, key: str
) -> None:
    answer = loaded.get(f"/v1/facts/{TRAINING}/cite?{question}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["x-content-type-options"] == "nosniff"
    cite = loaded.get(f"/v1/facts/{TRAINING}").json()["cite"]
    expected = [cite[key]] if key == "csl_json" else cite[key].strip()
    assert (answer.json() if key == "csl_json" else answer.text.strip()) == expected


def test_each_format_has_its_own_validator(engine: Engine, loaded: TestClient) -> None:
    address = f"/v1/facts/{TRAINING}/cite?format="
    tags = {name: loaded.get(address + name).headers["etag"] for name in ("text", "csl-json", "bibtex")}
    assert len(set(tags.values())) == 3
    assert loaded.get(f"{address}text", headers={"If-None-Match": tags["text"]}).status_code == 304
    assert loaded.get(f"{address}text", headers={"If-None-Match": tags["bibtex"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "accept", "status", "code", "did_you_mean"),
    [
        (f"/v1/facts/{TRAINING}/cite?format=bibtx", "*/*", 422, "unknown_value", "bibtex"),
        (f"/v1/facts/{TRAINING}/cite?style=apa", "*/*", 422, "unknown_parameter", None),
        (f"/v1/facts/{TRAINING}s/cite", "*/*", 404, "not_found", TRAINING),
        (f"/v1/facts/{TRAINING}/cite", "image/png", 406, "not_acceptable", None),
    ],
)
def test_a_citation_that_cannot_be_made_says_why(
    loaded: TestClient, address: str, accept: str, status: int, code: str, did_you_mean: str | None
) -> None:
    answer = loaded.get(address, headers={"Accept": accept})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["errors"][0]["did_you_mean"] == did_you_mean


def cited(words: str, number: int = 1) -> Cited:
    sources = [Source(words, words, date(2024, 1, n), None, [(0, 5)]) for n in range(1, number + 1)]
    return Cited("a.b", words, "a", words, sources)


CITING = Citing("https://example.org", "Agreement Facts", date(2026, 1, 2))


@pytest.mark.parametrize(
    ("number", "end"),
    [
        (1, "Stated in: x, x, 2024-01-01, characters 0–5."),
        (4, "; x, x, 2024-01-03, characters 0–5; and 1 other document."),
        (9, "; and 6 other documents."),
    ],
)
def test_a_citation_names_a_few_documents_and_counts_the_others(number: int, end: str) -> None:
    assert text(CITING, cited("x", number)).endswith(end)


@given(st.text(max_size=60))
def test_no_words_break_out_of_their_entry(words: str) -> None:
    entry = bibtex(CITING, cited(words))
    depths = list(accumulate({"{": 1, "}": -1}.get(letter, 0) for letter in entry.removeprefix("@misc")))
    assert all(depth > 0 for depth in depths[:-2])
    assert depths[-1] == 0
    assert len(re.findall(r"^  \w+ = ", entry, re.MULTILINE)) == len(entry.splitlines()) - 2 == 7
    assert not re.search(r"(?<!\\)[&%$#_~^]", re.sub(r"^  (url|author).*$|@misc.*", "", entry, flags=re.MULTILINE))
    item: dict[str, Any] = json.loads(json.dumps(csl(CITING, cited(words))))
    assert "\n" not in text(CITING, cited(words)) + item["title"]
