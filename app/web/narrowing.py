"""What narrows a list, as the address says it: each value, and the same list without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.web import words
from app.web.addresses import Addresses

#: Parameters that say which part of the answer is shown, not what is asked.
_OF_PAGES = ("cursor", "limit", "sort")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One value that the reader asked for, and the address without it."""

    name: str
    value: str
    address: str


def question(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that ask something."""
    return [pair for pair in pairs if pair[0] not in _OF_PAGES]


def narrowings(to: Addresses, path: str, pairs: list[tuple[str, str]]) -> list[Narrowing]:
    """What narrows the list at this path."""
    rest = [pair for pair in pairs if pair[0] != "cursor"]
    return [
        Narrowing(words.spaced(name), _reading(name, value), to.page(path, [p for p in rest if p != (name, value)]))
        for name, value in dict.fromkeys(question(pairs))
    ]


def _reading(name: str, value: str) -> str:
    if name in ("category", "has", "lacks"):
        return words.category(value)
    if name in ("party", "obligor", "beneficiary"):
        return words.state(value.upper()) if len(value) == 2 else value
    return words.spaced(value) if name in ("status", "legal_form", "group", "modality", "direction") else value
