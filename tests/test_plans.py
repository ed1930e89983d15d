"""Every filter and order of every list goes by an index, at 100,000 facts, as the databases themselves explain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, text

from app.database import paging
from app.database.cursors import Position
from app.database.engine import reading, writing
from app.database.filters import Filters
from app.database.paging import Collection
from app.database.query import AGREEMENTS, DOCUMENTS, FACTS
from tests.conftest import empty

# What is made once for all of these costs much: one process makes it.
pytestmark = pytest.mark.thorough

#: Number of rows, and what each is made of; values that are asked for below are rare.
_ROWS = {
    "documents (id, name, published_on, sha256, length, row, text)": (
        2_000,
        "'d' || i, 'name', {day}, substr('{zeros}' || i, length('' || i) + 1, 64), 1, '{{}}', 'text'",
    ),
    "agreements (id, title, legal_form, status, signed_on, planned_on, documents, merged, row)": (
        2_000,
        (
            "'a' || i, 'title', CASE WHEN i % 200 = 0 THEN 'treaty' ELSE 'memorandum' END, "
            "CASE WHEN i % 200 = 0 THEN 'planned' ELSE 'signed' END, {day}, {day}, 1, '{{}}', '{{}}'"
        ),
    ),
    "agreement_parties (agreement_id, party)": (2_000, "'a' || i, CASE WHEN i % 200 = 0 THEN 'UA' ELSE 'US' END"),
    "agreement_claims (agreement_id, document_id, title, parties, legal_form, status, row)": (
        2_000,
        "'a' || i, 'd' || i, 'title', '[]', 'treaty', 'signed', '{{}}'",
    ),
    "facts (id, agreement_id, type, category, statement, modality, direction, pieces, documents, merged, row)": (
        100_000,
        (
            "'f' || i, 'a' || (i % 2000 + 1), CASE WHEN i % 500 = 0 THEN 'caveat' ELSE 'commitment' END, "
            "CASE WHEN i % 500 = 0 THEN 'no_ratification' WHEN i % 501 = 0 THEN 'training' ELSE 'intelligence' END, "
            "'said', CASE WHEN i % 500 = 0 THEN NULL WHEN i % 501 = 0 THEN 'intent' ELSE 'pledge' END, "
            "CASE WHEN i % 500 = 0 THEN NULL WHEN i % 501 = 0 THEN 'new' ELSE 'unspecified' END, 1, 1, '{{}}', '{{}}'"
        ),
    ),
    "fact_parties (fact_id, role, party)": (
        100_000,
        (
            "'f' || i, CASE WHEN i % 2 = 0 THEN 'obligor' ELSE 'beneficiary' END, "
            "CASE WHEN i % 501 = 0 THEN 'UA' ELSE 'US' END"
        ),
    ),
    "fact_amounts (fact_id, position, value, currency)": (
        100_000,
        "'f' || i, 0, 1000 + i, CASE WHEN i % 501 = 0 THEN 'EUR' ELSE 'USD' END",
    ),
    "fact_claims (fact_id, document_id, beneficiaries, amounts, rules)": (
        100_000,
        "'f' || i, 'd' || (i % 2000 + 1), '[]', '[]', '[]'",
    ),
    'evidence (id, fact_id, document_id, start, "end", exact, prefix, suffix, amounts, rules, cues, row)': (
        100_000,
        "i, 'f' || i, 'd' || (i % 2000 + 1), i, i + 1, 'x', '', '', '[]', '[]', '[]', '{{}}'",
    ),
    "claimants (evidence_id, position, name, folded)": (
        100_000,
        "i, 0, 'CNN', CASE WHEN i % 501 = 0 THEN 'cnn' ELSE 'bbc' END",
    ),
    "passages (id, agreement_id, fact_id, words)": (100_000, "i, 'a' || (i % 2000 + 1), 'f' || i, {words}"),
}
_DAY = {"sqlite": "date('2000-01-01', '+' || i || ' days')", "postgresql": "date '2000-01-01' + i"}
_WORDS = {"sqlite": "'word' || i", "postgresql": "CAST('word' || i AS tsvector)"}


def fill(engine: Engine) -> None:
    kind = engine.dialect.name
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
    with writing(engine) as connection:
        if kind == "postgresql":
            # The rows are right; to look each foreign key up takes most of a minute.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table, (count, values) in _ROWS.items():
            chosen = values.format(day=_DAY[kind], words=_WORDS[kind], zeros="0" * 64)
            connection.execute(text(f"INSERT INTO {table} {numbers.format(count)} SELECT {chosen} FROM n"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine: Engine = request.getfixturevalue(f"{request.param}_database")
    empty(engine)
    fill(engine)
    yield engine
    empty(engine)


QUESTIONS = {
    "category": Filters(category=("training",)),
    "group": Filters(group=("crisis_response",)),
    "type": Filters(type=("caveat",)),
    "obligor": Filters(obligor=("UA",)),
    "two obligors": Filters(obligor=("UA", "FR")),
    "beneficiary": Filters(beneficiary=("UA",)),
    "modality": Filters(modality=("intent",)),
    "direction": Filters(direction=("new",)),
    "currency": Filters(currency=("EUR",)),
    "min_amount": Filters(currency=("EUR",), min_amount=Decimal("99000")),
    "party": Filters(party=("UA",)),
    "agreement": Filters(agreement=("a200",)),
    "status": Filters(status=("planned",)),
    "legal_form": Filters(legal_form=("treaty",)),
    "signed_from": Filters(signed_from=date(2005, 6, 1)),
    "signed_to": Filters(signed_to=date(2000, 1, 9)),
    "document": Filters(document=("d200",)),
    "claimant": Filters(claimant=("cnn",)),
    "at": Filters(document=("d200",), at=199),
    "q": Filters(q="word501"),
    "has": Filters(has=("no_ratification",)),
}
#: Where all but a few rows meet the question, reading all of them is no mistake.
_TABLES = "facts|fact_parties|fact_amounts|fact_claims|evidence|claimants|passages"


@pytest.mark.parametrize("collection", [FACTS, AGREEMENTS, DOCUMENTS], ids=lambda each: each.name)
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_filter_goes_by_an_index(filled: Engine, collection: Collection, name: str) -> None:
    if collection is AGREEMENTS and name == "at":
        pytest.skip("a place is no question to agreements")
    with reading(filled) as connection:
        for statement in (listed(connection, collection, QUESTIONS[name]), counted(connection, collection, name)):
            read_whole = [line for line in statement if re.search(rf"(SCAN|Seq Scan on) ({_TABLES})\b", line)]
            assert not read_whole, "\n".join(statement)


@pytest.mark.parametrize("after", [None, Position(None, "f5")])
@pytest.mark.parametrize("sort", ["id", "-id"])
def test_a_page_of_all_facts_goes_by_the_index_of_its_order(filled: Engine, sort: str, after: Position | None) -> None:
    with reading(filled) as connection:
        lines = listed(connection, FACTS, Filters(), sort, after)
    assert not [line for line in lines if re.search(r"SCAN facts$|Seq Scan|TEMP B-TREE|Sort", line)], "\n".join(lines)


def listed(
    connection: Connection, collection: Collection, filters: Filters, sort: str = "id", after: Position | None = None
) -> list[str]:
    prepared, values = paging.listing(connection, collection, filters, sort, after)
    return explained(connection, prepared, {**values, "limit": 51})


def counted(connection: Connection, collection: Collection, name: str) -> list[str]:
    return explained(connection, *paging.counting(connection, collection, QUESTIONS[name]))


def explained(connection: Connection, prepared: paging.Prepared, values: dict[str, object]) -> list[str]:
    sqlite = connection.dialect.name == "sqlite"
    asked = paging.Prepared(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{prepared.sql}", prepared.values)
    return [str(row[-1]) for row in paging.fetch(connection, asked, values)]
