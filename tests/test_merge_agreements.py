"""Two ids that are one agreement: whatever is loaded or merged first, the same rows; old ids lead to the new ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli.main import cli
from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.database.merge_agreements import MergeRefused, merge_agreements
from app.database.tables import AgreementRow, FactRow
from app.database.withdraw import withdraw_document
from app.extraction.model import Extraction
from tests.conftest import empty
from tests.factories import agreement, amount, caveat, extraction, fact, id_
from tests.test_load import count, everything, number, shown

OLD, NEW, OTHER = "ua-us-2023", "ua-us-2024", "fr-ua-2024"
DAYS = st.sampled_from([None, date(2024, 6, 1), date(2024, 7, 1)])

ids = st.lists(st.sampled_from([OLD, NEW, OTHER]), min_size=1, max_size=3, unique=True)
facts = st.builds(
    lambda category, modality, direction, sums, party: (
        lambda about: fact(
            category, agreement=about, modality=modality, direction=direction, amounts=sums, beneficiaries=(party,)
        )
    ),
    st.sampled_from(["training", "demining"]),
    st.sampled_from(["obligation", "pledge"]),
    st.sampled_from(["new", "continue", "unspecified"]),
    st.sampled_from([(), (amount("5"),), (amount("6"),)]),
    st.sampled_from(["UA", "FR"]),
)


@st.composite
def documents(draw: st.DrawFn) -> list[Extraction]:
    """One reports the old id and one the new; what others report is as it comes."""
    made = []
    for index in range(draw(st.integers(2, 4))):
        about = [OLD] if index == 0 else [NEW] if index == 1 else draw(ids)
        said = {f.id: f for each in about for make in draw(st.lists(facts, max_size=2)) for f in [make(each)]}
        status, form = draw(st.sampled_from(["planned", "signed"])), draw(st.sampled_from(["treaty", "unknown"]))
        reported = [agreement(each, status=status if each != NEW else "signed", legal_form=form) for each in about]
        limits = [caveat(agreement=each) for each in about if draw(st.booleans())]
        made.append(
            extraction(
                *said.values(),
                *limits,
                agreements=reported,
                heading=f"Document {index}.",
                published_on=draw(DAYS),
            )
        )
    return made


@given(documents(), st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_loading_merging_and_withdrawing_does_not_matter(
    engine: Engine, made: list[Extraction], data: st.DataObject
) -> None:
    first, second, *later = made
    contents = []
    for merge_at in (0, len(later)):
        empty(engine)
        for document in data.draw(st.permutations([first, second])):
            load_extraction(engine, document)
        for position, document in enumerate([*later, None]):
            if position == merge_at:
                merge_agreements(engine, OLD, NEW, "one agreement")
            if document is not None:
                load_extraction(engine, document)
        contents.append(everything(engine))
    assert contents[0] == contents[1]
    for document in made:
        withdraw_document(engine, id_(document), "a mistake")
    for document in data.draw(st.permutations(made)):
        load_extraction(engine, document)
    assert everything(engine) == contents[0]
    assert not any(OLD in row for rows in contents[0].values() for row in rows)


PLANNED = extraction(
    fact("training", agreement=OLD, direction="continue"),
    caveat(agreement=OLD),
    agreements=[agreement(OLD, status="planned", venue="Kyiv")],
    heading="Planned.",
    published_on=date(2023, 12, 1),
)
SIGNED = extraction(
    fact("training", agreement=NEW, direction="expand"),
    agreements=[agreement(NEW, status="signed", venue=None)],
    heading="Signed.",
    published_on=date(2024, 6, 13),
)


@pytest.fixture
def merged(engine: Engine, client: TestClient) -> TestClient:
    for document in (PLANNED, SIGNED):
        load_extraction(engine, document)
    assert merge_agreements(engine, OLD, NEW, "planned in 2023, signed in 2024") == 1
    return client


def test_all_that_was_said_of_the_old_is_said_of_the_new(engine: Engine, merged: TestClient) -> None:
    assert [count(engine, table) for table in (AgreementRow, FactRow)] == [1, 2]
    row = shown(engine, AgreementRow, NEW)
    assert (row["status"], row["venue"], row["contested"]) == ("signed", "Kyiv", ["status"])
    assert (row["document_count"], row["counts"]["caveats"]) == (2, 1)
    row = shown(engine, FactRow, f"{NEW}.training.us")
    assert (row["direction"], row["contested"], row["evidence_count"]) == ("expand", ["direction"], 2)
    assert merged.get(f"/v1/documents/{id_(PLANNED)}").json()["agreements"] == [NEW]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (f"/v1/agreements/{OLD}", f"/v1/agreements/{NEW}"),
        (f"/v1/facts/{OLD}.training.us?explain=1", f"/v1/facts/{NEW}.training.us?explain=1"),
        (f"/v1/commitments/{OLD}.training.us", f"/v1/commitments/{NEW}.training.us"),
        (f"/v1/caveats/{OLD}.no_ratification", f"/v1/caveats/{NEW}.no_ratification"),
        (f"/v1/facts/{OLD}.training.us/cite?format=bibtex", f"/v1/facts/{NEW}.training.us/cite?format=bibtex"),
        (f"/v1/agreements/{OLD}?as_of=2024-01-01", f"/v1/agreements/{NEW}?as_of=2024-01-01"),
    ],
)
def test_an_old_id_leads_to_the_new_one(merged: TestClient, address: str, target: str) -> None:
    answer = merged.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"http://testserver{target}")
    assert answer.headers["cache-control"] == "no-cache"
    assert merged.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [f"/v1/facts/{OLD}.demining.us", f"/v1/commitments/{OLD}.no_ratification", f"/v1/caveats/{OLD}.training.us"],
)
def test_an_old_id_of_what_never_was_leads_nowhere(merged: TestClient, address: str) -> None:
    assert merged.get(address, follow_redirects=False).status_code == 404


def test_an_old_id_leads_to_a_new_one_that_was_withdrawn(engine: Engine, merged: TestClient) -> None:
    withdraw_document(engine, id_(PLANNED), "a forgery")
    answer = merged.get(f"/v1/caveats/{OLD}.no_ratification")
    assert [each.status_code for each in (*answer.history, answer)] == [308, 410]


def test_a_filter_that_names_the_old_id_suggests_the_new_one(merged: TestClient) -> None:
    problem = merged.get("/v1/facts", params={"agreement": OLD}).json()
    assert problem["errors"][0]["message"] == f"{OLD} was merged into {NEW}"
    assert problem["try_url"] == f"/v1/facts?agreement={NEW}"


def test_the_feed_tells_of_a_merge(engine: Engine, client: TestClient) -> None:
    for document in (PLANNED, SIGNED):
        load_extraction(engine, document)
    after = client.get("/v1/changes?after=now").json()["page"]["next"]
    merge_agreements(engine, OLD, NEW, "the same")
    changes = client.get("/v1/changes", params={"after": after}).json()["data"]
    assert [(c["kind"], c["resource"], c["id"], c["target"]) for c in changes] == [
        ("revised", "document", id_(PLANNED), None),
        ("revised", "agreement", NEW, None),
        ("added", "fact", f"{NEW}.no_ratification", None),
        ("revised", "fact", f"{NEW}.training.us", None),
        ("merged", "fact", f"{OLD}.training.us", f"{NEW}.training.us"),
        ("merged", "fact", f"{OLD}.no_ratification", f"{NEW}.no_ratification"),
        ("merged", "agreement", OLD, NEW),
    ]
    assert {(c["why"], c["document"]) for c in changes} == {(f"{OLD} was merged into {NEW}: the same", None)}


def test_a_document_that_reports_both_reports_one(engine: Engine, client: TestClient) -> None:
    both = extraction(
        fact("training", agreement=OLD, modality="obligation", direction="continue", quotes=["the earlier words"]),
        fact("training", agreement=NEW, modality="pledge", direction="unspecified", quotes=["the later words"]),
        agreements=[
            agreement(OLD, status="planned", venue="Kyiv", legal_form="treaty"),
            agreement(NEW, status="signed", venue=None, legal_form="unknown"),
        ],
        heading="Both.",
    )
    load_extraction(engine, both)
    assert merge_agreements(engine, OLD, NEW, "the same") == 1
    row = shown(engine, AgreementRow, NEW)
    assert (row["status"], row["venue"], row["legal_form"], row["contested"]) == ("signed", "Kyiv", "treaty", [])
    assert row["document_count"] == 1
    made = client.get(f"/v1/facts/{NEW}.training.us").json()
    assert (made["modality"], made["direction"], made["contested"]) == ("obligation", "continue", [])
    assert [place["exact"] for place in made["evidence"]] == ["the earlier words", "the later words"]


def test_a_merge_raises_the_sequence_by_one(engine: Engine) -> None:
    for document in (PLANNED, SIGNED):
        load_extraction(engine, document)
    before = number(engine)
    merge_agreements(engine, OLD, NEW, "the same")
    assert number(engine) == before + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (NEW, NEW, "the same agreement already"),
        (OLD, NEW, "was merged into ua-us-2024 already"),
        (NEW, OLD, "was merged into ua-us-2024 already"),
        (NEW, OTHER, "merge fr-ua-2024 into ua-us-2024 instead"),
        (OTHER, OLD, "was merged into ua-us-2024 already"),
        ("fr-ua-2025", NEW, "did you mean fr-ua-2024"),
        (OTHER, "a\0b", "no agreement has the id"),
        ("it-ua-2024", NEW, "is no more. No document states it any more"),
    ],
)
def test_chains_cycles_and_unknown_ids_are_refused(
    engine: Engine, merged: TestClient, old: str, new: str, says: str
) -> None:
    load_extraction(engine, extraction(agreements=[agreement(OTHER)], heading="Another."))
    gone = extraction(agreements=[agreement("it-ua-2024")], heading="Gone.")
    load_extraction(engine, gone)
    withdraw_document(engine, id_(gone), "a forgery")
    before, contents = number(engine), everything(engine)
    with pytest.raises(MergeRefused, match=says):
        merge_agreements(engine, old, new, "the same")
    assert (number(engine), everything(engine)) == (before, contents)


def test_the_command_merges_and_refuses_with_a_reason(tmp_path: Path, monkeypatch: Any) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    monkeypatch.setenv("AGREEMENT_FACTS_DATABASE_URL", url)
    engine = create_engine(url)
    upgrade(engine)
    for document in (PLANNED, SIGNED):
        load_extraction(engine, document)
    command = ["agreements", "merge", OLD, NEW, "--reason", "the same"]
    done = CliRunner().invoke(cli, command)
    assert (done.exit_code, done.stdout) == (0, f"merged {OLD} into {NEW}: 1 document moved\n")
    again = CliRunner().invoke(cli, command)
    assert again.exit_code == 1
    assert "already" in again.stderr
    engine.dispose()
