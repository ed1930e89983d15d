"""Annotated documents: `NAME.txt` with `NAME.json` beside it, what people found in the one written in the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["BadGold", "GoldAgreement", "GoldDocument", "GoldFact", "GoldPlace", "Trap", "read_gold"]


class BadGold(ValueError):
    """An annotation that cannot be used; the message names file and reason."""


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A piece of evidence, `[start, end)` in code points."""

    start: int
    end: int
    claimants: tuple[str, ...]
    """Outermost first; where two ways to name one are right they stand as `a|b`."""


@dataclass(frozen=True, slots=True)
class GoldFact:
    agreement: str
    """Key of the agreement in its document."""
    type: str
    category: str
    obligors: frozenset[str]
    modality: str | None
    direction: str | None
    trigger: str | None
    deadline: str | None
    amounts: frozenset[tuple[float, str]]
    """Value and ISO 4217 currency."""
    evidence: tuple[GoldPlace, ...]


@dataclass(frozen=True, slots=True)
class GoldAgreement:
    key: str
    parties: frozenset[str]
    legal_form: str
    status: str
    date: str | None
    """ISO 8601, signed or planned."""
    duration: str | None
    ratification_required: bool | None


@dataclass(frozen=True, slots=True)
class Trap:
    """A place that looks like a fact of a category and is none."""

    start: int
    end: int
    category: str
    why: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    name: str
    text: str
    agreements: tuple[GoldAgreement, ...]
    facts: tuple[GoldFact, ...]
    traps: tuple[Trap, ...]


def read_gold(folder: Path) -> Iterator[GoldDocument]:
    """The annotated documents of `folder`, in order of name. Raises `BadGold`."""
    names = sorted(path.stem for path in folder.glob("*.json") if path.with_suffix(".txt").exists())
    if not names:
        raise BadGold(f"{folder}: no NAME.txt with NAME.json beside it")
    return (_read(folder / name) for name in names)


def _read(stem: Path) -> GoldDocument:
    annotation = stem.parent / f"{stem.name}.json"
    try:
        # Bytes, because reading as text would change line endings and with them every offset.
        text = (stem.parent / f"{stem.name}.txt").read_bytes().decode("utf-8")
        record = json.loads(annotation.read_text("utf-8"))
        return GoldDocument(
            name=stem.name,
            text=text,
            agreements=tuple(map(_agreement, record["agreements"])),
            facts=tuple(_fact(fact, text) for fact in record["facts"]),
            traps=tuple(map(_trap, record["non_facts"])),
        )
    except KeyError as error:
        raise BadGold(f"{annotation}: {error} is missing") from error
    except (OSError, TypeError, ValueError) as error:
        raise BadGold(f"{annotation}: {error}") from error


def _agreement(record: dict[str, Any]) -> GoldAgreement:
    return GoldAgreement(
        key=record["key"],
        parties=frozenset(record["parties"]),
        legal_form=record["legal_form"],
        status=record["status"],
        date=record["date"] or None,
        duration=record["duration"],
        ratification_required=record["ratification_required"],
    )


def _fact(record: dict[str, Any], text: str) -> GoldFact:
    return GoldFact(
        agreement=record["agreement"],
        type=record["type"],
        category=record["category"],
        obligors=frozenset(record["obligors"]),
        modality=record["modality"],
        direction=record["direction"],
        trigger=record["trigger"],
        deadline=record["deadline"],
        amounts=frozenset((float(amount["value"]), amount["currency"]) for amount in record["amount"]),
        evidence=tuple(_place(place, text) for place in record["evidence"]),
    )


def _place(record: dict[str, Any], text: str) -> GoldPlace:
    start, end = record["start"], record["end"]
    if text[start:end] != record["exact"]:
        raise ValueError(f"[{start}, {end}) is not {record['exact']!r}")
    return GoldPlace(start, end, tuple(record["claimants"]))


def _trap(record: dict[str, Any]) -> Trap:
    return Trap(record["start"], record["end"], record["tempting_category"], record["why"])
