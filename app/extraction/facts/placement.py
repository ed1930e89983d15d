"""Candidates to their place: which agreement each belongs to, and whose duty it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from app.extraction.agreements import AgreementDraft, agreement_at
from app.extraction.clauses.context import Reading
from app.extraction.clauses.propositions import Proposition
from app.extraction.clauses.tokens import Tag
from app.extraction.facts.categories import Candidate
from app.extraction.model import Agreement, Span

_AID = frozenset(
    {
        "military_aid",
        "training",
        "financial_support",
        "humanitarian",
        "recovery_infrastructure",
        "demining",
        "accession_support",
        "attack_response",
        "cyber_hybrid",
        "force_development",
        "intelligence",
        "defence_industry",
    }
)


class Placed(NamedTuple):
    """A candidate with its agreement and its obligors; None where the text names none."""

    candidate: Candidate
    agreement: Agreement
    obligors: tuple[str, ...] | None
    beneficiaries: tuple[str, ...]
    until: int
    """Where the next candidate of its sentence begins, or the sentence ends."""


_TOGETHER = (
    "joint",
    "together",
    "each other",
    "one another",
    "mutual",
    "exchange",
    "share",
    "combined",
    "bilateral",
    "common",
    "swap",
    "trading",
    "pool",
    "of the other",
    "either country",
    "by turns",
    "alternat",
    "both sides",
    "both countries",
    "the two countries",
)
_JOINTLY = (
    "together",
    "jointly",
    "joint ",
    "each other",
    "one another",
    " in common",
    "equal shares",
    "by turns",
    "alternat",
    "and ours ",
    "and yours ",
    "and theirs ",
    "the other shall",
    "the others shall",
    "the other will",
    "the others will",
    "the others may",
)
_OF_BOTH = re.compile(
    r"^neither (?!party|side|state|country|government)"
    r"|\b(?:both|neither|the two|either) (?:texts?|papers?|agreements?|documents?|treaties|pacts?|accords?|deals?)\b"
)


def place(reading: Reading, candidate: Candidate, until: int) -> list[Placed]:
    """Each agreement that a candidate belongs to, and who has the duty; its sums may stand up to the offset `until`."""
    clause = candidate.proposition.clause
    if len(reading.drafts) > 1 and _OF_BOTH.search(reading.folded[clause.start : clause.end]):
        return [_place(reading, candidate, draft.agreement, until) for draft in reading.drafts]
    draft = _draft_for(reading, candidate)
    return [_place(reading, candidate, draft.agreement, until)] if draft is not None else []


def _place(reading: Reading, candidate: Candidate, agreement: Agreement, until: int) -> Placed:
    proposition = candidate.proposition
    if candidate.type == "caveat":
        return Placed(candidate, agreement, (), (), until)
    named = tuple(sorted({c for a in proposition.actors for c in a.codes if c in agreement.parties}))
    obligors = _obligors(reading, candidate, agreement)
    beneficiaries = tuple(p for p in agreement.parties if obligors is None or p not in obligors)
    if obligors is not None and set(obligors) == set(agreement.parties):
        beneficiaries = agreement.parties
    elif obligors is not None and (others := tuple(c for c in named if c not in obligors)):
        beneficiaries = others
    return Placed(candidate, agreement, obligors, beneficiaries, until)


def _draft_for(reading: Reading, candidate: Candidate) -> AgreementDraft | None:
    drafts, proposition = reading.drafts, candidate.proposition
    if len(drafts) == 1:
        return drafts[0]
    at = agreement_at(drafts, Span(proposition.clause.start, proposition.clause.end))
    codes = {c for a in proposition.actors for c in a.codes if c in reading.parties}
    speaker = reading.speaker(proposition.claim.claimants[0]) if proposition.claim.claimants and not codes else None
    spoken = set(speaker.codes) if speaker is not None else set()
    if at is not None and codes <= set(at.agreement.parties) and spoken <= set(at.agreement.parties):
        return at
    for wanted in (codes, _last_named(reading, candidate), set(proposition.subject.codes), spoken):
        fitting = [d for d in drafts if wanted and wanted <= set(d.agreement.parties)]
        if fitting:
            return at if at in fitting else fitting[0]
    return at


def _last_named(reading: Reading, candidate: Candidate) -> set[str]:
    """The party that only one agreement has, and that was named last before the candidate's words."""
    for actor in reversed(candidate.proposition.actors):
        owners = [d for d in reading.drafts if set(actor.codes) & set(d.agreement.parties)]
        if actor.start < candidate.anchor.start and len(owners) == 1:
            return set(actor.codes)
    return set()


