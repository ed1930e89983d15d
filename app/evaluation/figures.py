"""The figures: shares (precision, recall, F1) and rates, as counts that add up over documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

__all__ = ["FIELDS", "SHARES", "Figures", "Rate", "Share"]

#: What is found or missed.
SHARES = ("fact", "with obligors", "evidence", "agreements")
#: What is right or wrong of the things found.
FIELDS = (
    "claimants",
    "modality",
    "direction",
    "trigger",
    "deadline",
    "amounts",
    "agreement legal_form",
    "agreement status",
    "agreement date",
    "agreement duration",
    "agreement ratification",
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many were right of those found, and of those there are."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.found + other.found, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of so many; all, where there were none."""

    hits: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 1.0


@dataclass(slots=True)
class Figures:
    """Counts of one document, or of many after `add`; `remarks` says what each error is."""

    shares: dict[str, Share] = field(default_factory=dict)
    categories: dict[str, Share] = field(default_factory=dict)
    """Of the facts, by category."""
    hits: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def share(self, what: str) -> Share:
        return self.shares.get(what, Share())

    def rate(self, what: str) -> Rate:
        return Rate(self.hits[what], self.judged[what])

    def count(self, what: str, share: Share) -> None:
        self.shares[what] = self.share(what) + share

    def count_category(self, category: str, share: Share) -> None:
        self.categories[category] = self.categories.get(category, Share()) + share

    def judge(self, what: str, hit: bool, remark: str = "") -> None:
        """One more `what` that is right or not; `remark` is kept where it is not."""
        self.hits[what] += hit
        self.judged[what] += 1
        if not hit and remark:
            self.remarks.append(f"{what}: {remark}")

    def add(self, other: Figures) -> None:
        for what, share in other.shares.items():
            self.count(what, share)
        for category, share in other.categories.items():
            self.count_category(category, share)
        self.hits += other.hits
        self.judged += other.judged
        self.remarks += other.remarks

    def to_json(self) -> dict[str, Any]:
        """Shares and rates to four places; `false alarms` and `spans exact` as [hits, of]."""
        alarms, exact = self.rate("false alarms"), self.rate("spans exact")
        return {
            **{what: _rounded(self.share(what)) for what in SHARES},
            **{what: round(self.rate(what).value, 4) for what in FIELDS},
            "false alarms": [alarms.hits, alarms.of],
            "spans exact": [exact.hits, exact.of],
        }


def _rounded(share: Share) -> dict[str, float]:
    return {
        "precision": round(share.precision, 4),
        "recall": round(share.recall, 4),
        "f1": round(share.f1, 4),
    }
