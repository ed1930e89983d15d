"""Which agreements a document reports on, out of all that its sentences propose.

An agreement needs two or more states, the EU or NATO, tied to it by the words, and a frame in which it is signed,
planned, in force or laid down; what is only mentioned, denied or called for is none.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick

from app.extraction.actors.states import Actor, words_of
from app.extraction.agreements.instruments import Sentence
from app.extraction.agreements.proposals import Proposal
from app.extraction.agreements.tallies import FIRM, LEAD, MOST, Tally, complete, count, is_definite, spoken_of
from app.extraction.agreements.words import View
from app.extraction.document import Kind
from app.extraction.vocabulary import load_toml

_PUBLIC = re.compile(
    r"\b(?:minist(?:er|ry)|president|government|parliament|treaty|militar(?:y|ies)|troops|forces|"
    r"diplomat|ambassador|foreign|defen[cs]e|army|navy|security|junta|jets\b|base\b|warship|missile|"
    r"soldier|police|border|intelligence|cyber|weapon|coast ?guard|patrol|pact\b|accord\b|"
    r"nato\b|alliance\b|liaison|bilateral|two countries|both countries|kingdom of|republic of|arms\b|naval|drones?\b|"
    r"submarine|howitzer|tanks\b|ammunition|fighter|helicopter|radar|demining|mine-clear|airspace|air force|gendarm|"
    r"veterans|aircraft|warplane|jets?\b|intergovernmental|inter-governmental|two (?:capitals|states|governments|"
    r"sides)|both (?:capitals|states))"
)
_PRIVATE = re.compile(
    r"\b(?:trade|tariffs?|clubs?|federations?|football|league|players?|striker|friendly|tickets?|tournament|olympics?|"
    r"markets?|exports?|imports?|tourists?|tourism|banks?|loans?|bridges?|motorway|railways?|students?|"
    r"universit(?:y|ies)|"
    r"museums?|films?|music|festivals?|compan(?:y|ies)|firms?|shareholders?|investors?|salmon|fisheries|taxes|visas?)\b"
)
"""With one of these, and none of those, a text is about clubs, firms, people or commerce."""
_OWN_TEXT = 2
"""How many solemn phrases make a text the agreement itself."""
_FIRST_PAGE = 3000
_SHORT = 700
"""Characters of a document that has no lead and no end."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An agreement that the document reports on: its parties, and what kind of instrument where there are two."""

    parties: tuple[str, ...]
    kind: str
    """memorandum, declaration or agreement."""


_MAKERS = re.compile(
    r"(?:^|\n)[ #*_]*(?:joint |political |common )*(?:declaration|statement|communique|communiqué) (?:of|by|"
    r"between) the "
    r"(?:presidents?|prime ministers?|heads of|leaders|foreign ministers?|defen[cs]e ministers?|ministers?|"
    r"governments?|king|"
    r"chancellors?)\b"
)
"""A title that names those who make a declaration."""


def is_own_text(view: View) -> bool:
    """Whether the text is that of an agreement, not about one."""
    found = {-1} if _MAKERS.search(view.folded, 0, _SHORT) else set()
    for at, (number, length) in _solemn().iter(view.folded):
        before = at - length
        if (before < 0 or not view.folded[before].isalnum()) and not view.folded[at + 1 : at + 2].isalnum():
            found.add(number)
            if len(found) >= _OWN_TEXT:
                return True
    return False


@cache
def _solemn() -> ahocorasick.Automaton:
    """Phrases that only the text of an agreement has, each with the number of its row."""
    phrases = ahocorasick.Automaton()
    for number, row in enumerate(load_toml("agreements.toml")["own_text"].values()):
        for phrase in words_of(row):
            phrases.add_word(phrase, (number, len(phrase)))
    phrases.make_automaton()
    return phrases


