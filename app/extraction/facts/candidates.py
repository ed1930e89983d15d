"""Which of the categories found in a proposition are terms of an agreement, and which only look like it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.extraction.clauses.context import Reading
from app.extraction.clauses.propositions import READER, Proposition
from app.extraction.facts.categories import Candidate, find_candidates
from app.extraction.model import Span
from app.extraction.vocabulary.lexicon import Mention

_CAVEAT_PASSES = frozenset({"dropped"})
"""Reasons that take a commitment out of the agreement and leave a caveat in it."""
_OF_OTHERS = frozenset({"other", "third"})
"""Reasons that leave what is said of other treaties: `ANZUS is not affected`."""
_KINDS = {"state": ("actor.place",), "capital": ("actor.place",), "metonym": ("actor.house",)}
_OWN_CONDITIONS = frozenset({"use_restriction", "restraint"})
"""What is allowed only with consent is one limit: its `without the consent of` conditions no other promise."""
_NOT_OF_THE_PAST = frozenset(
    {"no_troop_commitment", "no_mutual_defence", "no_funding_obligation", "non_lethal_only", "use_restriction"}
)
_WEAK_CONDITIONS = frozenset(
    {
        "once",
        "until",
        "unless",
        "as long as",
        "so long as",
        "subject to",
        "not until",
        "linked to",
        "tied to",
        "provided",
        "otherwise",
    }
)


def find_all_candidates(reading: Reading, propositions: Sequence[Proposition]) -> list[Candidate]:
    """Every candidate of the document that asserts something of an agreement, in order of the text."""
    if not reading.drafts:
        return []
    kept = [c for p in propositions if _may_assert(p) for c in find_candidates(p, _extra(reading, p)) if _asserted(c)]
    promising = {c.proposition.sentence for c in kept if c.type == "commitment"}
    firm = {p.sentence for p in propositions if p.force is not None and p.reject is None}
    limited = {c.proposition.sentence for c in kept if c.category in _OWN_CONDITIONS}
    kept = _without_untouched(kept)
    return [
        c
        for c in kept
        if c.category != "conditionality"
        or (c.proposition.sentence not in limited and _conditional(reading, c, promising, firm))
    ]


_OF_ALLIANCES = frozenset({"mutual_defence", "no_mutual_defence"})


def _without_untouched(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the duties of defence of the treaties that an agreement leaves as they are."""
    left = {c.proposition.clause.start: c.cues[0].start for c in candidates if c.category == "without_prejudice"}
    if not left:
        return list(candidates)
    return [
        c
        for c in candidates
        if c.category not in _OF_ALLIANCES or c.anchor.start < left.get(c.proposition.clause.start, c.anchor.end)
    ]


def _may_assert(proposition: Proposition) -> bool:
    """Whether anything in a proposition could be a term: spares the search in what is background, wish or question."""
    return proposition.reject is None or proposition.reject in _CAVEAT_PASSES or proposition.reject in _OF_OTHERS


def _conditional(reading: Reading, candidate: Candidate, promising: set[Span], firm: set[Span]) -> bool:
    """A condition counts where it hangs on a promise; `once` and `until` need one in their sentence."""
    words = reading.folded[candidate.anchor.start : candidate.anchor.end]
    trigger = candidate.proposition.trigger
    if trigger is not None and trigger.covers(candidate.anchor):
        return False
    after = reading.folded[candidate.anchor.end : candidate.anchor.end + 40].lstrip()
    if after[:4].isdigit() or "ratif" in after or "entry into force" in after:
        return False
    sentence = candidate.proposition.sentence
    limited = any(
        "negation" in m.labels or "word.only" in m.labels
        for m in (*candidate.proposition.beside, *candidate.proposition.mentions)
    )
    if words == "until":
        return limited and sentence in firm
    return words not in _WEAK_CONDITIONS or sentence in promising or (sentence in firm and words == "unless")


def _extra(reading: Reading, proposition: Proposition) -> list[Mention]:
    """Actors and sums as mentions, so that frames can ask for them."""
    found: list[Mention] = []
    for actor in proposition.actors:
        found.append(Mention(actor.start, actor.end, _actor_labels(reading.is_party(actor), actor.kind)))
    found.extend(Mention(m.start, m.end, _SUM) for m in proposition.moneys)
    return found


@cache
def _actor_labels(inside: bool, kind: str) -> frozenset[str]:
    return frozenset({"actor.party" if inside else "actor.outside", *_KINDS.get(kind, ())})


_SUM = frozenset({"money"})


_SUPPOSES = frozenset({"if", "unless", "whether"})


def _supposes(candidate: Candidate) -> bool:
    """A condition promises nothing: `if Oslo sends its frigates`; but `will examine whether a yard can be built`."""
    proposition = candidate.proposition
    clause = proposition.clause
    if clause.kind != "condition" or clause.tokens[0].word not in _SUPPOSES:
        return False
    if clause.tokens[0].word == "whether" and proposition.force == "possibility":
        return False
    finite = [p.verb for p in clause.predicates if p.finite]
    return len(finite) < 2 or candidate.anchor.start < finite[1]


def _asserted(candidate: Candidate) -> bool:
    proposition = candidate.proposition
    if proposition.reject == "other" and candidate.category in ("without_prejudice", "restraint"):
        return candidate.type == "caveat" or proposition.force is not None
    if candidate.category == "termination" and proposition.past:
        return False
    if (
        candidate.category in _NOT_OF_THE_PAST
        and proposition.past
        and proposition.force is None
        and proposition.subject.kind != "agreement"
    ):
        return False
    if candidate.category == "mutual_defence" and any(
        "other_treaty" in m.labels for m in (*proposition.mentions, *proposition.beside)
    ):
        return False
    if proposition.reject == "third":
        return candidate.category == "without_prejudice"
    if candidate.type == "caveat":
        return proposition.reject is None or proposition.reject in _CAVEAT_PASSES
    if proposition.reject is not None or proposition.force is None or proposition.subject is READER:
        return False
    if _supposes(candidate):
        return False
    if proposition.past and proposition.force_span is None:
        return False
    if not proposition.past or proposition.force != "declaration" or proposition.subject.kind == "agreement":
        return True
    span = proposition.force_span
    return any(
        "word.speech_act" in m.labels for m in proposition.mentions if span is not None and m.start == span.start
    )
