"""The walk through a document: block by block, sentence by sentence, each clause with what it inherits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.extraction.actors import Actor
from app.extraction.agreements import AgreementDraft
from app.extraction.claimants import OWN, Claim, find_claim
from app.extraction.clauses import Clause, split_clauses
from app.extraction.document import Block, Document, Kind
from app.extraction.lexicon import Mention, lexicon
from app.extraction.model import Modality, Span
from app.extraction.propositions import UNKNOWN, Frame, Proposition, Subject, between, find_force, find_subject, fragment_subject, with_frame
from app.extraction.sentences import split_sentences
from app.extraction.terms import Money, find_money, find_triggers
from app.extraction.tokens import Tag, Token, tokenize

_SILENT = frozenset({Kind.QUESTION, Kind.LINK, Kind.ADVERT, Kind.CAPTION, Kind.META, Kind.NOTE})
_LISTED = frozenset({Kind.ITEM, Kind.BULLET})
_ASIDE = {"beside": "beside", "background": "background", "dropped": "dropped"}
_GOVERNING = frozenset({"wish", "opinion", "other"})
_ANAPHORIC = re.compile(r"\b(?:then|in that case|in such a case|in that event|in such an event|in those circumstances|once that happens|if so|the same day|meanwhile)\b")
_RELIEF = ("agree", "approv", "ratif", "join", "provid", "replac", "supply", "consent", "deliver", "accept", "member")
_OTHERS = ("similar", "different", "another", "other", "earlier", "previous", "older", "former", "like", "same-type", "comparable", "existing", "old")
_DISASTERS = ("disaster", "earthquake", "cyclone", "flood", "tsunami", "eruption", "storm", "epidemic", "fire at")
_LONGEST = 2400
_CONTENT = ("act.", "obj.", "cue.", "word.")


@dataclass(slots=True)
class Reading:
    """A text with everything that was found in it before its clauses are read."""

    text: str
    folded: str
    document: Document
    drafts: Sequence[AgreementDraft]
    actors: Sequence[Actor]
    mentions: Sequence[Mention]
    mention_starts: Sequence[int]
    actor_starts: Sequence[int]
    parties: frozenset[str]
    speakers: dict[str, Subject] = field(default_factory=dict)
    """Speakers of a transcript whose party only the dialogue shows."""
    frames: dict[int, Frame] = field(default_factory=dict)
    """What each block hands on to the list that it introduces."""


def open_reading(text: str, folded: str, document: Document, drafts: Sequence[AgreementDraft], actors: Sequence[Actor]) -> Reading:
    mentions = lexicon().find(folded)
    return Reading(
        text,
        folded,
        document,
        drafts,
        actors,
        mentions,
        [m.start for m in mentions],
        [a.start for a in actors],
        frozenset(p for d in drafts for p in d.parties),
    )


def read_propositions(reading: Reading) -> list[Proposition]:
    """All propositions of the document, in order of the text."""
    found: list[Proposition] = []
    _assign_speakers(reading)
    last_claim = OWN
    last_subject = UNKNOWN
    last_trigger: Span | None = None
    aside: dict[int, str | None] = {}
    for index, block in enumerate(reading.document.blocks):
        if block.kind in _SILENT or block.kind is Kind.HEADING:
            last_subject = _topic(reading, block, last_subject)
        if block.kind in _SILENT:
            continue
        reason = _aside_of(reading, index, block, aside)
        if block.kind is Kind.HEADING:
            reading.frames[index] = _heading_frame(reading, block)
        for number, sentence in enumerate(_bounded(reading.text, split_sentences(reading.text, block))):
            frame = _opening_frame(reading, block, last_subject, number)
            state = _Sentence(reading, index, block, sentence, frame, last_claim, reason, last_trigger)
            propositions = list(state.propositions())
            found.extend(propositions)
            if state.claim.voice == "named":
                last_claim = state.claim
            last_trigger = state.trigger or (last_trigger if not propositions else None)
            if not propositions and (first := _actors(reading, sentence.start, sentence.start + 6)) and all(c in reading.parties for c in first[0].codes):
                last_subject = Subject("party", first[0].codes)
            heads = [p.subject for p in propositions if p.clause.kind in ("main", "coordinate") and p.subject.kind in ("party", "all", "agreement")]
            last_subject = heads[0] if heads else last_subject
            if propositions:
                reading.frames[index] = state.frame
    return found


def _bounded(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """No sentence longer than any author's: an endless one is read in stretches, so that the cost stays linear."""
    for sentence in sentences:
        start = sentence.start
        while sentence.end - start > _LONGEST:
            cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > start else start + _LONGEST
            yield Span(start, cut)
            start = cut
        yield Span(start, sentence.end)


