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

from app.extraction.actors.states import Actor
from app.extraction.agreements.instruments import Party, Sentence, Verb, is_asked, is_draft, is_firm, is_labelled
from app.extraction.agreements.passing import is_renewed, why_passing
from app.extraction.agreements.words import View, Word, word_set
from app.extraction.document import Kind

_NEAR = 140
"""Characters between a noun and the words that tell its parties."""
_OBJECT = 40
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
            found.append(_propose(view, index, sentence, noun, published))
        if not sentence.nouns:
            found.extend(_without_noun(view, index, sentence, above=sentence.start < body))
    return found


def _propose(view: View, index: int, sentence: Sentence, noun: Word, published: date | None) -> Proposal:
    verb = _verb_of(sentence, noun)
    codes = _codes_of(view, sentence, noun, verb)
    strong = len(codes) >= 2
    passing = why_passing(view, sentence, noun, verb, published)
    if not strong and noun.name != "anaphor" and (sentence.kind is Kind.TITLE or sentence.start < _LEAD):
        around = _all_codes(view, sentence, *_between_semicolons(view, sentence, noun.start))
        if len(around) == 2 and set(codes) <= set(around):
            codes = around
    frame: str = _frame(view, sentence, noun, verb)
    return Proposal(index, noun.start, noun, codes, strong, frame, passing)


