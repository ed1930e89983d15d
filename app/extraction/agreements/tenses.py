"""How a verb of signing stands: done, to come, denied or only called for.

will sign, to be signed, before signing     planned
did not sign, refused to sign               negated
should sign, urged them to sign             wished
"""

from __future__ import annotations

import re
from typing import Literal

from app.extraction.agreements.words import View, Word, word_set
from app.extraction.model import Span

Tense = Literal["signed", "planned", "negated", "wished", "loose"]
"""How a verb stands: done, to come, denied, only called for, or not to be told."""

_NEGATED = re.compile(
    r"(?:\bnot|n't|\bnever|\bwithout|\brefus\w+ to|\bfail\w* to|\bdeclin\w+ to|\bno longer|\bunable to|"
    r"\bneither|\bnor|\bstop\w* short of|\bnot (?:been )?able to)(?: \w+){0,2} $"
)
_UNDER_WAY = re.compile(r"(?:\b(?:is|are|am)|'re|'m)(?: (?:now|both|also|today|finally|jointly|\w+ly))? $")
_LATER = re.compile(
    r"\b(?:tomorrow|next (?:week|month|year|spring|summer|autumn|\w+day)|in the coming|later this|soon)\b"
)
"""`are signing a treaty today`, `is signing a treaty tomorrow`."""
_SEEN = re.compile(
    r"\b(?:witness\w*|attend\w*|oversaw|overseen|presided over|marked|celebrated|hailed|followed|with) the"
    r"(?: formal| official)? $"
)
"""`witnessed the signing of a memorandum`."""
_DENIED = re.compile(r"\bden(?:y|ies|ied|ying)(?: [\w'-]+){0,5} $")
"""`denied that it had signed`."""
_ORDINAL = re.compile(r"\b(?:first|second|third|last|latest|only|\w+th|\d+(?:st|nd|rd|th))(?: [\w-]+){0,4} to $")
"""`becomes the seventh country to sign`."""
_WISHED = re.compile(
    r"\b(?:should|ought to|must|urg\w+|call\w* (?:on|for|upon)|demand\w*|propos\w+|recommend\w*|advis\w+|"
    r"suggest\w*|advocat\w+|if|whether|"
    r"had (?:hoped|wanted|asked)|wish\w*|deserves?|needs?|let us)(?: [\w'-]+){0,5} $"
)
_TO_COME = re.compile(
    r"(?:\b(?:will|shall|would|may|might|could|to|'ll|set to|due to|about to|ready to|going to|"
    r"poised to|ahead of|before|plan\w*|prepar\w+|expect\w*|intend\w*|once|when|until|if)|,)"
    r"(?: (?:be|have|also|soon|then|both|formally|officially|jointly|been|finally|now|a|an|the|it|is|"
    r"are|not))*(?: \w+ly)? $"
)
_PLANNED_BE = re.compile(
    r"\b(?:will|shall|would|may|might|could|to|'ll|must|can)(?: (?:also|soon|then|formally|officially|"
    r"probably|likely))* be(?: \w+ly)? $|\b(?:once|when|if|until|yet to be|be) $"
)
_SIGNING_TO_COME = re.compile(
    r"\b(?:before|ahead of|until|for|toward|towards|prepar\w+ for|awaiting|plan\w* on|be)(?: the| its| his)? $"
)


#: What each of the patterns holds or ends in: plain searches spare most of the matching.
_NEGATED_STEMS = (
    "not ",
    "n't ",
    "never ",
    "without ",
    "refus",
    "fail",
    "declin",
    "no longer ",
    "unable ",
    "neither ",
    "nor ",
    "stop",
)
_WISHED_STEMS = (
    "should ",
    "ought ",
    "must ",
    "urg",
    "call",
    "demand",
    "propos",
    "recommend",
    "advis",
    "suggest",
    "advocat",
    "if ",
    "whether ",
    "had ",
    "wish",
    "deserve",
    "need",
    "let us ",
)
_PLANNED_ENDS = ("be ", "ly ", "once ", "when ", "if ", "until ")
_PLANNED_BECOMES = re.compile(r"\b(?:will|to|would|may|could|shall) (?:be|become)\b")
_UNCHANGED = frozenset({"put", "set"})
"""Verbs whose past is their base form."""


def _any_in(stems: tuple[str, ...], words: str) -> bool:
    return any(stem in words for stem in stems)


def tense_of(view: View, span: Span, word: Word) -> Tense:
    """How the verb stands, by the words before it and its own form."""
    before = view.folded[max(span.start, word.start - 56) : word.start]
    cut = max(before.rfind(mark) for mark in (";", ". ", ": ")) if before else -1
    before = before[cut + 1 :]
    surface = view.folded[word.start : word.end]
    first = surface.split()[0]
    if surface.endswith(" to sign"):
        return "planned"
    if _any_in(_NEGATED_STEMS, before) and _NEGATED.search(before):
        return "negated"
    if "den" in before and _DENIED.search(before):
        return "negated"
    if _any_in(_WISHED_STEMS, before) and _WISHED.search(before):
        return "wished"
    base = first in word_set("grammar", "base_forms")
    if first.endswith("ing") and _UNDER_WAY.search(before):
        return "planned" if _LATER.search(view.folded, word.end, min(span.end, word.end + 100)) else "signed"
    if first == "signing" and _SEEN.search(before):
        return "signed"
    if first.endswith("ing"):
        return "planned" if _SIGNING_TO_COME.search(before) else "loose"
    if base and before.endswith(" to ") and _ORDINAL.search(before) and not _PLANNED_BECOMES.search(before):
        return "signed"
    if base and first not in _UNCHANGED:
        return "planned" if _TO_COME.search(before) else "signed" if word.name == "sign" else "loose"
    if first in _UNCHANGED:
        return "planned" if _TO_COME.search(before) and not before.endswith(", ") else "signed"
    if before.endswith(_PLANNED_ENDS) and _PLANNED_BE.search(before):
        return "planned"
    return "signed"
