"""When what was found counts as what people marked: places, claimants, phrases, agreements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from app.evaluation.gold import GoldAgreement
from app.extraction.model import Agreement

__all__ = ["day_of", "overlap", "pair_agreements", "same_claimants", "same_phrase", "same_place"]

_ARTICLES = frozenset({"the", "a", "an", "s"})
_WORD = re.compile(r"\w+")
#: A span may be twice as long as the one it finds and this many characters more: a whole page finds nothing.
_SLACK = 120


class Place(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def overlap(a: Place, b: Place) -> int:
    """Characters in common."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def same_place(gold: Place, found: Place) -> bool:
    """They share half of the shorter one, and `found` is not much longer than `gold`."""
    wanted, got = gold.end - gold.start, found.end - found.start
    return min(wanted, got) > 0 and 2 * overlap(gold, found) >= min(wanted, got) and got <= 2 * wanted + _SLACK


def same_claimants(gold: Sequence[str], found: Sequence[str]) -> bool:
    """As many, in the same order, and of each pair one name within the other: `Blinken`, `Antony Blinken`."""
    return len(gold) == len(found) and all(map(_same_claimant, gold, found))


def _same_claimant(alternatives: str, found: str) -> bool:
    got = _words(found)
    return any(wanted and got and (wanted <= got or got <= wanted) for wanted in map(_words, alternatives.split("|")))


def same_phrase(gold: str | None, found: str | None) -> bool:
    """Both absent, or half of the shorter one's words in common."""
    if not gold or not found:
        return not gold and not found
    wanted, got = _words(gold), _words(found)
    return 2 * len(wanted & got) >= min(len(wanted), len(got))


def _words(phrase: str) -> set[str]:
    return set(_WORD.findall(phrase.casefold())) - _ARTICLES


def day_of(agreement: Agreement) -> str | None:
    """The day signed, or else planned, in ISO 8601."""
    day = agreement.signed_on or agreement.planned_on
    return day.isoformat() if day else None


def pair_agreements(gold: Iterable[GoldAgreement], found: Iterable[Agreement]) -> dict[str, str]:
    """Found id to gold key, each used once: the best pairs of those with half of their parties in common."""
    candidates = sorted(
        (-_likeness(wanted, got), wanted.key, got.id)
        for wanted in gold
        for got in found
        if _shared_parties(wanted, got) >= 0.5
    )
    pairs: dict[str, str] = {}
    for _, key, id_ in candidates:
        if id_ not in pairs and key not in pairs.values():
            pairs[id_] = key
    return pairs


def _shared_parties(gold: GoldAgreement, found: Agreement) -> float:
    parties = set(found.parties)
    return len(gold.parties & parties) / (len(gold.parties | parties) or 1)


def _likeness(gold: GoldAgreement, found: Agreement) -> float:
    """Parties decide; form, status and day tell two agreements of the same parties apart."""
    same_day = gold.date is not None and gold.date == day_of(found)
    alike = (gold.legal_form == found.legal_form, gold.status == found.status, same_day)
    return _shared_parties(gold, found) + sum(alike) / 10
