"""Evaluation: what people annotated and what was found become figures that say how much was right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.evaluation import BadGold, Figures, GoldDocument, compare, read_gold
from app.evaluation.gold import GoldAgreement, GoldFact, GoldPlace, Trap
from app.evaluation.likeness import same_claimants, same_phrase, same_place
from app.extraction.model import Extraction, Fact, Span
from tests.factories import Quote, agreement, amount, caveat, extraction, fact


def gold_of(found: Extraction, traps: Sequence[Trap] = ()) -> GoldDocument:
    """An annotation that says exactly what was found, with keys of its own for the agreements."""
    keys = {made.id: f"a{number}" for number, made in enumerate(found.agreements, 1)}
    return GoldDocument(
        name="a",
        text=found.text,
        agreements=tuple(
            GoldAgreement(
                key=keys[made.id],
                parties=frozenset(made.parties),
                legal_form=made.legal_form,
                status=made.status,
                date=(made.signed_on or made.planned_on or date.min).isoformat(),
                duration=made.duration,
                ratification_required=made.ratification_required,
            )
            for made in found.agreements
        ),
        facts=tuple(gold_fact(keys[made.agreement], made) for made in found.facts),
        traps=tuple(traps),
    )


def gold_fact(key: str, found: Fact) -> GoldFact:
    return GoldFact(
        agreement=key,
        type=found.type,
        category=found.category,
        obligors=frozenset(found.obligors),
        modality=found.modality,
        direction=found.direction,
        trigger=found.trigger,
        deadline=found.deadline,
        amounts=frozenset((float(a.value), a.currency) for a in found.amounts),
        evidence=tuple(GoldPlace(piece.start, piece.end, piece.claimants) for piece in found.evidence),
    )


FOUND = extraction(
    fact("training", "US", quotes=["will train Ukrainian troops", Quote("goes on training them", ("CNN",))]),
    fact("military_aid", "US", amounts=(amount("1000000"),), trigger="an armed attack"),
    caveat("no_ratification"),
)


def f1(figures: Figures) -> dict[str, float]:
    return {what: round(share.f1, 3) for what, share in figures.shares.items()}


def test_an_extraction_that_says_what_people_said_is_all_right() -> None:
    figures = compare(gold_of(FOUND), FOUND)
    assert f1(figures) == {"fact": 1, "with obligors": 1, "evidence": 1, "agreements": 1}
    assert figures.hits == figures.judged
    assert figures.remarks == []


@pytest.mark.parametrize(
    ("change", "measure", "expected"),
    [
        ({"category": "intelligence"}, "fact", 2 / 3),
        ({"obligors": ("US", "UA")}, "with obligors", 2 / 3),
        ({"obligors": ("US", "UA")}, "fact", 1.0),
        ({"type": "caveat", "obligors": ()}, "fact", 2 / 3),
        ({"evidence": FOUND.facts[0].evidence[:1]}, "evidence", 6 / 7),
    ],
)
def test_an_error_costs_the_figure_that_it_is_about(change: dict[str, Any], measure: str, expected: float) -> None:
    wrong = replace(FOUND, facts=(replace(FOUND.facts[0], **change), *FOUND.facts[1:]))
    figures = compare(gold_of(FOUND), wrong)
    assert figures.share(measure).f1 == pytest.approx(expected)
    assert figures.remarks


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("modality", "intent"),
        ("direction", "expand"),
        ("trigger", "a request"),
        ("deadline", "at once"),
        ("amounts", ()),
    ],
)
def test_a_wrong_field_costs_its_own_rate_alone(field: str, value: Any) -> None:
    wrong = replace(FOUND, facts=(FOUND.facts[0], replace(FOUND.facts[1], **{field: value}), FOUND.facts[2]))
    figures = compare(gold_of(FOUND), wrong)
    assert {what for what in figures.judged if figures.rate(what).value < 1} == {field}


def test_facts_under_an_agreement_that_has_no_pair_are_spurious() -> None:
    found = extraction(fact("training", "NO", agreement="gh-no-2024"), agreements=[agreement("gh-no-2024")])
    figures = compare(replace(gold_of(FOUND), text=found.text), found)
    assert figures.share("agreements").right == 0
    assert figures.share("fact").right == 0


def test_two_agreements_of_the_same_parties_are_told_apart_by_form_and_day() -> None:
    treaty = agreement("ua-us-2024", legal_form="treaty", signed_on=date(2024, 1, 2))
    memorandum = agreement("ua-us-2024-memorandum", parties=("UA", "US"), legal_form="memorandum")
    facts = (fact("training", "US"), fact("cyber", "US", agreement=memorandum.id))
    found = extraction(*facts, agreements=[treaty, memorandum])
    gold = gold_of(found)
    assert compare(replace(gold, agreements=gold.agreements[::-1]), found).share("fact").f1 == 1


def test_a_trap_that_was_fallen_into_is_a_false_alarm() -> None:
    place = FOUND.facts[0].evidence[0]
    traps = [Trap(place.start, place.end, category, "past") for category in ("training", "intelligence")]
    rate = compare(gold_of(FOUND, traps), FOUND).rate("false alarms")
    assert (rate.hits, rate.of) == (1, 2)


def test_a_quote_that_is_not_in_the_text_is_counted() -> None:
    moved = replace(FOUND.facts[2].evidence[0], start=0, end=1)
    wrong = replace(FOUND, facts=(*FOUND.facts[:2], replace(FOUND.facts[2], evidence=(moved,))))
    exact = compare(gold_of(FOUND), wrong).rate("spans exact")
    assert (exact.hits, exact.of) == (3, 4)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    empty = extraction(agreements=[])
    figures = compare(gold_of(empty), empty)
    assert figures.share("fact").f1 == 1
    assert figures.rate("claimants").value == 1


def test_figures_of_documents_add_up() -> None:
    total = Figures()
    for found in (FOUND, replace(FOUND, facts=())):
        total.add(compare(gold_of(FOUND), found))
    share = total.share("fact")
    assert (share.right, share.found, share.gold) == (3, 3, 6)
    assert share.precision == 1
    assert share.recall == 0.5
    assert total.categories["training"].recall == 0.5


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ((10, 20), (10, 20), True),
        ((10, 20), (15, 40), True),
        ((10, 20), (16, 40), False),
        ((10, 20), (0, 140), True),
        ((10, 20), (0, 141), False),
        ((10, 10), (10, 10), False),
    ],
)
def test_places_are_the_same_from_half_of_the_shorter(
    gold: tuple[int, int], found: tuple[int, int], same: bool
) -> None:
    assert same_place(Span(*gold), Span(*found)) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        (["CNN", "its insiders"], ["CNN"], False),
        (["CNN", "the insiders"], ["CNN", "insiders"], True),
        (["Blinken"], ["Antony Blinken"], True),
        (["American diplomat|Blinken"], ["Blinken"], True),
        (["CNN", "Reuters"], ["Reuters", "CNN"], False),
        (["CNN"], [], False),
        ([], [], True),
    ],
)
def test_claimants_are_the_same_name_by_name(gold: list[str], found: list[str], same: bool) -> None:
    assert same_claimants(gold, found) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        (None, None, True),
        ("an attack", None, False),
        (None, "an attack", False),
        ("an armed attack", "attack", True),
        ("within 24 hours", "24 hours", True),
        ("at once", "immediately", False),
    ],
)
def test_phrases_are_the_same_from_half_of_their_words(gold: str | None, found: str | None, same: bool) -> None:
    assert same_phrase(gold, found) is same


def annotate(folder: Path, **changes: Any) -> None:
    """`a.txt` with an annotation of one fact, changed as asked."""
    text = "Norway will train\r\nGhana's soldiers."
    (folder / "a.txt").write_bytes(text.encode())
    place = {"start": 0, "end": 17, "exact": "Norway will train", "claimants": []}
    record = {
        "agreement": "a1",
        "type": "commitment",
        "category": "training",
        "obligors": ["NO"],
        "modality": "pledge",
        "direction": "unspecified",
        "trigger": None,
        "deadline": None,
        "amount": [{"value": 5, "currency": "EUR"}],
        "evidence": [place | changes.pop("place", {})],
    }
    document = {"agreements": [], "facts": [record | changes], "non_facts": []}
    (folder / "a.json").write_text(json.dumps(document), "utf-8")


def test_an_annotation_is_read_with_offsets_into_the_bytes_as_they_are(tmp_path: Path) -> None:
    annotate(tmp_path, place={"start": 19, "end": 26, "exact": "Ghana's"})
    (document,) = read_gold(tmp_path)
    assert document.name == "a"
    assert document.facts[0].evidence == (GoldPlace(19, 26, ()),)
    assert document.facts[0].amounts == {(5.0, "EUR")}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"place": {"exact": "Norway trains"}}, r"\[0, 17\) is not"), ({"evidence": [{}]}, "'start' is missing")],
)
def test_a_wrong_annotation_is_refused_with_file_and_reason(
    tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    annotate(tmp_path, **changes)
    with pytest.raises(BadGold, match=rf"a\.json: {reason}"):
        list(read_gold(tmp_path))


def test_a_folder_without_annotated_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match=r"no NAME\.txt with NAME\.json"):
        read_gold(tmp_path)
