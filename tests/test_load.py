"""Loading: once each, whole or not at all, in any order the same rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from app.database.engine import reading, version
from app.database.load import DocumentRefused, load_extraction
from app.database.tables import LOADED, AgreementRow, DocumentRow, EvidenceRow, FactRow, PassageRow
from app.extraction.model import Extraction
from tests.conftest import empty
from tests.factories import Quote, agreement, amount, caveat, extraction, fact


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def shown(engine: Engine, table: Any, id: str) -> dict[str, Any]:
    with reading(engine) as connection:
        return json.loads(connection.execute(select(table.row).where(table.id == id)).scalar_one())


def number(engine: Engine) -> int:
    with reading(engine) as connection:
        return version(connection).number


def test_a_new_document_is_added_with_its_facts(engine: Engine) -> None:
    assert load_extraction(engine, extraction(fact("training"), caveat("no_ratification"))) == "added"
    assert [count(engine, table) for table in (DocumentRow, AgreementRow, FactRow, EvidenceRow)] == [1, 1, 2, 2]


def test_the_same_content_again_changes_nothing(engine: Engine) -> None:
    once = extraction(fact())
    load_extraction(engine, once)
    before = number(engine)
    again = replace(once, document=replace(once.document, name="copy.txt"))
    assert load_extraction(engine, again) == "unchanged"
    assert number(engine) == before
    assert count(engine, DocumentRow) == 1


def test_a_second_document_adds_evidence_to_the_fact_that_is_there(engine: Engine) -> None:
    load_extraction(engine, extraction(fact("training"), heading="One."))
    assert load_extraction(engine, extraction(fact("training"), fact("demining"), heading="Two.")) == "merged"
    assert count(engine, FactRow) == 2
    assert shown(engine, FactRow, "ua-us-2024.training.us")["evidence_count"] == 2
    assert shown(engine, AgreementRow, "ua-us-2024")["counts"]["by_category"] == {"demining": 1, "training": 1}


def test_a_load_raises_the_sequence_by_one(engine: Engine) -> None:
    before = number(engine)
    load_extraction(engine, extraction(fact(), caveat()))
    assert number(engine) == before + 1


EARLIER, LATER = date(2024, 6, 1), date(2024, 7, 1)


@pytest.mark.parametrize(
    ("field", "earlier", "later", "value", "contested"),
    [
        ("direction", "continue", "expand", "expand", ["direction"]),
        ("direction", "continue", "unspecified", "continue", []),
        ("modality", "obligation", "intent", "intent", ["modality"]),
        ("deadline", "within 24 hours", None, "within 24 hours", []),
        ("deadline", "within 24 hours", "Within  24 hours", "Within  24 hours", []),
        ("deadline", "within 24 hours", "immediately", "immediately", ["deadline"]),
        ("trigger", "an attack", "a new attack", "a new attack", []),
        ("amounts", (amount("5"),), (amount("6.50"),), [{"value": 6.5, "currency": "EUR"}], ["amounts"]),
        ("amounts", (amount("5"),), (), [{"value": 5, "currency": "EUR"}], []),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_a_fact_shows_the_latest_and_says_what_is_contested(
    engine: Engine, field: str, earlier: Any, later: Any, value: Any, contested: list[str], reverse: bool
) -> None:
    documents = [
        extraction(fact(**{field: earlier}), heading="Earlier.", published_on=EARLIER),
        extraction(fact(**{field: later}), heading="Later.", published_on=LATER),
    ]
    for document in reversed(documents) if reverse else documents:
        load_extraction(engine, document)
    row = shown(engine, FactRow, "ua-us-2024.training.us")
    assert (row[field], row["contested"]) == (value, contested)


def test_an_agreement_planned_here_and_signed_there_shows_the_latest(engine: Engine) -> None:
    for status, day in (("signed", LATER), ("planned", EARLIER)):
        load_extraction(
            engine, extraction(fact(), agreements=[agreement(status=status)], heading=status, published_on=day)
        )
    row = shown(engine, AgreementRow, "ua-us-2024")
    assert (row["status"], row["contested"]) == ("signed", ["status"])


def test_the_statement_follows_the_fields_that_are_shown(engine: Engine) -> None:
    load_extraction(engine, extraction(fact(modality="pledge"), heading="One.", published_on=EARLIER))
    before = shown(engine, FactRow, "ua-us-2024.training.us")["statement"]
    load_extraction(engine, extraction(fact(modality="possibility"), heading="Two.", published_on=LATER))
    assert shown(engine, FactRow, "ua-us-2024.training.us")["statement"] != before


def moved(given: Extraction) -> Extraction:
    first, *others = given.facts
    piece = first.evidence[0]
    wrong = replace(piece, start=piece.start + 1, end=piece.end + 1)
    return replace(given, facts=(replace(first, evidence=(wrong,)), *others))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (extraction(fact(), heading="A\0report."), "NUL"),
        (moved(extraction(fact(), heading="A report, then more.")), "quotes what is not at"),
        (extraction(fact(agreement="ua-us-2024"), agreements=[agreement("fr-ua-2024")]), "names an agreement"),
        (extraction(fact(), sha256="0" * 64), "digest"),
        (extraction(fact("trainning")), "category that is none"),
        (extraction(fact("no_ratification")), "category that is none"),
        (extraction(replace(fact(), evidence=())), "no evidence"),
    ],
)
def test_what_cannot_be_true_is_refused_whole(engine: Engine, given_: Extraction, says: str) -> None:
    before = number(engine)
    with pytest.raises(DocumentRefused, match=says):
        load_extraction(engine, given_)
    assert (count(engine, DocumentRow), number(engine)) == (0, before)


def test_a_failure_in_the_middle_leaves_nothing(engine: Engine) -> None:
    given_ = extraction(fact("training"), fact("demining"))
    twice = replace(given_.facts[1], evidence=given_.facts[1].evidence * 2)
    broken = replace(given_, facts=(given_.facts[0], twice))
    with pytest.raises(DocumentRefused, match="break a rule"):
        load_extraction(engine, broken)
    assert [count(engine, table) for table in LOADED] == [0] * len(LOADED)


categories = st.sampled_from(["training", "demining", "military_aid"])
facts = st.builds(
    lambda category, obligor, modality, direction, value, name: fact(
        category,
        obligor,
        modality=modality,
        direction=direction,
        amounts=(amount(value),) if value else (),
        quotes=[Quote(f"{category} of {obligor}", (name,) if name else ())],
    ),
    categories,
    st.sampled_from(["US", "UA"]),
    st.sampled_from(["obligation", "pledge"]),
    st.sampled_from(["new", "continue", "unspecified"]),
    st.sampled_from(["", "5", "6"]),
    st.sampled_from(["", "CNN"]),
)
agreements = st.builds(
    lambda status, form, day: agreement(status=status, legal_form=form, signed_on=day),
    st.sampled_from(["planned", "signed"]),
    st.sampled_from(["treaty", "unknown", "memorandum"]),
    st.sampled_from([None, EARLIER, LATER]),
)
documents = st.lists(
    st.builds(
        lambda given, about, day: (given, about, day),
        st.lists(facts, max_size=3, unique_by=lambda f: f.id),
        agreements,
        st.sampled_from([None, EARLIER, LATER]),
    ),
    min_size=2,
    max_size=4,
)


def make(plan: list[Any]) -> list[Extraction]:
    """The documents of a plan."""
    return [
        extraction(*given_, agreements=[about], heading=f"Document {index}.", published_on=day)
        for index, (given_, about, day) in enumerate(plan)
    ]


@given(documents, st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_loading_gives_the_same_rows(engine: Engine, plan: list[Any], random: Any) -> None:
    made = make(plan)
    contents = []
    for order in (made, random.sample(made, len(made))):
        empty(engine)
        for document in order:
            load_extraction(engine, document)
        contents.append(everything(engine))
    assert contents[0] == contents[1]


NUMBERS = [(EvidenceRow, "id"), (PassageRow, "id")]


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table as text, without the numbers that only join tables."""
    found: dict[str, list[str]] = {}
    with reading(engine) as connection:
        for table in LOADED:
            records = connection.execute(select(table)).mappings()
            found[table.__name__] = sorted(
                repr({k: v for k, v in record.items() if (table, k) not in NUMBERS and k != "evidence_id"})
                for record in records
            )
    return found
