"""Whether a legislature must approve an agreement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from app.extraction.agreements.instruments import is_asked
from app.extraction.agreements.passages import Passage, holding
from app.extraction.agreements.words import View, word_set


@cache
def _approval() -> re.Pattern[str]:
    return re.compile(r"\b(?:ratif|(?:" + "|".join(sorted(word_set("approval", "legislature"))) + r")\b)")


@cache
def _approval_stems() -> tuple[str, ...]:
    """Of the words for a legislature, those that no other of them begins."""
    words = sorted({"ratif", *word_set("approval", "legislature")})
    return tuple(w for w in words if not any(w != other and w.startswith(other) for other in words))


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
    r"\bbefore (?!(?:an?|any|the|its|our|their)? ?(?:\w+ )?(?:courts?|tribunals?|judges?|hous|chamber|"
    r"parliament))|\buntil\b|\bonly (?:if|when|after|once)\b|\bnot .{0,60}\b(?:until|before|unless)\b|"
    r"\bnothing .{0,40}\b(?:until|before)\b"
)
_NEGATOR_BEFORE = 90
_NEGATOR_AFTER = 22
"""Characters between a negator and the word for approval: `no ... approval`, `ratification is not required`."""
_NOT_ASKED = re.compile(r"(?:\b(?:not|never)|n't|n’t|\bneither\b.{0,60}) (?:been |be )?(?:asked|consulted)\b")
_LAID_BEFORE = re.compile(r"\b(?:laid|put|brought|come|comes|go|goes|placed|tabled|lies|lie) before\b")
_NOT_NEEDED = re.compile(
    r"(?:\b(?:not|never|no longer|hardly)|n't|n’t) (?:be |been |even )?(?:needed|required|necessary|foreseen|"
    r"provided for|"
    r"called for|sought|asked for|obligatory|mandatory)\b|\b(?:unnecessary|superfluous|dispensed with|"
    r"left out of it)\b"
)
_NO_VOTE = re.compile(
    r"\b(?:needs?|requires?|takes?) no (?:vote|ratification|(?:parliamentary )?(?:approval|assent|consent))\b"
    r"(?! of (?:the )?(?:other|both|two|parties))"
)
"""`the memorandum needs no vote`: what has no legislature beside it."""
_WITHOUT = ("no vote", "no approval", "no assent", "no consent")
_ANSWERS = re.compile(
    r"(?:[^\W\d_][\w .'’-]{1,40}(?: ?\([^)\n]{1,30}\))?: )?"
    r"[\"“‘'—–-]*\s*(?:(?P<yes>yes|they do|they will|it does|it will|they must|it must|"
    r"certainly|ours will|both will|both do|"
    r"of course|both must|indeed)|(?P<no>no|not|neither|none|they don|they won|it doesn|it won))\b"
)
"""How a text answers its own question."""
_HAS_A_SAY = re.compile(r"\b(?:a say|any say|vot\w*|approv\w*|ratif\w*|consent\w*|agree|bless\w*|sign off|asked)\b")
_CLAUSE = re.compile(
    r"(?:, (?:but|while|whereas|and)\b|;| but )(?! ?(?:has|have|had|does|do|did|need|needs|can|will|must|is|are|"
    r"was|were)(?:n't|not)?\b)|,[\"”'’] |, adding that "
)
"""Where a clause with a subject of its own begins."""
_SENT = re.compile(
    r"\b(?:go|goes|went|gone|going|come|comes|sent|submitted|taken|passed|referred) (?:to|before|through|by) "
)
_AS_FAR_AS = 40
"""Characters between `goes to` and the legislature."""
_WAITS = re.compile(r"\b(?:once|until|when|after|if|before|unless)\b")
_AGREES = re.compile(r"\b(?:(?:has|have) (?:both |all |each |also )?)?agree(?:s|d)?\b")


def find_ratification(view: View, passages: Sequence[Passage], chambers: Callable[[int, int], bool]) -> bool | None:
    """Whether a legislature must approve; None where the text does not say. `chambers` knows those named."""
    votes = _answered(view, passages)
    for passage in _speaking(view, passages, chambers):
        if is_asked(view, passage.sentence) or (passage.proposals and all(p.passing for p in passage.proposals)):
            continue
        begin = passage.start
        while begin < passage.end:
            cut = _CLAUSE.search(view.folded, begin + 1, passage.end)
            end = cut.start() if cut else passage.end
            votes += _vote(view.folded, begin, end, chambers)
            begin = cut.end() if cut else passage.end
    return True if votes > 0 else False if votes < 0 else None


def _answered(view: View, passages: Sequence[Passage]) -> int:
    """`Do the parliaments have a say? They do.`: what the answers to such questions speak for."""
    votes = 0
    for question, answer in pairwise(passages):
        if view.folded[question.end - 1] != "?" or not _HAS_A_SAY.search(view.folded, question.start, question.end):
            continue
        if not _approval().search(view.folded, question.start, question.end):
            continue
        if (match := _ANSWERS.match(view.folded, answer.start, answer.end)) is not None:
            votes += 2 if match["yes"] else -2
    return votes


def _speaking(view: View, passages: Sequence[Passage], chambers: Callable[[int, int], bool]) -> Iterator[Passage]:
    """The passages with a word for ratifying or for a legislature."""
    found = {passage.start for passage in holding(view, passages, (*_approval_stems(), *_WITHOUT))}
    for passage in passages:
        if passage.start in found or chambers(passage.start, passage.end):
            yield passage


def _sent_there(folded: str, start: int, end: int, chambers: Callable[[int, int], bool]) -> re.Match[str] | None:
    """`it does not go to the Senate`: in a clause, as a match of the clause alone."""
    clause = folded[start:end]
    for match in _SENT.finditer(clause):
        until = match.end() + _AS_FAR_AS
        if _approval().search(clause, match.end(), until) or chambers(start + match.end(), min(end, start + until)):
            return match
    return None


def _agrees(clause: str) -> re.Match[str] | None:
    """`once the Sejm and the National Assembly have both agreed`."""
    waits = _WAITS.search(clause)
    return _AGREES.search(clause, waits.end()) if waits else None


def _vote(folded: str, start: int, end: int, chambers: Callable[[int, int], bool]) -> int:
    """How much a clause speaks for a ratification, or against one where negative."""
    clause = folded[start:end]
    ratify = _RATIFY.search(clause)
    cue = ratify
    if cue is None and (_approval().search(clause) or chambers(start, end)) and not _budget().search(clause):
        cue = _consent().search(clause) or _sent_there(folded, start, end, chambers) or _agrees(clause)
    if cue is None:
        asked = _approval().search(clause) or chambers(start, end)
        return -2 if _NO_VOTE.search(clause) or (asked and _NOT_ASKED.search(clause)) else 0
    if _NOT_YET.search(_LAID_BEFORE.sub("", clause)):
        return 2 if ratify else 1
    negated = _NOT_NEEDED.search(clause) is not None or any(
        -_NEGATOR_AFTER < cue.start() - match.start() < _NEGATOR_BEFORE for match in _negators().finditer(clause)
    )
    weight = 3 if ratify else 1
    return -weight - 1 if negated else weight
