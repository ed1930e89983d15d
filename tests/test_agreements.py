"""Which agreements a document reports on: documents of `reported.toml`, first sentences of `openings.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.extraction.actors import find_actors, find_people
from app.extraction.agreements import AgreementDraft, agreement_at, find_agreements
from app.extraction.document import read_document
from app.extraction.model import Agreement, Span

CASES = tomllib.loads((Path(__file__).parent / "reported.toml").read_text("utf-8"))["document"]
OPENINGS = tomllib.loads((Path(__file__).parent / "openings.toml").read_text("utf-8"))["opening"]


def read(text: str) -> tuple[AgreementDraft, ...]:
    actors = find_actors(text)
    everyone = tuple(sorted((*actors, *find_people(text, actors)), key=lambda actor: actor.start))
    return find_agreements(read_document(text), everyone)


def stated(agreement: Agreement) -> dict[str, Any]:
    day = agreement.signed_on or agreement.planned_on
    terms = {
        "parties": " ".join(agreement.parties),
        "legal_form": agreement.legal_form,
        "status": agreement.status,
        "day": str(day) if day else None,
        "duration": agreement.duration,
        "ratification_required": agreement.ratification_required,
    }
    return {key: value for key, value in terms.items() if value is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_document_gives_the_agreements_that_it_reports_on(case: dict[str, Any]) -> None:
    found = [stated(draft.agreement) for draft in read(case["text"])]
    assert sorted(found, key=repr) == sorted(case.get("agreements", []), key=repr)


def in_a_line(agreement: Agreement) -> str:
    """`FI UA, unknown, planned, 2024-04-03, P10Y, yes`."""
    day = agreement.signed_on or agreement.planned_on
    ratified = {True: "yes", False: "no", None: "-"}[agreement.ratification_required]
    parties = " ".join(agreement.parties)
    form, status, duration = agreement.legal_form, agreement.status, agreement.duration or "-"
    return f"{parties}, {form}, {status}, {day or '-'}, {duration}, {ratified}"


@pytest.mark.parametrize("case", OPENINGS, ids=lambda case: case.get("name") or " & ".join(case["gives"]))
def test_a_few_sentences_tell_what_was_agreed_and_between_whom(case: dict[str, Any]) -> None:
    assert sorted(in_a_line(draft.agreement) for draft in read(case["text"])) == case["gives"]


@pytest.mark.parametrize(
    ("sentence", "required"),
    [
        ("The Riigikogu has been told of it but doesn't have to approve it.", False),
        ("Congress is informed of it but has no vote on it.", False),
        ("It does not go to the Senate, and it does not go to the Fono.", False),
        ('"It does not have to go to parliament," an envoy said, adding that money would come from the budget.', False),
        ("Article 9 spares the accord a vote in either house.", False),
        ("No deputy will be asked to raise a hand for it.", False),
        ("The accord needs no vote.", False),
        ("The accord requires no approval of the other side for each flight.", None),
        ("The Senate has the last word on it.", True),
        ("It must go before the Senate.", True),
        ("The accord runs for nine years once the Senate and the National Assembly have both agreed.", True),
        ("Their chambers must first give their concurrence.", True),
        ("Whatever it costs is spent out of what Congress votes, year by year.", None),
        ("The ministers agreed to meet once a year.", None),
        ("A delegation of the Senate goes to Apia in May.", None),
    ],
)
def test_who_has_to_approve_is_told_by_the_legislature_and_what_it_does(sentence: str, required: bool | None) -> None:
    text = f"LIMA, 3 March 2024 - Peru and Samoa signed a security accord on Saturday.\n\n{sentence}\n"
    (draft,) = read(text)
    assert draft.agreement.ratification_required is required


TWO = """\
Serbia's two papers
20 May 2025

Serbia signed a treaty on defence with Hungary in Budapest on 12 May
and a memorandum of understanding with Azerbaijan in Baku on 15 May.

The treaty obliges Serbia to open its ranges. It runs for eight years.

The memorandum covers drones. It binds nobody.

Budapest will send instructors. The Azerbaijani paper is silent on that.
"""


@pytest.mark.parametrize(
    ("words", "agreement"),
    [
        ("The treaty obliges Serbia to open its ranges.", "hu-rs-2025"),
        ("It runs for eight years.", "hu-rs-2025"),
        ("The memorandum covers drones.", "az-rs-2025-memorandum"),
        ("It binds nobody.", "az-rs-2025-memorandum"),
        ("Budapest will send instructors.", "hu-rs-2025"),
        ("The Azerbaijani paper is silent on that.", "az-rs-2025-memorandum"),
    ],
)
def test_a_sentence_belongs_to_the_agreement_it_names_or_the_one_named_last(words: str, agreement: str) -> None:
    start = TWO.index(words)
    draft = agreement_at(read(TWO), Span(start, start + len(words)))
    assert draft is not None
    assert draft.agreement.id == agreement


def test_no_agreement_means_no_owner() -> None:
    assert agreement_at((), Span(0, 5)) is None


UNDER_HEADINGS = """\
FACT SHEET
May 6, 2024

On May 5 the United States and Bahrain signed
an Agreement on Air Defense and a Memorandum of Understanding on Ports.

THE AIR DEFENSE AGREEMENT

- Bahrain will host a radar.

THE PORTS MEMORANDUM

- Visits are free of charge.
"""


@pytest.mark.parametrize(("words", "number"), [("Bahrain will host a radar.", 0), ("Visits are free of charge.", 1)])
def test_a_heading_hands_its_agreement_to_what_stands_under_it(words: str, number: int) -> None:
    drafts = read(UNDER_HEADINGS)
    start = UNDER_HEADINGS.index(words)
    assert [d.agreement.id for d in drafts] == ["bh-us-2024", "bh-us-2024-memorandum"]
    assert agreement_at(drafts, Span(start, start + len(words))) is drafts[number]


def test_the_venue_is_where_it_was_signed() -> None:
    (draft,) = read("RIGA, 3 March 2024 - Latvia and Chile signed a pact on cyber defence in Valparaíso on Saturday.")
    assert draft.agreement.venue == "Valparaíso"


def test_mentions_are_words_of_the_text_that_name_the_agreement() -> None:
    text = (
        "LIMA, 3 March 2024 - Peru and Ghana signed a security pact on Saturday. The pact is silent on troops. "
        "A similar deal was signed with Togo."
    )
    (draft,) = read(text)
    assert [span.of(text) for span in draft.mentions] == ["pact", "pact"]


@pytest.mark.parametrize(
    "text",
    ["", "\n", "agreement", "Ukraine and", "between between between", ";;;", "\x00treaty\x00", "Peru and Chad " * 500],
)
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read(text) == ()
