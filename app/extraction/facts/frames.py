"""The frames of `frames.toml`, and quickly which of them the words of a clause can meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.extraction.clauses.propositions import Proposition
from app.extraction.model import FactType
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.lexicon import Mention


@dataclass(frozen=True, slots=True)
class FrameRule:
    """A frame as `frames.toml` states it."""

    name: str
    type: FactType
    category: str
    needs: tuple[frozenset[str], ...]
    weight: int
    threat: bool
    denied: bool
    """A caveat that needs a negator before its anchor."""
    denied_commitment: bool
    """A commitment that is a promise not to do something."""
    direct: bool
    """The anchor is the act's own object: close behind it."""
    ordered: bool
    """The words stand in the order of the needs."""
    verbless: bool
    """Only in a clause without a predicate."""
    affirmed: bool
    """Never under a negator."""
    without: frozenset[str]
    """Labels that must not occur in the clause."""
    near: bool
    """Every word in the clause itself."""
    acting: bool
    """Its first word is an act, and so its other words no subject of that."""
    narrowed: bool
    """A relative clause behind it may narrow its object: `shelter to men who have taken up arms`."""
    object: bool
    """The anchor is what is acted on, and no place: `shells made at its factories` builds no factory."""
    unless: frozenset[str]
    """Labels that the anchor must not carry: a frigate is no soldier."""


@cache
def frame_rules() -> tuple[FrameRule, ...]:
    table = load_toml("frames.toml")
    rules: list[FrameRule] = []
    for kind, key in (("commitment", "frame"), ("caveat", "caveat")):
        for entry in table[key]:
            rules.append(
                FrameRule(
                    name=entry["name"],
                    type=kind,  # type: ignore[arg-type]
                    category=entry["category"],
                    needs=tuple(frozenset(need) for need in entry["needs"]),
                    weight=entry["weight"],
                    threat=entry.get("threat", False),
                    denied=entry.get("denied", False),
                    denied_commitment=entry.get("denied_commitment", False),
                    direct=entry.get("direct", False),
                    ordered=entry.get("ordered", False),
                    affirmed=entry.get("affirmed", False),
                    verbless=entry.get("verbless", False),
                    without=frozenset(entry.get("without", ())),
                    near=entry.get("near", False),
                    acting=any(label.startswith(("act.", "word.admit", "word.store")) for label in entry["needs"][0]),
                    narrowed=entry.get("narrowed", False),
                    object=entry.get("object", False),
                    unless=frozenset(entry.get("unless", ())),
                )
            )
    return tuple(rules)


_Met = tuple[int, int, int]
"""The frames whose first, second and third need is met: one bit for each frame, in the order of `frame_rules`."""


@cache
def _unneeded() -> _Met:
    """The frames that have no first, second, third need."""
    first, second, third = (
        sum(1 << number for number, rule in enumerate(frame_rules()) if len(rule.needs) <= place) for place in range(3)
    )
    return first, second, third


@cache
def _met_by(labels: frozenset[str]) -> _Met:
    first, second, third = (
        sum(
            1 << number
            for number, rule in enumerate(frame_rules())
            if len(rule.needs) > place and not labels.isdisjoint(rule.needs[place])
        )
        for place in range(3)
    )
    return first, second, third


def _met(words: Iterable[Mention], before: _Met) -> _Met:
    """What some words meet, and what was met before."""
    first, second, third = before
    for word in words:
        one, two, three = _met_by(word.labels)
        first |= one
        second |= two
        third |= three
    return first, second, third


def _met_beside(proposition: Proposition) -> _Met:
    """What the whole sentence meets; kept for its other clauses."""
    if proposition.sentence_met is None:
        return _unneeded()
    if not proposition.sentence_met:
        proposition.sentence_met.append(_met(proposition.sentence_mentions, _unneeded()))
    return proposition.sentence_met[0]


@lru_cache(maxsize=4096)
def _rules_at(bits: int) -> tuple[FrameRule, ...]:
    return tuple(rule for number, rule in enumerate(frame_rules()) if bits >> number & 1)


@cache
def _limits() -> int:
    """The frames of caveats."""
    return sum(1 << number for number, rule in enumerate(frame_rules()) if rule.type == "caveat")


@cache
def _narrowed() -> int:
    """The frames whose object a relative clause may narrow."""
    return sum(1 << number for number, rule in enumerate(frame_rules()) if rule.narrowed)


def possible_frames(proposition: Proposition, words: Sequence[Mention]) -> tuple[FrameRule, ...]:
    """The frames whose every need is met by the clause itself; caveats find all but the first in its whole sentence."""
    first, second, third = _met(words, _unneeded())
    _, two, three = _met_beside(proposition)
    reach = second | (two & _narrowed())
    promises = _rules_at(first & reach & third & ~_limits()) if proposition.force is not None else ()
    limits = _rules_at(first & (second | two) & (third | three) & _limits())
    return limits + promises
