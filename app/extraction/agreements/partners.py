"""The parties that the words of a sentence tie to an agreement.

the agreement between Chile and Peru                      between
the Ukraine-US bilateral security agreement               modifiers of the noun
Chile signed a pact with Peru; a pact signed by both      subject, partner and agent
The one with Japan is a treaty                            the partner of what was named before
"""

from __future__ import annotations

import re

from app.extraction.actors.states import Actor
from app.extraction.agreements.instruments import Party, Sentence, Verb, is_firm, is_one_with
from app.extraction.agreements.words import View, Word, word_set

NEAR = 140
"""Characters between a noun and the words that tell its parties."""

_MODIFIERS = re.compile(r"(?:'s|’s|-)?[ -]?(?:[\w'’“”\"-]+[ ]){0,6}$")
_NOT_MODIFIER = re.compile(
    r"\b(?:the|a|an|will|shall|is|are|was|were|has|have|had|to|in|on|of|with|by|for|from|at|that|which|"
    r"and|or|sign\w*|this|its|their|said|says|under|put\w*|agree|agreed|reach\w*|conclude\w*)\b"
)


OF_THEIRS = frozenset({"declaration", "political_declaration"})
"""What is named by those who make it: `Joint Declaration of the President of ... and the Prime Minister of ...`."""


def codes_of(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> tuple[str, ...]:
    """The parties that the words tie to a noun, sorted."""
    if (identified := _identified(view, sentence, noun)) is not None:
        return identified
    before = _before(view, sentence, noun)
    between = after(view, sentence, noun, ("between", "among", "amongst"))
    if between is not None and len(between.codes) >= 2:
        return tuple(sorted(between.codes))
    if before is not None and len(before.codes) >= 2:
        return tuple(sorted(before.codes))
    if verb is not None and verb.name == "terms" and (bound := _bound(view, sentence, noun, verb)) is not None:
        return bound
    if noun.name in OF_THEIRS and (of := after(view, sentence, noun, ("of", "by"))) is not None and len(of.codes) >= 2:
        return tuple(sorted(of.codes))
    partner = after(view, sentence, noun, ("with",)) or _with_before(view, sentence, noun, verb)
    signer = subject(view, sentence, verb) if verb is not None and verb.name != "terms" else None
    if partner is not None and _only_watches(view, sentence, noun, partner, signer):
        partner = None
    agent = _agent(sentence, verb)
    many = noun.group == "plural"
    if (
        many
        and partner is not None
        and any(noun.end < n.start < partner.start and is_one_with(view, n) for n in sentence.nouns)
    ):
        partner = None  # "two agreements, one with France and one with Canada"
    for signers in (signer, agent):
        if signers is not None and len(signers.codes) >= 2 and (partner is None or not many):
            extra = partner.codes if partner is not None and not many else ()
            return tuple(sorted({*signers.codes, *extra}))
    named = {code for party in (before, signer, agent) if party is not None for code in party.codes}
    if partner is not None and not (many and len(partner.codes) > 1):
        named |= set(partner.codes)
    elif partner is not None:
        return ()
    return tuple(sorted(named))


_THAT = re.compile(r"(?: \(?[\w'’-]+\)?){0,4},?(?: (?:that|which))? $")


def _bound(view: View, sentence: Sentence, noun: Word, verb: Verb) -> tuple[str, ...] | None:
    """`The Lunna House Agreement commits Britain and Norway to hunt`: those whom it binds."""
    if verb.start < noun.end or not _THAT.fullmatch(view.folded, noun.end, verb.start):
        return None
    for party in sentence.parties:
        if party.start >= verb.end:
            near = view.folded[verb.end : party.start].strip() in ("", "the", "both", "the governments of")
            return tuple(sorted(party.codes)) if near and len(party.codes) >= 2 else None
    return None


_IS_A = re.compile(
    r"(?:,? [^;.:]{1,60},?)? (?:is|was|will be|takes the form of|took the form of|being) (?:[\w-]+ ){0,6}$"
)


def _identified(view: View, sentence: Sentence, noun: Word) -> tuple[str, ...] | None:
    """`The one with Japan is a treaty`: the partner of the one is that of the treaty."""
    for one in sentence.nouns:
        if one.end < noun.start and is_one_with(view, one):
            partner = after(view, sentence, one, ("with", "between"))
            if (
                partner is not None
                and partner.end < noun.start
                and _IS_A.fullmatch(view.folded, partner.end, noun.start)
            ):
                return tuple(sorted(partner.codes))
    return None


_WATCHES = re.compile(
    r"(?: [\w-]+){0,3},? (?:looking on|watching|presiding|present|attending|in attendance|standing|beaming|hosting|"
    r"as host|as (?:a )?witness|at (?:his|her|their) side|acting as|serving as)\b"
)


def _only_watches(view: View, sentence: Sentence, noun: Word, partner: Party, signer: Party | None) -> bool:
    """`signed a treaty on Friday, with President Donald Trump looking on`: no partner of those who sign."""
    if _WATCHES.match(view.folded, partner.end, sentence.end):
        return True
    return signer is not None and len(signer.codes) >= 2 and view.text.find(",", noun.end, partner.start) >= 0


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


def after(view: View, sentence: Sentence, noun: Word, leads: tuple[str, ...]) -> Party | None:
    """`agreement between X and Y`, `pact with Z`: the first such parties after the noun, before another noun."""
    stop = next((n.start for n in sentence.nouns if n.start > noun.end and n.name != "anaphor"), sentence.end)
    for party in sentence.parties:
        if noun.end <= party.start < min(stop, noun.end + NEAR) and party.lead in leads:
            return party if view.text.find(";", noun.end, party.start) < 0 else None
    return None


def _with_before(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> Party | None:
    """`signed, together with my Ugandan counterpart, a treaty`: the parties between the verb and its object."""
    if verb is None or verb.name != "sign":
        return None
    between = (p for p in sentence.parties if verb.end <= p.start and p.end <= noun.start and p.lead == "with")
    return next(between, None) or _in_front(view, sentence, noun)


_FRONT = re.compile(r"(?:^|[;:,] (?:and |but )?)with (?:the )?(?:[\w-]+ ){0,3}$")


def _in_front(view: View, sentence: Sentence, noun: Word) -> Party | None:
    """`With Somalia it has signed an agreement; with Ethiopia, a memorandum`."""
    for party in sentence.parties:
        if party.end <= noun.start <= party.end + NEAR and party.lead == "with":
            cut = view.text.rfind(";", sentence.start, noun.start)
            if party.start > cut and _FRONT.search(
                view.folded[max(sentence.start, cut, party.start - 40) : party.start]
            ):
                return party
    return None


_CUTS_SUBJECT = re.compile(r"[.;:!?]|\b(?:that|which|who|said|says|told|while|whereas|after|before|because|since)\b")


def subject(view: View, sentence: Sentence, verb: Verb) -> Party | None:
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
    return next((p for p in sentence.parties if verb.end <= p.start < verb.end + NEAR and p.lead == "by"), None)


def between_semicolons(view: View, sentence: Sentence, at: int) -> tuple[int, int]:
    low = view.text.rfind(";", sentence.start, at) + 1
    high = view.text.find(";", at, sentence.end)
    return max(low, sentence.start), high if high >= 0 else sentence.end


_ASIDE = re.compile(r"\b(?:from|against|of|on|over|off|than|like|despite|near)(?: (?:the|its|their))? $")


def all_codes(view: View, sentence: Sentence, low: int, high: int) -> tuple[str, ...]:
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
