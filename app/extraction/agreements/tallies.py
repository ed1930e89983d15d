"""What a document says of each set of parties that its sentences propose for an agreement.

Kyiv and Washington will sign ...                       a sentence that names both
she signed a treaty on defence with Romania             one, and the state that the document is about
the treaty, which the two leaders signed                none: the two that the document is about
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.extraction.actors.states import Actor
from app.extraction.agreements.instruments import Sentence, is_one_with
from app.extraction.agreements.proposals import Proposal
from app.extraction.agreements.words import View
from app.extraction.document import Kind

FIRM = frozenset({"signed", "planned", "force", "end"})
_AGAINST = frozenset({"negated", "wished"})
LEAD = 1400
"""Characters of a document in which it says what it is about."""
MOST = 12
"""Agreements that one document can report on."""
_OFTEN = 3
"""Times that a document names each of the two parties that it is about."""
_STATE_ACTS = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|crown prince|king|emir|sultan|(?:foreign|defen[cs]e) minister|"
    r"minister of|minister for|ministers|leaders|heads of (?:state|government)|governments|capitals|ambassadors)\b"
)


@dataclass(slots=True)
class Tally:
    """What a document says of one set of parties."""

    codes: tuple[str, ...]
    strong: int = 0
    weak: int = 0
    against: int = 0
    partnered: int = 0
    """Of the weak, those that name the one partner: `a treaty with Romania`."""
    titled: bool = False
    first: int = 1 << 60
    frames: Counter[str] = field(default_factory=Counter)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def score(self) -> float:
        return 2 * self.strong + self.weak + 4 * self.titled + 2 * (self.first < LEAD)

    @property
    def firm(self) -> int:
        return sum(self.frames[frame] for frame in FIRM)


def count(view: View, sentences: Sequence[Sentence], proposals: Sequence[Proposal]) -> dict[tuple[str, ...], Tally]:
    tallies: dict[tuple[str, ...], Tally] = {}
    for proposal in proposals:
        if len(proposal.codes) < 2 or (
            proposal.noun is not None and proposal.noun.name == "anaphor" and not proposal.strong
        ):
            continue
        kind = sentences[proposal.sentence].kind
        if proposal.passing and not (proposal.passing == "year" and kind is Kind.TITLE):
            continue
        tally = tallies.setdefault(proposal.codes, Tally(proposal.codes))
        if proposal.frame in _AGAINST:
            tally.against += not (
                proposal.frame == "wished" and tally.strong and tally.firm and _is_any(view, proposal)
            )
            continue
        tally.strong += proposal.strong
        tally.weak += not proposal.strong
        tally.partnered += not proposal.strong and _has_partner(sentences[proposal.sentence], proposal)
        tally.titled |= (kind in (Kind.TITLE, Kind.HEADING) and proposal.at < LEAD) or kind is Kind.TITLE
        tally.first = min(tally.first, proposal.at)
        tally.frames[proposal.frame] += 1
        tally.frames["terms"] += (
            kind is Kind.TITLE and not proposal.frame and _names_it(view, sentences[proposal.sentence], proposal)
        )
        tally.proposals.append(proposal)
    return tallies


def _has_partner(sentence: Sentence, proposal: Proposal) -> bool:
    """`a treaty that it concluded with Lithuania`: one of the two is named as the other's partner."""
    return any(party.lead == "with" and set(party.codes) <= set(proposal.codes) for party in sentence.parties)


_NAME = 60
"""Characters of a title before its noun, where it is the name of an agreement."""


def _names_it(view: View, sentence: Sentence, proposal: Proposal) -> bool:
    """`Joint Declaration by the President of X and the King of Y`, `UK-Jordan Memorandum`: it names what follows."""
    noun = proposal.noun
    if noun is None or not proposal.strong or noun.start - sentence.start >= _NAME or sentence.verbs:
        return False
    follow = any(p.lead in ("between", "among", "by", "of") and p.start > noun.end for p in sentence.parties)
    return follow or (noun.name != "agreement" and view.text[noun.start].isupper())


def complete(
    view: View,
    sentences: Sequence[Sentence],
    proposals: Sequence[Proposal],
    actors: Sequence[Actor],
    tallies: dict[tuple[str, ...], Tally],
) -> None:
    """Frames without parties of their own count for the pair that the document is about."""
    bare = [p for p in proposals if not p.passing and p.frame in FIRM and (len(p.codes) < 2)]
    counts = Counter(code for actor in actors if not actor.locative for code in actor.codes)
    if not any(t.strong for t in tallies.values()):
        _from_partners(view, bare, counts, sentences, tallies)
    likely = sorted(tallies.values(), key=lambda t: (-t.score, t.first))[:MOST]
    if likely and likely[0].strong and not likely[0].firm:
        likely[0].frames["terms"] += sum(
            _lays_down(view, sentences[p.sentence], p)
            and not p.passing
            and p.noun is not None
            and not p.codes
            and is_definite(view, p)
            for p in proposals
        )
    for proposal in bare:
        fitting = [t for t in likely if set(proposal.codes) <= set(t.codes)] if proposal.codes else likely[:1]
        if (
            proposal.noun is not None
            and not is_definite(view, proposal)
            and not sentences[proposal.sentence].collectives
            and not (proposal.codes and proposal.noun.group == "noun" and len(fitting) == 1)
        ):
            continue
        for tally in fitting:
            tally.frames[proposal.frame] += 1


