"""What was probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

#: Below this two words have little in common; above it lie slips of the keyboard, other forms and abbreviations.
_ALIKE = 0.75


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, without case; of equals the first; None where none is like it."""
    found = process.extract(
        value, list(known), scorer=JaroWinkler.normalized_similarity, processor=_loose, score_cutoff=_ALIKE, limit=1
    )
    return found[0][0] if found else None


def _loose(value: str) -> str:
    """Without case and separators, but for a sign at the start (`-id`)."""
    folded = value.casefold().strip()
    return folded[:1] + folded[1:].replace("-", " ").replace("_", " ")
