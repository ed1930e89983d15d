"""How a commitment stands to what went before: new, continued, expanded."""

from __future__ import annotations

from functools import cache

from app.extraction.clauses.propositions import Proposition
from app.extraction.facts.categories import Candidate
from app.extraction.model import Direction

_AFTER = 45
_ORDER: tuple[Direction, ...] = ("new", "continue", "expand")


@cache
def _way(labels: frozenset[str]) -> Direction | None:
    return next((value for value in _ORDER if f"direction.{value}" in labels), None)


def find_direction(proposition: Proposition, candidate: Candidate) -> Direction:
    """The first cue of direction in the candidate's own words."""
    for mention in proposition.mentions:
        if not candidate.span.start <= mention.start < candidate.span.end:
            continue
        if (value := _way(mention.labels)) is not None and mention.start < candidate.anchor.end + _AFTER:
            return value
    return "unspecified"
