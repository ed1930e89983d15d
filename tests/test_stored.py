"""Reading stored documents back: loading what was read makes the same rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from app.cli.batch import Read, read_one
from app.database import stored
from app.database.documents import Document
from app.database.engine import reading
from app.database.load import load_extraction
from app.database.stored import stored_documents
from app.extraction.model import Extraction, Span, Warning
from app.reading import find
from tests.conftest import empty
from tests.factories import Quote, caveat, extraction, fact, id_
from tests.test_load import documents, everything, make

CORPUS = Path(__file__).parent / "corpus"


def read_back(engine: Engine) -> list[Document]:
    with reading(engine) as connection:
        return list(stored_documents(connection))


def assert_loading_again_makes_the_same_rows(engine: Engine) -> None:
    before, held = everything(engine), read_back(engine)
    empty(engine)
    for each in held:
        load_extraction(engine, each.extraction, source_url=each.source_url, publisher=each.publisher)
    assert everything(engine) == before
    assert read_back(engine) == held


@given(documents)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_documents_loaded_again_make_the_same_rows(engine: Engine, plan: list[Any]) -> None:
    empty(engine)
    for document in make(plan):
        load_extraction(engine, document)
    assert_loading_again_makes_the_same_rows(engine)


def test_the_corpus_loaded_again_makes_the_same_rows(engine: Engine) -> None:
    files = list(find([CORPUS]))[::8]
    read = [outcome for outcome in map(read_one, files) if isinstance(outcome, Read)]
    assert len(read) > 5
    for number, outcome in enumerate(read):
        load_extraction(engine, outcome.extraction, source_url=f"https://example.org/{number}", publisher="A paper")
    assert_loading_again_makes_the_same_rows(engine)


def whole() -> Extraction:
    """A document with something of everything."""
    made = extraction(
        fact(quotes=[Quote("Training, said CNN", ("CNN", "an official")), "more training"]),
        caveat(),
        warnings=[Warning("truncated", "it breaks off", 1, 4), Warning("no_agreement", "none", 0, 0)],
        title=None,
        language=None,
        published_on=None,
    )
    first, *others = made.facts
    piece, *more = first.evidence
    explained = replace(piece, rules=("one", "two"), cues=(Span(3, 5), Span(1, 2)))
    return replace(made, facts=(replace(first, evidence=(explained, *more)), *others))


def test_what_one_document_says_is_read_back_to_the_last_field(engine: Engine) -> None:
    given_ = whole()
    load_extraction(engine, given_, source_url="https://example.org/a", publisher="A paper")
    by_id = sorted(given_.facts, key=lambda each: each.id)
    [held] = read_back(engine)
    said = replace(given_, facts=tuple(replace(each, statement="") for each in by_id))
    shown = replace(held.extraction, facts=tuple(replace(each, statement="") for each in held.extraction.facts))
    assert shown == said
    assert (held.id, held.source_url, held.publisher) == (id_(given_), "https://example.org/a", "A paper")
    assert all(each.statement for each in held.extraction.facts)


@pytest.mark.parametrize(("at_once", "characters"), [(1, 10**6), (2, 10**6), (100, 1), (100, 40)])
def test_documents_come_by_id_however_few_are_read_at_once(
    sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch, at_once: int, characters: int
) -> None:
    empty(sqlite_database)
    made = [extraction(fact(), heading=f"Document {number}.") for number in range(5)]
    for document in made:
        load_extraction(sqlite_database, document)
    monkeypatch.setattr(stored, "_DOCUMENTS", at_once)
    monkeypatch.setattr(stored, "_CHARACTERS", characters)
    assert [each.id for each in read_back(sqlite_database)] == sorted(map(id_, made))
