"""A text with everything that was found in it before its clauses are read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.extraction.actors import Actor
from app.extraction.agreements import AgreementDraft
from app.extraction.clauses.parsing import Parser
from app.extraction.clauses.propositions import Frame, Subject
from app.extraction.document import Document
from app.extraction.model import Span
from app.extraction.vocabulary.gapped import find_gapped
from app.extraction.vocabulary.lexicon import Mention, labels_of, lexicon

_HEADER = 300
"""Where a briefing names the state that holds it."""
_CHAIR = ("moderator", "question", "journalist", "reporter", "host", "interviewer", "speaker")


@dataclass(slots=True)
class Reading:
    """The text, its blocks, agreements, actors and words of the vocabulary, with quick access by offset."""

    text: str
    folded: str
    document: Document
    drafts: Sequence[AgreementDraft]
    actors: Sequence[Actor]
    mentions: Sequence[Mention]
    mention_starts: Sequence[int]
    actor_starts: Sequence[int]
    parties: frozenset[str]
    parser: Parser
    years: frozenset[int]
    """Years in which the agreements reported on were or will be signed."""
    speakers: dict[str, Subject | None] = field(default_factory=dict)
    """Speakers of a transcript whose party only the dialogue shows."""
    party_words: dict[str, int] | None = None
    """Each word of a party's names, with the number of the first actor that has it; None until somebody asks."""
    frames: dict[int, Frame] = field(default_factory=dict)
    """What each block hands on to the list that it introduces."""
    leads: frozenset[int] = frozenset()
    """The blocks that introduce others."""
    triggers: dict[int, Span | None] = field(default_factory=dict)
    """The condition under which that list stands: `If either is attacked, the Parties shall:`."""

    def actors_in(self, start: int, end: int) -> Sequence[Actor]:
        """The actors that begin in `[start, end)`."""
        return self.actors[bisect_left(self.actor_starts, start) : bisect_left(self.actor_starts, end)]

    def mentions_in(self, start: int, end: int) -> Sequence[Mention]:
        """The words of the vocabulary that begin in `[start, end)`."""
        return self.mentions[bisect_left(self.mention_starts, start) : bisect_left(self.mention_starts, end)]

    def labels_in(self, start: int, end: int) -> frozenset[str]:
        return labels_of(self.mentions_in(start, end))

    def is_party(self, actor: Actor) -> bool:
        return not self.parties.isdisjoint(actor.codes)

    def party_codes(self, actors: Sequence[Actor]) -> tuple[str, ...]:
        """The parties among some actors, sorted."""
        return tuple(sorted({code for actor in actors for code in actor.codes if code in self.parties}))

    def speaker(self, name: str) -> Subject | None:
        """The party for which a speaker speaks, as the text shows it; in a dialogue of two, the one that is left."""
        if name not in self.speakers:
            self.speakers[name] = self._party_named_in(name)
        return self.speakers[name]

    def _party_named_in(self, name: str) -> Subject | None:
        if self.party_words is None:
            self.party_words = {}
            for number, actor in enumerate(self.actors):
                if self.is_party(actor):
                    for word in self.folded[actor.start : actor.end].split():
                        self.party_words.setdefault(word, number)
        words = [word.strip("(),.:") for word in name.lower().split()]
        first = min((self.party_words[word] for word in words if word in self.party_words), default=None)
        return Subject("party", self.party_codes((self.actors[first],))) if first is not None else None

    def assign_speakers(self, labels: set[str]) -> None:
        """Two sides talk and one speaker's side is known: the other speaks for the other."""
        known = {label: party for label in labels if (party := self._party_named_in(label)) is not None}
        left = [label for label in labels - known.keys() if not any(word in label.lower() for word in _CHAIR)]
        rest = self.parties - {code for party in known.values() for code in party.codes}
        if len(left) == 1 and len(rest) == 1:
            self.speakers[left[0]] = Subject("party", tuple(rest))
        elif len(left) == 1 and not known:
            host = next((a for a in self.actors_in(0, _HEADER) if self.is_party(a)), None)
            if host is not None:
                self.speakers[left[0]] = Subject("party", self.party_codes((host,)))


def _outside_names(mentions: Sequence[Mention], actors: Sequence[Actor]) -> list[Mention]:
    """The mentions but for those inside a name: the United States states nothing."""
    kept: list[Mention] = []
    number = 0
    for mention in mentions:
        while number < len(actors) and actors[number].end <= mention.start:
            number += 1
        actor = actors[number] if number < len(actors) else None
        if actor is None or mention.start < actor.start or mention.end > actor.end:
            kept.append(mention)
    return kept


def find_mentions(folded: str, actors: Sequence[Actor]) -> list[Mention]:
    """The words and phrases of the vocabulary in a text, in order."""
    found = lexicon().find(folded)
    if gapped := list(find_gapped(folded)):
        heads = {m.start for m in gapped}
        found = sorted((*(m for m in found if m.start not in heads), *gapped), key=lambda m: m.start)
    return _outside_names(found, actors)


def open_reading(
    text: str, folded: str, document: Document, drafts: Sequence[AgreementDraft], actors: Sequence[Actor]
) -> Reading:
    """A text ready for its clauses; where it reports no agreement none will be read, and no words are looked up."""
    mentions = find_mentions(folded, actors) if drafts else []
    days = [
        day for draft in drafts for day in (draft.agreement.signed_on, draft.agreement.planned_on) if day is not None
    ]
    return Reading(
        text=text,
        folded=folded,
        document=document,
        drafts=drafts,
        actors=actors,
        mentions=mentions,
        mention_starts=[m.start for m in mentions],
        actor_starts=[a.start for a in actors],
        parser=Parser(text),
        parties=frozenset(party for draft in drafts for party in draft.agreement.parties),
        years=frozenset(day.year for day in days),
        leads=frozenset(block.lead for block in document.blocks if block.lead is not None),
    )
