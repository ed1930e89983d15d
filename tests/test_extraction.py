"""What holds of every extraction, whatever the text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extraction import STEPS, extract
from app.extraction.model import MODALITIES, Extraction
from app.extraction.statements import labels
from app.extraction.wire import to_json

_SEED = (Path(__file__).parents[1] / "seed" / "seed-document.txt").read_bytes().decode()
_HEAD = "OSLO, 3 May 2024 - Norway and Ghana signed a security agreement in Oslo on Friday. "
_WORDS = (
    "Norway Ghana Oslo Accra Kenya NATO the of and or , . ; : “ ” \n \n\n - ( ) 24 NOK 20 million will "
    "shall may not  neither nor if once said that which tanks training soldiers agreement treaty attack "
    "consult intelligence binding ratified  troops mines budget parties either agreed since 2022 has "
    "provided"
).split(" ")


def _holds(extraction: Extraction) -> None:
    text = extraction.text
    ids = [fact.id for fact in extraction.facts]
    agreements = {agreement.id for agreement in extraction.agreements}
    assert len(ids) == len(set(ids))
    for fact in extraction.facts:
        assert fact.agreement in agreements
        assert fact.category in labels()
        assert fact.evidence
        assert (fact.modality in MODALITIES) == (fact.type == "commitment")
        assert bool(fact.obligors) == (fact.type == "commitment")
        places = [(piece.start, piece.end) for piece in fact.evidence]
        assert places == sorted(places)
        for piece in fact.evidence:
            assert 0 <= piece.start < piece.end <= len(text)
            assert text[piece.start : piece.end] == piece.exact
            assert text[: piece.start].endswith(piece.prefix)
            assert text[piece.end :].startswith(piece.suffix)
            assert piece.rules
    for warning in extraction.warnings:
        assert 0 <= warning.start <= warning.end <= len(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_WORDS), max_size=120))
def test_words_of_the_field_in_any_order_are_read(words: list[str]) -> None:
    _holds(extract(_HEAD + " ".join(words)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    _holds(extract(text))
    _holds(extract(_HEAD + text))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(_SEED)), st.integers(0, 200))
def test_a_document_that_breaks_off_or_lacks_a_piece_is_read(start: int, length: int) -> None:
    _holds(extract(_SEED[:start]))
    _holds(extract(_SEED[:start] + _SEED[start + length :]))


def test_the_same_text_gives_the_same_facts() -> None:
    assert extract(_SEED, "a.txt").facts == extract(_SEED, "b.txt").facts


HOSTILE = {
    "one endless line": _HEAD + "tanks and will train soldiers " * 2_000,
    "only commas": _HEAD + "," * 100_000,
    "no spaces": _HEAD + "x" * 300_000,
    "open brackets": _HEAD + "(" * 30_000,
    "open quotes": _HEAD + "“" * 30_000,
    "a deep list": _HEAD + "".join(f"{'  ' * (i % 200)}- will send Ghana tanks\n" for i in range(1_000)),
    "mixed scripts": _HEAD + "Привет 世界 مرحبا tanks " * 3_000,
    "newlines": _HEAD + "\n" * 100_000,
    "digits": _HEAD + "1 000 " * 20_000,
    "colons": _HEAD + "a:\n" * 5_000,
    "capitals that grow in lower case": _HEAD + "İSTANBUL " * 5_000,
    "nothing": "",
    "a byte order mark": "\ufeff" + _HEAD,
    "null characters": _HEAD + "\0" * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_to_its_end(name: str) -> None:
    _holds(extract(HOSTILE[name]))


def test_a_sentence_too_long_for_any_author_keeps_its_facts() -> None:
    extraction = extract(_HEAD + "Norway will send Ghana tanks, " * 500)
    assert "gh-no-2024.military_aid.no" in {fact.id for fact in extraction.facts}


def test_the_seed_document_gives_what_a_reader_finds() -> None:
    facts = {fact.id: (fact.modality, fact.direction) for fact in extract(_SEED).facts}
    assert facts == {
        "ua-us-2024.no_ratification": (None, None),
        "ua-us-2024.training.us": ("obligation", "continue"),
        "ua-us-2024.defence_industry.us": ("obligation", "expand"),
        "ua-us-2024.military_aid.us": ("obligation", "expand"),
        "ua-us-2024.no_mutual_defence": (None, None),
        "ua-us-2024.no_funding_obligation": (None, None),
        "ua-us-2024.consultation.us": ("pledge", "unspecified"),
        "ua-us-2024.accession_support.us": ("pledge", "unspecified"),
        "ua-us-2024.intelligence.us": ("obligation", "expand"),
        "ua-us-2024.not_binding_on_successors": (None, None),
    }


def test_a_document_that_breaks_off_says_where() -> None:
    (warning,) = [w for w in extract(_SEED).warnings if w.code == "truncated"]
    assert _SEED[warning.start : warning.end].rstrip().endswith("in the agreement:")


def test_a_document_without_an_agreement_says_so() -> None:
    extraction = extract("The army held an exercise near Tamale on Monday. It will train new recruits in May.")
    assert [w.code for w in extraction.warnings] == ["no_agreement"]
    assert extraction.facts == ()


def test_a_text_in_another_language_is_said_to_be_unread() -> None:
    text = (
        "Le gouvernement français et l'Ukraine ont signé un accord de sécurité à Paris. La France fournira des armes."
    )
    assert [w.code for w in extract(text).warnings] == ["unread_language"]


def test_an_agreement_without_two_states_is_warned_of() -> None:
    text = "The mayor of the harbour town signed a treaty of friendship with the fishing guild on Monday."
    warnings = {w.code: text[w.start : w.end] for w in extract(text).warnings}
    assert warnings["unresolved_parties"].endswith("treaty")


def test_a_provision_of_no_category_is_warned_of() -> None:
    text = _HEAD + "Norway shall name a street in Oslo after the first president of Ghana."
    warnings = {w.code: text[w.start : w.end] for w in extract(text).warnings}
    assert warnings["unclassified_provision"].startswith("Norway shall name a street")


def test_the_pipeline_is_a_list_of_named_steps() -> None:
    assert [name for name, _ in STEPS] == [
        "document",
        "actors",
        "agreements",
        "propositions",
        "candidates",
        "facts",
        "warnings",
    ]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_order_of_sets_decides_nothing(seed: str) -> None:
    """Python orders sets of strings anew in each process; the facts must not notice."""
    program = (
        "import sys; from pathlib import Path; from app.extraction import extract; "
        "from app.extraction.wire import to_json; print(to_json(extract(Path(sys.argv[1]).read_bytes().decode())))"
    )
    path = Path(__file__).parent / "corpus" / "round-7" / "r7-02.txt"
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode().strip() == str(to_json(extract(path.read_bytes().decode())))