def _party_of(reading: Reading, name: str) -> Subject | None:
    words = {w.strip("(),.:") for w in name.lower().split()}
    for actor in reading.actors:
        surface = set(reading.folded[actor.start : actor.end].split())
        if surface & words and any(c in reading.parties for c in actor.codes):
            return Subject("party", tuple(c for c in actor.codes if c in reading.parties))
    return None


def _assign_speakers(reading: Reading) -> None:
    """Two sides talk and one speaker's side is known: the other speaks for the other."""
    labels = {reading.text[b.speaker.start : b.speaker.end] for b in reading.document.blocks if b.speaker is not None and b.kind not in _SILENT}
    known = {label: party for label in labels if (party := _party_of(reading, label)) is not None}
    left = [label for label in labels - known.keys() if not any(w in label.lower() for w in ("moderator", "question", "journalist", "reporter", "host", "interviewer", "speaker"))]
    rest = reading.parties - {c for party in known.values() for c in party.codes}
    if len(left) == 1 and len(rest) == 1:
        reading.speakers[left[0]] = Subject("party", tuple(rest))


def _aside_of(reading: Reading, index: int, block: Block, aside: dict[int, str | None]) -> str | None:
    """A heading like BACKGROUND or ALSO ANNOUNCED takes what stands under it out of the agreement."""
    reason = aside.get(block.heading) if block.heading is not None else None
    if block.kind is Kind.HEADING:
        words = reading.folded[block.start : block.end]
        labels = {label for m in between(reading.mentions, reading.mention_starts, block.start, block.end) for label in m.labels}
        reason = next((why for label, why in _ASIDE.items() if label in labels), None) if len(words) < 60 else None
        if words.strip(" :") in ("background", "context", "reactions", "reaction", "history", "the talks", "negotiations", "the negotiations"):
            reason = "background"
        aside[index] = reason
    return reason


def _topic(reading: Reading, block: Block, before: Subject) -> Subject:
    """`And Kyiv, what does it owe?`: a heading that names one party is about that party."""
    if block.kind not in (Kind.QUESTION, Kind.HEADING):
        return before
    codes = {c for a in _actors(reading, block.start, block.end) for c in a.codes if c in reading.parties}
    return Subject("party", tuple(codes)) if len(codes) == 1 else before


def _heading_frame(reading: Reading, block: Block) -> Frame:
    """A heading that says who does what introduces the bullets under it."""
    labels = between(reading.mentions, reading.mention_starts, block.start, block.end)
    actors = _actors(reading, block.start, block.end)
    codes = tuple(sorted({c for a in actors for c in a.codes if c in reading.parties}))
    force: Modality = "declaration"
    for mention in labels:
        if "force.obligation" in mention.labels:
            force = "obligation"
            break
        if "force.pledge" in mention.labels:
            force = "pledge"
    if "obligation" in reading.folded[block.start : block.end]:
        force = "obligation"
    subject = Subject("party", codes) if len(codes) == 1 else Subject("all") if any("collective" in m.labels for m in labels) else UNKNOWN
    return Frame(subject, force)


def _opening_frame(reading: Reading, block: Block, last_subject: Subject, number: int) -> Frame:
    if number == 0 and block.lead is not None and block.lead in reading.frames:
        return reading.frames[block.lead]
    if block.kind in _LISTED:
        lead = reading.frames.get(block.lead) if block.lead is not None else None
        heading = reading.frames.get(block.heading) if block.heading is not None else None
        return lead or heading or Frame(last_subject, "declaration")
    return Frame(last_subject)


def _actors(reading: Reading, start: int, end: int) -> Sequence[Actor]:
    return reading.actors[bisect_left(reading.actor_starts, start) : bisect_left(reading.actor_starts, end)]


