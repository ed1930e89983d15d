"""Sentence to clauses: where predicates begin, and what kind of clause each is.

    In case of an attack | the parties will consult | and Oslo will send help | , which the text calls immediate

A clause never crosses a semicolon, colon or dash. A comma or conjunction opens a new one where a predicate follows it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from app.extraction.clauses.predicates import STOP, Predicate, predicates
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.vocabulary.lexicon import lexicon

ClauseKind = Literal["main", "coordinate", "relative", "complement", "condition"]

_OPENS = Tag.BREAK | Tag.QUOTE | Tag.COMMA | Tag.CONJUNCTION | Tag.SUBORDINATOR | Tag.RELATIVE
"""What a clause can begin at or behind, beside a predicate."""
_TEMPORAL = frozenset({"until", "till", "before", "after", "since"})
_MONTHS = frozenset(
    (
        "january february march april may june july august september october november december "
        "spring summer autumn winter next"
    ).split()
)
_BEHIND_A_DATE = Tag.CONJUNCTION | Tag.COMMA | Tag.BREAK | Tag.NUMBER | Tag.PREPOSITION
_REACH = 14
"""How many tokens after a conjunction its subject may take before its verb."""


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

    @property
    def apposed(self) -> list[int]:
        """Where participles stand behind a comma: `two corvettes, refitted and armed`."""
        verbs = {p.verb for p in self.predicates}
        return [
            token.start
            for before, token in pairwise(self.tokens)
            if before.tag & Tag.COMMA and token.tag & Tag.PARTICIPLE and token.start not in verbs
        ]


def split_clauses(tokens: Sequence[Token], bare: bool = False) -> list[Clause]:
    """The clauses of one sentence, in order; together they cover it but for the punctuation between them."""
    groups = predicates(tokens, bare)
    at = {group.first: group for group in groups}
    bounds: list[tuple[int, ClauseKind, str]] = [(0, _opening_kind(tokens), "")]
    has_verb = False
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if i not in at and not token.tag & _OPENS:
            i += 1
            continue
        resumed = i in at and has_verb and at[i].finite and at[i].auxiliary and bounds[-1][1] == "relative"
        if i in at:
            has_verb = True
        cut: tuple[int, ClauseKind, str] | None = None
        if resumed:
            cut = (i, "coordinate", "")
        elif (
            i in at
            and at[i].finite
            and not at[i].auxiliary
            and at[i].first == at[i].last
            and _bare_complement(tokens, at, i)
        ):
            bounds.append((i + 1, "complement", "that"))
            has_verb = False
            i += 1
            continue
        elif token.tag & Tag.BREAK:
            cut = (i + 1, "main", token.word)
        elif (
            token.tag & Tag.QUOTE
            and token.word in '”»"'
            and 0 < i < n - 2
            and tokens[i - 1].word in ",.!?"
            and tokens[i - 1].end == token.start
        ):
            cut = (i + 1, "coordinate", ",")
        elif token.tag & (Tag.COMMA | Tag.CONJUNCTION) and _shares_object(tokens, at, i):
            pass
        elif token.tag & (Tag.COMMA | Tag.CONJUNCTION) and not (
            token.word == "yet" and i and tokens[i - 1].word in ("not", "have", "has")
        ):
            cut = _cut_after(tokens, at, i, has_verb)
        elif i > bounds[-1][0] and token.tag & (Tag.SUBORDINATOR | Tag.RELATIVE):
            cut = _cut_at_subordinator(tokens, at, i)
        if cut is not None and cut[0] > bounds[-1][0] and cut[0] < n:
            bounds.append(cut)
            bare_verb = cut[1] == "coordinate" and cut[0] not in at and _is_bare(tokens[cut[0]])
            if bare_verb:
                at[cut[0]] = Predicate(cut[0], cut[0], False, "to", False, False, tokens[cut[0]].start)
                groups.append(at[cut[0]])
            has_verb = bool(resumed) or bare_verb
            i = max(i + 1, cut[0])
            continue
        i += 1
    groups.sort(key=lambda g: g.first)
    return _build(tokens, groups, bounds)


def _shares_object(tokens: Sequence[Token], at: dict[int, Predicate], i: int) -> bool:
    """`will train and equip a navy`: two bare verbs, nothing between them, and what they act on behind the second."""
    if i + 2 >= len(tokens) or not i or tokens[i].word == "or":
        return False
    verb, object_ = tokens[i + 1], tokens[i + 2]
    led = any(
        at[j].last == i - 1 and (at[j].auxiliary == "to" or tokens[j].tag & Tag.MODAL)
        for j in range(max(0, i - 5), i)
        if j in at
    )
    return (
        led
        and i + 1 not in at
        and bool(tokens[i - 1].tag & Tag.BASE)
        and bool(verb.tag & Tag.BASE)
        and not verb.tag & (Tag.PLURAL | Tag.CAPITAL)
        and bool(object_.tag & (Tag.DETERMINER | Tag.NUMBER | Tag.CAPITAL | Tag.PLURAL | Tag.ADJECTIVE | Tag.PRONOUN))
    )


def _is_bare(token: Token) -> bool:
    """A base form that opens a coordinate clause: `will train pilots | and keep the boats running`."""
    return bool(token.tag & Tag.BASE) and not token.tag & (Tag.PLURAL | Tag.CAPITAL | Tag.ADJECTIVE)


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
        if tokens[j].tag & (STOP | Tag.SUBORDINATOR) or (tokens[j].tag & Tag.RELATIVE and tokens[j].word != "that"):
            return None
    return None


def _cut_after(
    tokens: Sequence[Token], at: dict[int, Predicate], i: int, has_verb: bool
) -> tuple[int, ClauseKind, str] | None:
    """A comma or conjunction at `i` opens a clause where a predicate, or a subject with one, follows."""
    j, lead = i + 1, tokens[i].word
    while j < len(tokens) and tokens[j].tag & (Tag.CONJUNCTION | Tag.QUOTE):
        lead = tokens[j].word if tokens[j].tag & Tag.CONJUNCTION else lead
        j += 1
    k = j
    while (
        k < len(tokens) and tokens[k].tag & (Tag.ADVERB | Tag.NOT) and not tokens[k].tag & (Tag.NOUN | Tag.SUBORDINATOR)
    ):
        k += 1
    if k >= len(tokens):
        return None
    token = tokens[k]
    if token.tag & (Tag.SUBORDINATOR | Tag.RELATIVE):
        kind: ClauseKind = "relative" if token.tag & Tag.RELATIVE else "condition"
        return (k, kind, token.word) if has_verb or token.tag & Tag.RELATIVE else None
    if (
        has_verb
        and lead in ("but", "while", "whereas", "yet")
        and len(tokens) - j > 3
        and tokens[j].word not in ("also", "not", "as")
    ):
        return (j, "coordinate", lead)
    if k in at:
        return (j, "coordinate", lead) if has_verb or at[k].finite or lead == "," else None
    if lead == "," and not has_verb:
        return None
    if has_verb and token.tag & Tag.BASE and not token.tag & Tag.PLURAL and k == j and _parallel_base(tokens, at, i, k):
        return (j, "coordinate", lead)
    if has_verb and token.tag & Tag.ING and tokens[i].tag & Tag.CONJUNCTION:
        return (j, "coordinate", lead)
    if has_verb and (_verb_ahead(tokens, at, j) is not None or (lead == "," and _name_to(tokens, at, k))):
        return (j, "coordinate", lead)
    return None


def _name_to(tokens: Sequence[Token], at: dict[int, Predicate], k: int) -> bool:
    """A headline's `Budapest to lend helicopters, | Serbia to open an airfield`: a name, then its infinitive."""
    end = k
    while end < len(tokens) and end - k < 3 and tokens[end].tag & Tag.CAPITAL:
        end += 1
    return end > k and end in at and at[end].auxiliary == "to"


