"""Which agreements between states a document reports on, and which of them a sentence speaks of.

    sentences ──▶ proposals ──▶ the agreements reported on ──▶ references to each ──▶ their particulars

Agreements that are only mentioned, and documents about something else, give none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.extraction.actors.states import Actor
from app.extraction.agreements.first_person import add_speaker
from app.extraction.agreements.instruments import Sentence, read_sentences
from app.extraction.agreements.particulars import Signing, find_form, find_signings, settle_status
from app.extraction.agreements.parties import Reported, choose, is_own_text
from app.extraction.agreements.passages import Passage, find_passages
from app.extraction.agreements.proposals import Proposal, find_proposals
from app.extraction.agreements.ratification import find_ratification
from app.extraction.agreements.references import References, find_references
from app.extraction.agreements.titles import find_title
from app.extraction.agreements.validity import find_duration
from app.extraction.agreements.words import View, open_view
from app.extraction.document import Document
from app.extraction.model import Agreement, LegalForm, Span
from app.extraction.terms import find_dates

__all__ = ["AgreementDraft", "agreement_at", "find_agreements"]

_OF_BOTH = re.compile(
    r"(?:both|neither|each|the two)(?: of (?:them|the two))?"
    r"(?: (?:papers?|texts?|documents?|agreements?|treaties|treaty|instruments?|accords?|pacts?|memoranda|"
    r"partnerships?))?"
    r" (?:is|are|was|were|has|have|must|will|needs?|runs?|contains?|took|takes|came|entered)\b"
)
"""`Both are political in nature`: what holds for each of the agreements."""
_PARTIES = 2
"""States, the EU or NATO that an agreement needs."""
_HEADER = 600
"""Characters in which a document without a header may still give its day."""


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement that the document reports on, and where it speaks of it."""

    agreement: Agreement
    mentions: tuple[Span, ...]
    """Words that name it."""
    cues: tuple[Span, ...]
    """Words for a party that only this agreement of the document has."""
    sections: tuple[Span, ...]
    """Stretches of the document under a heading that names it."""


def find_agreements(document: Document, actors: Sequence[Actor]) -> tuple[AgreementDraft, ...]:
    """The agreements that a document reports on, the first named first; () where it reports none."""
    if len({code for actor in actors for code in actor.codes}) < _PARTIES:
        return ()
    view = open_view(document.text)
    actors = add_speaker(view, document, actors)
    sentences = read_sentences(view, document, actors)
    own_text = is_own_text(view)
    published = _day_of(document, own_text)
    proposals = find_proposals(view, sentences, published)
    reported = choose(view, own_text, sentences, proposals, actors)
    if not reported:
        return ()
    references = find_references(view, document, sentences, proposals, reported)
    reader = _Reader(view, document, own_text, published, sentences, proposals, actors, reported, references)
    agreements = _share_days([reader.agreement(number) for number in range(len(reported))])
    read = [
        AgreementDraft(agreement, tuple(found.mentions), tuple(found.cues), tuple(found.sections))
        for agreement, found in zip(agreements, references, strict=True)
    ]
    drafts = {draft.agreement.id: draft for draft in reversed(read)}
    return tuple(reversed(drafts.values()))


def _share_days(agreements: Sequence[Agreement]) -> list[Agreement]:
    """Two of the same parties signed side by side: the day of the one is that of the other, where it has none."""
    shared = []
    for one in agreements:
        other = next(
            (a for a in agreements if a.parties == one.parties and (a.signed_on or a.planned_on) and _alike(a, one)),
            None,
        )
        if other is not None and one.signed_on is None and one.planned_on is None:
            one = replace(one, signed_on=other.signed_on, planned_on=other.planned_on)
        shared.append(one)
    return shared


def _alike(one: Agreement, other: Agreement) -> bool:
    return (one.status == "planned") == (other.status == "planned")