def _obligors(reading: Reading, candidate: Candidate, agreement: Agreement) -> tuple[str, ...] | None:
    proposition = candidate.proposition
    subject = proposition.subject
    if _by_all(reading, proposition):
        return agreement.parties
    agent = _by_agent(reading, proposition, agreement)
    if agent:
        return agent
    if subject.kind == "all":
        return agreement.parties
    if subject.kind == "party":
        codes = tuple(sorted(c for c in subject.codes if c in agreement.parties))
        if len(codes) < len(agreement.parties) and _paired(reading, proposition):
            return agreement.parties
        if codes and _is_recipient(reading, candidate) and not _takes_in_trainees(candidate):
            others = tuple(p for p in agreement.parties if p not in codes)
            return others or codes
        return codes or None
    return None


def _paired(reading: Reading, proposition: Proposition) -> bool:
    """`The Self-Defense Forces and the Bundeswehr will exercise jointly`: two bodies, of which one names its state."""
    clause = proposition.clause
    if clause.verb_at is None or clause.kind not in ("main", "coordinate", "complement"):
        return False
    words = reading.folded[clause.start : clause.end + 1]
    return " and " in words[: clause.verb_at - clause.start] and any(w in words for w in _JOINTLY)


def _by_all(reading: Reading, proposition: Proposition) -> bool:
    """`a works that will be founded by the two governments`."""
    return any("collective" in m.labels and reading.folded.endswith(" by ", 0, m.start) for m in proposition.mentions)


def _by_agent(reading: Reading, proposition: Proposition, agreement: Agreement) -> tuple[str, ...]:
    clause = proposition.clause
    passive = any(p.passive for p in clause.predicates)
    if not passive and proposition.subject.kind in ("party", "all"):
        return ()
    handing = any(
        m.labels & {"act.give", "act.pay", "act.help", "obj.money", "obj.military_aid"} for m in proposition.mentions
    )
    for actor in proposition.actors:
        before = reading.folded[max(clause.start, actor.start - 8) : actor.start].split()
        governors = before[-2:] if before[-1:] == ["the"] else before[-1:]
        if "by" in governors or ("from" in governors and handing):
            return tuple(c for c in actor.codes if c in agreement.parties)
    return ()


def _is_recipient(reading: Reading, candidate: Candidate) -> bool:
    """`Ukrainian pilots will be trained`, `Tonga will receive`: the subject is who gets it."""
    proposition = candidate.proposition
    verb = proposition.clause.verb_at
    labels = [m for m in proposition.mentions if verb is not None and m.start >= verb]
    if any("receive" in m.labels and m.start - (verb or 0) < 25 for m in labels):
        return True
    if not any(p.passive for p in proposition.clause.predicates):
        return False
    acts = [
        m
        for m in labels
        if m.labels & {"act.teach", "act.help", "act.relieve"} and not m.labels & {"force.obligation", "force.pledge"}
    ]
    return any(m.start - (verb or 0) < 24 and _is_participle(proposition, m.start) for m in acts)


