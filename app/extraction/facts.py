"""Candidates to facts: which agreement, whose duty, one fact for all the places that state it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.extraction.agreements import AgreementDraft, agreement_at
from app.extraction.categories import Candidate
from app.extraction.interpret import Reading
from app.extraction.model import MODALITIES, Amount, Direction, Evidence, Fact, Modality, Span
from app.extraction.propositions import Proposition
from app.extraction.statements import statement
from app.extraction.strength import find_direction
from app.extraction.terms import find_deadlines, find_durations
from app.extraction.tokens import Tag

_CONTEXT = 32
_STRETCH = 140
"""How far behind its clause a sum still belongs to what it pays for."""
_AID = frozenset(
    {"military_aid", "training", "financial_support", "humanitarian", "recovery_infrastructure", "demining", "accession_support", "attack_response",
     "cyber_hybrid", "force_development", "intelligence", "defence_industry"}
)
_MUTUAL = frozenset({"consultation", "coordination", "mutual_defence"})
_PAID = frozenset({"military_aid", "financial_support", "recovery_infrastructure", "humanitarian", "demining", "training", "attack_response", "cyber_hybrid", "defence_industry", "internal_security", "reform", "accountability"})
_TRIGGERED = frozenset({"consultation", "attack_response", "mutual_defence", "sanctions", "humanitarian", "recovery_infrastructure", "intelligence", "military_aid"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with its agreement and its obligors; None where the text names none."""

    candidate: Candidate
    draft: AgreementDraft
    obligors: tuple[str, ...] | None
    beneficiaries: tuple[str, ...]
    until: int
    """Where the next candidate of its sentence begins, or the sentence ends."""


_OF_BOTH = re.compile(r"^neither (?!party|side|state|country|government)|\b(?:both|neither|the two|either) (?:texts?|papers?|agreements?|documents?|treaties|pacts?|accords?|instruments?|deals?)\b")


def place(reading: Reading, candidate: Candidate, until: int) -> list[Placed]:
    """Each agreement that a candidate belongs to, and who has the duty; its sums may stand up to the offset `until`."""
    clause = candidate.proposition.clause
    if len(reading.drafts) > 1 and _OF_BOTH.search(reading.folded[clause.start : clause.end]):
        return [_place(reading, candidate, draft, until) for draft in reading.drafts]
    draft = _draft_for(reading, candidate)
    return [_place(reading, candidate, draft, until)] if draft is not None else []


def _place(reading: Reading, candidate: Candidate, draft: AgreementDraft, until: int) -> Placed:
    proposition = candidate.proposition
    if candidate.type == "caveat":
        return Placed(candidate, draft, (), (), until)
    named = tuple(sorted({c for a in proposition.actors for c in a.codes if c in draft.parties}))
    obligors = _obligors(reading, candidate, draft)
    beneficiaries = tuple(p for p in draft.parties if obligors is None or p not in obligors)
    if obligors is not None and set(obligors) == set(draft.parties):
        beneficiaries = draft.parties
    elif obligors is not None and (others := tuple(c for c in named if c not in obligors)):
        beneficiaries = others
    return Placed(candidate, draft, obligors, beneficiaries, until)


def _draft_for(reading: Reading, candidate: Candidate) -> AgreementDraft | None:
    drafts, proposition = reading.drafts, candidate.proposition
    if len(drafts) == 1:
        return drafts[0]
    at = agreement_at(drafts, Span(proposition.clause.start, proposition.clause.end))
    codes = {c for a in proposition.actors for c in a.codes if c in reading.parties}
    if at is not None and codes <= set(at.parties):
        return at
    for wanted in (codes, _last_named(reading, candidate), set(proposition.subject.codes)):
        fitting = [d for d in drafts if wanted and wanted <= set(d.parties)]
        if fitting:
            return at if at in fitting else fitting[0]
    return at


def _last_named(reading: Reading, candidate: Candidate) -> set[str]:
    """The party that only one agreement has, and that was named last before the candidate's words."""
    for actor in reversed(candidate.proposition.actors):
        owners = [d for d in reading.drafts if set(actor.codes) & set(d.parties)]
        if actor.start < candidate.anchor.start and len(owners) == 1:
            return set(actor.codes)
    return set()


def _obligors(reading: Reading, candidate: Candidate, draft: AgreementDraft) -> tuple[str, ...] | None:
    proposition = candidate.proposition
    subject = proposition.subject
    agent = _by_agent(reading, proposition, draft)
    if agent:
        return agent
    if subject.kind == "all":
        return draft.parties
    if subject.kind == "party":
        codes = tuple(sorted(c for c in subject.codes if c in draft.parties))
        if codes and _is_recipient(reading, candidate):
            others = tuple(p for p in draft.parties if p not in codes)
            return others or codes
        return codes or None
    return None


