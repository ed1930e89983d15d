"""An extraction as JSON: the shape is the contract's, every key always there."""

from __future__ import annotations

import json

from app.extraction.wire import to_json
from tests.factories import amount, caveat, extraction, fact

DOCUMENT = {"name", "title", "published_on", "sha256", "length", "language"}
AGREEMENT = {
    "id",
    "title",
    "parties",
    "legal_form",
    "status",
    "signed_on",
    "planned_on",
    "venue",
    "duration",
    "ratification_required",
}
TERMS = {"modality", "direction", "trigger", "deadline", "duration", "amounts", "rules"}
FACT = TERMS | {"id", "agreement", "type", "category", "statement", "obligors", "beneficiaries", "evidence"}
EVIDENCE = TERMS | {"start", "end", "exact", "prefix", "suffix", "claimants"}


def test_every_key_is_there_even_where_nothing_is_known() -> None:
    shown = to_json(extraction(fact("training", "US"), caveat("no_ratification")))
    assert set(shown) == {"document", "agreements", "facts", "warnings"}
    assert set(shown["document"]) == DOCUMENT
    assert [set(agreement) for agreement in shown["agreements"]] == [AGREEMENT]
    assert [set(f) for f in shown["facts"]] == [FACT, FACT]
    assert [set(piece) for f in shown["facts"] for piece in f["evidence"]] == [EVIDENCE, EVIDENCE]


def test_days_are_iso_8601_and_sums_are_numbers() -> None:
    sums = (amount("977000000"), amount("1.5", "USD"))
    shown = json.loads(json.dumps(to_json(extraction(fact("military_aid", "US", amounts=sums)))))
    assert shown["agreements"][0]["planned_on"] == "2024-06-13"
    assert shown["facts"][0]["amounts"] == [
        {"value": 977000000, "currency": "EUR"},
        {"value": 1.5, "currency": "USD"},
    ]
