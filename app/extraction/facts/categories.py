"""Propositions to candidates: which category of the vocabulary a clause speaks of.

Frames (`frames.toml`) compose acts and objects; each candidate remembers the frame that made it and its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from app.extraction.clauses import Clause
from app.extraction.clauses.propositions import Proposition
from app.extraction.clauses.tokens import Tag
from app.extraction.facts.frames import FrameRule, possible_frames
from app.extraction.model import FactType, Span
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.lexicon import Mention, labels_of

_ASIDE = 25
_STRONG = 62
"""From here a frame is sure enough to stand beside the limit that its words look like."""
_REACH = 110
"""How far apart, in characters, the words of one frame may stand."""
_DISORDER = 15
"""What the words of one frame lose, in characters, where the last stands before the first."""


@cache
def _covers(scope: str) -> dict[str, frozenset[str]]:
    """`frames.toml`, `[covers.SCOPE]`: which categories give way to a category there."""
    return {
        winner: frozenset(word.strip() for word in losers.split(","))
        for winner, losers in load_toml("frames.toml")["covers"][scope].items()
    }


class Candidate(NamedTuple):
    """One category found in one proposition."""

    type: FactType
    category: str
    span: Span
    anchor: Span
    rule: str
    cues: tuple[Span, ...]
    weight: int
    proposition: Proposition
    prohibition: bool = False
    """A promise not to do something."""


class _Match(NamedTuple):
    rule: FrameRule
    words: tuple[Mention, ...]

    @property
    def anchor(self) -> Mention:
        return self.words[-1]

    @property
    def reach(self) -> int:
        return max(m.end for m in self.words)


def find_candidates(proposition: Proposition, extra: Sequence[Mention] = ()) -> list[Candidate]:
    """Every category that the proposition states, commitments and caveats."""
    words = [*proposition.inherited_acts, *proposition.mentions, *extra]
    possible = possible_frames(proposition, words)
    if not possible:
        return []
    matches = [match for rule in possible if (match := _match(rule, words, proposition)) is not None]
    if not matches:
        return []
    if any(m.rule.name == "no-onward-transfer" for m in matches):
        matches = [m for m in matches if m.rule.category != "restraint"]
    forbidden = any(m.rule.denied_commitment for m in matches)
    caveats = _settle(
        [
            m
            for m in matches
            if m.rule.type == "caveat" and not (forbidden and m.rule.category in _covers("prohibition")["any"])
        ],
        proposition,
        _covers("caveat"),
    )
    limiting = [w for m in caveats for w in m.words if m.rule.category != "conditionality"]
    promising = [
        m
        for m in matches
        if m.rule.type == "commitment" and not any(w.start < m.anchor.end and m.anchor.start < w.end for w in limiting)
    ]
    for limit in ("use_restriction", "subject_to_appropriation") if caveats else ():
        if any(m.rule.category == limit for m in caveats):
            hidden = _covers(limit)["any"]
            promising = [m for m in promising if m.rule.category not in hidden or m.rule.weight > _STRONG]
    commitments = _settle(promising, proposition, _covers("commitment"))
    return [*_spans(commitments, proposition), *_spans(caveats, proposition)]


def _match(rule: FrameRule, words: Sequence[Mention], proposition: Proposition) -> _Match | None:
    if (rule.threat and not _threatened(rule, proposition)) or (rule.verbless and proposition.clause.predicates):
        return None
    if rule.without and not rule.without.isdisjoint(labels_of(words)):
        return None
    groups: list[list[Mention]] = []
    for need in rule.needs:
        group = [m for m in words if not m.labels.isdisjoint(need)]
        if not group and groups and (rule.narrowed or (rule.type == "caveat" and not rule.near)):
            group = [m for m in proposition.beside if not m.labels.isdisjoint(need)]
        if not group:
            return None
        groups.append(group)
    if rule.object:
        groups[-1] = [m for m in groups[-1] if not _is_place(m, proposition)]
    if rule.unless:
        groups[-1] = [m for m in groups[-1] if m.labels.isdisjoint(rule.unless)]
    if rule.type == "commitment" and (trigger := proposition.trigger) is not None:
        groups[-1] = [m for m in groups[-1] if not trigger.start <= m.start < trigger.end]
    best: _Match | None = None
    least = 0
    for chosen in _combinations(groups):
        gap = max([m.start for m in chosen]) - min([m.end for m in chosen])
        if gap > _REACH:
            continue
        if rule.ordered and any(a.start > b.start for a, b in pairwise(chosen)):
            continue
        # `Australian aircraft will bring food`: what stands before an active verb is its subject, not its object
        if chosen[0].start > chosen[-1].start:
            gap += _DISORDER
            if rule.acting and any(p.verb == chosen[0].start and not p.passive for p in proposition.clause.predicates):
                continue
            # `two corvettes, refitted and armed`: a participle in apposition says what they are
            if rule.acting and chosen[0].start in proposition.clause.apposed:
                continue
        if best is None or gap < least:
            match = _Match(rule, chosen)
            if _polarity_fits(match, proposition):
                best, least = match, gap
    return best


_WHERE = frozenset({"at", "in", "near", "inside", "outside", "from", "around", "beside", "behind"})


def _is_place(mention: Mention, proposition: Proposition) -> bool:
    """`at its factories`, `near the port`: where something is done."""
    before = [t for t in proposition.clause.tokens if mention.start - 24 <= t.start < mention.start]
    while before and before[-1].tag & (Tag.DETERMINER | Tag.ADJECTIVE | Tag.CAPITAL) and before[-1].word not in _WHERE:
        before.pop()
    return bool(before) and before[-1].word in _WHERE


def _threatened(rule: FrameRule, proposition: Proposition) -> bool:
    """An attack or threat as the condition; for conferring, a request will do (`at the request of either`)."""
    return proposition.threat or (rule.category == "consultation" and proposition.requested)


def _combinations(groups: list[list[Mention]]) -> Iterable[tuple[Mention, ...]]:
    if len(groups) == 1:
        for mention in groups[0]:
            yield (mention,)
    elif len(groups) == 2:
        for first in groups[0][:12]:
            for second in groups[1][:12]:
                if first.end <= second.start or second.end <= first.start:
                    yield (first, second)
    else:
        for first in groups[0][:8]:
            for rest in _combinations(groups[1:]):
                if all(first.end <= m.start or m.end <= first.start for m in rest):
                    yield (first, *rest)


def _polarity_fits(match: _Match, proposition: Proposition) -> bool:
    rule = match.rule
    if rule.direct and not 0 <= match.anchor.start - match.words[0].end <= 24:
        return False
    if rule.type == "commitment":
        if rule.denied_commitment:
            return proposition.denied_before(match.anchor.start) and proposition.subject.kind != "agreement"
        return not proposition.denied_before(match.reach)
    if rule.affirmed and _denied(match.anchor, proposition):
        return False
    return not rule.denied or _denied(match.anchor, proposition)


def _denied(anchor: Mention, proposition: Proposition) -> bool:
    """A negator before the anchor, or one of the predicate where the anchor stands in front of it."""
    if proposition.denied_before(anchor.end) or any(
        0 <= n.start - anchor.end <= 12 and not _coordinated(proposition, anchor.end, n.start)
        for n in proposition.negators
    ):
        return True
    verb = proposition.clause.verb_at
    return verb is not None and anchor.end <= verb and any(n.start >= verb for n in proposition.negators)


def _coordinated(proposition: Proposition, start: int, end: int) -> bool:
    """`a treaty and not a statement`: what is denied is the other member."""
    return any(start <= t.start < end and t.tag & Tag.CONJUNCTION for t in proposition.clause.tokens)


def _settle(matches: list[_Match], proposition: Proposition, covers: dict[str, frozenset[str]]) -> list[_Match]:
    """One match for each category, and none that another one of its conjunct covers."""
    best: dict[str, _Match] = {}
    for match in matches:
        held = best.get(match.rule.category)
        if held is None or match.rule.weight > held.rule.weight:
            best[match.rule.category] = match
    if len(best) < 2:
        return list(best.values())
    kept = []
    conjuncts = _conjuncts(proposition)
    for category, match in best.items():
        covered = any(
            category in covers.get(other, ())
            and (other not in covers.get(category, ()) or rival.rule.weight > match.rule.weight)
            and not _shares_its_object(proposition, match, rival)
            and (
                _same_words(match, rival)
                or (category in _covers("whole_clause").get(other, ()) and match.rule.weight < 56)
                or _conjunct_of(conjuncts, match.anchor.start) == _conjunct_of(conjuncts, rival.anchor.start)
            )
            for other, rival in best.items()
            if other != category
        )
        if not covered:
            kept.append(match)
    return kept


def _shares_its_object(proposition: Proposition, one: _Match, other: _Match) -> bool:
    """`train and equip a navy`: two acts in one breath, each with the same object."""
    if len(one.words) != 2 or len(other.words) != 2 or one.anchor is not other.anchor:
        return False
    first, second = sorted((one.words[0], other.words[0]), key=lambda m: m.start)
    return any(t.tag & Tag.CONJUNCTION and first.end <= t.start < second.start for t in proposition.clause.tokens) and (
        second.start - first.end <= 6
    )


def _same_words(one: _Match, other: _Match) -> bool:
    """Whether one match's object is a word of the other, or both hang on one grant (`access`, `use`)."""
    if (
        one.rule.category in _covers("same_act").get(other.rule.category, ())
        and one.words[0].start == other.words[0].start
        and len(one.words) > 1 < len(other.words)
    ):
        return True
    shared = [a for a in one.words for b in other.words if a.start < b.end and b.start < a.end and a.end > a.start]
    return any(
        a is one.anchor
        or a is other.anchor
        or ("act.admit" in a.labels and "force_presence" in (one.rule.category, other.rule.category))
        for a in shared
    )