def _by_agent(reading: Reading, proposition: Proposition, draft: AgreementDraft) -> tuple[str, ...]:
    clause = proposition.clause
    passive = any(p.passive for p in clause.predicates)
    if not passive and proposition.subject.kind in ("party", "all"):
        return ()
    handing = any(m.labels & {"act.give", "act.pay", "act.help", "obj.money", "obj.military_aid"} for m in proposition.mentions)
    for actor in proposition.actors:
        before = reading.folded[max(clause.start, actor.start - 8) : actor.start].split()
        governors = before[-2:] if before[-1:] == ["the"] else before[-1:]
        if "by" in governors or "from" in governors and handing:
            return tuple(c for c in actor.codes if c in draft.parties)
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
    acts = [m for m in labels if m.labels & {"act.teach", "act.help", "act.relieve"} and not m.labels & {"force.obligation", "force.pledge"}]
    return any(m.start - (verb or 0) < 24 and _is_participle(proposition, m.start) for m in acts)


def _is_participle(proposition: Proposition, offset: int) -> bool:
    """Whether the word at `offset` closes a passive verb group."""
    tokens = proposition.clause.tokens
    index = next((i for i, t in enumerate(tokens) if t.start == offset), None)
    return index is not None and index > 0 and (bool(tokens[index - 1].tag & Tag.BE) or tokens[index - 1].word in ("be", "been", "being"))


def _recipient_named(reading: Reading, item: Placed) -> tuple[str, ...] | None:
    """The obligor where the clause names only the party that is helped: the others."""
    parties = item.draft.parties
    named = {c for a in item.candidate.proposition.actors for c in a.codes if c in parties}
    if len(named) == 1 and len(parties) == 2 and item.candidate.category in _AID:
        return tuple(p for p in parties if p not in named)
    return None


def merge(reading: Reading, placed: Sequence[Placed]) -> list[Fact]:
    """One fact for each agreement, type, category and obligors, in order of the text."""
    settled = _settle_obligors(reading, placed)
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[Placed]] = {}
    for item in settled:
        key = (item.draft.id, item.candidate.type, item.candidate.category, item.obligors or ())
        groups.setdefault(key, []).append(item)
    return [_fact(reading, items) for items in groups.values()]


def _settle_obligors(reading: Reading, placed: Sequence[Placed]) -> list[Placed]:
    """A mention without an obligor joins the nearest fact of its category before it, else after; else the giver; else all."""
    givers = {d.id: _giver(d, placed) for d in reading.drafts}
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
        if same:
            before = bisect_left(same, (index,))
            obligors = same[before - 1][1] if before else same[0][1]
        elif _together(reading, item):
            obligors = item.draft.parties
        elif (others := _recipient_named(reading, item)) is not None:
            obligors = others
        elif item.candidate.category in _AID and givers[item.draft.id]:
            obligors = givers[item.draft.id]
        else:
            obligors = item.draft.parties
        beneficiaries = tuple(p for p in item.draft.parties if p not in obligors) or item.draft.parties
        out.append(replace(item, obligors=obligors, beneficiaries=beneficiaries))
    return out


def _kind(item: Placed) -> tuple[str, str, str]:
    return item.draft.id, item.candidate.type, item.candidate.category


def _together(reading: Reading, item: Placed) -> bool:
    clause = item.candidate.proposition.clause
    words = reading.folded[clause.start : clause.end]
    return any(w in words for w in ("joint", "together", "each other", "mutual", "exchange", "share", "combined", "bilateral", "common"))


def _giver(draft: AgreementDraft, placed: Sequence[Placed]) -> tuple[str, ...]:
    counts = Counter(p.obligors for p in placed if p.draft.id == draft.id and p.obligors and p.candidate.category in _AID and len(p.obligors) < len(draft.parties))
    return counts.most_common(1)[0][0] if counts else ()


def _fact(reading: Reading, items: Sequence[Placed]) -> Fact:
    first = items[0]
    candidate = first.candidate
    evidence = tuple(_joined(reading.text, sorted((_evidence(reading, item) for item in items), key=lambda e: (e.start, e.end))))
    commitment = candidate.type == "commitment"
    obligors = first.obligors or ()
    modality = min((e.modality for e in evidence if e.modality), key=MODALITIES.index, default=None) if commitment else None
    direction: Direction | None = next((e.direction for e in evidence if e.direction not in (None, "unspecified")), "unspecified") if commitment else None
    amounts = tuple(dict.fromkeys(a for e in evidence for a in e.amounts))
    beneficiaries = tuple(sorted({b for i in items for b in i.beneficiaries})) if commitment else ()
    suffix = f".{'-'.join(c.lower() for c in obligors)}" if commitment else ""
    draft = Fact(
        id=f"{first.draft.id}.{candidate.category}{suffix}",
        agreement=first.draft.id,
        type=candidate.type,
        category=candidate.category,
        statement="",
        obligors=obligors,
        beneficiaries=beneficiaries,
        modality=modality,
        direction=direction,
        trigger=next((e.trigger for e in evidence if e.trigger), None),
        deadline=next((e.deadline for e in evidence if e.deadline), None),
        duration=next((e.duration for e in evidence if e.duration), None),
        amounts=amounts,
        evidence=evidence,
        rules=tuple(dict.fromkeys(rule for e in evidence for rule in e.rules)),
    )
    return replace(draft, statement=statement(draft))