class _Reader:
    """One document on its way to its agreements."""

    def __init__(
        self,
        view: View,
        document: Document,
        own_text: bool,
        published: date | None,
        sentences: Sequence[Sentence],
        proposals: Sequence[Proposal],
        actors: Sequence[Actor],
        reported: Sequence[Reported],
        references: Sequence[References],
    ) -> None:
        self.view = view
        self.document = document
        self.published = published
        self.reported = reported
        self.references = references
        self.own_text = own_text
        self.chambers = sorted(a.start for a in actors if a.kind == "metonym")
        self.passages: list[list[Passage]] = [[] for _ in reported]
        by_sentence: dict[int, list[Proposal]] = {}
        for proposal in proposals:
            by_sentence.setdefault(proposal.sentence, []).append(proposal)
        alone = self.passages[0] if len(reported) == 1 else None
        for index, sentence in enumerate(sentences):
            if alone is not None:
                alone.extend(find_passages(view, sentence, by_sentence.get(index, ())))
                continue
            for passage in find_passages(view, sentence, by_sentence.get(index, [])):
                self._assign(passage)

    def _assign(self, passage: Passage) -> None:
        """A passage belongs to the agreement that it speaks of, and to each whose noun stands in it."""
        span = Span(passage.start, passage.end)
        named = {i for i, r in enumerate(self.references) if _count(r.mentions, span)}
        if not named and _OF_BOTH.match(self.view.folded, passage.start, passage.end):
            named = set(range(len(self.references)))
        if not named:
            named = {_speaks_of([(r.mentions, r.cues, r.sections) for r in self.references], span)}
        for number in named:
            own = tuple(
                p
                for p in passage.proposals
                if len(named) == 1
                or p.noun is None
                or _count(self.references[number].mentions, Span(p.noun.start, p.noun.end))
            )
            self.passages[number].append(Passage(passage.start, passage.end, passage.sentence, own))

    def agreement(self, number: int) -> Agreement:
        one, passages = self.reported[number], self._foreign_out(number)
        published = self.published
        signings = find_signings(self.view, passages, published, self.own_text)
        status = settle_status(self.view, passages, signings)
        done = [s for s in signings if s.planned == (status == "planned")] or list(signings)
        day = _first_day(done)
        form = find_form(self.view, passages, one.kind, self.own_text)
        year = day.year if day else published.year if published else None
        return Agreement(
            id="-".join([*(p.lower() for p in one.parties), *([str(year)] if year else [])]) + _suffix(one.kind, form),
            title=find_title(self.view, self.document, passages, one, self.own_text),
            parties=one.parties,
            legal_form=form,
            status=status,
            signed_on=None if status == "planned" else day,
            planned_on=day if status == "planned" else None,
            venue=next((s.venue for s in sorted(done, key=lambda s: s.on is None) if s.venue), None),
            duration=find_duration(self.view, passages),
            ratification_required=find_ratification(self.view, passages, self._has_chamber),
        )

    def _foreign_out(self, number: int) -> list[Passage]:
        """Without the passages that tell of an agreement with others."""
        parties = set(self.reported[number].parties)
        return [
            p
            for p in self.passages[number]
            if all(set(q.codes) <= parties for q in p.proposals)
            or any(q.codes and set(q.codes) <= parties for q in p.proposals)
        ]

    def _has_chamber(self, start: int, end: int) -> bool:
        return bisect_left(self.chambers, start) < bisect_left(self.chambers, end)


def _suffix(kind: str, form: LegalForm) -> str:
    """The kind, in the id of what is no plain agreement or treaty."""
    named = kind if kind != "agreement" else form
    return f"-{named}" if named in ("memorandum", "declaration") else ""


def _day_of(document: Document, own_text: bool) -> date | None:
    """The day of a document: what its header says, else the first full date near its start."""
    if document.published_on is not None or own_text:
        return document.published_on
    dates = find_dates(document.text, 0, min(len(document.text), _HEADER), None)
    return next((d.date for d in dates if d.precision == "day" and d.kind == "full"), None)


def _first_day(signings: Sequence[Signing]) -> date | None:
    """The day that the surest places give, the first of them."""
    dated = [s for s in signings if s.on is not None]
    return max(dated, key=lambda s: (s.weight, -s.at)).on if dated else None


def agreement_at(drafts: Sequence[AgreementDraft], span: Span) -> AgreementDraft | None:
    """The agreement that a sentence or clause speaks of; None where there is none at all.

    In order: named in it; a party that only one agreement has; the heading above; the last one named before.
    """
    if len(drafts) <= 1:
        return drafts[0] if drafts else None
    return drafts[_speaks_of([(d.mentions, d.cues, d.sections) for d in drafts], span)]


def _speaks_of(places: Sequence[tuple[Sequence[Span], Sequence[Span], Sequence[Span]]], span: Span) -> int:
    """The number of the agreement, of those with these mentions, cues and sections, that a span speaks of."""
    for kind in (0, 1):
        within = [(_first_in(place[kind], span), number) for number, place in enumerate(places)]
        present = sorted((at, number) for at, number in within if at is not None)
        if present and (kind == 0 or len(present) == 1):
            return present[0][1]
    covering = [number for number, place in enumerate(places) if any(section.covers(span) for section in place[2])]
    if len(covering) == 1:
        return covering[0]
    last = [
        (max(_last_before(place[0], span), _last_before(place[1], span)), number) for number, place in enumerate(places)
    ]
    at, number = max(last, key=lambda item: (item[0], -item[1]))
    return number if at >= 0 else 0


def _first_in(spans: Sequence[Span], span: Span) -> int | None:
    i = bisect_left(spans, span.start, key=lambda s: s.start)
    return spans[i].start if i < len(spans) and spans[i].end <= span.end else None


def _last_before(spans: Sequence[Span], span: Span) -> int:
    i = bisect_left(spans, span.start, key=lambda s: s.start) - 1
    return spans[i].start if i >= 0 else -1


def _count(spans: Sequence[Span], span: Span) -> int:
    return bisect_left(spans, span.end, key=lambda s: s.start) - bisect_left(spans, span.start, key=lambda s: s.start)
