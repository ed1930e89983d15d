"""Where the verbs are: verb groups of a sentence, found by the neighbours of each token.

will not be obliged to | has provided | to train | hands over
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction.clauses.tokens import Tag, Token
from app.extraction.vocabulary.lexicon import lexicon

FINITE_AUXILIARY = Tag.MODAL | Tag.BE | Tag.HAVE | Tag.DO
FINITE_LEXICAL = Tag.PRESENT | Tag.PAST
_BEFORE_NOUN = Tag.DETERMINER | Tag.PREPOSITION | Tag.NUMBER
STOP = Tag.COMMA | Tag.BREAK
_BOUNDARY = STOP | Tag.CONJUNCTION | Tag.SUBORDINATOR | Tag.RELATIVE
_VERBAL = FINITE_AUXILIARY | Tag.TO | FINITE_LEXICAL | Tag.BASE
_ADJECTIVAL = ("ish", "ese", "ian", "ean", "can", "nch", "tch", "eek", "aeli", "aqi", "s", "lic", "ral", "nal", "tic")
"""Endings of adjectives of origin: behind one, a word in -s is a plural noun."""
_PLURALS = frozenset(
    (
        "talks forces exercises drills arms troops sources officials ships supplies relations ties "
        "services soldiers instructors officers guards parties sides quarters bases rights rules visits patrols "
        "weapons shells missiles drones"
    ).split()
)
_MOSTLY_VERBS = frozenset(
    (
        "falls stops leaves keeps makes takes gives binds hangs rests runs lasts puts sets lays comes goes begins "
        "holds allows backs commits stands owes lets brings gets draws ties frees spares spoke saw"
    ).split()
)
_PREPOSITIONAL = frozenset(
    ("runs hangs hinges rests calls lasts counts falls goes comes stands looks works pays depends turns leads").split()
)


@dataclass(slots=True)
class Predicate:
    """One verb group: `will not be obliged to`, `has provided`, `to train`."""

    first: int
    """Index of its first token in the sentence."""
    last: int
    finite: bool
    auxiliary: str
    """The folded first word where it is an auxiliary or `to`, else ''."""
    past: bool
    """Past or perfect: has provided, gave, had asked."""
    passive: bool
    verb: int = 0
    """Offset of its last word, which is the verb that says what is done."""


def predicates(tokens: Sequence[Token], bare: bool = False) -> list[Predicate]:
    """All verb groups of a sentence, left to right; `bare`: it may open with a bare infinitive, as list items do."""
    found: list[Predicate] = []
    i, n = 0, len(tokens)
    if bare and _opens_bare(tokens):
        found.append(Predicate(0, 0, False, "to", False, False))
        i = 1
    boundary = -1
    while i < n:
        tag = tokens[i].tag
        if tag & _BOUNDARY:
            boundary = i
        if not tag & _VERBAL:
            i += 1
            continue
        if tag & FINITE_AUXILIARY:
            group = _auxiliary_group(tokens, i)
        elif tag & Tag.TO and _infinitive_at(tokens, i):
            group = _infinitive_group(tokens, i)
        elif tag & (FINITE_LEXICAL | Tag.BASE) and _lexical_finite(
            tokens, i, found, bool(found) and found[-1].first > boundary
        ):
            group = Predicate(i, i, True, "", bool(tag & Tag.PAST) and not tag & Tag.BASE, False)
        else:
            i += 1
            continue
        group.verb = tokens[group.last].start
        found.append(group)
        i = group.last + 1
    return found


def _opens_bare(tokens: Sequence[Token]) -> bool:
    """`Train officers` as a list item: a base form that is no noun before a preposition."""
    if len(tokens) < 2 or not tokens[0].tag & Tag.BASE:
        return False
    if tokens[0].tag & Tag.ADJECTIVE and tokens[1].tag & Tag.CAPITAL:
        return False  # "Prime Minister"
    return not tokens[0].tag & Tag.NOUN or not tokens[1].tag & (Tag.PREPOSITION | Tag.COMMA) or tokens[1].word == "to"


def _auxiliary_group(tokens: Sequence[Token], i: int) -> Predicate:
    first = tokens[i]
    j, n = i + 1, len(tokens)
    past = first.word in ("was", "were", "had", "did", "wasn't", "weren't", "didn't")
    passive = False
    last_be = bool(first.tag & Tag.BE)
    while j < n and j < i + 7:
        token = tokens[j]
        if token.word in ("be", "been", "being"):
            last_be = True
        elif token.tag & (Tag.NOT | Tag.ADVERB) or token.word == "have" or token.tag & Tag.QUOTE:
            pass
        elif token.tag & (Tag.BASE | Tag.PARTICIPLE | Tag.ING | Tag.PAST):
            participle = bool(token.tag & (Tag.PARTICIPLE | Tag.PAST))
            passive = last_be and participle
            if first.tag & Tag.HAVE and participle:
                past = True
            return Predicate(i, j, True, first.word, past, passive)
        else:
            break
        j += 1
    return Predicate(i, max(i, j - 1), True, first.word, past, passive)


def _infinitive_at(tokens: Sequence[Token], i: int) -> bool:
    for j in range(i + 1, min(i + 4, len(tokens))):
        tag = tokens[j].tag
        if tokens[j].word in ("be", "have") or tag & Tag.BASE:
            return True
        if not tag & (Tag.ADVERB | Tag.NOT | Tag.QUOTE):
            return False
    return False


def _infinitive_group(tokens: Sequence[Token], i: int) -> Predicate:
    j = i + 1
    while j < len(tokens) and not (tokens[j].tag & Tag.BASE or tokens[j].word in ("be", "have")):
        j += 1
    passive = False
    if tokens[j].word == "be" and j + 1 < len(tokens) and tokens[j + 1].tag & (Tag.PARTICIPLE | Tag.PAST):
        j += 1
        passive = True
    return Predicate(i, j, False, "to", False, passive)


def _lexical_finite(tokens: Sequence[Token], i: int, earlier: Sequence[Predicate], taken: bool) -> bool:
    """Whether a word that may be a finite verb is one here; `taken`: its clause has a predicate already."""
    token = tokens[i]
    if (earlier and earlier[-1].last == i - 1) or (taken and token.tag & (Tag.NOUN | Tag.PARTICIPLE)):
        return False
    if i == 0 or (token.tag & Tag.CAPITAL and (not token.tag & FINITE_LEXICAL or token.word == "states")):
        return False
    before = i - 1
    while before > 0 and tokens[before].tag & Tag.ADVERB and not tokens[before].tag & Tag.NOUN:
        before -= 1
    prior = tokens[before]
    if (
        prior.tag & (_BEFORE_NOUN | Tag.TO | Tag.MODAL)
        and not prior.tag & Tag.PRONOUN
        and prior.word not in ("both", "each", "either", "neither", "all")
    ):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.tag & Tag.PRESENT:
        if (
            token.tag & Tag.NOUN
            and prior.tag & Tag.CAPITAL
            and (following is None or not following.tag & (Tag.NOUN | Tag.PREPOSITION))
            and lexicon().takes_that(token.word)
        ):
            return True
        if not token.tag & Tag.NOUN or token.word in _MOSTLY_VERBS:
            return True
        if (
            prior.tag & Tag.CAPITAL
            and not prior.word.endswith(_ADJECTIVAL)
            and token.word not in _PLURALS
            and following is not None
            and following.tag & (Tag.PREPOSITION | Tag.ADVERB)
        ):
            return True
        return (
            following is not None
            and bool(
                following.tag & (Tag.DETERMINER | Tag.NUMBER | Tag.RELATIVE | Tag.CAPITAL | Tag.NOT | Tag.QUOTE)
                or (following.tag & Tag.PREPOSITION and token.word in _PREPOSITIONAL)
                or (following.tag & Tag.TO and _infinitive_at(tokens, i + 1))
                or (following.tag & (Tag.ADJECTIVE | Tag.ADVERB) and not following.tag & Tag.NOUN)
            )
            and bool(prior.tag & (Tag.CAPITAL | Tag.PRONOUN | Tag.RELATIVE | Tag.NOUN | Tag.COMMA | Tag.CONJUNCTION))
        )
    if token.tag & Tag.PAST:
        if token.tag & Tag.NOUN and not prior.tag & Tag.PRONOUN and token.word not in _MOSTLY_VERBS:
            return False
        if (
            following is not None
            and (following.word == "by" or (following.word == "in" and not prior.tag & Tag.CAPITAL))
            and token.tag & Tag.PARTICIPLE
            and not prior.tag & (Tag.PRONOUN | Tag.RELATIVE | Tag.COMMA)
        ):
            return False
        if prior.tag & Tag.CONJUNCTION:
            return bool(earlier) and earlier[-1].past and earlier[-1].first == earlier[-1].last
        # `two corvettes, refitted and armed`: without an object behind it, a participle in apposition
        if (
            token.tag & Tag.PARTICIPLE
            and prior.tag & Tag.COMMA
            and following is not None
            and following.tag & (Tag.CONJUNCTION | Tag.COMMA)
            and not lexicon().reports(token.word)
        ):
            return False
        return bool(prior.tag & (Tag.NOUN | Tag.PRONOUN | Tag.CAPITAL | Tag.RELATIVE | Tag.COMMA | Tag.QUOTE))
    if token.tag & Tag.BASE:
        if prior.word in ("we", "they", "i", "you", "parties", "sides", "both", "who", "which"):
            return True
        listed = prior.tag & Tag.CAPITAL and any(t.word == "and" for t in tokens[max(0, before - 3) : before])
        if token.tag & Tag.NOUN:
            return (
                bool(prior.tag & Tag.PLURAL or listed)
                and following is not None
                and bool(following.tag & (Tag.TO | Tag.DETERMINER | Tag.RELATIVE | Tag.CAPITAL))
            )
        return bool(prior.tag & Tag.PLURAL or listed) and not token.tag & Tag.CAPITAL
    return False
