"""What blocks and clauses lend each other: headings their bullets, a lead its list, a subject its verb further on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.extraction.clauses import Clause
from app.extraction.clauses.context import Reading
from app.extraction.clauses.propositions import UNKNOWN, Frame, Subject
from app.extraction.document import Block, Kind
from app.extraction.model import Modality
from app.extraction.vocabulary.lexicon import Mention

LISTED = frozenset({Kind.ITEM, Kind.BULLET})


def topic(reading: Reading, block: Block, before: Subject) -> Subject:
    """`And Kyiv, what does it owe?`: a heading that names one party is about that party."""
    if block.kind not in (Kind.QUESTION, Kind.HEADING):
        return before
    codes = reading.party_codes(reading.actors_in(block.start, block.end))
    return Subject("party", codes) if len(codes) == 1 else before


@dataclass(slots=True)
class Roof:
    """The heading that says who does what, over the headings of topics under it."""

    frame: Frame | None = None

    def over(self, blocks: Sequence[Block], index: int, own: Frame, gives: bool) -> Frame:
        """What a heading hands on: `Military support` under `What Canada will do`, which `gives`, takes after it."""
        following = blocks[index + 1].kind if index + 1 < len(blocks) else None
        if own.subject is not UNKNOWN:
            self.frame = own if gives and following is Kind.HEADING else None
        elif following not in LISTED:
            self.frame = None
        return self.frame if self.frame is not None and own.subject is UNKNOWN else own


def heading_frame(reading: Reading, block: Block) -> tuple[Frame, bool]:
    """A heading that says who does what introduces the bullets under it; and whether it says that they give."""
    labels = reading.labels_in(block.start, block.end)
    codes = reading.party_codes(reading.actors_in(block.start, block.end))
    force: Modality = "declaration"
    if "force.obligation" in labels or "obligation" in reading.folded[block.start : block.end]:
        force = "obligation"
    elif "force.pledge" in labels:
        force = "pledge"
    subject = Subject("party", codes) if len(codes) == 1 else Subject("all") if "collective" in labels else UNKNOWN
    return Frame(subject, force), force != "declaration" or "commitment" in reading.folded[block.start : block.end]


def opening_frame(reading: Reading, block: Block, last_subject: Subject, number: int) -> Frame:
    lead = reading.frames.get(block.lead) if block.lead is not None else None
    if number == 0 and lead is not None:
        return lead
    if block.kind in LISTED:
        heading = reading.frames.get(block.heading) if block.heading is not None else None
        return lead or heading or Frame(last_subject, "declaration")
    return Frame(last_subject)


def resumes(head: Clause, between: Clause, clause: Clause) -> bool:
    """`Instructors, who speak French, | will teach`: the predicate of a subject that a clause parts from it."""
    return (
        not head.predicates
        and between.kind in ("relative", "complement")
        and clause.kind == "coordinate"
        and clause.lead in ("", ",")
        and clause.verb_at == clause.start
        and clause.predicates[0].finite
    )


def lists_what_is_given(clause: Clause, mentions: Sequence[Mention]) -> bool:
    """`The radars come with 60 lorries`, `Deliveries begin in May`: what was promised, in the present."""
    verb = clause.verb_at
    if verb is None or clause.kind not in ("main", "coordinate"):
        return False
    before = [m for m in mentions if m.end <= verb]
    given = any(not _GIVEN.isdisjoint(m.labels) for m in before)
    behind = (m for m in mentions if verb <= m.start <= verb + 24)
    return given and clause.tokens[0].word in _DEFINITE and any(not _COMING.isdisjoint(m.labels) for m in behind)


_GIVEN = frozenset({"obj.arms", "obj.military_aid", "obj.money"})
_COMING = frozenset({"word.arrive", "word.include"})
_DEFINITE = frozenset({"the", "these", "those", "deliveries", "delivery", "supplies", "shipments"})


@cache
def is_object(labels: frozenset[str]) -> bool:
    return any(label.startswith("obj.") for label in labels) and "recital" not in labels