def _takes_in_trainees(candidate: Candidate) -> bool:
    """`Oslo will receive thirty cadets at its academy`: who gets the people gives the training."""
    if candidate.category != "training":
        return False
    proposition = candidate.proposition
    got = next((m for m in proposition.mentions if "receive" in m.labels), None)
    people = next((m for m in proposition.mentions if got and m.start > got.start and "obj.forces" in m.labels), None)
    if got is None or people is None or any(p.passive for p in proposition.clause.predicates):
        return False
    between = [m for m in proposition.mentions if got.end <= m.start < people.start and "act.teach" in m.labels]
    tokens = proposition.clause.tokens
    own = any(
        place.word in ("at", "in", "into") and whose.word in ("its", "their", "our") and place.start >= got.end
        for place, whose in pairwise(tokens)
    )
    return own or not between


def _is_participle(proposition: Proposition, offset: int) -> bool:
    """Whether the word at `offset` closes a passive verb group."""
    tokens = proposition.clause.tokens
    index = next((i for i, t in enumerate(tokens) if t.start == offset), None)
    return (
        index is not None
        and index > 0
        and (bool(tokens[index - 1].tag & Tag.BE) or tokens[index - 1].word in ("be", "been", "being"))
    )


def _recipient_named(reading: Reading, item: Placed) -> tuple[str, ...] | None:
    """The obligor where the clause names only the party that is helped: the others."""
    parties = item.agreement.parties
    named = {c for a in item.candidate.proposition.actors for c in a.codes if c in parties}
    if len(named) == 1 and len(parties) == 2 and item.candidate.category in _AID:
        return tuple(p for p in parties if p not in named)
    return None


def settle_obligors(reading: Reading, placed: Sequence[Placed]) -> list[Placed]:
    """A mention without an obligor joins the nearest fact of its category, before it first; else the giver, or all."""
    givers = {d.agreement.id: _giver(d.agreement, placed) for d in reading.drafts}
    named: dict[tuple[str, str, str], list[tuple[int, tuple[str, ...]]]] = {}
    for index, item in enumerate(placed):
        if item.obligors is not None:
            named.setdefault(_kind(item), []).append((index, item.obligors))
    out: list[Placed] = []
    for index, item in enumerate(placed):
        if item.obligors is not None:
            out.append(item)
            continue
        same = named.get(_kind(item))
        if _jointly(reading, item):
            obligors = item.agreement.parties
        elif same:
            before = bisect_left(same, (index,))
            obligors = same[before - 1][1] if before else same[0][1]
        elif _together(reading, item):
            obligors = item.agreement.parties
        elif (others := _recipient_named(reading, item)) is not None:
            obligors = others
        elif item.candidate.category in _AID and givers[item.agreement.id]:
            obligors = givers[item.agreement.id]
        else:
            obligors = item.agreement.parties
        beneficiaries = tuple(p for p in item.agreement.parties if p not in obligors) or item.agreement.parties
        out.append(item._replace(obligors=obligors, beneficiaries=beneficiaries))
    return out


def _kind(item: Placed) -> tuple[str, str, str]:
    return item.agreement.id, item.candidate.type, item.candidate.category


def _jointly(reading: Reading, item: Placed) -> bool:
    """Words that make the duty one of all, whoever had the last one of its category."""
    clause = item.candidate.proposition.clause
    words = reading.folded[clause.start : clause.end + 1]
    return any(w in words for w in _JOINTLY)


def _together(reading: Reading, item: Placed) -> bool:
    clause = item.candidate.proposition.clause
    words = reading.folded[clause.start : clause.end]
    return any(w in words for w in _TOGETHER)


def _giver(agreement: Agreement, placed: Sequence[Placed]) -> tuple[str, ...]:
    counts = Counter(
        p.obligors
        for p in placed
        if p.agreement.id == agreement.id
        and p.obligors
        and p.candidate.category in _AID
        and len(p.obligors) < len(agreement.parties)
    )
    return counts.most_common(1)[0][0] if counts else ()
