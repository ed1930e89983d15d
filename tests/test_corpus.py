"""What extraction reaches on whole documents, and never falls below.

Each folder of `tests/corpus/` is a round of documents that were written and annotated before extraction first read
them; `docs/accuracy.md` has the figures of that first reading. Since then the rules have learnt from them, so the
floors here guard against a step back and say nothing about documents unseen.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.evaluation import Figures, compare, read_gold
from app.extraction import extract

_CORPUS = Path(__file__).parent / "corpus"

#: Round to the least F1 of facts, facts with obligors, evidence.
FLOORS = {
    "round-1": (0.92, 0.86, 0.80),
    "round-2": (0.84, 0.75, 0.71),
    "round-3": (0.89, 0.79, 0.77),
    "round-4": (0.89, 0.78, 0.72),
    "round-5": (0.74, 0.64, 0.62),
    "round-6": (0.86, 0.80, 0.73),
    "round-7": (0.93, 0.88, 0.87),
    "round-8": (0.93, 0.89, 0.87),
    "round-9": (0.90, 0.88, 0.82),
    "round-10": (0.90, 0.86, 0.84),
    "round-11": (0.91, 0.85, 0.81),
    "round-12": (0.86, 0.80, 0.75),
}


def _figures(folder: Path) -> Figures:
    total = Figures()
    for gold in read_gold(folder):
        total.add(compare(gold, extract(gold.text, gold.name)))
    return total


@pytest.mark.parametrize("name", FLOORS)
def test_no_round_falls_below_what_it_reached(name: str) -> None:
    figures = _figures(_CORPUS / name)
    reached = tuple(figures.share(what).f1 for what in ("fact", "with obligors", "evidence"))
    assert all(got >= floor for got, floor in zip(reached, FLOORS[name], strict=True)), reached
    exact = figures.rate("spans exact")
    assert exact.hits == exact.of > 0


def test_every_round_has_a_floor() -> None:
    assert {path.name for path in _CORPUS.iterdir() if path.is_dir()} == set(FLOORS)


_WITHOUT = [path for path in sorted(_CORPUS.glob("*/*.json")) if not json.loads(path.read_text("utf-8"))["agreements"]]


def test_every_round_has_a_document_without_an_agreement() -> None:
    assert {path.parent.name for path in _WITHOUT} == set(FLOORS)


@pytest.mark.parametrize("path", [path.with_suffix(".txt") for path in _WITHOUT], ids=lambda path: path.stem)
def test_a_document_without_an_agreement_has_no_facts(path: Path) -> None:
    extraction = extract(path.read_bytes().decode(), path.name)
    assert extraction.agreements == ()
    assert extraction.facts == ()
