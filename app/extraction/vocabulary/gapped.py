"""Phrases with a gap, which no automaton can hold: `come to Armenia's defence`, `put drones together`."""

from __future__ import annotations

import re

from app.extraction.vocabulary.alternatives import holds_any
from app.extraction.vocabulary.lexicon import Mention

_LEARN = (
    r"(?:learns?|sees?|knows?|picks? up|hears?|gathers?|finds? out|observes?|detects?|discovers?|tracks?|collects?)"
)
_COME = r"(?:come|comes|came|coming|go|goes|went|rush|spring)"
_GAPPED = (
    (
        (" available",),
        re.compile(r"\bmak(?:e|es|ing) (?:[\w’'-]+ ){1,6}available\b"),
        frozenset({"act.give", "act.admit", "word.access"}),
    ),
    (
        ("what", "all ", "everything", "every "),
        re.compile(r"\b(?:what|whatever|all|everything|every \w+) (?:[\w’'-]+ ){1,6}" + _LEARN + r"\b"),
        frozenset({"obj.secrets"}),
    ),
    (
        (" defence", " defense", " rescue"),
        re.compile(rf"\b{_COME} to (?:[\w’'.-]+ ){{1,4}}(?:defen[cs]e|rescue)\b"),
        frozenset({"act.defend", "word.alliance"}),
    ),
    (
        (" aid", " help", " assistance"),
        re.compile(rf"\b{_COME} to (?:[\w’'.-]+ ){{1,4}}(?:aid|help|assistance)\b"),
        frozenset({"act.help", "word.alliance"}),
    ),
    (
        ("at the disposal of", "at the service of"),
        re.compile(r"\b(?:put|place|lay|leave)(?:s|d|ing)? (?:[\w’'-]+ ){1,10}at the (?:disposal|service) of\b"),
        frozenset({"act.admit", "act.give"}),
    ),
    ((" together",), re.compile(r"\bput(?:s|ting)? (?:[\w’'-]+ ){1,4}together\b"), frozenset({"act.make"})),
    (
        (" into battle", " into combat", " into the fight"),
        re.compile(r"\bsend(?:s|ing)? (?:[\w’'-]+ ){1,4}into (?:battle|combat|the fight)\b"),
        frozenset({"word.send"}),
    ),
)
"""What one of must stand in the text, a phrase, and its labels."""


def find_gapped(folded: str) -> list[Mention]:
    """Each such phrase in the folded text, as a mention of its first word; linear, for a gap is short."""
    return [
        Mention(match.start(), folded.index(" ", match.start()), labels)
        for hints, pattern, labels in _GAPPED
        if holds_any(folded, hints, 0, len(folded))
        for match in pattern.finditer(folded)
    ]
