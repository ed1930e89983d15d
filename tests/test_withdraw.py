"""Withdrawal: what is left is what would be there had the document never come; its ids say why they are no more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from app.database.engine import reading
from app.database.load import load_extraction
from app.database.retired import Resource, retired
from app.database.tables import LOADED, AgreementRow, FactRow
from app.database.withdraw import withdraw_document
from tests.conftest import empty
from tests.factories import agreement, caveat, extraction, fact, id_
from tests.test_load import count, documents, everything, make, number, shown


@given(documents, st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_a_withdrawal_all_is_as_if_the_document_had_never_come(
    engine: Engine, plan: list[Any], data: st.DataObject
) -> None:
    made = make(plan)
    wanted = data.draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made)))
    kept = [document for document, keep in zip(made, wanted, strict=True) if keep]
    gone = [document for document, keep in zip(made, wanted, strict=True) if not keep]
    empty(engine)
    for document in data.draw(st.permutations(made)):
        load_extraction(engine, document)
    for document in gone:
        assert withdraw_document(engine, id_(document), "a mistake")
    left = everything(engine)
    empty(engine)
    for document in kept:
        load_extraction(engine, document)
    assert left == everything(engine)


TWO = ["ua-us-2024", "fr-ua-2024"]


def test_only_the_agreements_that_the_document_spoke_of_are_made_anew(engine: Engine) -> None:
    first = extraction(fact(), caveat(), agreements=[agreement(each) for each in TWO], heading="Both.")
    second = extraction(fact("demining", "FR", agreement="fr-ua-2024"), heading="One of them.")
    for document in (first, second):
        load_extraction(engine, document)
    withdraw_document(engine, id_(first), "a mistake")
    assert [count(engine, table) for table in (AgreementRow, FactRow)] == [1, 1]
    assert shown(engine, AgreementRow, "fr-ua-2024")["document_count"] == 1


def test_the_last_document_leaves_nothing(engine: Engine) -> None:
    only = extraction(fact(), caveat())
    load_extraction(engine, only)
    assert withdraw_document(engine, id_(only), "a mistake")
    assert [count(engine, table) for table in LOADED] == [0] * len(LOADED)


def test_a_withdrawal_raises_the_sequence_by_one_and_a_vain_one_not(engine: Engine) -> None:
    only = extraction(fact())
    load_extraction(engine, only)
    before = number(engine)
    assert withdraw_document(engine, id_(only), "a mistake")
    assert not withdraw_document(engine, id_(only), "a mistake")
    assert number(engine) == before + 1


@pytest.mark.parametrize("document_id", ["no-such-document", "", "a\0b", "a\ud800b"])
def test_a_document_that_is_not_stored_is_not_withdrawn(engine: Engine, document_id: str) -> None:
    assert not withdraw_document(engine, document_id, "a mistake")


def reasons(engine: Engine, resource: Resource, *ids: str) -> list[str | None]:
    with reading(engine) as connection:
        found = retired(connection, resource, ids)
    return [found[id_].reason if id_ in found else None for id_ in ids]


def test_what_no_document_states_any_more_is_retired_with_the_reason(engine: Engine) -> None:
    first = extraction(fact("training"), fact("demining"), heading="First.")
    second = extraction(fact("training"), heading="Second.")
    for document in (first, second):
        load_extraction(engine, document)
    withdraw_document(engine, id_(first), " no\nreport\0at all ")
    assert reasons(engine, "document", id_(first), id_(second)) == [
        "The document was withdrawn: no report at all",
        None,
    ]
    assert reasons(engine, "fact", "ua-us-2024.demining.us", "ua-us-2024.training.us") == [
        f"No document states it any more since {id_(first)} was withdrawn: no report at all",
        None,
    ]
    assert reasons(engine, "agreement", "ua-us-2024") == [None]


def test_an_id_that_comes_back_is_no_longer_retired(engine: Engine) -> None:
    once = extraction(fact())
    for _ in range(2):
        assert load_extraction(engine, once) == "added"
        assert withdraw_document(engine, id_(once), "a mistake")
    load_extraction(engine, once)
    assert reasons(engine, "document", id_(once)) == [None]
    assert reasons(engine, "agreement", "ua-us-2024") == [None]
    assert reasons(engine, "fact", "ua-us-2024.training.us") == [None]


def test_the_index_of_words_forgets_what_was_withdrawn(sqlite_database: Engine) -> None:
    empty(sqlite_database)
    only = extraction(fact(quotes=["training of pilots"]))
    load_extraction(sqlite_database, only)
    withdraw_document(sqlite_database, id_(only), "a mistake")
    with sqlite_database.begin() as connection:
        connection.execute(text("INSERT INTO passages_index (passages_index) VALUES ('integrity-check')"))
        found = connection.execute(text("SELECT count(*) FROM passages_index WHERE passages_index MATCH 'pilots'"))
        assert found.scalar_one() == 0
