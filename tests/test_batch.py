"""Many files: one outcome each, in order, whatever becomes of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli import batch
from app.cli.batch import Read, Refused, read_all
from app.extraction.model import Extraction
from app.reading import Found, Source


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    names = [f"{number:02}.txt" for number in range(12)]
    for name in names:
        (tmp_path / name).write_text(f"Norway and Ghana met on day {name}.")
    (tmp_path / "05.txt").write_bytes(b"\x00")
    return [Found(tmp_path / name, name) for name in names]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_the_order_of_the_files(files: list[Found], jobs: int) -> None:
    outcomes = list(read_all(files, jobs))
    assert [outcome.found for outcome in outcomes] == files
    assert [o.found.name for o in outcomes if isinstance(o, Refused)] == ["05.txt"]


def test_a_fault_of_ours_in_one_document_is_its_refusal(files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    real = batch.extract_from

    def faulty(source: Source) -> Extraction:
        if source.name == "03.txt":
            raise RecursionError("too deep")
        return real(source)

    monkeypatch.setattr(batch, "extract_from", faulty)
    refused = {o.found.name: o.reason for o in read_all(files) if isinstance(o, Refused)}
    assert set(refused) == {"03.txt", "05.txt"}
    assert "RecursionError: too deep" in refused["03.txt"]


def _die_on_03(found: Found) -> batch.Outcome:
    """What `read_one` does until a document kills its process."""
    if found.name == "03.txt":
        os._exit(9)
    return Refused(found, "read")


def test_a_document_that_kills_its_process_is_refused_and_the_others_are_read(
    files: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "read_one", _die_on_03)
    reasons = {o.found.name: o.reason for o in read_all(files, jobs=2) if isinstance(o, Refused)}
    assert len(reasons) == len(files)
    assert [name for name, reason in reasons.items() if reason != "read"] == ["03.txt"]
    assert "died" in reasons["03.txt"]


def test_what_a_sidecar_says_stands_before_what_the_text_shows(files: list[Found], tmp_path: Path) -> None:
    (tmp_path / "00.toml").write_text('title = "The title"\nlanguage = "fr"\npublished_on = 2001-02-03\n')
    (outcome,) = read_all(files[:1])
    assert isinstance(outcome, Read)
    document = outcome.extraction.document
    assert (document.title, document.language, str(document.published_on)) == ("The title", "fr", "2001-02-03")
