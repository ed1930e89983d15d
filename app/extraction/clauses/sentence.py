"""A sentence on its way to propositions: its clauses in turn, each with what it inherits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from app.extraction.actors import Actor
from app.extraction.clauses import Clause
from app.extraction.clauses.claimants import OWN, Claim
from app.extraction.clauses.context import Reading
from app.extraction.clauses.inheritance import (
    LISTED,
    Roof,
    is_object,
    lists_what_is_given,
    resumes,
)
from app.extraction.clauses.propositions import (
    FORCES,
    UNKNOWN,
    Frame,
    Proposition,
    Subject,
    find_force,
    find_subject,
    fragment_subject,
    with_frame,
)
from app.extraction.clauses.scope import (
    GOVERNING,
    clause_reason,
    denied_by,
    is_hostile,
    is_imagined,
    sentence_reason,
)
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.clauses.voices import part_claim, sentence_claim
from app.extraction.document import Block, Kind
from app.extraction.model import Modality, Span
from app.extraction.terms import Money, find_money, find_triggers
from app.extraction.vocabulary.lexicon import Mention, labels_of

_ANAPHORIC = re.compile(
    r"\b(?:then|in that case|in such a case|in that event|in such an event|in those circumstances|once that happens"
    r"|if so|the same day|meanwhile|afterwards|thereafter|after that|thereupon|in which case|in which event"
    r"|in such cases|in that situation|in such a situation|should that happen|if that happens|when that happens"
    r"|were that to happen|should it come to that|on such an occasion|from that moment)\b"
)
_CONTENT = ("act.", "obj.", "cue.", "word.")
_ALL = Subject("all")
_INDEFINITE = frozenset({"anything", "anyone", "anybody"})
_UNREAL = frozenset({"would", "could", "might"})
_COMMANDING = frozenset({"force.obligation", "force.pledge", "force.declaration"})
_COMMANDS = frozenset(
    (
        "obliges oblige obliged obliging commits commit committed committing requires require requiring "
        "binds bind binding obligates allows allow permits permit lets let enables entitles"
    ).split()
)


@dataclass(slots=True)
class Memory:
    """What one sentence leaves to the next."""

    claim: Claim = OWN
    claimed_in: int = -1
    """Index of the block in which the claim was made."""
    subject: Subject = UNKNOWN
    trigger: Span | None = None
    roof: Roof = field(default_factory=Roof)


@cache
def _is_content(labels: frozenset[str]) -> bool:
    return any(label.startswith(_CONTENT) for label in labels)


class Sentence:
    """One sentence on its way to propositions."""

    def __init__(
        self, reading: Reading, index: int, block: Block, span: Span, frame: Frame, reason: str | None, memory: Memory
    ) -> None:
        self.reading = reading
        self.index = index
        self.block = block
        self.span = span
        self.frame = frame
        """What the clauses inherit at first, and what the sentence hands on at last."""
        self.reason = reason
        self.memory = memory
        self.mentions = reading.mentions_in(span.start, span.end)
        self.claim = OWN
        self.trigger: Span | None = None
        self.moneys: Sequence[Money] = ()
        self.met: list[tuple[int, int, int]] = []
        self.threatened = False
        """Whether its condition, or what `in that case` means, is an attack or a threat."""
        self.requested = False
        """Whether its condition is a request."""
        self.imagined = False
        """Whether its condition is told as contrary to fact."""

    def propositions(self) -> Iterator[Proposition]:
        reading, listed = self.reading, self.block.kind in LISTED
        tokens, clauses = self._parsed(listed)
        if not tokens:
            return
        self.moneys = find_money(reading.text, self.span.start, self.span.end, tuple(sorted(reading.parties)))
        told_here = self.memory.claimed_in == self.index
        whole = sentence_claim(reading, self.block, clauses, tokens, self.mentions, self.memory.claim, told_here)
        self.claim = self._part(clauses, clauses, whole) if any(c.lead == ";" for c in clauses) else whole
        self.trigger = self._trigger()
        self.imagined = any(is_imagined(reading, c) for c in clauses)
        reason = self._sentence_reason(tokens, self.span.start)
        before = main = self.frame
        governing: str | None = None
        for number, clause in enumerate(clauses):
            if clause.start in self.claim.report_clauses and not self._says_more(clause):
                continue
            if clause.lead == ";":
                self.claim = self._part(clauses[number:], clauses, whole)
                reason = self._sentence_reason(tokens, clause.start)
            inherit = self._inherited(clause, number, main, before)
            proposition = self._proposition(clause, inherit, number == 0 and listed, reason)
            if number > 1 and resumes(clauses[number - 2], clauses[number - 1], clause):
                head = reading.mentions_in(clauses[number - 2].start, clauses[number - 2].end)
                named = (m for m in head if is_object(m.labels))
                proposition.inherited_acts = (*named, *proposition.inherited_acts)
                denied = self._negators(clauses[number - 2], head, labels_of(head))
                proposition.negators = (*denied, *proposition.negators)
            if governing in GOVERNING and clause.kind in ("complement", "relative") and proposition.reject is None:
                proposition.reject = governing
            if inherit.reject == "other" and clause.verb_at == clause.start and proposition.reject is None:
                proposition.reject = "other"
            governing = proposition.reject
            yield proposition
            before = with_frame(inherit, proposition)
            if not clause.predicates and not listed and number + 1 < len(clauses):
                opened = fragment_subject(clause, proposition.actors, proposition.mentions, reading.parties)
                if opened is not UNKNOWN or not clause.tokens[0].tag & Tag.PREPOSITION:
                    before.subject = opened
            if clause.kind in ("main", "coordinate", "complement"):
                main = before
        self.frame = main

    def _parsed(self, listed: bool) -> tuple[list[Token], list[Clause]]:
        """The words and clauses of the sentence; none where it holds nothing of interest, or is a bare topic."""
        reading, span = self.reading, self.span
        if not self.mentions:
            return [], []
        introduces = reading.text[span.start : span.end].rstrip().endswith(":")
        if not introduces and not any(_is_content(m.labels) for m in self.mentions):
            return [], []
        tokens, clauses = reading.parser.parse(span.start, span.end, listed)
        topic = self.block.lead is None or span.end < self.block.end or self.index in reading.leads
        bare = len(tokens) <= 3 and topic
        return ([], []) if bare and not introduces else (tokens, clauses)

    def _inherited(self, clause: Clause, number: int, main: Frame, before: Frame) -> Frame:
        if number == 0:
            return self.frame
        if clause.lead == "" and main.subject is UNKNOWN and before.subject.kind in ("party", "all"):
            return replace(main, subject=before.subject)
        return main if clause.kind in ("coordinate", "main") else before

    def _part(self, part: Sequence[Clause], clauses: Sequence[Clause], whole: Claim) -> Claim:
        return part_claim(self.reading, self.block, part, clauses, self.mentions, whole, self.memory.claim)

    def _says_more(self, clause: Clause) -> bool:
        """A report clause that itself hints at or announces a thing: `the diplomat hinted at consultations`."""
        labels = self.reading.labels_in(clause.verb_at or clause.start, clause.end)
        return any(label.startswith(("obj.", "cue.", "act.confer", "act.teach")) for label in labels)

    def _trigger(self) -> Span | None:
        reading = self.reading
        found = find_triggers(reading.text, self.span.start, self.span.end)
        lead = self.block.lead
        introduced = reading.triggers.get(lead) if lead is not None and lead in reading.frames else None
        if found:
            trigger = found[0]
        elif introduced is not None:
            trigger = introduced
        else:
            if self.memory.trigger is None:
                return None
            match = _ANAPHORIC.search(reading.folded, self.span.start, self.span.end)
            if match is None:
                return None
            self.threatened = is_hostile(reading, self.memory.trigger)
            trigger = Span(match.start(), match.end()) if " " in match.group() else self.memory.trigger
        self.threatened = self.threatened or is_hostile(reading, trigger)
        self.requested = "request" in reading.folded[trigger.start : trigger.end]
        return trigger

    def _sentence_reason(self, tokens: Sequence[Token], start: int) -> str | None:
        if self.reason is not None:
            return self.reason
        if self.claim.outsider:
            return "opinion"
        return sentence_reason(self.reading, tokens, start, self.span.end)

    def _proposition(self, clause: Clause, before: Frame, listed: bool, reason: str | None) -> Proposition:
        reading = self.reading
        mentions = reading.mentions_in(clause.start, clause.end)
        labels = labels_of(mentions)
        actors = reading.actors_in(clause.start, clause.end)
        own_finite = bool(clause.predicates) and clause.predicates[0].finite
        recites = self._is_recital(clause)
        subject = self._commanded(mentions, actors) if not _COMMANDING.isdisjoint(labels) else None
        if subject is None:
            subject = (
                _ALL
                if recites  # all parties speak in the recitals of a preamble
                else find_subject(clause, actors, mentions, reading.parties, before, self._speaker())
            )
        force, force_span = self._force(clause, mentions, labels, before, subject, own_finite, listed, recites)
        negators = self._negators(clause, mentions, labels)
        if (not own_finite and (clause.lead in ("or", "nor") or listed)) or (
            clause.kind == "coordinate" and clause.lead == ""
        ):
            negators = (*before.negators, *negators)
        if clause.kind == "relative" and before.negators and self._of_nothing(clause):
            negators = (*before.negators, *negators)
        past = any(p.past for p in clause.predicates) if own_finite else before.past
        return Proposition(
            clause=clause,
            block=self.index,
            sentence=self.span,
            subject=subject,
            force=force,
            force_span=force_span,
            past=past,
            negators=negators,
            claim=self.claim,
            trigger=self.trigger,
            threat=self.threatened or ("obj.threat" in labels and self._struck(clause, mentions)),
            requested=self.requested,
            reject=clause_reason(reading, self.span, clause, mentions, labels, subject, force, past)
            or self._unreal(clause)
            or reason,
            mentions=mentions,
            actors=actors,
            moneys=[m for m in self.moneys if clause.start <= m.start < clause.end] if self.moneys else (),
            sentence_moneys=self.moneys,
            inherited_acts=before.acts if not clause.predicates or (listed and not own_finite) else (),
            sentence_mentions=self.mentions,
            sentence_met=self.met,
        )

    def _unreal(self, clause: Clause) -> str | None:
        """`If Oslo really wanted peace, it would send frigates`: what follows from a thing that is not so.

        Not after an attack or a request, which agreements provide for: `if Ghana were attacked, Oslo would send`.
        """
        if not self.imagined or self.threatened or self.requested or clause.kind == "condition":
            return None
        return "opinion" if clause.predicates and clause.predicates[0].auxiliary in _UNREAL else None

    @staticmethod
    def _struck(clause: Clause, mentions: Sequence[Mention]) -> bool:
        """`An attack on either of them would have the two meeting`: the threat is the subject."""
        return clause.verb_at is not None and any(
            "obj.threat" in m.labels and m.end <= clause.verb_at for m in mentions
        )

    def _force(
        self,
        clause: Clause,
        mentions: Sequence[Mention],
        labels: frozenset[str],
        before: Frame,
        subject: Subject,
        own_finite: bool,
        listed: bool,
        recites: bool,
    ) -> tuple[Modality | None, Span | None]:
        """How firmly the clause speaks: its own cue, the plain present, its inheritance, a headline's infinitive."""
        force, span = (None, None) if FORCES.isdisjoint(labels) else find_force(clause, mentions, self.reading.text)
        if force is None and recites:
            return "declaration", None
        if force == "declaration" and not own_finite and before.force is not None and clause.kind != "relative":
            return before.force, before.force_span
        present = own_finite and not any(p.past for p in clause.predicates)
        if force is None and present:
            force = self._plain_present(subject, labels)
            if force is None and lists_what_is_given(clause, mentions):
                force = "declaration"
        shares = not own_finite or (clause.lead in ("and", "or", ",") and subject is before.subject and present)
        # `it was agreed that Oslo hands over`: what is promised or declared stands in the present
        shares = shares or (present and clause.kind == "complement" and before.force_span is not None)
        if force is None and clause.kind != "relative" and shares:
            force, span = before.force, before.force_span
        if force is None and ((listed and not own_finite) or (self.block.kind in LISTED and present)):
            return "declaration", None
        headline = not listed and not own_finite and clause.lead == "" and clause.predicates
        if force is None and headline and subject.kind in ("party", "all", "unknown"):
            return "pledge", None
        return force, span

    def _is_recital(self, clause: Clause) -> bool:
        """`HOLDING FAST to the rule`, `Mindful of`: a participle that opens a paragraph of a preamble."""
        first = clause.tokens[0]
        if clause.start != self.block.start or self.block.kind in LISTED:
            return False
        return bool(first.tag & Tag.ING and first.surface.isupper()) or "recital" in self.reading.labels_in(
            first.start, first.end
        )

    def _plain_present(self, subject: Subject, labels: frozenset[str]) -> Modality | None:
        """Terms in the plain present: `the agreement brings`, `the Parties set up`, in a headline `Oslo hands over`."""
        if subject.kind in ("agreement", "all"):
            return "declaration"
        if subject.kind == "party" and self.block.kind is Kind.TITLE:
            return "pledge"
        return "declaration" if subject.kind == "party" and "agreement" in labels else None

    def _speaker(self) -> Subject | None:
        """Who `we` are: the party of the speaker; in the document's own voice, all."""
        return self.reading.speaker(self.claim.claimants[0]) if self.claim.claimants else _ALL

    def _negators(self, clause: Clause, mentions: Sequence[Mention], labels: frozenset[str]) -> tuple[Span, ...]:
        spans = [Span(m.start, m.end) for m in mentions if "negation" in m.labels] if "negation" in labels else []
        for m in mentions if "collective" in labels else ():
            if "collective" in m.labels and self.reading.folded.startswith(("neither", "no "), m.start):
                spans.append(Span(m.start, m.start + 7))
        if clause.lead in ("nor", "neither"):
            spans.append(Span(clause.start - 4, clause.start))
        if clause.kind == "complement" and (denial := denied_by(self.reading, self.span, clause)) is not None:
            spans.append(denial)
        return tuple(sorted(spans))

    def _of_nothing(self, clause: Clause) -> bool:
        """`gives neither side anything that a court could enforce`: the negator reaches into what narrows its noun."""
        words = self.reading.folded[max(self.span.start, clause.start - 14) : clause.start].split()
        return bool(words) and words[-1] in _INDEFINITE

    def _commanded(self, mentions: Sequence[Mention], actors: Sequence[Actor]) -> Subject | None:
        """`it obliges Madrid to pass on`: the object of the duty is who has it."""
        for m in mentions:
            if _COMMANDING.isdisjoint(m.labels):
                continue
            if self.reading.folded[m.start : m.end].split()[0] not in _COMMANDS:
                continue
            near = next((a for a in actors if 0 <= a.start - m.end <= 6 and self.reading.is_party(a)), None)
            if near is not None:
                return Subject("party", self.reading.party_codes((near,)))
            if any("collective" in c.labels and 0 <= c.start - m.end <= 6 for c in mentions):
                return Subject("all")
        return None