_BULLET = 4
"""Characters before the first word of a list item: `• Signed last Friday in Gaborone`."""
_SIGNATURE = ("signature", "date of signature", "date and place of signature")
"""Labels of a line that tells when, without a verb."""
_FORESEEN = re.compile(r"\b(?:planned|expected|due|foreseen|scheduled|pending|to come|not yet|open)\b")
_REFERS_BACK = re.compile(r"(?:it|this)\b")
_THE_SIGNING = re.compile(
    r"\bthe (?:official |formal )?sign(?:ing|ature)(?: ceremony)?,? (?:(?:is|was|has been) (?:now |also )?"
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


_IT = re.compile(r" (?:it|them|both)\b")


def _by_two(view: View, index: int, sentence: Sentence) -> Iterator[Proposal]:
    """`Italy and Libya signed it`; `Nigeria and Niger agree on patrols` only tells who may have an agreement."""
    for verb in sentence.verbs:
        subject = _subject(view, sentence, verb) if verb.name == "sign" else None
        if subject is not None and len(subject.codes) >= 2:
            refers = _IT.match(view.folded, verb.end) is not None and verb.tense in ("signed", "planned")
            codes = tuple(sorted(subject.codes))
            yield Proposal(index, verb.start, None, codes, refers, verb.tense if refers else "", "")
            return


def _frame(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> str:
    if is_asked(view, sentence):
        return ""
    if verb is not None and verb.name == "fail":
        return "negated"
    if is_draft(view, sentence, noun):
        return "planned"
    if verb is None:
        return "terms" if _is_ground(view, sentence, noun) else ""
    if verb.name == "end" and verb.start > noun.end and _TALKS.search(view.folded, sentence.start, noun.start):
        return ""
    if verb.tense in ("negated", "wished"):
        return verb.tense
    if verb.name == "draft":
        return "planned"
    if verb.name == "terms" and verb.end <= noun.start:
        return "wished" if view.folded.startswith("calls for", verb.start) else ""
    if verb.name in ("force", "end", "terms"):
        return verb.name
    if verb.name == "announce" and verb.tense == "signed":
        return "signed" if is_renewed(view, verb) else "terms"
    return verb.tense


_GROUND = re.compile(
    r"\b(?:under|thanks to|bound by|by virtue of|in line with|according to|as part of)(?: the (?:terms|text|articles|"
    r"provisions) of)?(?: (?!(?:with|by|and|to|of)\b)[\w'-]+){0,7} $"
)
_TALKS = re.compile(r"\b(?:talks|negotiations|discussions|consultations|round|meeting|summit|conference)\b")


def _is_ground(view: View, sentence: Sentence, noun: Word) -> bool:
    """`Under a new pact with Kazakhstan, Uzbekistan will host exercises`: what it says is laid down."""
    return _GROUND.search(view.folded, max(sentence.start, noun.start - 80), noun.start) is not None


_RANK = {"sign": 0, "draft": 1, "end": 1, "force": 1, "fail": 1, "announce": 2, "terms": 3}


def _verb_of(sentence: Sentence, noun: Word) -> Verb | None:
    """The verb nearest to a noun: its object or its relative clause; signing comes before the rest."""
    best: tuple[int, int, Verb] | None = None
    starts = [n.start for n in sentence.nouns]
    own = bisect_left(starts, noun.start)
    for verb in sentence.verbs:
        before = verb.end <= noun.start
        gap = noun.start - verb.end if before else verb.start - noun.end
        if gap > _NEAR or (verb.name == "end" and before and gap > _OBJECT):
            continue
        between = own - bisect_right(starts, verb.start) if before else bisect_left(starts, verb.start) - own - 1
        rank, cost = _RANK[verb.name], gap + 60 * max(0, between)
        if best is None or (rank, cost) < best[:2]:
            best = (rank, cost, verb)
    return best[2] if best else None


_MODIFIERS = re.compile(r"(?:'s|’s|-)?[ -]?(?:[\w'’“”\"-]+[ ]){0,6}$")
_NOT_MODIFIER = re.compile(
    r"\b(?:the|a|an|will|shall|is|are|was|were|has|have|had|to|in|on|of|with|by|for|from|at|that|which|"
    r"and|or|sign\w*|this|its|their|said|says|under|put\w*|agree|agreed|reach\w*|conclude\w*)\b"
)


_OF_THEIRS = frozenset({"declaration", "political_declaration"})
"""What is named by those who make it: `Joint Declaration of the President of ... and the Prime Minister of ...`."""


def _codes_of(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> tuple[str, ...]:
    """The parties that the words tie to a noun, sorted."""
    before = _before(view, sentence, noun)
    between = _after(view, sentence, noun, ("between", "among", "amongst"))
    if between is not None and len(between.codes) >= 2:
        return tuple(sorted(between.codes))
    if before is not None and len(before.codes) >= 2:
        return tuple(sorted(before.codes))
    if (
        noun.name in _OF_THEIRS
        and (of := _after(view, sentence, noun, ("of", "by"))) is not None
        and len(of.codes) >= 2
    ):
        return tuple(sorted(of.codes))
    partner = _after(view, sentence, noun, ("with",)) or _with_before(sentence, noun, verb)
    subject = _subject(view, sentence, verb) if verb is not None and verb.name != "terms" else None
    if partner is not None and _only_watches(view, sentence, noun, partner, subject):
        partner = None
    agent = _agent(sentence, verb)
    many = noun.group == "plural"
    for signers in (subject, agent):
        if signers is not None and len(signers.codes) >= 2 and (partner is None or not many):
            extra = partner.codes if partner is not None and not many else ()
            return tuple(sorted({*signers.codes, *extra}))
    named = {code for party in (before, subject, agent) if party is not None for code in party.codes}
    if partner is not None and not (many and len(partner.codes) > 1):
        named |= set(partner.codes)
    elif partner is not None:
        return ()
    return tuple(sorted(named))


_WATCHES = re.compile(
    r"(?: [\w-]+){0,3},? (?:looking on|watching|presiding|present|attending|in attendance|standing|beaming|hosting|"
    r"as host|as (?:a )?witness|at (?:his|her|their) side|acting as|serving as)\b"
)


def _only_watches(view: View, sentence: Sentence, noun: Word, partner: Party, subject: Party | None) -> bool:
    """`signed a treaty on Friday, with President Donald Trump looking on`: no partner of those who sign."""
    if _WATCHES.match(view.folded, partner.end, sentence.end):
        return True
    return subject is not None and len(subject.codes) >= 2 and view.text.find(",", noun.end, partner.start) >= 0


def _before(view: View, sentence: Sentence, noun: Word) -> Party | None:
    """`the Ukraine-US bilateral security agreement`: parties as modifiers of the noun."""
    for party in reversed(sentence.parties):
        if party.end <= noun.start:
            gap = view.folded[party.end : noun.start]
            return (
                party
                if len(gap) <= 70 and _MODIFIERS.fullmatch(gap) and not _NOT_MODIFIER.search(gap)
                else _adjective(view, sentence, noun)
            )
    return _adjective(view, sentence, noun)


def _adjective(view: View, sentence: Sentence, noun: Word) -> Party | None:
    """`the French text`: a bare demonym before the noun."""
    for actor in reversed(sentence.actors):
        if actor.end <= noun.start:
            gap = view.folded[actor.end : noun.start]
            if (
                len(gap) <= 40
                and actor.kind in ("demonym", "state")
                and not actor.locative
                and _MODIFIERS.fullmatch(gap)
                and not _NOT_MODIFIER.search(gap)
            ):
                return Party(actor.start, actor.end, actor.codes, "")
            return None
    return None


def _after(view: View, sentence: Sentence, noun: Word, leads: tuple[str, ...]) -> Party | None:
    """`agreement between X and Y`, `pact with Z`: the first such parties after the noun, before another noun."""
    stop = next((n.start for n in sentence.nouns if n.start > noun.end and n.name != "anaphor"), sentence.end)
    for party in sentence.parties:
        if noun.end <= party.start < min(stop, noun.end + _NEAR) and party.lead in leads:
            return party
    return None


def _with_before(sentence: Sentence, noun: Word, verb: Verb | None) -> Party | None:
    """`signed, together with my Ugandan counterpart, a treaty`: the parties between the verb and its object."""
    if verb is None or verb.name != "sign":
        return None
    return next((p for p in sentence.parties if verb.end <= p.start and p.end <= noun.start and p.lead == "with"), None)


_CUTS_SUBJECT = re.compile(r"[.;:!?]|\b(?:that|which|who|said|says|told|while|whereas|after|before|because|since)\b")


def _subject(view: View, sentence: Sentence, verb: Verb) -> Party | None:
    """The parties before a verb that can be its subject."""
    for party in reversed(sentence.parties):
        if party.end > verb.start or party.lead in (
            "with",
            "in",
            "at",
            "for",
            "from",
            "against",
            "like",
            "under",
            "after",
        ):
            continue
        gap = view.folded[party.end : verb.start]
        if len(gap) <= 90 and not _CUTS_SUBJECT.search(gap):
            return party
        return None
    return None


def _agent(sentence: Sentence, verb: Verb | None) -> Party | None:
    """`signed on Monday by X and Y`."""
    if verb is None:
        return None
    return next((p for p in sentence.parties if verb.end <= p.start < verb.end + _NEAR and p.lead == "by"), None)


def _between_semicolons(view: View, sentence: Sentence, at: int) -> tuple[int, int]:
    low = view.text.rfind(";", sentence.start, at) + 1
    high = view.text.find(";", at, sentence.end)
    return max(low, sentence.start), high if high >= 0 else sentence.end


_ASIDE = re.compile(r"\b(?:from|against|of|on|over|off|than|like|despite|near)(?: (?:the|its|their))? $")


def _all_codes(view: View, sentence: Sentence, low: int, high: int) -> tuple[str, ...]:
    """Every party that a part of a lead sentence names, but for an enemy; of more than two, those not named aside."""
    codes: set[str] = set()
    core: set[str] = set()
    for actor in sentence.actors:
        if not low <= actor.start < high:
            continue
        if (actor.locative and actor.kind == "capital") or is_firm(view, actor) or _names_a_firm(view, sentence, actor):
            continue
        before = view.folded[max(sentence.start, actor.start - 30) : actor.start]
        after = view.folded[actor.end : actor.end + 14]
        if re.search(
            r"\bagainst (?:the )?$|\b(?:attack|invasion|aggression|threat|war)\w* (?:by|from|with|on) $", before
        ):
            continue
        if actor.kind == "demonym" and re.match(r" (?:attack|aggress|invasion|threat|missile)", after):
            continue
        if actor.kind == "demonym" and re.search(
            r"\b(?:for|of|buy\w*|bought|order\w*|purchas\w+)(?: [\d,]+)? $", before
        ):
            continue  # "signs deal for Korean tanks"
        codes.update(actor.codes)
        if not _ASIDE.search(before):
            core.update(actor.codes)
    return tuple(sorted(codes if len(codes) <= 2 else core))


_OF = re.compile(r"\b([A-Z]\w+) of $")


def _names_a_firm(view: View, sentence: Sentence, actor: Actor) -> bool:
    """`Delta Systems of Britain`: a name whose state only tells where it is from."""
    match = _OF.search(view.plain[max(sentence.start, actor.start - 24) : actor.start])
    return match is not None and match.group(1).lower() not in word_set("government", "words")
