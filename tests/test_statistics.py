"""Counting: each fact once for every value it has, the unknown ones shown, under the filters of every question."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api import schemas
from app.database.load import load_extraction
from app.database.statistics import DIMENSIONS
from tests.answers import Holding
from tests.factories import Quote, agreement, caveat, extraction, fact, id_

REPORT = extraction(
    fact("training", "US", quotes=[Quote("will train", ("CNN", "insiders")), "is to train"], modality="obligation"),
    fact("consultation", "UA", "US", quotes=[Quote("will consult", ("cnn",))]),
    caveat("no_ratification"),
    agreements=[agreement(planned_on=date(2024, 6, 13)), agreement("de-ua-2025", planned_on=None)],
)
OTHER = extraction(
    fact("training", "FR", agreement="fr-ua-2023", direction="expand"),
    fact("training", "US", quotes=[Quote("trains, says Le Monde", ("Le Monde",))], modality="obligation"),
    agreements=[
        agreement("fr-ua-2023", legal_form="treaty", status="signed", planned_on=None, signed_on=date(2023, 2, 16)),
        agreement(),
    ],
    heading="Another report.",
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, OTHER)


def cells(client: TestClient, question: str) -> list[tuple[Any, ...]]:
    answer = client.get(f"/v1/stats?{question}")
    assert answer.status_code == 200, answer.text
    return [tuple(cell.values()) for cell in answer.json()["data"]]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("group_by=category", [("consultation", 1, 1), ("no_ratification", 1, 1), ("training", 2, 2)]),
        ("group_by=group", [("capability", 2, 2), ("caveat", 1, 1), ("crisis_response", 1, 1)]),
        ("group_by=type", [("caveat", 1, 1), ("commitment", 3, 2)]),
        ("group_by=party", [("FR", 1, 1), ("UA", 4, 2), ("US", 3, 1)]),
        ("group_by=obligor", [("FR", 1, 1), ("UA", 1, 1), ("US", 2, 1), (None, 1, 1)]),
        ("group_by=beneficiary", [("UA", 3, 2), (None, 1, 1)]),
        ("group_by=agreement", [("fr-ua-2023", 1, 1), ("ua-us-2024", 3, 1)]),
        ("group_by=modality", [("obligation", 1, 1), ("pledge", 2, 2), (None, 1, 1)]),
        ("group_by=direction", [("expand", 1, 1), ("unspecified", 2, 1), (None, 1, 1)]),
        ("group_by=legal_form", [("executive_agreement", 3, 1), ("treaty", 1, 1)]),
        ("group_by=status", [("planned", 3, 1), ("signed", 1, 1)]),
        ("group_by=claimant", [("CNN", 2, 1), ("Le Monde", 1, 1), ("insiders", 1, 1), (None, 3, 2)]),
        ("group_by=year", [(2023, 1, 1), (2024, 3, 1)]),
        ("group_by=category,obligor&category=training", [("training", "FR", 1, 1), ("training", "US", 1, 1)]),
        ("group_by=year&group_by=party&obligor=FR", [(2023, "FR", 1, 1), (2023, "UA", 1, 1)]),
        ("group_by=obligor,beneficiary,status&category=consultation",
         [("UA", "UA", "planned", 1, 1), ("US", "UA", "planned", 1, 1)]),
        ("group_by=category&party=FR&status=signed", [("training", 1, 1)]),
        ("group_by=category&party=FR&status=planned", []),
        ("group_by=obligor&sort=-facts&limit=1", [("US", 2, 1)]),
        ("group_by=category&sort=-facts", [("training", 2, 2), ("consultation", 1, 1), ("no_ratification", 1, 1)]),
        ("group_by=claimant,category&claimant=le monde", [("Le Monde", "training", 1, 1)]),
    ],
)  # fmt: skip
def test_facts_are_counted_by_what_they_have(loaded: TestClient, question: str, answer: list[Any]) -> None:
    assert cells(loaded, question) == answer


@pytest.mark.parametrize(
    ("document", "claimants"),
    [(REPORT, [("CNN", 2, 1), ("insiders", 1, 1), (None, 2, 1)]), (OTHER, [("Le Monde", 1, 1), (None, 1, 1)])],
)
def test_claimants_are_those_of_the_places_that_were_asked_for(
    loaded: TestClient, document: Any, claimants: list[Any]
) -> None:
    assert cells(loaded, f"group_by=claimant&document={id_(document)}") == claimants


def test_the_unknown_day_has_an_unknown_year(engine: Engine, client: TestClient) -> None:
    load_extraction(engine, extraction(fact(), agreements=[agreement(planned_on=None)]))
    assert cells(client, "group_by=year") == [(None, 1, 1)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_one_to_three_properties_can_be_combined(loaded: TestClient, number: int) -> None:
    for names in list(combinations(DIMENSIONS, number))[:: number * 3]:
        answer = loaded.get(f"/v1/stats?group_by={','.join(names)}&limit=500")
        read = schemas.Statistics.model_validate_json(answer.text)
        assert all(set(cell) == {*names, "facts", "agreements"} for cell in answer.json()["data"])
        assert answer.json()["totals"] == {"facts": 4, "agreements": 2}
        assert sum(cell.facts for cell in read.data) >= 4


@pytest.mark.parametrize("sort", ["group", "facts", "-facts", "agreements", "-agreements"])
def test_pages_of_cells_are_the_whole(loaded: TestClient, sort: str) -> None:
    question = f"group_by=obligor,claimant&sort={sort}"
    whole, found, cursor = cells(loaded, question), [], ""
    while True:
        page = loaded.get(f"/v1/stats?{question}&limit=2{cursor}").json()
        found += [tuple(cell.values()) for cell in page["data"]]
        assert page["page"]["total"] == len(whole)
        if page["page"]["next"] is None:
            break
        cursor = f"&cursor={page['page']['next']}"
    assert found == whole


def test_pages_stay_correct_while_cells_are_added(engine: Engine, loaded: TestClient) -> None:
    first = loaded.get("/v1/stats?group_by=category&limit=2").json()
    load_extraction(engine, extraction(fact("cyber_hybrid"), fact("military_aid"), heading="A third report."))
    rest = loaded.get(f"/v1/stats?group_by=category&cursor={first['page']['next']}").json()
    assert [cell["category"] for cell in first["data"]] == ["consultation", "no_ratification"]
    assert [cell["category"] for cell in rest["data"]] == ["training"]


def test_a_count_says_in_words_what_it_was_asked(loaded: TestClient) -> None:
    said = loaded.get("/v1/stats?group_by=legal_form,year&type=commitment&obligor=US").json()["meta"]["description"]
    assert said == "Numbers of commitments by the United States, by legal form and year"


def test_cells_come_as_records(loaded: TestClient) -> None:
    text = loaded.get("/v1/stats?group_by=obligor,type&format=csv").text
    assert list(csv.reader(io.StringIO(text))) == [
        ["obligor", "type", "facts", "agreements"],
        ["FR", "commitment", "1", "1"],
        ["UA", "commitment", "1", "1"],
        ["US", "commitment", "2", "1"],
        ["", "caveat", "1", "1"],
    ]


@pytest.mark.parametrize(
    ("question", "code", "parameter", "did_you_mean"),
    [
        ("", "invalid_value", "group_by", None),
        ("group_by=", "unknown_value", "group_by", None),
        ("group_by=categry", "unknown_value", "group_by", "category"),
        ("group_by=category,obligr", "unknown_value", "group_by", "obligor"),
        ("group_by=category,category", "invalid_value", "group_by", None),
        ("group_by=category,type,party,year", "invalid_value", "group_by", None),
        ("groupby=category", "unknown_parameter", "groupby", "group_by"),
        ("group_by=category&fields=facts", "unknown_parameter", "fields", None),
        ("group_by=category&sort=fact", "unknown_value", "sort", "facts"),
        ("group_by=category&agreement=ua-us-2042", "unknown_value", "agreement", "ua-us-2024"),
        ("group_by=category&cursor=nonsense", "invalid_cursor", "cursor", None),
    ],
)
def test_a_wrong_count_is_an_error_that_names_the_nearest(
    loaded: TestClient, question: str, code: str, parameter: str, did_you_mean: str | None
) -> None:
    answer = loaded.get(f"/v1/stats?{question}")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert [e["did_you_mean"] for e in problem["errors"] if e["parameter"] == parameter] == [did_you_mean]