class _Sentence:
    """One sentence on its way to propositions."""

    def __init__(self, reading: Reading, index: int, block: Block, span: Span, frame: Frame, last_claim: Claim, reason: str | None, last_trigger: Span | None) -> None:
        self.reading = reading
        self.index = index
        self.block = block
        self.span = span
        self.frame = frame
        self.reason = reason
        self.mentions = between(reading.mentions, reading.mention_starts, span.start, span.end)
        self.claim = OWN
        self.last_claim = last_claim
        self.trigger: Span | None = None
        self.moneys: Sequence[Money] = ()
        self.last_trigger = last_trigger

    def propositions(self) -> Iterator[Proposition]:
        reading = self.reading
        introduces = reading.text[self.span.start : self.span.end].rstrip().endswith(":")
        if not introduces and not any(label.startswith(_CONTENT) for m in self.mentions for label in m.labels):
            return
        tokens = tokenize(reading.text, reading.folded, self.span.start, self.span.end)
        if not tokens or len(tokens) <= 3 and (self.block.lead is None or self.span.end < self.block.end):
            return
        self.moneys = find_money(reading.text, self.span.start, self.span.end, tuple(sorted(reading.parties)))
        clauses = split_clauses(tokens, bare=self.block.kind in _LISTED)
        semicolon = next((i for i, c in enumerate(clauses) if c.lead == ";"), None)
        whole = self._claim(clauses, tokens)
        self.claim = whole if semicolon is None else self._part_claim(clauses[:semicolon], clauses)
        self.trigger = self._trigger()
        question = tokens[-1].word == "?" or (tokens[-1].tag & Tag.QUOTE and len(tokens) > 1 and tokens[-2].word == "?")
        sentence_reason = "question" if question else self._sentence_reason(tokens, self.span.start)
        listed = self.block.kind in _LISTED
        before = self.frame
        opening = self.frame
        main = opening
        governing: str | None = None
        for number, clause in enumerate(clauses):
            if clause.start in self.claim.report_clauses and not self._says_more(clause):
                continue
            inherit = main if clause.kind in ("coordinate", "main") else before
            if clause.lead == "" and number and main.subject is UNKNOWN and before.subject.kind in ("party", "all"):
                inherit = replace(main, subject=before.subject)
            if number == 0:
                inherit = opening
            if clause.lead == ";":
                sentence_reason = "question" if question else self._sentence_reason(tokens, clause.start)
                self.claim = self._part_claim(clauses[number:], clauses)
            proposition = self._proposition(clause, inherit, number == 0 and listed, sentence_reason)
            if governing in _GOVERNING and clause.kind in ("complement", "relative") and proposition.reject is None:
                proposition.reject = governing
            governing = proposition.reject
            yield proposition
            handed = with_frame(inherit, proposition)
            if not clause.predicates and not listed and number + 1 < len(clauses):
                opened = fragment_subject(clause, proposition.actors, proposition.mentions, reading.parties)
                if opened is not UNKNOWN or not clause.tokens[0].tag & Tag.PREPOSITION:
                    handed.subject = opened
            before = handed
            if clause.kind in ("main", "coordinate", "complement"):
                main = handed
        self.frame = main

    def _claim(self, clauses: list[Clause], tokens: list[Token]) -> Claim:
        block = self.block
        if block.speaker is not None:
            label = self.reading.text[block.speaker.start : block.speaker.end]
            labels = {x for m in between(self.reading.mentions, self.reading.mention_starts, block.speaker.start, block.speaker.end) for x in m.labels}
            return Claim((label,), "named", "journalist" in labels or "opinion" in labels, ())
        claim = find_claim(self.reading.text, clauses, self.mentions)
        names = tuple(self.last_claim.claimants[0] if name == "<last>" and self.last_claim.claimants else name for name in claim.claimants if name != "<last>" or self.last_claim.claimants)
        if claim.voice == "named" and "<last>" in claim.claimants:
            claim = Claim(names, "named", self.last_claim.outsider, claim.report_clauses)
        if claim.voice == "passive":
            return Claim(self.last_claim.claimants, "passive", self.last_claim.outsider, claim.report_clauses)
        lead = self.block.lead
        if claim.voice == "own" and lead is not None and lead in self.reading.frames:
            return self.reading.frames[lead].claim
        if claim.voice == "own" and tokens[0].word in ("“", '"', "„", "«"):
            closing = next((i for i, t in enumerate(tokens[1:], 1) if t.tag & Tag.QUOTE), None)
            if closing is None or closing >= len(tokens) - 2:
                return Claim(self.last_claim.claimants, "quoted", self.last_claim.outsider, ())
        return claim

    def _part_claim(self, part: list[Clause], clauses: list[Clause]) -> Claim:
        """A sentence of two halves: who speaks in one of them, or who closes the whole with `she said`."""
        end = next((i for i, c in enumerate(part) if i and c.lead == ";"), len(part))
        inside = [m for m in self.mentions if part[0].start <= m.start < part[end - 1].end]
        claim = find_claim(self.reading.text, part[:end], inside)
        if claim.voice != "own" or self.block.speaker is not None:
            return claim if self.block.speaker is None else self.claim
        whole = find_claim(self.reading.text, clauses, self.mentions)
        return whole if whole.report_clauses and whole.report_clauses[-1] == clauses[-1].start else claim

    def _says_more(self, clause: Clause) -> bool:
        """A report clause that itself hints at or announces a thing: `the diplomat hinted at consultations`."""
        own = between(self.reading.mentions, self.reading.mention_starts, clause.verb_at or clause.start, clause.end)
        return any(label.startswith(("obj.", "cue.", "act.confer", "act.teach")) for m in own for label in m.labels)

    def _trigger(self) -> Span | None:
        found = find_triggers(self.reading.text, self.span.start, self.span.end)
        if found:
            return found[0]
        words = self.reading.folded[self.span.start : self.span.end]
        return self.last_trigger if _ANAPHORIC.search(words) else None

    def _hostile(self, trigger: Span) -> bool:
        """Whether the condition is an attack or a threat, and no flood or request."""
        inside = between(self.reading.mentions, self.reading.mention_starts, trigger.start, trigger.end)
        words = self.reading.folded[trigger.start : trigger.end]
        if any(w in words for w in _DISASTERS):
            return False
        outside = [a for a in _actors(self.reading, trigger.start, trigger.end) if not any(c in self.reading.parties for c in a.codes)]
        return any("obj.threat" in m.labels for m in inside) or bool(outside) and not any(w in words for w in _RELIEF)

    def _sentence_reason(self, tokens: list[Token], start: int) -> str | None:
        if self.reason is not None:
            return self.reason
        if self.claim.outsider:
            return "opinion"
        stop = next((t.start for t in tokens if t.word == ";" and t.start > start), self.span.end)
        labels = {label for m in self.mentions if start <= m.start < stop for label in m.labels}
        if any(t.word in ("means", "meaning") for t in tokens[:12]) and any(t.tag & Tag.QUOTE for t in tokens[:4]):
            return "definition"
        if "question" in labels:
            return "question"
        if "opinion_aside" in labels:
            return "opinion"
        if "dropped" in labels:
            return "dropped"
        if "beside" in labels and "under the same" not in self.reading.folded[self.span.start : self.span.end]:
            return "beside"
        return None

    def _proposition(self, clause: Clause, before: Frame, listed: bool, reason: str | None) -> Proposition:
        reading = self.reading
        mentions = between(reading.mentions, reading.mention_starts, clause.start, clause.end)
        actors = _actors(reading, clause.start, clause.end)
        own_finite = any(p.finite for p in clause.predicates)
        speaker = self._speaker_subject()
        subject = find_subject(clause, actors, mentions, reading.parties, before, speaker)
        force, force_span = find_force(clause, mentions, reading.text)
        fragment = not clause.predicates
        negators = self._negators(clause, mentions)
        if force == "declaration" and not own_finite and before.force is not None and clause.kind != "relative":
            force, force_span = before.force, before.force_span
        if force is None and own_finite and self._present(clause):
            force = self._plain_present(subject, mentions)
        if force is None and clause.kind != "relative" and (not own_finite or clause.lead in ("and", "or", ",") and subject is before.subject and self._present(clause)):
            force, force_span = before.force, before.force_span
        if force is None and listed and not own_finite:
            force = "declaration"
        if force is None and not listed and not own_finite and clause.lead == "" and clause.predicates and subject.kind in ("party", "all", "unknown"):
            force = "pledge"
        if not own_finite and (clause.lead in ("or", "nor") or listed) or clause.kind == "coordinate" and clause.lead == "":
            negators = (*before.negators, *negators)
        past = any(p.past for p in clause.predicates) if own_finite else before.past
        moved = self._commanded(clause, mentions, actors)
        if moved is not None:
            subject = moved
        reason = self._reason(clause, mentions, subject, force, past) or reason
        money = [m for m in self.moneys if clause.start <= m.start < clause.end]
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
            threat=self.trigger is not None and self._hostile(self.trigger),
            reject=reason,
            mentions=mentions,
            actors=actors,
            moneys=money,
            sentence_moneys=self.moneys,
            inherited_acts=before.acts if fragment or listed and not own_finite else (),
            beside=[m for m in self.mentions if not clause.start <= m.start < clause.end],
            fragment=fragment,
        )

    def _plain_present(self, subject: Subject, mentions: Sequence[Mention]) -> Modality | None:
        """`The agreement brings`, `the Parties establish`, and in a headline `Oslo hands over`: terms in the plain present."""
        if subject.kind in ("agreement", "all"):
            return "declaration"
        if subject.kind == "party" and self.block.kind is Kind.TITLE:
            return "pledge"
        if subject.kind == "party" and any("agreement" in m.labels for m in mentions):
            return "declaration"
        return None

    @staticmethod
    def _present(clause: Clause) -> bool:
        return not any(p.past for p in clause.predicates)

    def _speaker_subject(self) -> Subject | None:
        claimants = self.claim.claimants
        if not claimants:
            return Subject("all")
        return self.reading_speaker(claimants[0])

    def reading_speaker(self, name: str) -> Subject | None:
        """The party for which a speaker speaks, as the text shows it; in a dialogue of two, the one that is left."""
        return self.reading.speakers.get(name) or _party_of(self.reading, name)

    def _negators(self, clause: Clause, mentions: Sequence[Mention]) -> tuple[Span, ...]:
        spans = [Span(m.start, m.end) for m in mentions if "negation" in m.labels]
        for m in mentions:
            if "collective" in m.labels and self.reading.folded.startswith(("neither", "no "), m.start):
                spans.append(Span(m.start, m.start + 7))
        if clause.lead in ("nor", "neither"):
            spans.append(Span(clause.start - 4, clause.start))
        return tuple(sorted(spans))

    def _commanded(self, clause: Clause, mentions: Sequence[Mention], actors: Sequence[Actor]) -> Subject | None:
        """`it obliges Madrid to pass on`: the object of the duty is who has it."""
        for m in mentions:
            if not m.labels & {"force.obligation", "force.pledge", "force.declaration"}:
                continue
            word = self.reading.folded[m.start : m.end].split()[0]
            if word not in ("obliges", "oblige", "obliged", "commits", "commit", "committed", "requires", "require", "binds", "bind", "obligates", "allows", "allow", "permits", "permit", "lets", "let", "committing", "obliging", "requiring", "binding", "enables", "entitles"):
                continue
            for a in actors:
                if 0 <= a.start - m.end <= 6 and any(c in self.reading.parties for c in a.codes):
                    return Subject("party", tuple(c for c in a.codes if c in self.reading.parties))
            if any("collective" in c.labels and 0 <= c.start - m.end <= 6 for c in mentions):
                return Subject("all")
        return None

    def _of_outsider(self, clause: Clause) -> bool:
        """`Luxembourg, whose paper`, `Britain, which gives`: the relative clause of a state that is no party."""
        near = [a for a in _actors(self.reading, max(self.span.start, clause.start - 40), clause.start) if clause.start - a.end <= 3]
        return bool(near) and not any(c in self.reading.parties for c in near[-1].codes)

    def _other_agreement(self, clause: Clause, mentions: Sequence[Mention]) -> bool:
        """`its agreement with Kenya`, `Japan's pact`, `the 2016 accord`, `a similar deal`: not the one reported on."""
        folded, parties = self.reading.folded, self.reading.parties
        own = {d.signed_on.year for d in self.reading.drafts if d.signed_on} | {d.planned_on.year for d in self.reading.drafts if d.planned_on}
        outside = [a for a in _actors(self.reading, clause.start, clause.end) if not any(c in parties for c in a.codes)]
        for m in mentions:
            if "agreement" not in m.labels:
                continue
            before, after = folded[max(clause.start, m.start - 24) : m.start], folded[m.end : m.end + 16]
            if before.rstrip().endswith(_OTHERS) or any(y.isdigit() and len(y) == 4 and int(y) not in own and own for y in (before.split()[-1:] + after.split()[1:2] if after.startswith(" of ") else before.split()[-1:])):
                return True
            for a in outside:
                if 0 <= m.start - a.end <= 14 and folded[a.end : a.end + 2] in ("'s", "’s"):
                    return True
                link = folded[m.end : a.start]
                if a.start >= m.end and len(link) <= 44 and any(w in link.split() for w in ("with", "between")) and "," not in link:
                    return True
        return False

    def _reason(self, clause: Clause, mentions: Sequence[Mention], subject: Subject, force: Modality | None, past: bool) -> str | None:
        labels = {label for m in mentions for label in m.labels}
        firm = force is not None and any(m.labels & {"force.obligation", "force.pledge", "force.intent"} for m in mentions)
        if "wish" in labels:
            return "wish"
        if "background" in labels and (past or not firm):
            return "background"
        if subject.kind == "third" or clause.kind == "relative" and self._of_outsider(clause):
            return "third"
        if self._other_agreement(clause, mentions):
            return "other"
        if "opinion_verb" in labels:
            return "opinion"
        return None