def choose(
    view: View, own_text: bool, sentences: Sequence[Sentence], proposals: Sequence[Proposal], actors: Sequence[Actor]
) -> list[Reported]:
    """The agreements reported on, the most prominent first."""
    if own_text and (parties := _signatories(view, sentences, actors)):
        return [Reported(parties, _kind_of_text(sentences))]
    if not _PUBLIC.search(view.folded) and _PRIVATE.search(view.folded):
        return []
    tallies = count(view, sentences, proposals)
    complete(view, sentences, proposals, actors, tallies)
    kept = _reported(view, tallies) or spoken_of(view, sentences, proposals, actors, tallies)
    found: list[Reported] = []
    for tally in kept:
        found.extend(
            Reported(tally.codes, kind) for kind in _kinds(view, sentences, proposals, tally, alone=len(kept) == 1)
        )
    return found


def _refers_back(view: View, proposal: Proposal) -> bool:
    """`The accord was signed by ...`: a definite common noun names what was spoken of before."""
    return proposal.noun is not None and view.text[proposal.at].islower() and is_definite(view, proposal)


def _reported(view: View, tallies: dict[tuple[str, ...], Tally]) -> list[Tally]:
    """Those that the document is about, without the subsets and supersets of a surer one."""
    fit = sorted((t for t in tallies.values() if _qualifies(view, t)), key=lambda t: (-t.score, t.first))[:MOST]
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


def _qualifies(view: View, tally: Tally) -> bool:
    named = tally.strong + tally.weak + tally.firm
    if not tally.titled and named <= 2 and len(view.text) > _SHORT and tally.first > len(view.text) * 2 // 3:
        return False  # named once, near the end: news in brief
    if tally.against and tally.against >= tally.firm + tally.frames["terms"]:
        return False
    if tally.strong:
        return (
            bool(tally.firm)
            or (tally.frames["terms"] > 0 and (tally.titled or tally.strong >= 2 or tally.first < LEAD))
            or (tally.titled and tally.strong >= 2)
        )
    return bool(tally.firm) and (tally.titled or tally.first < LEAD)


