"""What is said of another agreement than those reported on: a similar one, one of an earlier year, one of outsiders."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.extraction.clauses import Clause
from app.extraction.clauses.context import Reading
from app.extraction.model import Span
from app.extraction.vocabulary.lexicon import Mention

_OTHERS = (
    "similar",
    "different",
    "another",
    "other",
    "earlier",
    "previous",
    "older",
    "former",
    "like",
    "same-type",
    "comparable",
    "existing",
    "old",
)
_OF_BODY = re.compile(r" of the [A-Z]{3,8}\b")
"""`the founding treaty of the CSTO`."""
_SIGNED_IN = re.compile(
    r"(?:[\w’'“”\" -]{0,40},)? ?(?:which was |that was )?(?:signed|concluded|reached|initialled|agreed|dating|dated)"
    r"(?: [\w’'.-]+){0,6}? (?:in|on|of|from)(?: [\w,.]+){0,3}? ?((?:19|20)\d\d)\b"
)
"""`the trade agreement, signed in September 2023`."""
_LIKENED = re.compile(r"\b(?:like|unlike|than|as with|as in)(?: [\w’'-]+){0,3} $")
_TO_RELATIVE = 90
"""Characters between an agreement and the relative clause about it."""


_NAMED = ("agreement", "treaty", "pact", "accord", "agreements")


def other_mentions(reading: Reading, clause: Clause, mentions: Sequence[Mention]) -> bool:
    """Whether a clause names an agreement that is another, by its noun or in a compound like `trade agreement`."""
    folded = reading.folded
    return any(
        ("agreement" in m.labels or folded.endswith(_NAMED, m.start, m.end)) and is_other(reading, clause, m)
        for m in mentions
    )


def is_other(reading: Reading, clause: Clause, mention: Mention) -> bool:
    """`its agreement with Kenya`, `Japan's pact`, `the 2016 accord`, `a similar deal`: not the one reported on."""
    folded = reading.folded
    before = folded[max(clause.start, mention.start - 24) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 16]
    years = [*before.split()[-1:], *(after.split()[1:2] if after.startswith(" of ") else ())]
    if (
        _OF_BODY.match(reading.text, mention.end)
        or before.endswith(_OTHERS)
        or any(_is_year_of_another(reading, year) for year in years)
        or _signed_in_another(reading, mention)
    ):
        return True
    return any(
        _belongs_to(folded, mention, a.start, a.end)
        for a in reading.actors_in(clause.start, clause.end)
        if not reading.is_party(a) and a.kind != "organisation"
    )


def _is_year_of_another(reading: Reading, word: str) -> bool:
    word = word.strip(",.;:")
    return word.isdecimal() and len(word) == 4 and bool(reading.years) and int(word) not in reading.years


def _belongs_to(folded: str, mention: Mention, start: int, end: int) -> bool:
    if 0 <= mention.start - end <= 14 and folded[end : end + 2] in ("'s", "’s"):
        return True
    link = folded[mention.end : start]
    return (
        start >= mention.end
        and len(link) <= 44
        and "," not in link
        and any(word in link.split() for word in ("with", "between"))
    )


def _signed_in_another(reading: Reading, mention: Mention) -> bool:
    match = _SIGNED_IN.match(reading.folded, mention.end, mention.end + 100)
    return match is not None and _is_year_of_another(reading, match.group(1))


def continues_other(reading: Reading, sentence: Span, clause: Clause) -> bool:
    """Whether a clause goes on about an agreement named before it in its sentence that is another.

    `not a statement like the communique of May, which binds nobody`; `the memorandum that Ethiopia signed with
    Somaliland would lease a coast`.
    """
    relative = clause.kind == "relative"
    resumed = clause.kind == "coordinate" and clause.lead == "" and clause.verb_at == clause.start
    if not (relative or resumed):
        return False
    low = max(sentence.start, clause.start - (_TO_RELATIVE if relative else 2 * _TO_RELATIVE))
    named = [m for m in reading.mentions_in(low, clause.start) if "agreement" in m.labels]
    if not named:
        return False
    last = named[-1] if relative else named[0]
    between = reading.folded[last.end : clause.start]
    if relative:
        before = reading.folded[max(sentence.start, last.start - 40) : last.start]
        return ";" not in between and _LIKENED.search(before) is not None
    signers = [a for a in reading.actors_in(last.end, clause.start) if a.kind != "organisation" and not a.locative]
    return between.startswith((" that ", " which ")) and any(not reading.is_party(a) for a in signers)