def _parallel_base(tokens: Sequence[Token], at: dict[int, Predicate], i: int, k: int) -> bool:
    """`will train soldiers and supply boats`: a bare verb after an infinitive or modal, before an object."""
    before = [at[j] for j in range(i, -1, -1) if j in at]
    if any(p.first == p.last and tokens[p.first].tag & Tag.MODAL for p in before):
        return True
    earlier = before[0] if before else None
    if earlier is None or not (earlier.auxiliary == "to" or tokens[earlier.first].tag & (Tag.MODAL | Tag.DO)):
        return False
    following = tokens[k + 1] if k + 1 < len(tokens) else None
    if following is None:
        return False
    if tokens[k].tag & Tag.ADJECTIVE and following.tag & Tag.NOUN:
        return False
    return not tokens[k].tag & Tag.NOUN or bool(
        following.tag & (Tag.DETERMINER | Tag.PRONOUN | Tag.NUMBER | Tag.CAPITAL | Tag.PLURAL)
        or (following.tag & Tag.NOUN and not following.tag & Tag.BASE)
    )


def _bare_complement(tokens: Sequence[Token], at: dict[int, Predicate], i: int) -> bool:
    """`Gram said Norway would`: what is said, without `that`."""
    if (
        i + 2 >= len(tokens)
        or not lexicon().reports(tokens[i].word)
        or not tokens[i + 1].tag & (Tag.DETERMINER | Tag.CAPITAL | Tag.PRONOUN | Tag.PLURAL)
    ):
        return False
    return tokens[i + 1].word != "that" and _verb_ahead(tokens, at, i + 1) is not None


