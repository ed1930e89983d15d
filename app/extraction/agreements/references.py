"""Which agreement a sentence speaks of, where a document reports on several.

the MOU, the Indian paper, the latter       a noun, a party or a place in the order that only one agreement has
THE CYBERSECURITY MOU                       a heading: what stands under it is of that agreement
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.extraction.agreements.instruments import Sentence
from app.extraction.agreements.parties import Reported, kind_of
from app.extraction.agreements.proposals import Proposal
from app.extraction.agreements.words import View, Word
from app.extraction.document import Document, Kind
from app.extraction.model import Span

_FORMER = re.compile(
    r"\bthe (former|latter|first|second)\b(?= (?:is|was|will|has|had|does|took|takes|text|paper|"
    r"document|agreement|one|,)|[,’'])"
)


@dataclass(slots=True)
class References:
    """The places that speak of one agreement."""

    mentions: list[Span] = field(default_factory=list)
    """Words that name it."""
    cues: list[Span] = field(default_factory=list)
    """Words for a party that no other agreement of the document has."""
    sections: list[Span] = field(default_factory=list)
    """Stretches under a heading that names it alone."""


def find_references(
    view: View,
    document: Document,
    sentences: Sequence[Sentence],
    proposals: Sequence[Proposal],
    reported: Sequence[Reported],
) -> list[References]:
    """For each agreement, in the same order, the places that speak of it."""
    found = [References() for _ in reported]
    owners = _owners(reported)
    heads = _heads(view, proposals, reported)
    order: list[int] = []
    by_sentence: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        by_sentence.setdefault(proposal.sentence, []).append(proposal)
    for index, sentence in enumerate(sentences):
        here: list[int] = []
        for proposal in by_sentence.get(index, ()):
            named_by = _resolve(view, proposal, reported, heads)
            if named_by is not None and proposal.noun is not None:
                found[named_by].mentions.append(Span(proposal.noun.start, proposal.noun.end))
                here.append(named_by)
        for match in _FORMER.finditer(view.folded, sentence.start, sentence.end) if len(order) >= 2 else ():
            number = order[0] if match.group(1) in ("former", "first") else order[1]
            found[number].mentions.append(Span(match.start(), match.end()))
        for actor in sentence.actors if owners else ():
            owned = {owners[code] for code in actor.codes if code in owners}
            if len(owned) == 1 and (number := owned.pop()) >= 0:
                found[number].cues.append(Span(actor.start, actor.end))
        if len(named := list(dict.fromkeys(here))) == 2:
            order = named
        if sentence.kind is Kind.HEADING and len(set(here)) == 1:
            found[here[0]].sections.append(_section(document, sentence.block))
    for references in found:
        references.mentions.sort()
    return found


_SHARED = -1


def _owners(reported: Sequence[Reported]) -> dict[str, int]:
    """For each party the one of several agreements that has it, or `_SHARED`; empty where there is but one."""
    owners: dict[str, int] = {}
    for number, one in enumerate(reported if len(reported) > 1 else ()):
        for code in one.parties:
            owners[code] = _SHARED if code in owners else number
    return owners


def _section(document: Document, heading: int) -> Span:
    """From a heading to the last block that it governs."""
    blocks = document.blocks
    end = heading
    while end + 1 < len(blocks) and blocks[end + 1].heading == heading:
        end += 1
    return Span(blocks[heading].start, blocks[end].end)


_ANY = frozenset({"agreement", "accord", "pact", "deal"})
"""Nouns that writers use for each other."""


def _heads(view: View, proposals: Sequence[Proposal], reported: Sequence[Reported]) -> list[set[str]]:
    """For each agreement the nouns that the text ties to its parties, but those that name any: treaty, partnership."""
    heads: list[set[str]] = [set() for _ in reported]
    numbers = {one.parties: i for i, one in enumerate(reported)} if len(reported) > 1 else {}
    for proposal in proposals if numbers else ():
        number = numbers.get(proposal.codes)
        if number is not None and proposal.strong and proposal.noun is not None and not proposal.passing:
            heads[number].add(_head(view, proposal.noun))
    return [found - _ANY for found in heads]


def _head(view: View, noun: Word) -> str:
    """`treaty` of "treaty of alliance", `partnership` of "security and defence partnership"."""
    return view.folded[noun.start : noun.end].split(" of ")[0].rsplit(None, 1)[-1]


def _resolve(view: View, proposal: Proposal, reported: Sequence[Reported], heads: Sequence[set[str]]) -> int | None:
    """The agreement that a noun names: by its parties, its kind, then the noun itself; None where it may be either."""
    if proposal.passing:
        return None
    if len(reported) == 1:
        fits = not proposal.codes or set(proposal.codes) <= set(reported[0].parties)
        return 0 if fits else None
    fitting = [i for i, one in enumerate(reported) if set(proposal.codes) <= set(one.parties)]
    if proposal.noun is not None and proposal.noun.group == "plural" and len(proposal.codes) < 2:
        return None
    if len(fitting) == 1 and proposal.codes:
        return fitting[0]
    name = proposal.noun.name if proposal.noun is not None else "anaphor"
    if name == "anaphor":
        return None
    of_kind = [i for i in fitting if reported[i].kind == kind_of(name)]
    if len(of_kind) > 1 and proposal.noun is not None:
        head = _head(view, proposal.noun)
        of_kind = [i for i in of_kind if head in heads[i]]
    return of_kind[0] if len(of_kind) == 1 else None