_SPOKEN_OF, _LAID_DOWN = 4, 2
"""Times that a document speaks of `the treaty`, and tells what it lays down, where no sentence tells of its signing."""


def spoken_of(
    view: View,
    sentences: Sequence[Sentence],
    proposals: Sequence[Proposal],
    actors: Sequence[Actor],
    tallies: dict[tuple[str, ...], Tally],
) -> list[Tally]:
    """The one agreement whose terms a document tells without a word for its signing that is known."""
    named = [
        p
        for p in proposals
        if p.noun is not None and p.noun.group == "noun" and not p.passing and is_definite(view, p) and len(p.codes) < 2
    ]
    if len(named) < _SPOKEN_OF or sum(_lays_down(view, sentences[p.sentence], p) for p in named) < _LAID_DOWN:
        return []
    if any(tally.against for tally in tallies.values()):
        return []
    likely = [t for t in tallies.values() if t.titled or t.first < LEAD]
    if likely:
        return [max(likely, key=lambda t: (t.score, -t.first))]
    counts = Counter(code for actor in actors if not actor.locative for code in actor.codes)
    pair = _principals(counts) or _title_pair(sentences)
    return [Tally(pair, first=named[0].at, proposals=named)] if pair else []


def _lays_down(view: View, sentence: Sentence, proposal: Proposal) -> bool:
    """`The treaty obliges`, `under the treaty`; not what it would."""
    return proposal.frame == "terms" and view.folded.find("would ", sentence.start, sentence.end) < 0


_ANY = re.compile(r"\b(?:an?|any|another|other|further|new)(?: [\w-]+){0,3} $")


def _is_any(view: View, proposal: Proposal) -> bool:
    """`Before it signs a treaty with anybody else`: some agreement or other, not the one that was told of."""
    return _ANY.search(view.folded[max(0, proposal.at - 44) : proposal.at]) is not None


def is_definite(view: View, proposal: Proposal) -> bool:
    return bool(
        re.search(
            r"\b(?:the|this|its|their)(?: (?!an? )[\w-]+){0,4} $", view.folded[max(0, proposal.at - 44) : proposal.at]
        )
    )


def _from_partners(
    view: View,
    bare: Sequence[Proposal],
    counts: Counter[str],
    sentences: Sequence[Sentence],
    tallies: dict[tuple[str, ...], Tally],
) -> None:
    """No sentence names both: the partner of `an agreement with Chile`, with the state that the document speaks for."""
    titled = _title_pair(sentences)
    hosts = {p.codes[0] for p in bare if len(p.codes) == 1 and p.noun is not None and p.noun.group == "plural"}
    host = hosts.pop() if len(hosts) == 1 else None
    partners = {p.codes[0] for p in bare if p.codes} - {host}
    for proposal in bare:
        sentence = sentences[proposal.sentence]
        if proposal.noun is None or (
            proposal.noun.name == "anaphor" and not sentence.collectives and not is_one_with(view, proposal.noun)
        ):
            continue
        if len(proposal.codes) == 1:
            one = proposal.codes[0]
            others = [(n, c) for c, n in counts.items() if c != one and c not in partners and n >= 2]
            pair = tuple(sorted((one, max(others)[1]))) if others else ()
            if host is not None and one != host:
                pair = tuple(sorted((one, host)))
            elif not any(party.lead == "with" and one in party.codes for party in sentence.parties):
                pair = pair if pair == _principals(counts) else ()
        elif sentence.collectives or (not tallies and _done_by_states(view, sentence)):
            pair = _principals(counts, _OFTEN if len(counts) > 2 or not sentence.collectives else 2) or titled
        elif _refers_to_one(view, proposal) and not tallies.keys() - {titled}:
            pair = titled
        else:
            continue
        if pair:
            tally = tallies.setdefault(pair, Tally(pair))
            tally.weak += 1
            tally.partnered += bool(proposal.codes)
            tally.first = min(tally.first, proposal.at)
            tally.frames[proposal.frame] += 1
            tally.proposals.append(proposal)


def _done_by_states(view: View, sentence: Sentence) -> bool:
    """Whether ministers, governments or heads of state act in a sentence."""
    return _STATE_ACTS.search(view.folded, sentence.start, sentence.end) is not None


def _refers_to_one(view: View, proposal: Proposal) -> bool:
    """`the Darien Security Agreement`: a name, or a definite noun."""
    return view.text[proposal.at].isupper() or is_definite(view, proposal)


def _title_pair(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """The two parties that the title of a document names, sorted; () where it names others or fewer."""
    codes = {
        code
        for sentence in sentences
        if sentence.kind is Kind.TITLE
        for actor in sentence.actors
        if not actor.locative and actor.kind != "demonym"
        for code in actor.codes
    }
    return tuple(sorted(codes)) if len(codes) == 2 else ()


def _principals(counts: Counter[str], least: int = _OFTEN) -> tuple[str, ...]:
    """The two parties that a document is about, sorted; () where a third is named as often."""
    often = counts.most_common(3)
    if len(often) < 2 or often[1][1] < least or (len(often) > 2 and often[2][1] >= often[1][1]):
        return ()
    return tuple(sorted(code for code, _ in often[:2]))
