"""Any number of documents, the same ones every time: paragraphs of real documents, put together anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

__all__ = ["documents"]

_ROOT = Path(__file__).parents[2]
_FOLDERS = ("seed", "tests/corpus")
_PARAGRAPHS = range(8, 40)
#: Opening lines say which agreement a document is on: without them there is nothing to attach a fact to.
_OPENING = 3


def documents(count: int, seed: int = 2024) -> Iterator[str]:
    """`count` texts; the first n of a larger number are the n of a smaller one."""
    sources = [_paragraphs(path) for folder in _FOLDERS for path in sorted((_ROOT / folder).rglob("*.txt"))]
    bodies = [paragraph for source in sources for paragraph in source[_OPENING:]]
    chance = random.Random(seed)
    for _ in range(count):
        opening = chance.choice(sources)[:_OPENING]
        body = chance.choices(bodies, k=chance.choice(_PARAGRAPHS))
        yield "\n".join((*opening, *body)) + "\n"


def _paragraphs(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()]
