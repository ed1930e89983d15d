"""One document's extraction against its annotation.

Facts are compared as (agreement, type, category) under the best pairing of agreements, then with their obligors; the
places in the text and the fields of those that were found come after. A commitment is known by its obligors, too; a
caveat has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from app.evaluation.figures import Figures, Share
from app.evaluation.gold import GoldDocument, GoldFact, GoldPlace
from app.evaluation.likeness import (
    day_of,
    overlap,
    pair_agreements,
    same_claimants,
    same_phrase,
    same_place,
)
from app.extraction.model import Evidence, Extraction, Fact

__all__ = ["compare"]

Kind = tuple[str, str, str]
"""Agreement (the gold key; `?` and the id where no gold agreement is its pair), type, category."""
GoldKinds = dict[Kind, list[GoldFact]]
FoundKinds = dict[Kind, list[Fact]]
F = TypeVar("F", GoldFact, Fact)
#: How much of a quote a remark shows.
_QUOTED = 100


def compare(gold: GoldDocument, extraction: Extraction) -> Figures:
    """The counts for one document."""
    figures = Figures()
    pairs = pair_agreements(gold.agreements, extraction.agreements)
    wanted = _by_kind(gold.facts, lambda fact: fact.agreement)
    found = _by_kind(extraction.facts, lambda fact: pairs.get(fact.agreement, f"?{fact.agreement}"))
    _spans(figures, gold.text, extraction.facts)
    _agreements(figures, gold, extraction, pairs)
    _facts(figures, gold.text, wanted, found)
    _obligors(figures, wanted, found)
    _places(figures, gold, extraction, wanted, found)
    _fields(figures, wanted, found)
    _traps(figures, gold, extraction)
    return figures


def _by_kind(facts: Iterable[F], agreement: Callable[[F], str]) -> dict[Kind, list[F]]:
    kinds: defaultdict[Kind, list[F]] = defaultdict(list)
    for fact in facts:
        kinds[agreement(fact), fact.type, fact.category].append(fact)
    return dict(kinds)


def _by_obligors(kinds: dict[Kind, list[F]]) -> dict[tuple[Kind, frozenset[str]], F]:
    return {(kind, _obligors_of(fact)): fact for kind, facts in kinds.items() for fact in facts}


def _obligors_of(fact: GoldFact | Fact) -> frozenset[str]:
    return frozenset(fact.obligors) if fact.type == "commitment" else frozenset()


def _spans(figures: Figures, text: str, facts: Iterable[Fact]) -> None:
    for fact in facts:
        for piece in fact.evidence:
            exact = text[piece.start : piece.end] == piece.exact
            figures.judge("spans exact", exact, f"[{piece.start}:{piece.end}] is not {piece.exact!r}")


def _agreements(figures: Figures, gold: GoldDocument, extraction: Extraction, pairs: dict[str, str]) -> None:
    wanted = {agreement.key: agreement for agreement in gold.agreements}
    found = {agreement.id: agreement for agreement in extraction.agreements}
    right = sum(set(found[id_].parties) == wanted[key].parties for id_, key in pairs.items())
    figures.count("agreements", Share(right, len(found), len(wanted)))
    figures.remarks += [f"agreement missed: {sorted(wanted[key].parties)}" for key in wanted.keys() - pairs.values()]
    figures.remarks += [f"agreement spurious: {id_}" for id_ in found.keys() - pairs.keys()]
    for id_, key in pairs.items():
        a, b = wanted[key], found[id_]
        for what, should, is_ in (
            ("legal_form", a.legal_form, b.legal_form),
            ("status", a.status, b.status),
            ("date", a.date, day_of(b)),
            ("duration", a.duration, b.duration),
            ("ratification", a.ratification_required, b.ratification_required),
        ):
            figures.judge(f"agreement {what}", should == is_, f"{id_}: {should!r}, got {is_!r}")


def _facts(figures: Figures, text: str, wanted: GoldKinds, found: FoundKinds) -> None:
    figures.count("fact", Share(len(wanted.keys() & found.keys()), len(found), len(wanted)))
    for kind in sorted(wanted.keys() | found.keys()):
        is_wanted, is_found = kind in wanted, kind in found
        figures.count_category(kind[2], Share(is_wanted and is_found, is_found, is_wanted))
        if not is_found:
            figures.remarks.append(f"missed {_named(kind)}: {_quotes(text, wanted[kind])}")
        elif not is_wanted:
            figures.remarks.append(f"spurious {_named(kind)}: {_quotes(text, found[kind])}")


def _obligors(figures: Figures, wanted: GoldKinds, found: FoundKinds) -> None:
    by_wanted, by_found = _by_obligors(wanted), _by_obligors(found)
    figures.count("with obligors", Share(len(by_wanted.keys() & by_found.keys()), len(by_found), len(by_wanted)))
    for kind, obligors in by_wanted.keys() - by_found.keys():
        if kind in found:
            got = [list(fact.obligors) for fact in found[kind]]
            figures.remarks.append(f"obligors of {_named(kind)}: {sorted(obligors)}, got {got}")


def _places(figures: Figures, gold: GoldDocument, extraction: Extraction, wanted: GoldKinds, found: FoundKinds) -> None:
    right = 0
    for kind in sorted(wanted.keys() & found.keys()):
        left = [piece for fact in found[kind] for piece in fact.evidence]
        for place in (place for fact in wanted[kind] for place in fact.evidence):
            quote = repr(gold.text[place.start : place.end][:_QUOTED])
            if (piece := _nearest(place, left)) is None:
                figures.remarks.append(f"evidence of {_named(kind)} missed: {quote}")
                continue
            left.remove(piece)
            right += 1
            same = same_claimants(place.claimants, piece.claimants)
            figures.judge("claimants", same, f"{list(place.claimants)}, got {list(piece.claimants)}: {quote}")
        figures.remarks += [f"evidence of {_named(kind)} spurious: {piece.exact[:_QUOTED]!r}" for piece in left]
    figures.count("evidence", Share(right, _pieces(extraction.facts), _pieces(gold.facts)))


def _nearest(place: GoldPlace, pieces: Iterable[Evidence]) -> Evidence | None:
    there = (piece for piece in pieces if same_place(place, piece))
    return max(there, key=lambda piece: overlap(place, piece), default=None)


def _pieces(facts: Iterable[GoldFact | Fact]) -> int:
    return sum(len(fact.evidence) for fact in facts)


def _fields(figures: Figures, wanted: GoldKinds, found: FoundKinds) -> None:
    by_found = _by_obligors(found)
    for kind in sorted(wanted.keys() & found.keys()):
        for a in wanted[kind]:
            b = by_found.get((kind, _obligors_of(a)), found[kind][0])
            sums = {(float(amount.value), amount.currency) for amount in b.amounts}
            figures.judge("amounts", a.amounts == sums, f"{_named(kind)}: {sorted(a.amounts)}, got {sorted(sums)}")
            if a.type == "caveat":
                continue
            for what, should, is_, same in (
                ("modality", a.modality, b.modality, a.modality == b.modality),
                ("direction", a.direction, b.direction, a.direction == b.direction),
                ("trigger", a.trigger, b.trigger, same_phrase(a.trigger, b.trigger)),
                ("deadline", a.deadline, b.deadline, same_phrase(a.deadline, b.deadline)),
            ):
                figures.judge(what, same, f"{_named(kind)}: {should!r}, got {is_!r}")


def _traps(figures: Figures, gold: GoldDocument, extraction: Extraction) -> None:
    for trap in gold.traps:
        fell = any(
            2 * overlap(trap, piece) >= trap.end - trap.start
            for fact in extraction.facts
            if fact.category == trap.category
            for piece in fact.evidence
        )
        figures.judge("false alarms", fell)
        if fell:
            quote = gold.text[trap.start : trap.end][:_QUOTED]
            figures.remarks.append(f"false alarm: {trap.category}: {quote!r} ({trap.why})")


def _named(kind: Kind) -> str:
    return " ".join(kind[1:]) if not kind[0].startswith("?") else " ".join(kind)


def _quotes(text: str, facts: Iterable[GoldFact | Fact]) -> str:
    return " | ".join(repr(text[place.start : place.end][:_QUOTED]) for fact in facts for place in fact.evidence)
