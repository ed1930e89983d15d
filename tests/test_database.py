"""The schema: migrations and models agree, constraints hold, stored spans can be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from app.database.check import verify_spans
from app.database.engine import create_engine, is_current, raise_version, reading, upgrade, version, writing
from app.database.load import load_extraction
from app.database.tables import (
    AgreementPartyRow,
    AgreementRow,
    CategoryRow,
    DataVersionRow,
    DocumentRow,
    EvidenceRow,
    FactRow,
    is_modelled,
)
from app.database.vocabulary import categories
from tests.factories import extraction, fact


def test_migrations_make_what_the_models_declare(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_modelled})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_again_changes_nothing(engine: Engine) -> None:
    with reading(engine) as connection:
        before = version(connection)
    upgrade(engine)
    with reading(engine) as connection:
        assert version(connection) == before


def test_a_reader_whose_connection_was_ended_gets_another(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with reading(engine) as connection:
        first = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() == first, "it is kept at hand"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({first}, 5000)")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != first
    engine.dispose()


def test_a_reader_keeps_nobody_from_writing(engine: Engine) -> None:
    """Connections wait for the next reader outside any transaction."""
    for _ in range(3):
        with reading(engine) as connection:
            before = version(connection)
        with writing(engine) as connection:
            raise_version(connection)
        with reading(engine) as connection:
            assert version(connection).number == before.number + 1


@pytest.mark.parametrize("of", ["sqlite", "postgresql"])
def test_a_new_database_is_current_only_after_the_upgrade(
    of: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'folder' / 'new.db'}"
    engine = create_engine(request.getfixturevalue("postgresql_new_url") if of == "postgresql" else url)
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    engine.dispose()


def test_the_vocabulary_has_every_category_of_the_taxonomy(engine: Engine) -> None:
    with reading(engine) as connection:
        stored = connection.execute(select(CategoryRow.slug).order_by(CategoryRow.position)).scalars().all()
    assert stored == [category.slug for category in categories()]


DOCUMENT = {"name": "n", "length": 1, "row": "{}", "text": "t"}
AGREEMENT = {"title": "t", "legal_form": "treaty", "status": "signed", "documents": 1, "merged": "{}", "row": "{}"}
FACT = {"statement": "s", "pieces": 1, "documents": 1, "merged": "{}", "row": "{}"}


@pytest.mark.parametrize(
    ("table", "record"),
    [
        (DataVersionRow, {"id": 2, "number": 1, "changed_at": func.now()}),
        (DocumentRow, {"id": "d", "sha256": "short", **DOCUMENT}),
        (AgreementRow, {"id": "a", **AGREEMENT, "status": "rumoured"}),
        (AgreementRow, {"id": "a", **AGREEMENT, "legal_form": "handshake"}),
        (AgreementPartyRow, {"agreement_id": "ua-us-2024", "party": "Ukraine"}),
        (AgreementPartyRow, {"agreement_id": "nowhere", "party": "UA"}),
        (FactRow, {"id": "f", "agreement_id": "ua-us-2024", "type": "caveat", "category": "training", **FACT}),
        (FactRow, {"id": "f", "agreement_id": "ua-us-2024", "type": "commitment", "category": "training", **FACT}),
        (
            FactRow,
            {
                "id": "f",
                "agreement_id": "ua-us-2024",
                "type": "caveat",
                "category": "no_ratification",
                "modality": "pledge",
                **FACT,
            },
        ),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(engine: Engine, table: Any, record: dict[str, Any]) -> None:
    load_extraction(engine, extraction(fact()))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(table).values(**record))


def test_stored_spans_are_found_true(engine: Engine) -> None:
    load_extraction(engine, extraction(fact(quotes=["ünïcödé 𝒯raining", "training"])))
    assert verify_spans(engine) == []


def test_a_span_that_no_longer_fits_is_named(engine: Engine) -> None:
    load_extraction(engine, extraction(fact(quotes=["training of pilots"])))
    with writing(engine) as connection:
        connection.execute(update(EvidenceRow).values(exact="training of Pilots"))
    [wrong] = verify_spans(engine)
    assert (wrong.fact, wrong.exact, wrong.found) == (
        "ua-us-2024.training.us",
        "training of Pilots",
        "training of pilots",
    )
