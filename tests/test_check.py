"""`db check`: what is not as the documents give it is named, whatever it is; each test breaks something first."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from app.database.check import verify_index, verify_spans
from app.database.engine import writing
from app.database.load import load_extraction
from app.database.rebuild import verify_rows
from tests.factories import amount, extraction, fact
from tests.test_exchange import run, use  # noqa: F401
from tests.test_stored import whole


def fill(engine: Engine) -> None:
    load_extraction(engine, whole())
    load_extraction(
        engine,
        extraction(fact(modality="obligation", amounts=(amount("5"),)), fact("demining"), heading="Another one."),
    )


def execute(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_database_that_was_only_loaded_into_is_right(engine: Engine) -> None:
    fill(engine)
    assert (verify_spans(engine), verify_index(engine), list(verify_rows(engine))) == ([], None, [])


BROKEN = [
    ("UPDATE facts SET documents = 7 WHERE category = 'demining'", "facts ua-us-2024.demining.us: documents is 7, and"),
    ("UPDATE facts SET row = '{}' WHERE category = 'demining'", "facts ua-us-2024.demining.us: row is '{}', and"),
    ("UPDATE facts SET merged = '{}' WHERE category = 'demining'", "facts ua-us-2024.demining.us: merged is"),
    ("UPDATE agreements SET row = '{}'", "agreements ua-us-2024: row is '{}', and documents give"),
    ("UPDATE documents SET row = '{}'", "row is '{}', and documents give"),
    ("UPDATE evidence SET row = '{}'", "evidence ua-us-2024.demining.us another-one"),
    ("UPDATE agreement_claims SET row = '{}'", "agreement_claims ua-us-2024 a"),
    ("UPDATE claimants SET folded = 'bbc' WHERE folded = 'cnn'", "folded is 'bbc', and documents give 'cnn'"),
    ("DELETE FROM agreement_parties WHERE party = 'UA'", "agreement_parties ua-us-2024 UA: is not there"),
    ("INSERT INTO agreement_parties VALUES ('ua-us-2024', 'FR')", "agreement_parties ua-us-2024 FR: is there, and no"),
    ("DELETE FROM fact_amounts", "fact_amounts ua-us-2024.training.us 0: is not there, and documents give it"),
    ("DELETE FROM fact_parties WHERE role = 'beneficiary'", "fact_parties ua-us-2024.demining.us beneficiary UA: is"),
    ("DELETE FROM contradictions", "contradictions ua-us-2024.training.us.modality: is not there"),
    ("DELETE FROM passages WHERE fact_id IS NULL", "passages ua-us-2024 1: is not there, and documents give it"),
    (
        "UPDATE passages SET words = 'nothing' WHERE evidence_id IS NOT NULL",
        "and documents give ['demining', 'by', 'us', '·']",
    ),
]


@pytest.mark.parametrize(("statement", "says"), BROKEN)
def test_what_no_longer_follows_from_the_documents_is_named(engine: Engine, statement: str, says: str) -> None:
    fill(engine)
    execute(engine, statement)
    found = "\n".join(map(str, verify_rows(engine)))
    assert says in found, found


def test_an_index_that_lacks_words_is_found(sqlite_database: Engine, engine: Engine) -> None:
    fill(engine)
    if engine.dialect.name == "postgresql":
        execute(engine, "DROP INDEX passages_by_words")
        found = verify_index(engine)
        execute(engine, "CREATE INDEX passages_by_words ON passages USING gin (words)")
    else:
        execute(engine, "INSERT INTO passages_index (passages_index) VALUES ('delete-all')")
        found = verify_index(engine)
        execute(engine, "INSERT INTO passages_index (passages_index) VALUES ('rebuild')")
    assert found is not None
    assert "the index of words" in found
    assert verify_index(engine) is None


def test_the_command_names_each_thing_and_ends_with_status_1(engine: Engine, use) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    fill(engine)
    use(engine)
    assert run("db", "check").exit_code == 0
    execute(engine, "UPDATE facts SET documents = 7 WHERE category = 'demining'", "DELETE FROM contradictions")
    result = run("db", "check")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == int(result.stdout.split()[0]) >= 2
