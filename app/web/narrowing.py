"""What narrows a list, as the address says it: each value, and the same list without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.web import words
from app.web.addresses import Addresses

#: Parameters that say which part of the answer is shown, not what is asked.
_OF_PAGES = ("cursor", "limit", "sort")
#: How parameters are named whose own name says little; the others are called by theirs.
_NAMES = {"q": "words", "has": "holds", "lacks": "holds no", "as_of": "as known on", "legal_form": "form"}


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
        Narrowing(
            _NAMES.get(pair[0], words.spaced(pair[0])),
            _reading(*pair),
            to.page(path, [other for other in rest if other != pair]),
        )
        for pair in dict.fromkeys(question(pairs))
    ]


def _reading(name: str, value: str) -> str:
    if name in ("as_of", "signed_from", "signed_to"):
        return words.day(value)
    if name in ("category", "has", "lacks"):
        return words.category(value)
    if name in ("party", "obligor", "beneficiary"):
        return words.state(value.upper()) if len(value) == 2 else value
    return words.spaced(value) if name in ("status", "legal_form", "group", "modality", "direction") else value
