"""One place in the text that states a fact: its span, its terms, who says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.extraction.clauses.context import Reading
from app.extraction.facts.categories import Candidate
from app.extraction.facts.placement import Placed
from app.extraction.facts.strength import find_direction
from app.extraction.model import MODALITIES, Amount, Evidence, Modality, Span
from app.extraction.terms import find_deadlines, find_durations

_CONTEXT = 32
_BEFORE = 1200
"""How far before its clause, in a list's introduction, the condition and its deadline still belong to it."""
_STRETCH = 140
"""How far behind its clause a sum still belongs to what it pays for."""
_PAID = frozenset(
    {
        "military_aid",
        "financial_support",
        "recovery_infrastructure",
        "humanitarian",
        "demining",
        "training",
        "attack_response",
        "cyber_hybrid",
        "defence_industry",
        "internal_security",
        "reform",
        "accountability",
    }
)
_TRIGGERED = frozenset(
    {
        "consultation",
        "attack_response",
        "mutual_defence",
        "sanctions",
        "humanitarian",
        "recovery_infrastructure",
        "intelligence",
        "military_aid",
    }
)


def find_evidence(reading: Reading, item: Placed) -> Evidence:
    candidate, proposition, text = item.candidate, item.candidate.proposition, reading.text
    span = _trim(text, _with_trigger(candidate))
    commitment = candidate.type == "commitment"
    start, end = span.start, span.end
    trigger = proposition.trigger if commitment and candidate.category in _TRIGGERED else None
    opening = min(start, max(trigger.start, start - _BEFORE)) if trigger else start
    deadlines = find_deadlines(text, opening, end) if commitment else ()
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
    if trigger is None or candidate.category not in (
        "consultation",
        "attack_response",
        "mutual_defence",
        "humanitarian",
    ):
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
        if text[end - 1] in '”»")' and not any(
            o in text[start : end - 1] for o, c in _QUOTES.items() if c == text[end - 1]
        ):
            end -= 1
            changed = True
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
    return Span(start, end)


_GAP = 16
_LONGEST = 600
"""No joined piece is longer, in characters: a reader would not see the claim."""
_RELATIVES = ("which ", "who ", "whose ")
_LINKS = frozenset({"", ",", "and", ", and", "or", ", or", "and to", ", as well as", "as well as", "nor", ", nor"})


def join_evidence(text: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Pieces that overlap, or that only a comma or conjunction parts, are one piece of evidence."""
    kept: list[Evidence] = []
    for piece in evidence:
        last = kept[-1] if kept else None
        if last is not None and (
            piece.start < last.end
            or (
                piece.start - last.end <= _GAP
                and piece.end - last.start <= _LONGEST
                and text[last.end : piece.start].strip().lower() in _LINKS
                and "\n" not in text[last.end : piece.start]
                and not text.startswith(_RELATIVES, piece.start)
            )
        ):
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
