"""Packaging: what a fresh machine installs is pinned by its hash and complete, and comes from no place of ours."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ["requirements.in", "requirements-charts.in"],
    "requirements-dev.lock": [
        "requirements.in",
        "requirements-charts.in",
        "requirements-formats.in",
        "requirements-parquet.in",
    ],
}


def pins(lock: str) -> dict[str, str]:
    """Name to what follows it, up to the next pin."""
    parts = re.split(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def names(requirements: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9.-]+", (ROOT / requirements).read_text("utf-8"), re.MULTILINE)) - {"-c", "-r"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_a_hash(lock: str) -> None:
    assert [name for name, rest in pins(lock).items() if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_place_on_a_disk(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r".*(?:https?://|file://|--index|--extra-index|--find-links|--trusted).*", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_is_asked_for(lock: str) -> None:
    asked = set().union(*map(names, LOCKS[lock]))
    assert asked - pins(lock).keys() == set()


def test_both_locks_pin_the_same_versions() -> None:
    run, dev = (
        dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)) for lock in LOCKS
    )
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_the_check_of_a_fresh_machine_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
