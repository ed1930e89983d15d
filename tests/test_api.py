"""The HTTP interface: what is asked is answered, what is wrong is named."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api import schemas
from app.api.linked_data.annotation_schemas import AnnotationCollection
from app.database import paging, vocabulary
from app.database.load import load_extraction
from app.extraction.model import Warning
from tests.answers import Holding, ids
from tests.factories import Quote, agreement, amount, caveat, extraction, fact, id_

REPORT = extraction(
    fact("training", "US", quotes=[Quote("continue training", ("CNN", "its insiders"))], modality="obligation",
         direction="continue", beneficiaries=("UA",)),
    fact("consultation", "UA", "US", quotes=[Quote("shall consult", ("Zoe\u0308",))], deadline="immediately"),
    caveat("no_ratification"),
    warnings=[Warning("truncated", "ends in a colon", 0, 1)],
    heading="The American report.",
    published_on=date(2024, 6, 13),
)  # fmt: skip
OTHER = extraction(
    fact("military_aid", "FR", agreement="fr-ua-2024", amounts=(amount("3000000000"), amount("5", "USD"))),
    fact("training", "FR", agreement="fr-ua-2024", modality="intent"),
    agreements=[
        agreement("fr-ua-2024", legal_form="political_agreement", status="signed", signed_on=date(2024, 2, 16))
    ],
    heading="The French report.",
    published_on=date(2024, 2, 16),
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, OTHER)


TRAINING_US, TRAINING_FR = "ua-us-2024.training.us", "fr-ua-2024.training.fr"
AID, CONSULTATION, CAVEAT = "fr-ua-2024.military_aid.fr", "ua-us-2024.consultation.ua-us", "ua-us-2024.no_ratification"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("", [AID, TRAINING_FR, CONSULTATION, CAVEAT, TRAINING_US]),
        ("category=training", [TRAINING_FR, TRAINING_US]),
        ("category=training&category=consultation", [TRAINING_FR, CONSULTATION, TRAINING_US]),
        ("category=training&obligor=US", [TRAINING_US]),
        ("group=crisis_response", [CONSULTATION]),
        ("type=caveat", [CAVEAT]),
        ("party=FR", [AID, TRAINING_FR]),
        ("party=fra", [AID, TRAINING_FR]),
        ("party=The United States", [CONSULTATION, CAVEAT, TRAINING_US]),
        ("obligor=UKR", [CONSULTATION]),
        ("beneficiary=Ukraine&category=training", [TRAINING_FR, TRAINING_US]),
        ("agreement=fr-ua-2024&type=commitment", [AID, TRAINING_FR]),
        (f"document={id_(OTHER)}", [AID, TRAINING_FR]),
        ("status=signed", [AID, TRAINING_FR]),
        ("legal_form=executive_agreement&type=caveat", [CAVEAT]),
        ("modality=obligation&modality=intent", [TRAINING_FR, TRAINING_US]),
        ("direction=continue", [TRAINING_US]),
        ("claimant=cnn", [TRAINING_US]),
        ("claimant=%C2%A0its%20%20Insiders ", [TRAINING_US]),
        ("claimant=Zo\u00eb", [CONSULTATION]),
        ("claimant=ZOE\u0308", [CONSULTATION]),
        ("signed_from=2024-02-16&signed_to=2024-02-16", [AID, TRAINING_FR]),
        ("signed_from=2024-02-17", []),
        ("currency=USD", [AID]),
        ("min_amount=3000000000&currency=EUR", [AID]),
        ("min_amount=6&currency=USD", []),
        (f"claimant=CNN&document={id_(OTHER)}", []),
        ("sort=-id&limit=2", [TRAINING_US, CAVEAT]),
        ("sort=category&category=training&category=military_aid", [AID, TRAINING_FR, TRAINING_US]),
    ],
)
def test_filters_of_facts(loaded: TestClient, question: str, answer: list[str]) -> None:
    assert ids(loaded, f"/v1/facts?{question}") == answer


#: One value of each filter of facts.
_EACH = [
    "category=training", "group=capability", "type=commitment", "party=US", "obligor=US", "beneficiary=UA",
    "agreement=ua-us-2024", f"document={id_(REPORT)}", "status=planned", "legal_form=executive_agreement",
    "modality=obligation", "direction=continue", "claimant=CNN", "min_amount=5&currency=USD",
    "signed_from=2024-01-01", "signed_to=2024-12-31", "q=continu* -consultation",
]  # fmt: skip


@pytest.mark.parametrize("few", [0, 2_000], ids=["walked", "gathered"])
def test_two_filters_give_what_both_of_them_give(loaded: TestClient, monkeypatch: Any, few: int) -> None:
    monkeypatch.setattr(paging, "_FEW", few)
    alone = {question: ids(loaded, f"/v1/facts?{question}") for question in _EACH}
    assert all(alone.values())
    for one, other in combinations(_EACH, 2):
        both = [each for each in alone[one] if each in alone[other]]
        assert ids(loaded, f"/v1/facts?{one}&{other}") == both, f"{one}&{other}"


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/v1/commitments?category=training", [TRAINING_FR, TRAINING_US]),
        ("/v1/caveats", [CAVEAT]),
        ("/v1/caveats?party=FR", []),
        ("/v1/agreements", ["fr-ua-2024", "ua-us-2024"]),
        ("/v1/agreements?category=no_ratification", ["ua-us-2024"]),
        ("/v1/agreements?category=training&obligor=FR", ["fr-ua-2024"]),
        ("/v1/agreements?category=consultation&obligor=FR", []),
        ("/v1/agreements?claimant=CNN", ["ua-us-2024"]),
        (f"/v1/agreements?document={id_(OTHER)}", ["fr-ua-2024"]),
        ("/v1/agreements?party=UA&party=US&status=planned", ["ua-us-2024"]),
        ("/v1/agreements?sort=signed_on", ["fr-ua-2024", "ua-us-2024"]),
        ("/v1/agreements?sort=-signed_on", ["fr-ua-2024", "ua-us-2024"]),
        ("/v1/documents?party=France", [id_(OTHER)]),
        ("/v1/documents?category=training&obligor=US", [id_(REPORT)]),
        ("/v1/documents?category=training&party=FR", [id_(OTHER)]),
        ("/v1/documents?sort=-published_on", [id_(REPORT), id_(OTHER)]),
        (f"/v1/documents?document={id_(OTHER)}", [id_(OTHER)]),
    ],
)
def test_filters_of_other_lists(loaded: TestClient, address: str, answer: list[str]) -> None:
    assert ids(loaded, address) == answer


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("/v1/agreements", schemas.Listing[schemas.Agreement]),
        ("/v1/agreements?include=evidence", schemas.Listing[schemas.Agreement]),
        ("/v1/agreements/ua-us-2024", schemas.Agreement),
        ("/v1/facts", schemas.Listing[schemas.Fact]),
        ("/v1/facts?include=evidence,agreement&explain=1", schemas.Listing[schemas.Fact]),
        (f"/v1/facts/{TRAINING_US}", schemas.Fact),
        (f"/v1/commitments/{AID}?include=agreement", schemas.Fact),
        (f"/v1/caveats/{CAVEAT}", schemas.Fact),
        ("/v1/documents", schemas.Listing[schemas.Document]),
        (f"/v1/documents/{id_(REPORT)}", schemas.Document),
        (f"/v1/documents/{id_(REPORT)}/annotations", AnnotationCollection),
        (f"/v1/documents/{id_(REPORT)}/facts", schemas.Listing[schemas.Fact]),
        ("/v1/categories", schemas.Listing[schemas.Category]),
        ("/v1/categories/training", schemas.Category),
        ("/healthz", schemas.Health),
        ("/readyz", schemas.Health),
        ("/problems/unknown_value", schemas.ProblemKind),
        ("/v1/facts?category=trainning", schemas.Problem),
        ("/v1/nothing", schemas.Problem),
    ],
)
def test_every_answer_has_the_keys_that_are_documented(
    loaded: TestClient, address: str, shape: type[BaseModel]
) -> None:
    answer = loaded.get(address).json()
    read = shape.model_validate_json(loaded.get(address).text)
    assert _keys(read.model_dump(mode="json", by_alias=True)) == _keys(answer)


def _keys(value: Any) -> Any:
    """The value with everything but its keys forgotten."""
    if isinstance(value, dict):
        return {key: _keys(inner) for key, inner in value.items()}
    return [_keys(inner) for inner in value] if isinstance(value, list) else None


def test_a_fact_carries_its_proof(loaded: TestClient) -> None:
    text = loaded.get(f"/v1/documents/{id_(REPORT)}/text").text
    [place] = loaded.get(f"/v1/facts/{TRAINING_US}").json()["evidence"]
    assert text[place["start"] : place["end"]] == place["exact"] == "continue training"
    assert place["claimants"] == ["CNN", "its insiders"]


def test_the_text_is_served_as_it_was_read_and_never_as_markup(engine: Engine, client: TestClient) -> None:
    document = extraction(fact(), heading="<script>alert(1)</script>\r\n ünï\ttext ")
    load_extraction(engine, document)
    answer = client.get(f"/v1/documents/{id_(document)}/text")
    assert answer.content.decode() == document.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_annotations_select_the_words_of_the_text(loaded: TestClient) -> None:
    answer = loaded.get(f"/v1/documents/{id_(REPORT)}/annotations")
    assert answer.headers["content-type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    first, *others = answer.json()["first"]["items"]
    assert len(others) == answer.json()["total"] - 1 == 2
    text = loaded.get(first["target"]["source"]).text
    quote, position = first["target"]["selector"]
    assert text[position["start"] : position["end"]] == quote["exact"] == "continue training"
    fact_, category, _ = first["body"]
    assert loaded.get(fact_["source"]).json()["id"] == TRAINING_US
    assert loaded.get(category["source"]).json()["slug"] == "training"


@pytest.mark.parametrize(
    ("words", "offset", "found"),
    [
        ("continue training", 0, [TRAINING_US]),
        ("continue training", len("continue training") - 1, [TRAINING_US]),
        ("continue training", len("continue training"), []),
        ("continue training", -1, []),
        ("no_ratification", 3, [CAVEAT]),
    ],
)
def test_the_facts_at_a_place_are_those_whose_evidence_covers_it(
    loaded: TestClient, words: str, offset: int, found: list[str]
) -> None:
    place = REPORT.text.index(words) + offset
    assert ids(loaded, f"/v1/documents/{id_(REPORT)}/facts?at={place}") == found


def test_evidence_comes_with_a_list_only_where_asked(loaded: TestClient) -> None:
    def evidence(question: str) -> Any:
        return loaded.get(f"/v1/facts?category=training&obligor=US&{question}").json()["data"][0]["evidence"]

    assert evidence("") is None
    assert [place["exact"] for place in evidence("include=evidence")] == ["continue training"]
    assert evidence("include=evidence")[0]["rules"] is None
    assert evidence("include=evidence&explain=1")[0]["rules"] == ["a_rule"]


@pytest.mark.parametrize("include", ["", "&include=evidence"])
def test_a_fact_names_the_rules_that_made_it_where_asked(engine: Engine, client: TestClient, include: str) -> None:
    for rules, day in ((("second", "first"), 2), (("first", "third"), 3), (("undated",), None)):
        made = fact(rules=rules)
        published = date(2024, 6, day) if day else None
        load_extraction(engine, extraction(made, heading=f"Report {day}.", published_on=published))
    [listed] = client.get(f"/v1/facts?explain=1{include}").json()["data"]
    [plain] = client.get("/v1/commitments?include=evidence").json()["data"]
    one = client.get("/v1/commitments/ua-us-2024.training.us?explain=1").json()
    assert listed["rules"] == one["rules"] == ["undated", "second", "first", "third"]
    assert plain["rules"] is client.get("/v1/facts/ua-us-2024.training.us").json()["rules"] is None


def test_agreements_count_their_facts_by_category(loaded: TestClient) -> None:
    counts = loaded.get("/v1/agreements/ua-us-2024").json()["counts"]
    assert counts == {
        "commitments": 2,
        "caveats": 1,
        "by_category": {"consultation": 1, "no_ratification": 1, "training": 1},
    }


def test_categories_are_the_vocabulary_with_counts(loaded: TestClient) -> None:
    listed = loaded.get("/v1/categories").json()
    assert [c["slug"] for c in listed["data"]] == list(vocabulary.slugs())
    assert next(c["counts"] for c in listed["data"] if c["slug"] == "training") == {"facts": 2, "agreements": 2}
    assert {c["type"] for c in loaded.get("/v1/categories?type=caveat").json()["data"]} == {"caveat"}


@pytest.mark.parametrize(
    ("address", "description"),
    [
        ("/v1/facts", "Commitments and caveats"),
        ("/v1/commitments?category=training&obligor=US", "Commitments on training by the United States"),
        ("/v1/caveats?party=UA&status=planned", "Caveats in agreements of Ukraine that are planned"),
        ("/v1/facts?category=training&category=intelligence&category=military_aid",
         "Commitments and caveats on training, intelligence or military aid"),
        ("/v1/facts?type=commitment&min_amount=5&currency=EUR", "Commitments of at least 5 EUR"),
        ("/v1/agreements?legal_form=treaty&party=FR&signed_from=2024-01-01",
         "Treaties of France signed from 2024-01-01"),
        ("/v1/agreements?category=no_ratification&type=caveat", "Agreements that hold caveats on no ratification"),
        ("/v1/documents?party=FR", "Documents on agreements of France"),
        ("/v1/documents", "Documents"),
        ("/v1/commitments?claimant=CNN&modality=intent", "Commitments of the strength intent according to cnn"),
        ("/v1/categories?type=caveat", "Categories of caveats"),
    ],
)  # fmt: skip
def test_a_list_says_in_words_what_it_was_asked(loaded: TestClient, address: str, description: str) -> None:
    assert loaded.get(address).json()["meta"]["description"] == description


@pytest.mark.parametrize("question", ["sort=id", "sort=-id", "sort=category", "sort=-category", "party=UA"])
def test_pages_show_every_row_once_in_order(loaded: TestClient, question: str) -> None:
    whole = ids(loaded, f"/v1/facts?{question}")
    found: list[str] = []
    address = f"/v1/facts?{question}&limit=2"
    while address:
        answer = loaded.get(address)
        found += [item["id"] for item in answer.json()["data"]]
        assert answer.json()["page"]["total"] == len(whole)
        address = answer.links["next"]["url"] if "next" in answer.links else ""
        assert bool(address) == bool(answer.json()["page"]["next"])
    assert found == whole


@pytest.mark.parametrize("sort", ["signed_on", "-signed_on"])
def test_pages_pass_from_known_to_unknown_values(engine: Engine, client: TestClient, sort: str) -> None:
    days = {"aa-bb-2024": date(2024, 1, 1), "bb-cc-2024": None, "cc-dd-2024": date(2024, 1, 1), "dd-ee-2024": None}
    load_extraction(engine, extraction(agreements=[agreement(id, signed_on=day) for id, day in days.items()]))
    cursor, found = None, []
    for _ in days:
        page = client.get("/v1/agreements", params={"sort": sort, "limit": 1, **({"cursor": cursor} if cursor else {})})
        found.append(page.json()["data"][0]["id"])
        cursor = page.json()["page"]["next"]
    assert (found, cursor) == (["aa-bb-2024", "cc-dd-2024", "bb-cc-2024", "dd-ee-2024"], None)


def test_pages_stay_correct_while_rows_are_added(engine: Engine, loaded: TestClient) -> None:
    first = loaded.get("/v1/facts?limit=2").json()
    load_extraction(engine, extraction(fact("demining", "DE", agreement="de-ua-2024"), heading="A German report."))
    rest = ids(loaded, f"/v1/facts?cursor={first['page']['next']}")
    assert rest == [CONSULTATION, CAVEAT, TRAINING_US]


@pytest.mark.parametrize(
    ("address", "code", "parameter", "did_you_mean", "try_url"),
    [
        ("/v1/facts?categry=training", "unknown_parameter", "categry", "category", "/v1/facts?category=training"),
        ("/v1/facts?category=trainning&party=UA", "unknown_value", "category", "training",
         "/v1/facts?category=training&party=UA"),
        ("/v1/commitments?category=no_ratification", "unknown_value", "category", None, None),
        ("/v1/facts?group=political_stuff", "unknown_value", "group", "political", "/v1/facts?group=political"),
        ("/v1/facts?type=comitment", "unknown_value", "type", "commitment", "/v1/facts?type=commitment"),
        ("/v1/facts?party=Ukrane", "unknown_value", "party", "Ukraine", "/v1/facts?party=Ukraine"),
        ("/v1/facts?party=UKX", "unknown_value", "party", "UK", "/v1/facts?party=UK"),
        ("/v1/facts?status=signd", "unknown_value", "status", "signed", "/v1/facts?status=signed"),
        ("/v1/facts?legal_form=memo", "unknown_value", "legal_form", "memorandum", "/v1/facts?legal_form=memorandum"),
        ("/v1/facts?modality=obligations", "unknown_value", "modality", "obligation", "/v1/facts?modality=obligation"),
        ("/v1/facts?direction=expanding", "unknown_value", "direction", "expand", "/v1/facts?direction=expand"),
        ("/v1/facts?agreement=ua-us-2025", "unknown_value", "agreement", "ua-us-2024",
         "/v1/facts?agreement=ua-us-2024"),
        ("/v1/facts?claimant=CCN", "unknown_value", "claimant", "cnn", "/v1/facts?claimant=cnn"),
        ("/v1/facts?document=%00", "unknown_value", "document", None, None),
        ("/v1/facts?include=evidense", "unknown_value", "include", "evidence", "/v1/facts?include=evidence"),
        ("/v1/facts?sort=-categories", "unknown_value", "sort", "-category", "/v1/facts?sort=-category"),
        ("/v1/facts?limit=501", "invalid_value", "limit", "500", "/v1/facts?limit=500"),
        ("/v1/facts?limit=0", "invalid_value", "limit", "1", "/v1/facts?limit=1"),
        ("/v1/facts?limit=1&limit=2", "invalid_value", "limit", None, None),
        ("/v1/facts?sort=id&sort=id", "invalid_value", "sort", None, None),
        ("/v1/facts?limit=many", "invalid_value", "limit", None, None),
        ("/v1/facts?category=", "unknown_value", "category", None, None),
        ("/v1/facts?signed_from=yesterday", "invalid_value", "signed_from", None, None),
        ("/v1/facts?signed_to=1718236800", "invalid_value", "signed_to", None, None),
        ("/v1/facts?as_of=2024-02-30", "invalid_value", "as_of", None, None),
        ("/v1/facts?min_amount=5", "invalid_value", "min_amount", None, None),
        ("/v1/facts?min_amount=1e400&currency=EUR", "invalid_value", "min_amount", "1000000000000000",
         "/v1/facts?min_amount=1000000000000000&currency=EUR"),
        ("/v1/facts?min_amount=0.001&currency=EUR", "invalid_value", "min_amount", None, None),
        ("/v1/facts?currency=usd", "unknown_value", "currency", "USD", "/v1/facts?currency=USD"),
        ("/v1/facts?currency=EUE", "unknown_value", "currency", "EUR", "/v1/facts?currency=EUR"),
        (f"/v1/documents/{id_(REPORT)}/facts?at=2147483648", "invalid_value", "at", "2147483647",
         f"/v1/documents/{id_(REPORT)}/facts?at=2147483647"),
        ("/v1/facts?party=UA,France", "unknown_value", "party", None, "/v1/facts?party=UA&party=France"),
        ("/v1/facts?status=planned,signed&limit=1", "unknown_value", "status", None,
         "/v1/facts?status=planned&status=signed&limit=1"),
        ("/v1/agreements?has=training,consultation", "unknown_value", "has", None,
         "/v1/agreements?has=training&has=consultation"),
        ("/v1/facts?cursor=", "invalid_cursor", "cursor", None, None),
        ("/v1/facts?cursor=nonsense", "invalid_cursor", "cursor", None, None),
        ("/v1/caveats?modality=pledge", "unknown_parameter", "modality", None, None),
        ("/v1/agreements/ua-us-2024?party=UA", "unknown_parameter", "party", None, None),
        ("/healthz?verbose=1", "unknown_parameter", "verbose", None, None),
    ],
)  # fmt: skip
def test_what_is_unknown_is_an_error_that_names_the_nearest(
    loaded: TestClient, address: str, code: str, parameter: str, did_you_mean: str | None, try_url: str | None
) -> None:
    answer = loaded.get(address)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (problem["code"], problem["errors"][0]["parameter"]) == (code, parameter)
    assert (problem["errors"][0]["did_you_mean"], problem["try_url"]) == (did_you_mean, try_url)
    if try_url:
        assert loaded.get(try_url).status_code == 200


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/v1/facts?limit=many", "must be a whole number"),
        ("/v1/facts?limit=1.5", "must be a whole number"),
        ("/v1/facts?explain=perhaps", "must be true or false"),
        ("/v1/facts?category=", "is empty: give it a value, or leave it out"),
        ("/v1/facts?currency=EUR&min_amount=much", "must be a number, such as 1000000"),
        ("/v1/facts?min_amount=5", "needs the currency of the sum beside it, such as currency=EUR"),
        ("/v1/facts?party=UA,FR", "takes one value each time: party=UA&party=FR"),
        ("/v1/compare?" + "&".join(f"agreement=a{n}" for n in range(11)), "takes at most 10 values, and was given 11"),
        (f"/v1/facts?q={'a' * 501}", "must have at most 500 characters"),
    ],
)
def test_a_wrong_value_is_told_what_would_be_right(loaded: TestClient, address: str, message: str) -> None:
    assert loaded.get(address).json()["errors"][0]["message"] == message


def test_an_unknown_value_shows_what_is_allowed(loaded: TestClient) -> None:
    error = loaded.get("/v1/facts?status=maybe").json()["errors"][0]
    assert error["allowed"] == ["planned", "signed", "in_force", "terminated"]


def test_a_cursor_of_another_question_is_refused(loaded: TestClient) -> None:
    cursor = loaded.get("/v1/facts?limit=1").json()["page"]["next"]
    answer = loaded.get(f"/v1/facts?limit=1&category=training&cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")
    assert loaded.get(f"/v1/facts?limit=2&cursor={cursor}").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/v1/agreements/ua-us-2042", 404, "not_found"),
        ("GET", "/v1/commitments/ua-us-2024.no_ratification", 404, "not_found"),
        ("GET", "/v1/facts/%00", 404, "not_found"),
        ("GET", "/v1/documents/none", 404, "not_found"),
        ("GET", "/v1/documents/none/text", 404, "not_found"),
        ("GET", "/v1/documents/none/annotations", 404, "not_found"),
        ("GET", "/v1/documents/none/facts", 404, "not_found"),
        ("GET", "/v1/documents/none/facts?format=csv", 404, "not_found"),
        ("GET", "/v1/categories/none", 404, "not_found"),
        ("POST", "/v1/facts", 405, "method_not_allowed"),
        ("DELETE", "/v1/agreements/ua-us-2024", 405, "method_not_allowed"),
    ],
)
def test_every_error_is_a_problem_document(
    loaded: TestClient, method: str, address: str, status: int, code: str
) -> None:
    answer = loaded.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert loaded.get(problem["type"]).json()["code"] == code


def test_a_missing_object_names_the_nearest_one(loaded: TestClient) -> None:
    problem = loaded.get("/v1/agreements/ua-us-2023").json()
    assert problem["try_url"] == "/v1/agreements/ua-us-2024"


def test_a_405_says_what_is_allowed(loaded: TestClient) -> None:
    assert loaded.post("/v1/facts").headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_failure_of_the_service_is_a_problem_without_its_insides(engine: Engine, client: TestClient) -> None:
    client.app.state.engine = None  # type: ignore[attr-defined]
    answer = client.get("/v1/facts", headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "NoneType" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
