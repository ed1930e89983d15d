"""Sources that disagree: on a field, or on whether there is a commitment at all; each side with its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text
from starlette.testclient import TestClient

from app.api import schemas
from app.database import engine as engines
from app.database.engine import create_engine, reading, upgrade
from app.database.load import load_extraction
from app.database.merge import AGREEMENT_RULES, FACT_RULES
from app.database.tables import CONTRADICTIONS, ContradictionRow
from tests.answers import Holding
from tests.factories import Quote, agreement, amount, caveat, extraction, fact, id_

EARLIER = extraction(
    fact("training", "US", quotes=["intends to train", "trains"], modality="intent", deadline="in 2024"),
    fact("military_aid", "US", quotes=["5 euros"], amounts=(amount("5"),), direction="continue"),
    fact("mutual_defence", "US", quotes=[Quote("will defend", ("CNN",))]),
    agreements=[agreement(status="planned", venue="Italy")],
    heading="Earlier.",
    published_on=date(2024, 6, 1),
)
LATER = extraction(
    fact("training", "US", quotes=["must train"], modality="obligation", deadline="In  2024"),
    fact("military_aid", "US", quotes=["6 euros"], amounts=(amount("6"),), direction="unspecified"),
    caveat("no_mutual_defence", quotes=["no mutual defence"]),
    fact("demining", "FR", agreement="fr-ua-2024"),
    agreements=[agreement(status="signed", venue=None), agreement("fr-ua-2024")],
    heading="Later.",
    published_on=date(2024, 7, 1),
)
LATEST = extraction(
    fact("training", "US", quotes=["again intends to train"], modality="intent", deadline=None),
    agreements=[agreement(status="signed")],
    heading="Latest.",
    published_on=date(2024, 8, 1),
)
MODALITY, AMOUNTS = "ua-us-2024.training.us.modality", "ua-us-2024.military_aid.us.amounts"
DENIAL, STATUS = "ua-us-2024.mutual_defence.denial", "ua-us-2024.status"
ALL = [AMOUNTS, DENIAL, STATUS, MODALITY]


@pytest.fixture(params=[False, True], ids=["in order", "reversed"])
def loaded(holding: Holding, request: pytest.FixtureRequest) -> TestClient:
    documents = [EARLIER, LATER, LATEST]
    return holding(*(reversed(documents) if request.param else documents))


def found(client: TestClient, question: str = "") -> dict[str, Any]:
    answer = client.get(f"/v1/contradictions?{question}")
    assert answer.status_code == 200, answer.text
    assert schemas.Listing[schemas.Contradiction].model_validate_json(answer.text)
    return {item["id"]: item for item in answer.json()["data"]}


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("", ALL),
        ("kind=denial", [DENIAL]),
        ("kind=modality&kind=status", [STATUS, MODALITY]),
        ("category=training", [MODALITY]),
        ("category=mutual_defence", [DENIAL]),
        ("category=no_mutual_defence", [DENIAL]),
        ("type=caveat", [DENIAL]),
        ("group=capability", [AMOUNTS, MODALITY]),
        ("obligor=US", [AMOUNTS, DENIAL, MODALITY]),
        ("obligor=FR", []),
        ("party=FR", []),
        ("party=US", ALL),
        ("status=signed&kind=status", [STATUS]),
        ("agreement=fr-ua-2024", []),
        ("claimant=CNN", [DENIAL]),
        (f"document={id_(LATER)}", ALL),
        ("q=euros", [AMOUNTS]),
        ("currency=EUR&min_amount=6", [AMOUNTS]),
    ],
)
def test_contradictions_are_found_by_every_filter(loaded: TestClient, question: str, ids: list[str]) -> None:
    assert list(found(loaded, question)) == ids


def quotes(side: dict[str, Any]) -> list[str]:
    return [place["exact"] for place in side["evidence"]]


def test_each_side_has_its_words(loaded: TestClient) -> None:
    sides = found(loaded)[MODALITY]["sides"]
    assert [(s["value"], s["shown"], quotes(s)) for s in sides] == [
        ("intent", True, ["intends to train", "trains", "again intends to train"]),
        ("obligation", False, ["must train"]),
    ]
    assert [s["documents"] for s in sides] == [[id_(EARLIER), id_(LATEST)], [id_(LATER)]]
    assert [s["facts"] for s in sides] == [["ua-us-2024.training.us"]] * 2
    shown = loaded.get("/v1/facts/ua-us-2024.training.us").json()
    assert (shown["modality"], shown["contested"]) == ("intent", ["modality"])


def test_other_sums_are_a_contradiction(loaded: TestClient) -> None:
    sides = found(loaded)[AMOUNTS]["sides"]
    assert [(s["value"], s["shown"], quotes(s)) for s in sides] == [
        ([{"value": 5, "currency": "EUR"}], False, ["5 euros"]),
        ([{"value": 6, "currency": "EUR"}], True, ["6 euros"]),
    ]


def test_what_is_promised_here_and_denied_there_is_a_contradiction(loaded: TestClient) -> None:
    denial = found(loaded)[DENIAL]
    assert (denial["category"], denial["fact"]) == ("mutual_defence", None)
    assert [(s["value"], s["shown"], s["facts"], quotes(s)) for s in denial["sides"]] == [
        ("affirmed", None, ["ua-us-2024.mutual_defence.us"], ["will defend"]),
        ("denied", None, ["ua-us-2024.no_mutual_defence"], ["no mutual defence"]),
    ]
    assert denial["sides"][0]["evidence"][0]["claimants"] == ["CNN"]


def test_what_is_described_differently_is_a_contradiction_of_the_agreement(loaded: TestClient) -> None:
    status = found(loaded)[STATUS]
    assert (status["agreement"], status["category"], status["fact"]) == ("ua-us-2024", None, None)
    said = [(s["value"], s["shown"], s["documents"], s["evidence"]) for s in status["sides"]]
    assert said == [("planned", False, [id_(EARLIER)], []), ("signed", True, [id_(LATER), id_(LATEST)], [])]
    assert loaded.get("/v1/agreements/ua-us-2024").json()["status"] == "signed"


def test_a_place_that_says_so_is_quoted_before_one_that_does_not(engine: Engine, client: TestClient) -> None:
    made = extraction(fact(modality="pledge", quotes=["may train", "will train"]), heading="One.")
    weak, strong = made.facts[0].evidence
    pieces = (replace(weak, modality="possibility"), strong)
    load_extraction(engine, replace(made, facts=(replace(made.facts[0], evidence=pieces),)))
    load_extraction(engine, extraction(fact(modality="intent", quotes=["aims to train"]), heading="Two."))
    sides = found(client)[MODALITY]["sides"]
    assert {side["value"]: quotes(side) for side in sides} == {"pledge": ["will train"], "intent": ["aims to train"]}


def test_documents_that_agree_do_not_contradict(engine: Engine, client: TestClient) -> None:
    for heading in ("One.", "Two."):
        load_extraction(engine, extraction(fact(deadline="soon"), caveat(), heading=heading))
    assert found(client) == {}


def test_contradictions_are_what_facts_agreements_and_topics_call_contested(loaded: TestClient) -> None:
    ids = [
        f"{item['id']}.{field}"
        for path in ("/v1/facts", "/v1/agreements")
        for item in loaded.get(path).json()["data"]
        for field in item["contested"]
    ]
    ids += [
        f"{item['id']}.{topic['category']}.denial"
        for item in loaded.get("/v1/agreements?include=topics").json()["data"]
        for topic in item["topics"]
        if topic["state"] == "contested" and topic["type"] == "commitment"
    ]
    assert sorted(ids) == sorted(found(loaded))


def test_contradictions_can_be_paged_streamed_and_chosen_from(loaded: TestClient) -> None:
    whole = list(found(loaded).values())
    first = loaded.get("/v1/contradictions?limit=3").json()
    rest = loaded.get(f"/v1/contradictions?cursor={first['page']['next']}").json()
    assert first["data"] + rest["data"] == whole
    assert len(loaded.get("/v1/contradictions?format=ndjson").text.splitlines()) == len(whole)
    assert len(loaded.get("/v1/contradictions?format=csv").text.splitlines()) == len(whole) + 1
    assert loaded.get("/v1/contradictions?fields=id&limit=1").json()["data"] == [{"id": AMOUNTS}]


@pytest.mark.parametrize(
    ("question", "description"),
    [
        ("", "Contradictions of commitments and caveats"),
        ("kind=status&kind=signed_on&party=UA",
         "Contradictions about the status or signed on of commitments and caveats in agreements of Ukraine"),
    ],
)  # fmt: skip
def test_a_list_says_in_words_what_it_was_asked(loaded: TestClient, question: str, description: str) -> None:
    assert loaded.get(f"/v1/contradictions?{question}").json()["meta"]["description"] == description


@pytest.mark.parametrize(
    ("question", "code", "did_you_mean"),
    [("kind=denials", "unknown_value", "denial"), ("kinds=denial", "unknown_parameter", "kind")],
)
def test_a_wrong_question_names_the_nearest(loaded: TestClient, question: str, code: str, did_you_mean: str) -> None:
    problem = loaded.get(f"/v1/contradictions?{question}").json()
    assert (problem["code"], problem["errors"][0]["did_you_mean"]) == (code, did_you_mean)


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(ContradictionRow.__table__).order_by("id")).all())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_stored_before_is_noted_by_the_migration(
    kind: str, tmp_path: Any, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else request.getfixturevalue("postgresql_new_url")
    engine = create_engine(url)
    upgrade(engine)
    for document in (EARLIER, LATER, LATEST):
        load_extraction(engine, document)
    noted = rows(engine)
    assert len(noted) == len(ALL)
    with engine.connect().execution_options(writing=True) as connection:
        command.downgrade(engines._config(connection), "0001")
        connection.commit()
    upgrade(engine)
    assert rows(engine) == noted
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM passages")).scalar_one() > 0
    engine.dispose()


def test_every_kind_of_a_contradiction_is_known() -> None:
    fields = {name for rules in (AGREEMENT_RULES, FACT_RULES) for name, rule in rules.items() if rule.disputable}
    assert {"denial", *fields} == set(CONTRADICTIONS)