def _conjuncts(proposition: Proposition) -> list[int]:
    """Offsets at which a new member of a coordination begins."""
    return [proposition.clause.start] + [
        t.end for t in proposition.clause.tokens if t.tag & (Tag.COMMA | Tag.CONJUNCTION)
    ]


def _conjunct_of(conjuncts: list[int], offset: int) -> int:
    return max((c for c in conjuncts if c <= offset), default=0)


def _without_aside(clause: Clause) -> int:
    """Where the claim begins: behind `Sweden, itself a member only since March,` at the verb."""
    verb = clause.verb_at
    if verb is None:
        return clause.start
    commas = [t.start for t in clause.tokens if t.tag & Tag.COMMA and t.start < verb]
    return verb if len(commas) >= 2 and commas[-1] - commas[-2] > _ASIDE and verb - commas[-1] < 4 else clause.start


def _spans(matches: list[_Match], proposition: Proposition) -> list[Candidate]:
    """Each match with its run of the clause: the whole where it stands alone, else its conjunct."""
    clause = proposition.clause
    ordered = sorted(matches, key=lambda m: m.anchor.start)
    out = []
    opening = _without_aside(clause) if ordered else clause.start
    for number, match in enumerate(ordered):
        start, end = opening, clause.end
        if len(ordered) > 1:
            breaks = [t for t in clause.tokens if t.tag & (Tag.COMMA | Tag.CONJUNCTION)]
            if number > 0:
                floor = ordered[number - 1].anchor.end
                cut = [t.end for t in breaks if floor <= t.start and t.end <= match.anchor.start]
                start = cut[-1] if cut else start
            if number + 1 < len(ordered):
                ceiling = ordered[number + 1].anchor.start
                cut = [t.start for t in breaks if t.start >= match.anchor.end and t.end <= ceiling]
                end = cut[0] if cut else end
        start = (
            min([start, *(m.start for m in match.words if m.start >= clause.start)])
            if start > match.anchor.start
            else start
        )
        cues = tuple(Span(m.start, m.end) for m in match.words)
        anchor = Span(match.anchor.start, match.anchor.end)
        out.append(
            Candidate(
                match.rule.type,
                match.rule.category,
                Span(start, end),
                anchor,
                match.rule.name,
                cues,
                match.rule.weight,
                proposition,
                match.rule.denied_commitment,
            )
        )
    return out
