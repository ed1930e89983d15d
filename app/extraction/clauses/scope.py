"""What takes a clause out of the agreement: the past, a wish, a question, an outsider, another agreement.

Each reason reaches over its sentence, its half of a sentence, or its clause; a heading like BACKGROUND reaches over all
that stands under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.extraction.clauses import Clause
from app.extraction.clauses.context import Reading
from app.extraction.clauses.others import continues_other, other_mentions
from app.extraction.clauses.propositions import Subject
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.document import Block, Kind
from app.extraction.model import Modality, Span
from app.extraction.vocabulary.lexicon import Mention

#: Reasons of a clause that hold for the clauses that it governs.
GOVERNING = frozenset({"wish", "opinion", "other"})

_ASIDE = ("beside", "background", "dropped")
_ASIDE_HEADINGS = frozenset(
    "quick facts|fast facts|did you know|background|context|reactions|reaction|history|the talks|negotiations"
    "|the negotiations".split("|")
)
_FIRM = frozenset({"force.obligation", "force.pledge", "force.intent"})
_HEADING_LENGTH = 60
_RELIEF = ("agree", "approv", "ratif", "join", "provid", "replac", "supply", "consent", "deliver", "accept", "member")
_ASKED = ("?", "?”", '?"', "?’")
"""How a clause ends that asks."""
_LOOKS_BACK = re.compile(
    r"(?:and )?(?:recalling|noting with (?:satisfaction|appreciation|gratitude)|building on|"
    r"having (?:regard|heard|noted|taken note)|pursuant to|proceeding from)\b"
)
"""How a recital opens that tells of what went before."""
_BEFORE_THAT = 60
"""Characters between a verb of denial and what it denies."""
_INSISTS = re.compile(r"\b(?:insist|demand|argu|urg|warn)\w* (?:[\w ]{0,20} )?(?:that )?$")
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:dismiss|reject|rebuff|refut)(?:s|es|ed|ing)?"
    r"(?: \w+){0,2} (?:reports?|claims?|rumours?|rumors?|suggestions?|talk|speculation|allegations?))"
    r"(?: [\w ’'-]{0,30})?(?: that)? $"
)
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
    if reading.folded.endswith("?", clause.start, clause.end + 1) or reading.folded.endswith(
        _ASKED, clause.start, clause.end
    ):
        return "question"
    if "wish" in labels:
        return "wish"
    if (
        clause.start == sentence.start
        and not any(p.finite for p in clause.predicates)
        and _LOOKS_BACK.match(reading.folded, clause.start, clause.end)
    ):
        return "background"
    if "background" in labels and (past or force is None or _FIRM.isdisjoint(labels)):
        return "background"
    if subject.kind == "third" or (clause.kind == "relative" and _of_outsider(reading, sentence, clause)):
        return "third"
    if other_mentions(reading, clause, mentions) or continues_other(reading, sentence, clause):
        return "other"
    if clause.kind == "complement" and _is_insisted_on(reading, sentence, clause):
        return "wish"
    if "opinion_verb" in labels or _is_commented(clause, mentions, labels) or _is_advised(clause, subject):
        return "opinion"
    return None


def _is_insisted_on(reading: Reading, sentence: Span, clause: Clause) -> bool:
    """`He insists that Oslo must stay neutral`: a demand; `insists that the pact obliges Oslo` is none."""
    if not clause.predicates or clause.predicates[0].auxiliary not in ("must", "should", "ought"):
        return False
    begin = max(sentence.start, clause.start - _BEFORE_THAT)
    return _INSISTS.search(reading.folded, begin, clause.start) is not None


def denied_by(reading: Reading, sentence: Span, clause: Clause) -> Span | None:
    """The verb that denies a complement: `denied that Oslo would send howitzers`."""
    begin = max(sentence.start, clause.start - _BEFORE_THAT)
    match = _DENIES.search(reading.folded, begin, clause.start)
    return Span(match.start(), match.end()) if match is not None else None


def is_imagined(reading: Reading, clause: Clause) -> bool:
    """Whether a condition is contrary to fact: `if it really wanted`, `were the Senate to change its mind`."""
    if clause.kind != "condition" or not clause.predicates or clause.tokens[0].word not in ("if", "were"):
        return False
    if any(word in reading.folded[clause.start : clause.end] for word in _RELIEF):
        return False
    first = clause.predicates[0]
    return first.past or first.auxiliary == "were"


def _is_commented(clause: Clause, mentions: Sequence[Mention], labels: frozenset[str]) -> bool:
    """`Enthusiasts speak of a defence pact`: those who comment on an agreement are the subject."""
    if "commentator" not in labels:
        return False
    until = clause.verb_at or clause.start + 1
    return any("commentator" in m.labels and m.start < until for m in mentions)


def _is_advised(clause: Clause, subject: Subject) -> bool:
    """`Oslo should send more`: advice; not `should Oslo be attacked`, nor what the Parties say that they should do."""
    if subject.kind == "all" or not clause.predicates or clause.kind == "condition":
        return False
    first = clause.predicates[0]
    return first.auxiliary == "should" and clause.verb_at is not None and clause.verb_at > clause.start


def _of_outsider(reading: Reading, sentence: Span, clause: Clause) -> bool:
    """`Luxembourg, whose paper`, `Britain, which gives`: the relative clause of a state that is no party."""
    near = [
        a for a in reading.actors_in(max(sentence.start, clause.start - 40), clause.start) if clause.start - a.end <= 3
    ]
    return bool(near) and not reading.is_party(near[-1])


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
