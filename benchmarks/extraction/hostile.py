"""Texts that nobody would write, each behind the seed document, so that there is an agreement to read them for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["hostile_texts"]

_ROOT = Path(__file__).parents[2]
_PROMISE = "The United States shall train the forces of Ukraine"

_REPEATED = {
    "commas": ",",
    "spaces": " ",
    "empty lines": "\n",
    "full stops": ".",
    "digits": "1234567890",
    "no spaces": "aB",
    "mixed scripts": "аaαא中م ",
    "combining marks": "e\u0301",
    "zero bytes": "\0",
    "capitals": "ABCD ",
    "open brackets": "(",
    "nested brackets": "(a [b {c ",
    "quotation marks": '"',
    "semicolons": "a; ",
    "colons": "a: ",
    "lines of one letter": "a\n",
    "labels": "a:\n",
    "bullets": "- a\n",
    "articles": "Article 1\n1. The Parties shall train.\n(a) arms;\n(b) money;\n",
    "one word, if": "if ",
    "one word, agreement": "agreement ",
    "one word, Ukraine": "Ukraine ",
    "one phrase, would send": "would send ",
    "sums": "$3 million ",
    "days": "13 June 2024 ",
    "a promise": _PROMISE + ". ",
    "a promise without a stop": _PROMISE + " ",
    "a promise and a promise": _PROMISE + " and ",
    "speech": '"We will train," said Zelensky. ',
}


def hostile_texts(size: int) -> Iterator[tuple[str, str]]:
    """Names and texts, each of about `size` characters."""
    head = next(iter(sorted((_ROOT / "seed").glob("*.txt")))).read_text("utf-8")
    room = max(0, size - len(head) - 1)
    chance = random.Random(2024)
    for name, unit in _REPEATED.items():
        yield name, f"{head}\n{(unit * (room // len(unit) + 1))[:room]}"
    words = " ".join(path.read_text("utf-8") for path in sorted((_ROOT / "tests/corpus").rglob("*.txt"))).split()
    sentences = " ".join(words).split(". ")
    for name, piece in (
        ("lists in lists", lambda number: "  " * (number % 50) + "- item:\n"),
        ("rows of numbers", lambda number: f"row {number} {chance.random()}\n"),
        ("prose in one line", lambda number: f"{chance.choice(sentences)}. "),
        ("words at random", lambda number: f"{chance.choice(words)} "),
    ):
        yield name, f"{head}\n{_filled(room, piece)}"


def _filled(size: int, piece: Callable[[int], str]) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(piece(len(parts)))
        length += len(parts[-1])
    return "".join(parts)[:size]