def _cut_at_subordinator(
    tokens: Sequence[Token], at: dict[int, Predicate], i: int
) -> tuple[int, ClauseKind, str] | None:
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
    if _verb_ahead(tokens, at, i + 1) is None or _names_a_time(tokens, i):
        return None
    return (i, "condition", token.word)


def _names_a_time(tokens: Sequence[Token], i: int) -> bool:
    """`until 2030 and Oslo will`, `since March, Accra has`: a preposition before a date opens no clause."""
    if tokens[i].word not in _TEMPORAL or i + 2 >= len(tokens):
        return False
    following, next_but_one = tokens[i + 1], tokens[i + 2]
    dated = following.tag & Tag.NUMBER or following.word in _MONTHS or following.word in ("then", "now")
    return bool(dated and next_but_one.tag & _BEHIND_A_DATE)


def _build(tokens: Sequence[Token], groups: list[Predicate], bounds: list[tuple[int, ClauseKind, str]]) -> list[Clause]:
    clauses: list[Clause] = []
    firsts = [group.first for group in groups]
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
        own = groups[bisect_left(firsts, begin) : bisect_left(firsts, last)]
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
        elif (opened := _interrupted(out, clause)) is not None:
            head = out[opened]
            joined = [t for t in tokens if head.start <= t.start < clause.end]
            groups = [*head.predicates, *clause.predicates]
            out[opened:] = [Clause(head.start, clause.end, head.kind, head.lead, groups, joined, head.verb_at)]
        else:
            out.append(clause)
    return out


def _interrupted(before: Sequence[Clause], clause: Clause) -> int | None:
    """`Oslo will, within a year, deliver`; `Accra may, if both agree, lease`: where the clause of the auxiliary is."""
    if clause.lead != "," or clause.verb_at != clause.start or not _is_bare(clause.tokens[0]):
        return None
    for index in range(len(before) - 1, max(-1, len(before) - 3), -1):
        head = before[index]
        if head.kind != "condition":
            return index if _ends_in_auxiliary(head) else None
    return None


def _ends_in_auxiliary(clause: Clause) -> bool:
    """Whether the only predicate is an auxiliary, with nothing or a comma behind it."""
    if len(clause.predicates) != 1 or clause.verb_at is None:
        return False
    at = next(i for i, t in enumerate(clause.tokens) if t.start == clause.verb_at)
    behind = [t for t in clause.tokens[at + 1 : at + 4] if not t.tag & Tag.NOT][:1]
    return bool(clause.tokens[at].tag & Tag.MODAL) and (not behind or bool(behind[0].tag & Tag.COMMA))