_RELATIVES = ("which ", "who ", "whose ")
_LINKS = frozenset({"", ",", "and", ", and", "or", ", or", "and to", ", as well as", "as well as", "nor", ", nor"})


def _joined(text: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Pieces that overlap, or that only a comma or conjunction parts, are one piece of evidence."""
    kept: list[Evidence] = []
    for piece in evidence:
        last = kept[-1] if kept else None
        if last is not None and (piece.start < last.end or text[last.end : piece.start].strip().lower() in _LINKS and "\n" not in text[last.end : piece.start] and not text.startswith(_RELATIVES, piece.start)):
            kept[-1] = _union(text, last, piece)
        else:
            kept.append(piece)
    return kept


def _union(text: str, one: Evidence, two: Evidence) -> Evidence:
    start, end = one.start, max(one.end, two.end)
    modalities = [m for m in (one.modality, two.modality) if m]
    return replace(
        one,
        end=end,
        exact=text[start:end],
        suffix=text[end : end + _CONTEXT],
        modality=min(modalities, key=MODALITIES.index, default=None),
        direction=one.direction if one.direction != "unspecified" else two.direction,
        trigger=one.trigger or two.trigger,
        deadline=one.deadline or two.deadline,
        duration=one.duration or two.duration,
        amounts=tuple(dict.fromkeys((*one.amounts, *two.amounts))),
        rules=tuple(dict.fromkeys((*one.rules, *two.rules))),
        cues=tuple(dict.fromkeys((*one.cues, *two.cues))),
    )


def _evidence(reading: Reading, item: Placed) -> Evidence:
    candidate, proposition, text = item.candidate, item.candidate.proposition, reading.text
    span = _trim(text, _with_trigger(candidate))
    commitment = candidate.type == "commitment"
    start, end = span.start, span.end
    trigger = proposition.trigger if commitment and candidate.category in _TRIGGERED else None
    deadlines = find_deadlines(text, min(start, trigger.start if trigger else start), end) if commitment else ()
    amounts: tuple[Amount, ...] = ()
    if commitment and candidate.category in _PAID:
        sums = [m for m in proposition.sentence_moneys if start <= m.start < max(end, item.until)]
        amounts = tuple(Amount(m.value, m.currency) for m in sums)
        if sums and end < sums[-1].end <= end + _STRETCH:
            end = sums[-1].end
    durations = find_durations(text, start, end) if commitment else ()
    modality: Modality | None = (proposition.force or "declaration") if commitment else None
    if candidate.prohibition and modality == "possibility":
        modality = "obligation"
    return Evidence(
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - _CONTEXT) : start],
        suffix=text[end : end + _CONTEXT],
        claimants=proposition.claim.claimants,
        modality=modality,
        direction=find_direction(proposition, candidate) if commitment else None,
        trigger=text[trigger.start : trigger.end] if trigger else None,
        deadline=text[deadlines[0].start : deadlines[0].end] if deadlines else None,
        duration=durations[0].iso if durations else None,
        amounts=amounts,
        rules=(candidate.rule,),
        cues=candidate.cues,
    )


def _with_trigger(candidate: Candidate) -> Span:
    """The condition belongs to what it triggers, where it stands beside it."""
    span, trigger = candidate.span, candidate.proposition.trigger
    if trigger is None or candidate.category not in ("consultation", "attack_response", "mutual_defence", "humanitarian"):
        return span
    if trigger.end <= span.start and span.start - trigger.end <= 3:
        return Span(trigger.start, span.end)
    if span.end <= trigger.start and trigger.start - span.end <= 3:
        return Span(span.start, trigger.end)
    return span


_EDGE = " \t\r\n.,;:—–-*•▪"
_QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»", "(": ")"}


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    changed = True
    while changed and end - start > 2:
        changed = False
        if text[start] in _QUOTES and _QUOTES[text[start]] not in text[start + 1 : end]:
            start += 1
            changed = True
        if text[end - 1] in "”»\")" and not any(o in text[start : end - 1] for o, c in _QUOTES.items() if c == text[end - 1]):
            end -= 1
            changed = True
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
    return Span(start, end)
