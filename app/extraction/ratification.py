"""Whether a legislature must approve an agreement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from app.extraction.agreement_words import View, word_set
from app.extraction.document import Kind
from app.extraction.passages import Passage, holding


@cache
def _approval() -> re.Pattern[str]:
    return re.compile(r"\b(?:ratif|(?:" + "|".join(sorted(word_set("approval", "legislature"))) + r")\b)")


@cache
def _consent() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(word_set("approval", "consent"))) + r")")


@cache
def _budget() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(word_set("approval", "budget"))) + r")")


@cache
def _negators() -> re.Pattern[str]:
    words = sorted(word_set("approval", "negators") - {"n't"})
    return re.compile(r"\b(?:" + "|".join(words) + r")\b|n't\b|n’t\b")


_RATIFY = re.compile(r"\bratif\w+")
_NOT_YET = re.compile(
    r"\b(?:not|n't|n’t) (?:yet )?(?:been )?(?:yet )?(?:ratified|approved)\b|\bnot yet\b|\byet to\b|"
    r"\bbefore\b|\buntil\b|\bonly (?:if|when|after|once)\b|\bnot .{0,60}\b(?:until|before|unless)\b|"
    r"\bnothing .{0,40}\b(?:until|before)\b"
)
_NEGATOR_BEFORE = 90
_NEGATOR_AFTER = 22
"""Characters between a negator and the word for approval: `no ... approval`, `ratification is not required`."""
_LAID_BEFORE = re.compile(r"\b(?:laid|put|brought|come|go|goes|placed|tabled) before\b")
_CLAUSE = re.compile(r"(?:, (?:but|while|whereas|and)\b|;| but )")


def find_ratification(view: View, passages: Sequence[Passage], chambers: Callable[[int, int], bool]) -> bool | None:
    """Whether a legislature must approve; None where the text does not say. `chambers` knows those named."""
    votes = 0
    for passage in _speaking(view, passages, chambers):
        if passage.sentence.kind is Kind.QUESTION or (passage.proposals and all(p.passing for p in passage.proposals)):
            continue
        begin = passage.start
        while begin < passage.end:
            cut = _CLAUSE.search(view.folded, begin + 1, passage.end)
            end = cut.start() if cut else passage.end
            votes += _vote(view.folded, begin, end, chambers)
            begin = cut.end() if cut else passage.end
    return True if votes > 0 else False if votes < 0 else None


def _speaking(view: View, passages: Sequence[Passage], chambers: Callable[[int, int], bool]) -> Iterator[Passage]:
    """The passages with a word for ratifying or for a legislature."""
    found = {passage.start for passage in holding(view, passages, _approval())}
    for passage in passages:
        if passage.start in found or chambers(passage.start, passage.end):
            yield passage


def _vote(folded: str, start: int, end: int, chambers: Callable[[int, int], bool]) -> int:
    """How much a clause speaks for a ratification, or against one where negative."""
    clause = folded[start:end]
    ratify = _RATIFY.search(clause)
    cue = ratify
    if cue is None and (_approval().search(clause) or chambers(start, end)) and not _budget().search(clause):
        cue = _consent().search(clause)
    if cue is None:
        return 0
    if _NOT_YET.search(_LAID_BEFORE.sub("", clause)):
        return 2 if ratify else 1
    negated = any(
        -_NEGATOR_AFTER < cue.start() - match.start() < _NEGATOR_BEFORE for match in _negators().finditer(clause)
    )
    weight = 3 if ratify else 1
    return -weight - 1 if negated else weight
