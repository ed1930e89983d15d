"""What takes a clause out of the agreement: the past, a wish, a question, an outsider, another agreement.

Each reason reaches over its sentence, its half of a sentence, or its clause; a heading like BACKGROUND reaches over all
that stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.extraction.clauses import Clause
from app.extraction.clauses.context import Reading
from app.extraction.clauses.propositions import Subject
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.document import Block, Kind
from app.extraction.model import Modality, Span
from app.extraction.vocabulary.lexicon import Mention

#: Reasons of a clause that hold for the clauses that it governs.
GOVERNING = frozenset({"wish", "opinion", "other"})

_ASIDE = ("beside", "background", "dropped")
_ASIDE_HEADINGS = frozenset(
    {"background", "context", "reactions", "reaction", "history", "the talks", "negotiations", "the negotiations"}
)
_FIRM = frozenset({"force.obligation", "force.pledge", "force.intent"})
_HEADING_LENGTH = 60
_RELIEF = ("agree", "approv", "ratif", "join", "provid", "replac", "supply", "consent", "deliver", "accept", "member")
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
_DISASTERS = (
    "disaster",
    "earthquake",
    "cyclone",
    "flood",
    "tsunami",
    "eruption",
    "storm",
    "epidemic",
    "fire at",
    "quake",
    "hurricane",
    "typhoon",
)


def heading_reason(reading: Reading, block: Block) -> str | None:
    """Why nothing under this heading is a term: `ALSO ANNOUNCED DURING THE VISIT` gives `beside`."""
    words = reading.folded[block.start : block.end]
    if words.strip(" :") in _ASIDE_HEADINGS:
        return "background"
    labels = reading.labels_in(block.start, block.end) if len(words) < _HEADING_LENGTH else set()
    return next((reason for reason in _ASIDE if reason in labels), None)


def sentence_reason(reading: Reading, tokens: Sequence[Token], start: int, end: int) -> str | None:
    """Why `text[start:end]`, a sentence or its half, states no term."""
    if tokens[-1].word == "?" or (tokens[-1].tag & Tag.QUOTE and len(tokens) > 1 and tokens[-2].word == "?"):
        return "question"
    semicolon = reading.text.find(";", start + 1, end)
    stop = semicolon if semicolon >= 0 else end
    labels = reading.labels_in(start, stop)
    if any(t.tag & Tag.QUOTE for t in tokens[:4]) and any(t.word in ("means", "meaning") for t in tokens[:12]):
        return "definition"
    if "question" in labels:
        return "question"
    if "opinion_aside" in labels:
        return "opinion"
    if "dropped" in labels:
        return "dropped"
    return "beside" if "beside" in labels and "under the same" not in reading.folded[start:stop] else None


def clause_reason(
    reading: Reading,
    sentence: Span,
    clause: Clause,
    mentions: Sequence[Mention],
    labels: frozenset[str],
    subject: Subject,
    force: Modality | None,
    past: bool,
) -> str | None:
    """Why one clause states no term; `labels` are those of all its mentions."""
    if "wish" in labels:
        return "wish"
    if "background" in labels and (past or force is None or _FIRM.isdisjoint(labels)):
        return "background"
    if subject.kind == "third" or (clause.kind == "relative" and _of_outsider(reading, sentence, clause)):
        return "third"
    if "agreement" in labels and any(_is_other(reading, clause, m) for m in mentions if "agreement" in m.labels):
        return "other"
    return "opinion" if "opinion_verb" in labels else None


def _of_outsider(reading: Reading, sentence: Span, clause: Clause) -> bool:
    """`Luxembourg, whose paper`, `Britain, which gives`: the relative clause of a state that is no party."""
    near = [
        a for a in reading.actors_in(max(sentence.start, clause.start - 40), clause.start) if clause.start - a.end <= 3
    ]
    return bool(near) and not reading.is_party(near[-1])


def _is_other(reading: Reading, clause: Clause, mention: Mention) -> bool:
    """`its agreement with Kenya`, `Japan's pact`, `the 2016 accord`, `a similar deal`: not the one reported on."""
    folded = reading.folded
    before = folded[max(clause.start, mention.start - 24) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 16]
    years = [*before.split()[-1:], *(after.split()[1:2] if after.startswith(" of ") else ())]
    if (
        _OF_BODY.match(reading.text, mention.end)
        or before.endswith(_OTHERS)
        or any(_is_year_of_another(reading, year) for year in years)
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


def is_hostile(reading: Reading, trigger: Span) -> bool:
    """Whether a condition is an attack or a threat, and no flood or request: `if Russia comes back`."""
    words = reading.folded[trigger.start : trigger.end]
    if any(word in words for word in _DISASTERS):
        return False
    if "obj.threat" in reading.labels_in(trigger.start, trigger.end):
        return True
    outside = any(not reading.is_party(a) for a in reading.actors_in(trigger.start, trigger.end))
    return outside and not any(word in words for word in _RELIEF)


def is_silent(block: Block) -> bool:
    """Whether a block asserts nothing: questions, links, adverts, captions, bylines, notes."""
    return block.kind in _SILENT


_SILENT = frozenset({Kind.QUESTION, Kind.LINK, Kind.ADVERT, Kind.CAPTION, Kind.META, Kind.NOTE})
