"""Which agreements a document reports on, out of all that its sentences propose.

An agreement needs two or more states, the EU or NATO, tied to it by the words, and a frame in which it is signed,
planned, in force or laid down; what is only mentioned, denied or called for is none.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.extraction.agreement_words import View
from app.extraction.document import Kind
from app.extraction.instruments import Sentence
from app.extraction.proposals import Proposal
from app.extraction.states import Actor

_FIRM = frozenset({"signed", "planned", "force", "end"})
_AGAINST = frozenset({"negated", "wished"})
_LEAD = 1400
_SOLEMN = re.compile(
    r"\bhereinafter\b|\bhave agreed as follows|\bhas agreed as follows|\bhave agreed on the following|"
    r"\bhave reached the following|\bin witness whereof\b|\bdone (?:in|at) |"
    r"\bhave come to the following understanding|\bthe participants? will\b|\beach party shall\b|"
    r"\bthe parties shall\b|\barticle (?:1|i)\b|\bhave decided as follows"
)
_PUBLIC = re.compile(
    r"\b(?:minist(?:er|ry)|president|government|parliament|treaty|militar(?:y|ies)|troops|forces|"
    r"diplomat|ambassador|foreign|defen[cs]e|army|navy|security|junta|jets\b|base\b|warship|missile|"
    r"soldier|police|border|intelligence|cyber|weapon|coast ?guard|patrol|pact\b|accord\b|"
    r"bilateral|two countries|both countries|kingdom of|republic of|arms\b)"
)
"""Without any of these a text is about clubs, firms or people."""
_OWN_TEXT = 2
"""How many solemn phrases make a text the agreement itself."""
_FIRST_PAGE = 3000
_MOST = 12
"""Agreements that one document can report on."""


@dataclass(slots=True)
class Tally:
    """What a document says of one set of parties."""

    codes: tuple[str, ...]
    strong: int = 0
    weak: int = 0
    against: int = 0
    titled: bool = False
    first: int = 1 << 60
    frames: Counter[str] = field(default_factory=Counter)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def score(self) -> float:
        return 2 * self.strong + self.weak + 4 * self.titled + 2 * (self.first < _LEAD)

    @property
    def firm(self) -> int:
        return sum(self.frames[frame] for frame in _FIRM)


@dataclass(frozen=True, slots=True)
class Reported:
    """An agreement that the document reports on: its parties, and what kind of instrument where there are two."""

    parties: tuple[str, ...]
    kind: str
    """memorandum, declaration or agreement."""


def is_own_text(view: View) -> bool:
    """Whether the text is that of an agreement, not about one."""
    found = set()
    for match in _SOLEMN.finditer(view.folded):
        found.add(match.group())
        if len(found) >= _OWN_TEXT:
            return True
    return False


def choose(
    view: View, own_text: bool, sentences: Sequence[Sentence], proposals: Sequence[Proposal], actors: Sequence[Actor]
) -> list[Reported]:
    """The agreements reported on, the most prominent first."""
    if own_text and (parties := _signatories(view, sentences, actors)):
        return [Reported(parties, _kind_of_text(sentences))]
    if not _PUBLIC.search(view.folded):
        return []
    tallies = _tally(sentences, proposals)
    _complete(view, sentences, proposals, actors, tallies)
    kept = _reported(view, tallies)
    found: list[Reported] = []
    for tally in kept:
        found.extend(
            Reported(tally.codes, kind) for kind in _kinds(view, sentences, proposals, tally, alone=len(kept) == 1)
        )
    return found


def _tally(sentences: Sequence[Sentence], proposals: Sequence[Proposal]) -> dict[tuple[str, ...], Tally]:
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
            tally.against += 1
            continue
        tally.strong += proposal.strong
        tally.weak += not proposal.strong
        tally.titled |= (kind in (Kind.TITLE, Kind.HEADING) and proposal.at < _LEAD) or kind is Kind.TITLE
        tally.first = min(tally.first, proposal.at)
        tally.frames[proposal.frame] += 1
        tally.proposals.append(proposal)
    return tallies


def _complete(
    view: View,
    sentences: Sequence[Sentence],
    proposals: Sequence[Proposal],
    actors: Sequence[Actor],
    tallies: dict[tuple[str, ...], Tally],
) -> None:
    """Frames without parties of their own count for the pair that the document is about."""
    bare = [p for p in proposals if not p.passing and p.frame in _FIRM and (len(p.codes) < 2)]
    counts = Counter(code for actor in actors if not actor.locative for code in actor.codes)
    if not any(t.strong for t in tallies.values()):
        _from_partners(view, bare, counts, sentences, tallies)
    likely = sorted(tallies.values(), key=lambda t: (-t.score, t.first))[:_MOST]
    for proposal in bare:
        if (
            proposal.noun is not None
            and not _is_definite(view, proposal)
            and not sentences[proposal.sentence].collectives
        ):
            continue
        for tally in likely if proposal.codes else likely[:1]:
            if set(proposal.codes) <= set(tally.codes):
                tally.frames[proposal.frame] += 1


def _is_definite(view: View, proposal: Proposal) -> bool:
    return bool(
        re.search(r"\b(?:the|this|its|their)(?: [\w-]+){0,4} $", view.folded[max(0, proposal.at - 44) : proposal.at])
    )


def _refers_back(view: View, proposal: Proposal) -> bool:
    """`The accord was signed by ...`: a definite common noun names what was spoken of before."""
    return proposal.noun is not None and view.text[proposal.at].islower() and _is_definite(view, proposal)


def _from_partners(
    view: View,
    bare: Sequence[Proposal],
    counts: Counter[str],
    sentences: Sequence[Sentence],
    tallies: dict[tuple[str, ...], Tally],
) -> None:
    """No sentence names both: the partner of `an agreement with Chile`, with the state that the document speaks for."""
    for proposal in bare:
        if proposal.noun is None or (proposal.noun.name == "anaphor" and not sentences[proposal.sentence].collectives):
            continue
        if len(proposal.codes) == 1:
            others = [(n, c) for c, n in counts.items() if c != proposal.codes[0] and n >= 2]
            pair = tuple(sorted((proposal.codes[0], max(others)[1]))) if others else ()
        elif sentences[proposal.sentence].collectives:
            often = [code for code, n in counts.most_common(2) if n >= 3]
            pair = tuple(sorted(often)) if len(often) == 2 else ()
        else:
            continue
        if pair:
            tally = tallies.setdefault(pair, Tally(pair))
            tally.weak += 1
            tally.first = min(tally.first, proposal.at)
            tally.frames[proposal.frame] += 1
            tally.proposals.append(proposal)


def _reported(view: View, tallies: dict[tuple[str, ...], Tally]) -> list[Tally]:
    """Those that the document is about, without the subsets and supersets of a surer one."""
    fit = sorted((t for t in tallies.values() if _qualifies(t)), key=lambda t: (-t.score, t.first))[:_MOST]
    kept: list[Tally] = []
    for tally in fit:
        rival = [k for k in kept if set(k.codes) < set(tally.codes) or set(tally.codes) < set(k.codes)]
        if rival or (kept and not _stands_beside(view, tally, kept[0])):
            if rival and len(rival[0].codes) < len(tally.codes) and tally.strong > rival[0].strong and len(rival) == 1:
                kept[kept.index(rival[0])] = tally
            continue
        kept.append(tally)
    kept.sort(key=lambda t: t.first)
    return kept


def _qualifies(tally: Tally) -> bool:
    if tally.against and tally.against >= tally.firm + tally.frames["terms"]:
        return False
    if tally.strong:
        return (
            bool(tally.firm)
            or (tally.frames["terms"] > 0 and (tally.titled or tally.strong >= 2 or tally.first < _LEAD))
            or (tally.titled and tally.strong >= 2)
        )
    return bool(tally.firm) and (tally.titled or tally.first < _LEAD)


def _stands_beside(view: View, tally: Tally, main: Tally) -> bool:
    """Whether a second agreement is reported on as well, not only mentioned."""
    if not tally.strong or not tally.firm or all(_refers_back(view, p) for p in tally.proposals):
        return False
    early = tally.first < max(_LEAD, len(view.text) // 3)
    return tally.titled or (early and main.score < 3 * tally.score) or tally.strong >= 3


_TOGETHER = re.compile(r"\b(?:and|alongside|as well as|together with|along with|plus|accompan\w+|beside)\b")
_A_SECOND = re.compile(
    r"\b(?:a|an|the|its|separate|second|related|parallel|non-binding|joint|political)(?: [\w-]+){0,4} $"
)


def _kinds(
    view: View, sentences: Sequence[Sentence], proposals: Sequence[Proposal], tally: Tally, *, alone: bool
) -> list[str]:
    """One kind, or two where an agreement and a memorandum or declaration are announced side by side."""
    kinds = Counter(kind_of(p.noun.name) for p in tally.proposals if p.noun is not None and p.noun.name != "anaphor")
    for index in sorted({p.sentence for p in tally.proposals}):
        nouns = [n for n in sentences[index].nouns if n.group == "noun" and n.name != "anaphor"]
        for first, second in itertools.pairwise(nouns):
            gap = view.folded[first.end : second.start]
            if (
                kind_of(first.name) != kind_of(second.name)
                and len(gap) < 170
                and _TOGETHER.search(gap)
                and _A_SECOND.search(gap + " " if not gap.endswith(" ") else gap)
            ):
                own = [p for p in proposals if p.sentence == index and p.noun in (first, second)]
                if len(own) == 2 and all(not p.passing and p.codes in ((), tally.codes) for p in own):
                    return sorted({kind_of(first.name), kind_of(second.name)})
    if alone:
        kinds.update(
            kind_of(p.noun.name)
            for p in proposals
            if p.noun is not None
            and p.noun.name != "anaphor"
            and not p.passing
            and p.noun.group == "noun"
            and not p.codes
        )
    if not kinds:
        return ["agreement"]
    return [_main_kind(kinds)]


def _main_kind(kinds: Counter[str]) -> str:
    """A memorandum is also called a deal or a pact; an agreement is seldom called a memorandum."""
    for kind in ("memorandum", "declaration"):
        if kinds[kind] * 4 >= kinds.total():
            return kind
    return "agreement"


def kind_of(name: str) -> str:
    """memorandum, declaration or agreement, by the row of the noun."""
    return {"memorandum": "memorandum", "declaration": "declaration", "political_declaration": "declaration"}.get(
        name, "agreement"
    )


def _signatories(view: View, sentences: Sequence[Sentence], actors: Sequence[Actor]) -> tuple[str, ...]:
    """The parties of a treaty text: those of its title, else those named before "hereinafter"."""
    opening = [s for s in sentences if s.start < _FIRST_PAGE]
    for lead in ("between", "among", "amongst", "of", "by", ""):
        for sentence in opening:
            for party in sentence.parties:
                if party.lead == lead and len(party.codes) >= 2:
                    return tuple(sorted(party.codes))
    stop = view.folded.find("hereinafter", 0, _FIRST_PAGE)
    named = dict.fromkeys(_state_names(a for a in actors if a.start < (stop if stop > 0 else _LEAD)))
    return tuple(sorted(named)) if len(named) >= 2 else ()


def _state_names(actors: Iterable[Actor]) -> Iterable[str]:
    for actor in actors:
        if actor.kind in ("state", "organisation") and not actor.locative:
            yield from actor.codes


def _kind_of_text(sentences: Sequence[Sentence]) -> str:
    for sentence in sentences:
        for noun in sentence.nouns:
            if noun.group == "noun" and noun.name != "anaphor":
                return kind_of(noun.name)
    return "agreement"
