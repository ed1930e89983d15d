"""Who may have an agreement with whom: each sentence proposes parties, with how surely and in which frame.

Kyiv and Washington will sign ...            UA, US: strong, planned
the agreement between Chile and Peru obliges CL, PE: strong, terms
the Indian paper                             IN alone: the other party is known from elsewhere
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from app.extraction.agreements.instruments import (
    Sentence,
    Verb,
    is_asked,
    is_draft,
    is_labelled,
)
from app.extraction.agreements.partners import NEAR, OF_THEIRS, after, all_codes, between_semicolons, codes_of, subject
from app.extraction.agreements.passing import is_renewed, why_passing
from app.extraction.agreements.words import View, Word
from app.extraction.document import Kind

_OBJECT = 60
"""Characters between a verb and its object."""
_LEAD = 1400
"""Characters of a document in which it says what it is about."""


class Proposal(NamedTuple):
    """What one sentence says of one agreement."""

    sentence: int
    """Index into the sentences."""
    at: int
    noun: Word | None
    codes: tuple[str, ...]
    """Sorted; one alone where the sentence names one party."""
    strong: bool
    """The words tie the parties to the agreement; a weak proposal only finds them in one sentence."""
    frame: str
    """signed, planned, force, end, terms, loose, negated, wished, or ''."""
    passing: str
    """Why this is another agreement than the one reported on, or ''."""


def find_proposals(view: View, sentences: Sequence[Sentence], published: date | None) -> list[Proposal]:
    """All proposals of a document, in order of the text."""
    found: list[Proposal] = []
    body = next((s.start for s in sentences if s.kind is Kind.PARAGRAPH), len(view.text))
    for index, sentence in enumerate(sentences):
        for noun in sentence.nouns:
            own = _propose(view, index, sentence, noun, published)
            if not own.codes and sentence.collectives and index and own.frame in ("signed", "planned"):
                own = own._replace(codes=_the_two(view, sentence, sentences[index - 1]))
            each = _one_with_each(view, sentence, noun, own) if noun.group == "plural" else ()
            found.extend(each or (own,))
        if not sentence.nouns:
            alone = list(_without_noun(view, index, sentence, above=sentence.start < body))
            if (
                alone
                and alone[0].frame in ("signed", "planned")
                and _THEY.match(view.folded, sentence.start, sentence.end)
            ):
                _sign_the_last(found, index - 1, alone[0].frame)
            found.extend(alone)
    return found


def _the_two(view: View, sentence: Sentence, before: Sentence) -> tuple[str, ...]:
    """The two states of the sentence before, where `the two countries` sign; () where it names others."""
    first = sentence.collectives[0]
    if not view.folded.startswith(("the two", "both"), first.start):
        return ()
    codes = {code for actor in before.actors if not actor.locative for code in actor.codes}
    return tuple(sorted(codes)) if len(codes) == 2 else ()


_THEY = re.compile(r"(?:it|they|both|all three|the two|each)(?: of them)? (?:was|were|is|are|has|have|will)\b")


def _sign_the_last(found: list[Proposal], sentence: int, frame: str) -> None:
    """`The two have a new memorandum. It was signed today`: it is what the sentence before names without a verb."""
    at = len(found) - 1
    while at >= 0 and found[at].sentence == sentence:
        if not found[at].frame and found[at].codes:
            found[at] = found[at]._replace(frame=frame)
        at -= 1


def _propose(view: View, index: int, sentence: Sentence, noun: Word, published: date | None) -> Proposal:
    verb = _verb_of(sentence, noun)
    codes = codes_of(view, sentence, noun, verb)
    strong = len(codes) >= 2
    passing = why_passing(view, sentence, noun, verb, published)
    if not strong and noun.name != "anaphor" and (sentence.kind is Kind.TITLE or sentence.start < _LEAD):
        around = all_codes(view, sentence, *between_semicolons(view, sentence, noun.start))
        listed = next((p.codes for p in sentence.parties if len(p.codes) > 2 and not p.lead and p.end < noun.start), ())
        if listed and set(codes) <= set(listed) and noun.group == "noun":
            codes = tuple(sorted(listed))
        elif (
            len(around) == 2
            and set(codes) <= set(around)
            and not (noun.name in OF_THEIRS and codes in _ALLIANCES)
            and not _with_others(view, sentence, noun, around)
        ):
            codes = around
    frame: str = _frame(view, sentence, noun, verb)
    return Proposal(index, noun.start, noun, codes, strong, frame, passing)


def _with_others(view: View, sentence: Sentence, noun: Word, codes: tuple[str, ...]) -> bool:
    """`the treaty with Norway needs a vote, the memorandum with Kenya none`: the partners of two, no pair of one."""
    partners = {n.start: p.codes for n in sentence.nouns if (p := after(view, sentence, n, ("with",))) is not None}
    own = partners.pop(noun.start, ())
    return len(own) == 1 and any(set(p) | set(own) == set(codes) and p != own for p in partners.values())


_COUNTED = re.compile(r"\b(?:two|both|twin|three|a pair of)(?: [\w-]+){0,4} $")
_BEFORE = re.compile(
    r"\b(?:already|previously|earlier|since|so far|before|similar|such|other|also|last year|in recent (?:years|months)|"
    r"in the past)\b|\b(?:19|20)\d\d\b"
)
_OPENING = 700
"""Characters in which agreements that nobody counts are news, and no background."""


def _one_with_each(view: View, sentence: Sentence, noun: Word, own: Proposal) -> Sequence[Proposal]:
    """`Ukraine signed security agreements with Canada and Italy`: one with each of them."""
    verb = _verb_of(sentence, noun)
    if verb is None or verb.name != "sign" or verb.tense not in ("signed", "planned"):
        return ()
    partner, signer = after(view, sentence, noun, ("with",)), subject(view, sentence, verb)
    if partner is None or signer is None or len(partner.codes) < 2 or len(signer.codes) != 1:
        return ()
    counted = _COUNTED.search(view.folded, max(sentence.start, noun.start - 44), noun.start) is not None
    if own.passing not in ("", "several") or (
        not counted and (sentence.start > _OPENING or _BEFORE.search(view.folded, sentence.start, sentence.end))
    ):
        return ()
    pairs = [tuple(sorted((code, signer.codes[0]))) for code in partner.codes if code != signer.codes[0]]
    return [own._replace(codes=pair, strong=True, passing="") for pair in pairs]


_ALLIANCES = (("NATO",), ("EU",))
"""Whose own declarations name states for which they care, and bind nobody with them."""
_BULLET = 4
"""Characters before the first word of a list item: `• Signed last Friday in Gaborone`."""
_SIGNATURE = ("signature", "date of signature", "date and place of signature")
"""Labels of a line that tells when, without a verb."""
_FORESEEN = re.compile(r"\b(?:planned|expected|due|foreseen|scheduled|pending|to come|not yet|open)\b")
_REFERS_BACK = re.compile(r"(?:it|this|both|they|all three)\b")
_THE_SIGNING = re.compile(
    r"\b(?:the|its|their) (?:official |formal )?sign(?:ing|ature)(?: ceremony)?,? (?:(?:is|was|has been) (?:now |"
    r"also )?"
    r"(?P<planned>planned|scheduled|expected|due|set|foreseen|fixed|pencilled in|to take place|to be held)|"
    r"(?P<coming>will (?:take place|be held|happen|follow))|(?P<done>took place|was held|happened))\b"
)
"""`The signing is planned for 12 December`: what is signed is known from elsewhere."""
_DONE = ("signed", "concluded", "inked", "sealed")


def _without_noun(view: View, index: int, sentence: Sentence, *, above: bool) -> Iterator[Proposal]:
    """`It was signed by X and Y`, `the two countries will sign on Monday`; above the body, `Signed: 3 May`."""
    labelled = is_labelled(view, sentence.start, sentence.end)
    if labelled and not above and sentence.kind not in (Kind.BULLET, Kind.ITEM):
        return  # "Signed: forty professors"
    if labelled and view.folded.startswith(_SIGNATURE, sentence.start):
        planned = _FORESEEN.search(view.folded, sentence.start, sentence.end) is not None
        yield Proposal(index, sentence.start, None, (), False, "planned" if planned else "signed", "")
        return
    if (match := _THE_SIGNING.search(view.folded, sentence.start, sentence.end)) is not None:
        yield Proposal(index, match.start(), None, (), False, "signed" if match["done"] else "planned", "")
        return
    for verb in sentence.verbs:
        if verb.name == "force" and (labelled or verb.start - sentence.start <= _BULLET):
            yield Proposal(index, verb.start, None, (), False, "force", "")
            return
        if verb.name == "sign" and (
            sentence.collectives
            or labelled
            or _REFERS_BACK.match(view.folded, sentence.start, sentence.start + 8)
            or (verb.start - sentence.start <= _BULLET and view.folded.startswith(_DONE, verb.start))
        ):
            by = [p for p in sentence.parties if p.lead == "by" and p.start > verb.end]
            codes = tuple(sorted(by[0].codes)) if by else ()
            yield Proposal(index, verb.start, None, codes, len(codes) >= 2, verb.tense, "")
            return
    yield from _by_two(view, index, sentence)


_WHAT_DID = re.compile(r"(?:q(?:uestion)?: )?(?:what|why|when|where) (?:exactly )?(?:did|have|has)\b")
"""`What did Seoul and Hanoi sign?`: that they did is taken for granted."""
_IT = re.compile(r" (?:it|them|both)\b|[.!]|$")


def _by_two(view: View, index: int, sentence: Sentence) -> Iterator[Proposal]:
    """`Italy and Libya signed it`; `Nigeria and Niger agree on patrols` only tells who may have an agreement."""
    for verb in sentence.verbs:
        signers = subject(view, sentence, verb) if verb.name == "sign" else None
        if signers is None:
            continue
        told = _IT.match(view.folded, verb.end, sentence.end) or _WHAT_DID.match(
            view.folded, sentence.start, verb.start
        )
        refers = told is not None and verb.tense in ("signed", "planned")
        several = len(signers.codes) >= 2
        if several or refers:
            codes = tuple(sorted(signers.codes))
            yield Proposal(index, verb.start, None, codes, several and refers, verb.tense if refers else "", "")
            return


def _frame(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> str:
    if is_asked(view, sentence):
        return ""
    if verb is not None and verb.name == "fail":
        return "negated"
    if is_draft(view, sentence, noun) or _FOLLOWS.match(view.folded, noun.end, sentence.end):
        return "planned"
    if verb is None:
        if _FOLLOWED.match(view.folded, noun.end, sentence.end):
            return "signed"
        if _SOUGHT.search(view.folded, max(sentence.start, noun.start - 60), noun.start):
            return "wished"
        return "terms" if _is_ground(view, sentence, noun) else ""
    if verb.name == "end" and verb.start > noun.end and _TALKS.search(view.folded, sentence.start, noun.start):
        return ""
    if verb.tense in ("negated", "wished"):
        return verb.tense
    if verb.name == "draft":
        return "planned"
    if verb.name == "terms" and verb.end <= noun.start:
        return "wished" if view.folded.startswith("calls for", verb.start) else ""
    if (
        verb.name == "terms"
        and view.folded.startswith("would", verb.start)
        and _ANY.search(view.folded, max(sentence.start, noun.start - 40), noun.start)
    ):
        return "wished"
    if verb.name in ("force", "end", "terms"):
        return verb.name
    if verb.name == "announce" and verb.tense == "signed":
        return "signed" if is_renewed(view, verb) else "terms"
    return verb.tense


_GROUND = re.compile(
    r"\b(?:under|thanks to|bound by|by virtue of|in line with|according to|as part of)(?: the (?:terms|text|articles|"
    r"provisions) of)?(?: (?!(?:with|by|and|to|of)\b)[\w'-]+){0,7} $"
)
_FOLLOWS = re.compile(r"[^,;:.]{0,50} (?:will|is (?:due |expected |set )?to|should|would) follow\b")
"""`a memorandum with Poland will follow on 12 June`."""
_FOLLOWED = re.compile(
    r"[^;:.]{0,80}\bfollowed(?: (?:days?|weeks?|(?:a|one|two|three) (?:days?|weeks?|months?)) (?:later|after))?,? "
    r"(?:in (?=[a-z])|at |on |there\b|yesterday|today|last |this )"
)
"""`The second, a memorandum with Kenya, followed in Nairobi`: signed after the first."""
_SOUGHT = re.compile(
    r"\b(?:propos(?:es|ed|ing)|suggest(?:s|ed|ing)|float(?:s|ed|ing)|offer(?:s|ed|ing)|seek(?:s|ing)?|sought|"
    r"wants?|wanted|demand(?:s|ed|ing)|(?:call|ask|push|press|lobby|hop)(?:e|es|s|ed|ing|ies|ied)? for|need(?:s|ed)?|"
    r"mull(?:s|ed|ing))(?: (?!of\b)[\w-]+){0,6} $"
)
"""`proposed a mutual defence pact`: what is only asked for."""
_TALKS = re.compile(r"\b(?:talks|negotiations|discussions|consultations|round|meeting|summit|conference)\b")


def _is_ground(view: View, sentence: Sentence, noun: Word) -> bool:
    """`Under a new pact with Kazakhstan, Uzbekistan will host exercises`: what it says is laid down."""
    return _GROUND.search(view.folded, max(sentence.start, noun.start - 80), noun.start) is not None


_ANY = re.compile(r"\b(?:an?|any)(?: [\w-]+){0,3} $")
"""`a treaty between Japan and Taiwan would be a mistake`: none that there is."""
_RANK = {"sign": 0, "draft": 1, "end": 1, "force": 1, "fail": 1, "announce": 2, "terms": 3}


def _verb_of(sentence: Sentence, noun: Word) -> Verb | None:
    """The verb nearest to a noun: its object or its relative clause; signing comes before the rest."""
    best: tuple[int, int, Verb] | None = None
    starts = [n.start for n in sentence.nouns]
    own = bisect_left(starts, noun.start)
    for verb in sentence.verbs:
        before = verb.end <= noun.start
        gap = noun.start - verb.end if before else verb.start - noun.end
        if gap > NEAR or (verb.name == "end" and before and gap > _OBJECT):
            continue
        between = own - bisect_right(starts, verb.start) if before else bisect_left(starts, verb.start) - own - 1
        rank, cost = _RANK[verb.name], gap + 60 * max(0, between)
        if best is None or (rank, cost) < best[:2]:
            best = (rank, cost, verb)
    return best[2] if best else None
