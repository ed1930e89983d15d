"""Sentence to clauses: where predicates begin, and what kind of clause each is.

    In case of an attack | the parties will consult | and Oslo will send help | , which the text calls immediate

A clause never crosses a semicolon, colon or dash. A comma or conjunction opens a new one where a predicate follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.extraction.lexicon import lexicon
from app.extraction.tokens import Tag, Token

ClauseKind = Literal["main", "coordinate", "relative", "complement", "condition"]

FINITE_AUXILIARY = Tag.MODAL | Tag.BE | Tag.HAVE | Tag.DO
FINITE_LEXICAL = Tag.PRESENT | Tag.PAST
_BEFORE_NOUN = Tag.DETERMINER | Tag.PREPOSITION | Tag.NUMBER
_STOP = Tag.COMMA | Tag.BREAK
_ADJECTIVAL = ("ish", "ese", "ian", "ean", "can", "nch", "tch", "eek", "aeli", "aqi", "s", "lic", "ral", "nal", "tic")
"""Endings of adjectives of origin: behind one, a word in -s is a plural noun."""
_PLURALS = frozenset("talks forces exercises drills arms troops sources officials ships supplies relations ties services soldiers instructors officers guards parties sides".split())
_PREPOSITIONAL = frozenset("runs hangs hinges rests calls lasts counts falls goes comes stands looks works pays depends turns leads".split())
_REACH = 14
"""How many tokens after a conjunction its subject may take before its verb."""


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


@dataclass(slots=True)
class Clause:
    """A run of a sentence with at most one chain of predicates."""

    start: int
    end: int
    kind: ClauseKind
    lead: str
    """The word that opens it: a conjunction, subordinator or relative; '' for the first."""
    predicates: list[Predicate] = field(default_factory=list)
    tokens: Sequence[Token] = ()
    verb_at: int | None = None
    """Offset at which the first predicate starts."""


def predicates(tokens: Sequence[Token], bare: bool = False) -> list[Predicate]:
    """All verb groups of a sentence, left to right; `bare`: it may open with a bare infinitive, as list items do."""
    found: list[Predicate] = []
    i, n = 0, len(tokens)
    if bare and n > 1 and tokens[0].tag & Tag.BASE and not tokens[0].tag & Tag.CAPITAL:
        if not tokens[0].tag & Tag.NOUN or not tokens[1].tag & (Tag.PREPOSITION | Tag.COMMA) or tokens[1].word == "to":
            found.append(Predicate(0, 0, False, "to", False, False))
            i = 1
    boundary = -1
    while i < n:
        tag = tokens[i].tag
        if tag & (_STOP | Tag.CONJUNCTION | Tag.SUBORDINATOR | Tag.RELATIVE):
            boundary = i
        if tag & FINITE_AUXILIARY:
            group = _auxiliary_group(tokens, i)
        elif tag & Tag.TO and _infinitive_at(tokens, i):
            group = _infinitive_group(tokens, i)
        elif tag & (FINITE_LEXICAL | Tag.BASE) and _lexical_finite(tokens, i, found, bool(found) and found[-1].first > boundary):
            group = Predicate(i, i, True, "", bool(tag & Tag.PAST) and not tag & Tag.BASE, False)
        else:
            i += 1
            continue
        found.append(group)
        i = group.last + 1
    return found


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
    if earlier and earlier[-1].last == i - 1 or taken and token.tag & (Tag.NOUN | Tag.PARTICIPLE):
        return False
    if i == 0 or token.tag & Tag.CAPITAL and not token.tag & FINITE_LEXICAL:
        return False
    before = i - 1
    while before > 0 and tokens[before].tag & Tag.ADVERB and not tokens[before].tag & Tag.NOUN:
        before -= 1
    prior = tokens[before]
    if prior.tag & (_BEFORE_NOUN | Tag.TO | Tag.MODAL) and not prior.tag & Tag.PRONOUN and prior.word not in ("both", "each", "either", "neither", "all"):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.tag & Tag.PRESENT:
        if token.tag & Tag.NOUN and prior.tag & Tag.CAPITAL and (following is None or not following.tag & (Tag.NOUN | Tag.PREPOSITION)) and lexicon().takes_that(token.word):
            return True
        if not token.tag & Tag.NOUN:
            return True
        if prior.tag & Tag.CAPITAL and not prior.word.endswith(_ADJECTIVAL) and token.word not in _PLURALS and following is not None and following.tag & (Tag.PREPOSITION | Tag.ADVERB):
            return True
        return following is not None and bool(
            following.tag & (Tag.DETERMINER | Tag.NUMBER | Tag.RELATIVE | Tag.CAPITAL | Tag.NOT)
            or following.tag & Tag.PREPOSITION and token.word in _PREPOSITIONAL
            or following.tag & Tag.TO and _infinitive_at(tokens, i + 1)
            or following.tag & (Tag.ADJECTIVE | Tag.ADVERB) and not following.tag & Tag.NOUN
        ) and bool(prior.tag & (Tag.CAPITAL | Tag.PRONOUN | Tag.RELATIVE | Tag.NOUN | Tag.COMMA | Tag.CONJUNCTION))
    if token.tag & Tag.PAST:
        if token.tag & Tag.NOUN and not prior.tag & Tag.PRONOUN:
            return False
        if following is not None and following.word in ("by", "in") and token.tag & Tag.PARTICIPLE and not prior.tag & (Tag.PRONOUN | Tag.RELATIVE | Tag.COMMA):
            return False
        if prior.tag & Tag.CONJUNCTION:
            return bool(earlier) and earlier[-1].past and earlier[-1].first == earlier[-1].last
        return bool(prior.tag & (Tag.NOUN | Tag.PRONOUN | Tag.CAPITAL | Tag.RELATIVE | Tag.COMMA | Tag.QUOTE))
    if token.tag & Tag.BASE:
        if prior.word in ("we", "they", "i", "you", "parties", "sides", "both", "who", "which"):
            return True
        listed = prior.tag & Tag.CAPITAL and any(t.word == "and" for t in tokens[max(0, before - 3) : before])
        if token.tag & Tag.NOUN:
            return bool(prior.tag & Tag.PLURAL or listed) and following is not None and bool(following.tag & (Tag.TO | Tag.DETERMINER | Tag.RELATIVE | Tag.CAPITAL))
        return bool(prior.tag & Tag.PLURAL or listed) and not token.tag & Tag.CAPITAL
    return False


def split_clauses(tokens: Sequence[Token], bare: bool = False) -> list[Clause]:
    """The clauses of one sentence, in order; together they cover it but for the punctuation between them."""
    groups = predicates(tokens, bare)
    at = {group.first: group for group in groups}
    bounds: list[tuple[int, ClauseKind, str]] = [(0, _opening_kind(tokens), "")]
    has_verb = False
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        resumed = i in at and has_verb and at[i].finite and at[i].auxiliary and bounds[-1][1] == "relative"
        if i in at:
            has_verb = True
        cut: tuple[int, ClauseKind, str] | None = None
        if resumed:
            cut = (i, "coordinate", "")
        elif i in at and at[i].finite and not at[i].auxiliary and at[i].first == at[i].last and _bare_complement(tokens, at, i):
            bounds.append((i + 1, "complement", "that"))
            has_verb = False
            i += 1
            continue
        elif token.tag & Tag.BREAK:
            cut = (i + 1, "main", token.word)
        elif token.tag & Tag.QUOTE and token.word in "”»\"" and 0 < i < n - 2 and tokens[i - 1].word in ",.!?" and tokens[i - 1].end == token.start:
            cut = (i + 1, "coordinate", ",")
        elif token.tag & (Tag.COMMA | Tag.CONJUNCTION):
            cut = _cut_after(tokens, at, i, has_verb)
        elif i > bounds[-1][0] and token.tag & (Tag.SUBORDINATOR | Tag.RELATIVE):
            cut = _cut_at_subordinator(tokens, at, i)
        if cut is not None and cut[0] > bounds[-1][0] and cut[0] < n:
            bounds.append(cut)
            has_verb = bool(resumed)
            i = max(i + 1, cut[0])
            continue
        i += 1
    return _build(tokens, groups, bounds)


def _opening_kind(tokens: Sequence[Token]) -> ClauseKind:
    if not tokens:
        return "main"
    k = 1 if tokens[0].tag & Tag.QUOTE and len(tokens) > 1 else 0
    return "condition" if tokens[k].tag & Tag.SUBORDINATOR or tokens[k].word in ("should", "were") else "main"


def _verb_ahead(tokens: Sequence[Token], at: dict[int, Predicate], i: int) -> int | None:
    """Index of a finite predicate that begins within reach of `i` with no boundary before it."""
    for j in range(i, min(i + _REACH, len(tokens))):
        if j in at:
            return j if at[j].finite else None
        if tokens[j].tag & (_STOP | Tag.SUBORDINATOR) or tokens[j].tag & Tag.RELATIVE and tokens[j].word != "that":
            return None
    return None


def _cut_after(tokens: Sequence[Token], at: dict[int, Predicate], i: int, has_verb: bool) -> tuple[int, ClauseKind, str] | None:
    """A comma or conjunction at `i` opens a clause where a predicate, or a subject with one, follows."""
    j, lead = i + 1, tokens[i].word
    while j < len(tokens) and tokens[j].tag & (Tag.CONJUNCTION | Tag.QUOTE):
        lead = tokens[j].word if tokens[j].tag & Tag.CONJUNCTION else lead
        j += 1
    k = j
    while k < len(tokens) and tokens[k].tag & (Tag.ADVERB | Tag.NOT) and not tokens[k].tag & (Tag.NOUN | Tag.SUBORDINATOR):
        k += 1
    if k >= len(tokens):
        return None
    token = tokens[k]
    if token.tag & (Tag.SUBORDINATOR | Tag.RELATIVE):
        kind: ClauseKind = "relative" if token.tag & Tag.RELATIVE else "condition"
        return (k, kind, token.word) if has_verb or token.tag & Tag.RELATIVE else None
    if has_verb and lead in ("but", "while", "whereas", "yet") and len(tokens) - j > 3 and tokens[j].word not in ("also", "not", "as"):
        return (j, "coordinate", lead)
    if k in at:
        return (j, "coordinate", lead) if has_verb or at[k].finite or lead == "," else None
    if lead == "," and not has_verb:
        return None
    if has_verb and token.tag & Tag.BASE and not token.tag & Tag.PLURAL and k == j and _parallel_base(tokens, at, i, k):
        return (j, "coordinate", lead)
    if has_verb and token.tag & Tag.ING and tokens[i].tag & Tag.CONJUNCTION:
        return (j, "coordinate", lead)
    if has_verb and _verb_ahead(tokens, at, j) is not None:
        return (j, "coordinate", lead)
    return None


def _parallel_base(tokens: Sequence[Token], at: dict[int, Predicate], i: int, k: int) -> bool:
    """`will train soldiers and supply boats`: a bare verb after an infinitive or modal, before an object."""
    earlier = next((at[j] for j in range(i, -1, -1) if j in at), None)
    if earlier is None or not (earlier.auxiliary == "to" or tokens[earlier.first].tag & (Tag.MODAL | Tag.DO)):
        return False
    following = tokens[k + 1] if k + 1 < len(tokens) else None
    if following is None:
        return False
    if tokens[k].tag & Tag.ADJECTIVE and following.tag & Tag.NOUN:
        return False
    return not tokens[k].tag & Tag.NOUN or bool(
        following.tag & (Tag.DETERMINER | Tag.PRONOUN | Tag.NUMBER | Tag.CAPITAL | Tag.PLURAL) or following.tag & Tag.NOUN and not following.tag & Tag.BASE
    )


def _bare_complement(tokens: Sequence[Token], at: dict[int, Predicate], i: int) -> bool:
    """`Gram said Norway would`: what is said, without `that`."""
    if i + 2 >= len(tokens) or not lexicon().reports(tokens[i].word) or not tokens[i + 1].tag & (Tag.DETERMINER | Tag.CAPITAL | Tag.PRONOUN | Tag.PLURAL):
        return False
    return tokens[i + 1].word != "that" and _verb_ahead(tokens, at, i + 1) is not None


def _cut_at_subordinator(tokens: Sequence[Token], at: dict[int, Predicate], i: int) -> tuple[int, ClauseKind, str] | None:
    token = tokens[i]
    if token.tag & Tag.RELATIVE:
        if token.word == "that" and i + 1 < len(tokens) and _verb_ahead(tokens, at, i + 1) is None:
            return None
        prior = tokens[i - 1]
        if token.word == "that":
            if lexicon().takes_that(prior.word) or not prior.tag & (Tag.NOUN | Tag.BASE):
                return (i + 1, "complement", "that")
            return (i, "relative", "that") if prior.tag & Tag.NOUN else None
        governed = prior.tag & Tag.PREPOSITION or prior.word == "failing"
        return (i - 1 if governed else i, "relative", token.word)
    if token.word in ("provided", "once") and _verb_ahead(tokens, at, i + 1) is None:
        return None
    if _verb_ahead(tokens, at, i + 1) is None:
        return None
    return (i, "condition", token.word)


def _build(tokens: Sequence[Token], groups: list[Predicate], bounds: list[tuple[int, ClauseKind, str]]) -> list[Clause]:
    clauses: list[Clause] = []
    for number, (first, kind, lead) in enumerate(bounds):
        stop = bounds[number + 1][0] if number + 1 < len(bounds) else len(tokens)
        last = stop
        while last > first and tokens[last - 1].tag & (Tag.COMMA | Tag.BREAK | Tag.CONJUNCTION):
            last -= 1
        begin = first
        while begin < last and tokens[begin].tag & (Tag.COMMA | Tag.BREAK):
            begin += 1
        if begin >= last:
            continue
        own = [g for g in groups if begin <= g.first < last]
        clause = Clause(tokens[begin].start, tokens[last - 1].end, kind, lead, own, tokens[begin:last])
        clause.verb_at = tokens[own[0].first].start if own else None
        clauses.append(clause)
    return _rejoined(clauses, tokens)


def _rejoined(clauses: list[Clause], tokens: Sequence[Token]) -> list[Clause]:
    """`Kyiv, for its part, will ...`: a verbless opening belongs to the predicate behind its comma."""
    out: list[Clause] = []
    for clause in clauses:
        last = out[-1] if out else None
        if (
            last is not None
            and not last.predicates
            and last.kind in ("main", "coordinate")
            and clause.kind == "coordinate"
            and clause.lead == ","
            and clause.verb_at == clause.start
        ):
            joined = [t for t in tokens if last.start <= t.start < clause.end]
            out[-1] = Clause(last.start, clause.end, last.kind, last.lead, clause.predicates, joined, clause.verb_at)
        else:
            out.append(clause)
    return out
