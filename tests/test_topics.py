"""What an agreement says on a topic: there is, there is none, both, or nobody said; by whom, and who was asked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api import schemas
from app.api.queries import MAXIMUM_COMPARED
from app.database import query, vocabulary
from app.database.topics import opposites
from tests.answers import Holding, ids
from tests.factories import Quote, agreement, caveat, extraction, fact, id_

EARLIER = extraction(
    fact("training", "US", modality="intent"),
    fact("training", "UA", modality="obligation", quotes=["trains", Quote("will be trained", ("CNN",))]),
    caveat("no_mutual_defence", quotes=["no mutual defence"]),
    caveat("no_funding_obligation"),
    agreements=[agreement("ua-us-2024"), agreement("de-ua-2024")],
    heading="The earlier report.",
    published_on=date(2024, 6, 1),
)
LATER = extraction(
    fact("mutual_defence", "US", quotes=["will come to the defence"], modality="pledge"),
    fact("mutual_defence", "FR", agreement="fr-ua-2024", quotes=["France defends"], modality="pledge"),
    caveat("no_ratification", id="fr-ua-2024.no_ratification", agreement="fr-ua-2024"),
    heading="The later report.",
    published_on=date(2024, 7, 1),
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(LATER, EARLIER)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("has=training", ["ua-us-2024"]),
        ("has=mutual_defence", ["fr-ua-2024", "ua-us-2024"]),
        ("has=mutual_defence&has=training", ["ua-us-2024"]),
        ("has=no_ratification&has=training", []),
        ("lacks=training", ["de-ua-2024", "fr-ua-2024"]),
        ("lacks=training&lacks=no_ratification", ["de-ua-2024"]),
        ("has=mutual_defence&lacks=no_mutual_defence", ["fr-ua-2024"]),
        ("has=training&lacks=training", []),
        ("has=mutual_defence&party=FR", ["fr-ua-2024"]),
        ("has=training&obligor=US&modality=intent", ["ua-us-2024"]),
        ("has=training&obligor=FR", []),
    ],
)
def test_agreements_are_chosen_by_all_that_they_hold_and_lack(
    loaded: TestClient, question: str, answer: list[str]
) -> None:
    assert ids(loaded, f"/v1/agreements?{question}") == answer


def test_what_agreements_hold_is_said_in_words(loaded: TestClient) -> None:
    address = "/v1/agreements?party=UA&has=training&has=intelligence&lacks=mutual_defence&lacks=demining"
    said = "Agreements of Ukraine with training and intelligence and without mutual defence or demining"
    assert loaded.get(address).json()["meta"]["description"] == said


@pytest.mark.parametrize(
    ("address", "code", "parameter", "did_you_mean"),
    [
        ("/v1/agreements?has=trainin", "unknown_value", "has", "training"),
        ("/v1/agreements?lacks=no_ratifications", "unknown_value", "lacks", "no_ratification"),
        ("/v1/facts?has=training", "unknown_parameter", "has", None),
        ("/v1/compare", "invalid_value", "agreement", None),
        ("/v1/compare?agreement=ua-us-2024&agreement=ua-us-2024", "invalid_value", "agreement", None),
        ("/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2025", "unknown_value", "agreement", "fr-ua-2024"),
        ("/v1/compare?agreement=ua-us-2024&agreement=%00", "unknown_value", "agreement", None),
        ("/v1/compare?" + "&".join(f"agreement=a{n}" for n in range(MAXIMUM_COMPARED + 1)), "invalid_value",
         "agreement", None),
        ("/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2024&category=trainin", "unknown_value", "category",
         "training"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_an_error_that_names_the_nearest(
    loaded: TestClient, address: str, code: str, parameter: str, did_you_mean: str | None
) -> None:
    answer = loaded.get(address)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["did_you_mean"]) == (parameter, did_you_mean)


def topics(client: TestClient, agreement_id: str) -> dict[str, Any]:
    return {t["category"]: t for t in client.get(f"/v1/agreements/{agreement_id}").json()["topics"]}


@pytest.mark.parametrize(
    ("agreement_id", "category", "state"),
    [
        ("ua-us-2024", "training", "affirmed"),
        ("ua-us-2024", "mutual_defence", "contested"),
        ("ua-us-2024", "no_mutual_defence", "contested"),
        ("ua-us-2024", "financial_support", "denied"),
        ("ua-us-2024", "no_funding_obligation", "affirmed"),
        ("ua-us-2024", "no_ratification", "not_mentioned"),
        ("fr-ua-2024", "mutual_defence", "affirmed"),
        ("fr-ua-2024", "no_mutual_defence", "denied"),
        ("fr-ua-2024", "no_ratification", "affirmed"),
        ("de-ua-2024", "mutual_defence", "not_mentioned"),
    ],
)
def test_an_agreement_is_in_one_of_four_states_on_each_topic(
    loaded: TestClient, agreement_id: str, category: str, state: str
) -> None:
    assert topics(loaded, agreement_id)[category]["state"] == state


def test_an_agreement_has_a_position_on_every_topic_of_the_vocabulary(loaded: TestClient) -> None:
    assert list(topics(loaded, "de-ua-2024")) == list(vocabulary.slugs())


def test_a_denial_goes_both_ways() -> None:
    assert opposites()["mutual_defence"] == ("no_mutual_defence",)
    assert opposites()["no_mutual_defence"] == ("mutual_defence",)
    assert "training" not in opposites()


def test_a_position_shows_its_proof_of_either_side(loaded: TestClient) -> None:
    contested = topics(loaded, "ua-us-2024")["mutual_defence"]
    assert contested["counts"] == {"affirming": 1, "denying": 1, "evidence": 2}
    said = [(f["stance"], f["id"], [place["exact"] for place in f["evidence"]]) for f in contested["facts"]]
    assert said == [
        ("affirms", "ua-us-2024.mutual_defence.us", ["will come to the defence"]),
        ("denies", "ua-us-2024.no_mutual_defence", ["no mutual defence"]),
    ]
    assert ids(loaded, contested["url"]) == [id for _, id, _ in said]
    for shown in contested["facts"]:
        assert loaded.get(shown["url"]).json()["id"] == shown["id"]


def test_a_position_is_as_strong_as_the_strongest_that_affirms_it(loaded: TestClient) -> None:
    said = topics(loaded, "ua-us-2024")
    assert said["training"]["modality"] == "obligation"
    assert said["training"]["counts"] == {"affirming": 2, "denying": 0, "evidence": 3}
    assert (said["financial_support"]["modality"], said["no_funding_obligation"]["modality"]) == (None, None)


def test_the_documents_considered_are_all_on_the_agreement_earliest_first(loaded: TestClient) -> None:
    def considered(agreement_id: str) -> list[str]:
        return loaded.get(f"/v1/agreements/{agreement_id}").json()["documents_considered"]

    assert considered("ua-us-2024") == [id_(EARLIER), id_(LATER)]
    assert considered("de-ua-2024") == [id_(EARLIER)]
    assert considered("fr-ua-2024") == [id_(LATER)]


def test_topics_come_with_a_list_only_where_asked(loaded: TestClient) -> None:
    for item in loaded.get("/v1/agreements").json()["data"]:
        assert (item["topics"], item["documents_considered"]) == (None, None)
    for item in loaded.get("/v1/agreements?include=topics").json()["data"]:
        alone = loaded.get(f"/v1/agreements/{item['id']}").json()
        assert (item["topics"], item["documents_considered"]) == (alone["topics"], alone["documents_considered"])


PAIR = "agreement=ua-us-2024&agreement=fr-ua-2024"


def states(client: TestClient, question: str) -> dict[str, list[str]]:
    data = client.get(f"/v1/compare?{question}").json()["data"]
    return {row["category"]: [cell["state"] for cell in row["cells"]] for row in data}


def test_a_comparison_has_a_row_for_each_category_and_a_cell_for_each_agreement(loaded: TestClient) -> None:
    found = states(loaded, f"{PAIR}&agreement=de-ua-2024")
    assert list(found) == list(vocabulary.slugs())
    assert found["mutual_defence"] == ["contested", "affirmed", "not_mentioned"]
    assert found["no_ratification"] == ["not_mentioned", "affirmed", "not_mentioned"]
    assert found["financial_support"] == ["denied", "not_mentioned", "not_mentioned"]


@pytest.mark.parametrize(
    ("question", "categories"),
    [
        ("category=training", ["training"]),
        ("category=mutual_defence&category=training", ["training", "mutual_defence"]),
        ("group=crisis_response", [c.slug for c in vocabulary.chosen(of_groups=["crisis_response"])]),
        ("type=caveat", list(vocabulary.slugs("caveat"))),
        ("differing=1&type=commitment", ["training", "mutual_defence", "financial_support"]),
        ("differing=1&category=demining", []),
    ],
)
def test_a_comparison_has_the_topics_that_were_asked_for(
    loaded: TestClient, question: str, categories: list[str]
) -> None:
    assert sorted(states(loaded, f"{PAIR}&{question}")) == sorted(categories)


def test_cells_stand_in_the_order_in_which_agreements_were_named(loaded: TestClient) -> None:
    for order in (["ua-us-2024", "fr-ua-2024"], ["fr-ua-2024", "ua-us-2024"]):
        answer = loaded.get("/v1/compare", params={"agreement": order}).json()
        assert [each["id"] for each in answer["agreements"]] == order
        assert all([cell["agreement"] for cell in row["cells"]] == order for row in answer["data"])


def test_a_cell_is_what_the_agreement_says_on_the_topic(loaded: TestClient) -> None:
    answer = loaded.get(f"/v1/compare?{PAIR}").json()
    for row in answer["data"]:
        for cell in row["cells"]:
            alone = topics(loaded, cell["agreement"])[row["category"]]
            assert {k: v for k, v in cell.items() if k != "agreement"} == {
                k: v for k, v in alone.items() if k not in ("category", "label", "type")
            }
    considered = {each["id"]: each["documents_considered"] for each in answer["agreements"]}
    assert considered == {"ua-us-2024": [id_(EARLIER), id_(LATER)], "fr-ua-2024": [id_(LATER)]}


def test_a_comparison_can_be_paged_and_streamed(loaded: TestClient) -> None:
    whole = loaded.get(f"/v1/compare?{PAIR}").json()["data"]
    first = loaded.get(f"/v1/compare?{PAIR}&limit=10").json()
    rest = loaded.get(f"/v1/compare?{PAIR}&limit=500&cursor={first['page']['next']}").json()
    assert first["data"] + rest["data"] == whole
    lines = loaded.get(f"/v1/compare?{PAIR}&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == whole
    assert loaded.get(f"/v1/compare?{PAIR}&format=csv&fields=category,cells").status_code == 200


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        (f"/v1/compare?{PAIR}", schemas.Comparison),
        ("/v1/agreements/ua-us-2024", schemas.Agreement),
        ("/v1/agreements?include=topics,evidence", schemas.Listing[schemas.Agreement]),
    ],
)
def test_answers_are_in_the_shape_that_is_documented(loaded: TestClient, address: str, shape: Any) -> None:
    answer = loaded.get(address)
    read = shape.model_validate_json(answer.text)
    assert read.model_dump(mode="json", exclude={"meta"}) == {k: v for k, v in answer.json().items() if k != "meta"}


def test_a_comparison_says_in_words_what_it_was_asked(loaded: TestClient) -> None:
    meta = loaded.get(f"/v1/compare?{PAIR}&group=political&type=commitment").json()["meta"]
    assert meta["description"].startswith("Comparison of ua-us-2024 and fr-ua-2024 on commitments in the group ")


def test_topics_of_more_facts_than_one_statement_takes(
    engine: Engine, loaded: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = loaded.get("/v1/agreements?include=topics").json()["data"]
    monkeypatch.setattr(query, "_AT_ONCE", 2)
    assert loaded.get("/v1/agreements?include=topics").json()["data"] == whole