def _stands_beside(view: View, tally: Tally, main: Tally) -> bool:
    """Whether a second agreement is reported on as well, not only mentioned."""
    if not (tally.strong or tally.partnered) or not tally.firm or all(_refers_back(view, p) for p in tally.proposals):
        return False
    early = tally.first < max(LEAD, len(view.text) // 3)
    return tally.titled or (early and main.score < 3 * tally.score) or tally.strong >= 3


_TOGETHER = re.compile(r"\b(?:and|alongside|as well as|together with|along with|plus|accompan\w+|beside)\b")
_A_SECOND = re.compile(
    r"\b(?:a|an|the|its|separate|second|related|parallel|non-binding|joint|political)(?: [\w-]+){0,4} $"
)


def _kinds(
    view: View, sentences: Sequence[Sentence], proposals: Sequence[Proposal], tally: Tally, *, alone: bool
) -> list[str]:
    """One kind, or two where an agreement and a memorandum or declaration are announced side by side."""
    kinds = Counter(kind_of(p.noun.name) for p in tally.proposals if p.noun is not None and p.noun.name not in NEUTRAL)
    for index in sorted({p.sentence for p in tally.proposals}):
        nouns = [n for n in sentences[index].nouns if n.group == "noun" and n.name not in NEUTRAL]
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
        if both := _signed_next(view, sentences, proposals, tally, index):
            return both
    if alone:
        kinds.update(
            kind_of(p.noun.name)
            for p in proposals
            if p.noun is not None
            and p.noun.name not in NEUTRAL
            and not p.passing
            and p.noun.group == "noun"
            and not p.codes
            and not (kinds["agreement"] and not kinds["declaration"] and _only_tells(view, p))
        )
    if not kinds:
        return ["agreement"]
    return [_main_kind(kinds)]


_TELLS = re.compile(
    r"\b(?:issu\w*|releas\w*|publish\w*|put out|said|says|add\w*|in)(?: [\w-]+){0,2} (?:a|an|their)(?: [\w-]+){0,3} $"
)


def _only_tells(view: View, proposal: Proposal) -> bool:
    """`said in a joint statement`, `issued a joint declaration`: what is told of the agreement, not what is signed."""
    at = proposal.at
    return kind_of(proposal.noun.name if proposal.noun else "") == "declaration" and bool(
        _TELLS.search(view.folded[max(0, at - 60) : at])
    )


_THEY = re.compile(r"\b(?:they|both|the (?:two|three|pair|duo|same|ministers|leaders|presidents)|between them)\b")
_SIGNS = ("sign", "ink", "put", "conclud", "seal", "initial", "enter", "wrap", "affix", "adopt", "shook")
_OBJECT = 40
"""Characters between a verb and its object."""
_NEXT, _LATER = 2, 8
"""Sentences in which those who signed sign once more; the larger number where the text says `also`."""
_ALSO = re.compile(r"\b(?:also|too|as well|then|separately|in addition|besides)\b")


def _signed_next(
    view: View, sentences: Sequence[Sentence], proposals: Sequence[Proposal], tally: Tally, index: int
) -> list[str]:
    """The kinds of two signed one after the other: `signed a treaty. An hour later they signed a declaration`."""
    own = {kind_of(p.noun.name) for p in tally.proposals if p.sentence == index and p.noun and p.frame in FIRM}
    if len(own) != 1:
        return []
    for proposal in proposals:
        noun = proposal.noun
        if not index < proposal.sentence <= index + _LATER or noun is None or noun.group != "noun" or proposal.passing:
            continue
        sentence = sentences[proposal.sentence]
        verb = next((v for v in sentence.verbs if 0 <= noun.start - v.end <= _OBJECT and v.name == "sign"), None)
        if (
            noun.name not in NEUTRAL
            and kind_of(noun.name) not in own
            and proposal.codes in ((), tally.codes)
            and verb is not None
            and verb.tense in ("signed", "planned")
            and view.folded.startswith(_SIGNS, verb.start)
            and (sentence.collectives or _THEY.search(view.folded, sentence.start, verb.start))
            and _A_SECOND.search(view.folded[verb.end : noun.start])
            and (
                proposal.sentence <= index + _NEXT
                or _ALSO.search(view.folded, sentence.start, sentence.end) is not None
            )
        ):
            return sorted({*own, kind_of(noun.name)})
    return []


def _main_kind(kinds: Counter[str]) -> str:
    """A memorandum is also called a deal or a pact; an agreement is seldom called a memorandum."""
    for kind in ("memorandum", "declaration"):
        if kinds[kind] * 4 >= kinds.total():
            return kind
    return "agreement"


NEUTRAL = frozenset({"anaphor", "partnership"})
"""Rows of nouns that do not tell what kind of instrument it is."""


def kind_of(name: str) -> str:
    """memorandum, declaration or agreement, by the row of the noun."""
    return {"memorandum": "memorandum", "declaration": "declaration", "political_declaration": "declaration"}.get(
        name, "agreement"
    )


def _signatories(view: View, sentences: Sequence[Sentence], actors: Sequence[Actor]) -> tuple[str, ...]:
    """The parties of a treaty text: those of its title, else those named before "hereinafter"."""
    opening = [s for s in sentences if s.start < _FIRST_PAGE]
    titles = [s for s in opening if s.kind is Kind.TITLE]
    leads = ("between", "among", "amongst", "of", "by", "")
    for lead, stretch in (*((lead, titles) for lead in leads), *((lead, opening) for lead in leads)):
        for sentence in stretch:
            for party in sentence.parties:
                if party.lead == lead and len(party.codes) >= 2:
                    return tuple(sorted(party.codes))
    stop = view.folded.find("hereinafter", 0, _FIRST_PAGE)
    named = dict.fromkeys(_state_names(a for a in actors if a.start < (stop if stop > 0 else LEAD)))
    return tuple(sorted(named)) if len(named) >= 2 else ()


def _state_names(actors: Iterable[Actor]) -> Iterable[str]:
    for actor in actors:
        if actor.kind in ("state", "organisation") and not actor.locative:
            yield from actor.codes


def _kind_of_text(sentences: Sequence[Sentence]) -> str:
    for sentence in sentences:
        for noun in sentence.nouns:
            if noun.group == "noun" and noun.name not in NEUTRAL:
                return kind_of(noun.name)
    return "agreement"
