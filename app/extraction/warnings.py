"""What was seen and not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.extraction.clauses.context import Reading
from app.extraction.clauses.propositions import Proposition
from app.extraction.document import Kind
from app.extraction.facts.placement import Placed
from app.extraction.model import Warning
from app.extraction.vocabulary.lexicon import lexicon

_ENDS = ".!?…”\"»’')]"


def find_warnings(reading: Reading, propositions: Sequence[Proposition], placed: Sequence[Placed]) -> list[Warning]:
    """Warnings in order of the text."""
    found: list[Warning] = []
    end = len(reading.text)
    language = reading.document.language
    if language is not None and language.partition("-")[0] != "en" and not reading.drafts:
        return [Warning("unread_language", f"the text is not in English (`{language}`), and was not read", 0, end)]
    if not reading.drafts:
        none = Warning("no_agreement", "no international agreement is reported here", 0, end)
        return [none, *_unresolved(reading)] if end else []
    found.extend(_unclassified(propositions, placed))
    if (broken := _truncation(reading)) is not None:
        found.append(broken)
    return sorted(found, key=lambda w: w.start)


_SIGNING = re.compile(r"\b(?:sign|signs|signed|signing|conclude|concluded|initial|initialled)\b")
_NEAR = 60
_MARGIN = 80
"""Characters that a phrase may take, so that a stretch is read as it would be within its text."""


def _unresolved(reading: Reading) -> list[Warning]:
    """The first agreement that is said to be signed, where its parties are not two states."""
    for start, end in _near_signings(reading.folded):
        begin = max(0, start - _MARGIN)
        for found in lexicon().find(reading.folded[begin : end + _MARGIN]):
            at, stop = begin + found.start, begin + found.end
            if "agreement" in found.labels and start <= at < end and not _in_name(reading, at, stop):
                message = "an agreement is said to be signed, but its parties could not be resolved to states"
                return [Warning("unresolved_parties", message, at, stop)]
    return []


def _near_signings(folded: str) -> Iterator[tuple[int, int]]:
    """The stretches in which something is signed, in order, none overlapping another."""
    start = end = 0
    for match in _SIGNING.finditer(folded):
        if match.start() - _NEAR > end:
            if end:
                yield start, end
            start = max(0, match.start() - _NEAR)
        end = match.end() + _NEAR
    if end:
        yield start, end


def _in_name(reading: Reading, start: int, end: int) -> bool:
    return any(actor.end >= end for actor in reading.actors_in(max(0, start - _MARGIN), start + 1))


def _unclassified(propositions: Sequence[Proposition], placed: Sequence[Placed]) -> list[Warning]:
    """A binding clause with a party or the agreement as its subject, in which no category was found."""
    used = {p.candidate.proposition.sentence for p in placed}
    return [
        Warning(
            "unclassified_provision",
            "reads like a provision, but no category of the vocabulary fits",
            p.clause.start,
            p.clause.end,
        )
        for p in propositions
        if p.reject is None
        and p.force in ("obligation", "pledge")
        and p.force_span is not None
        and p.subject.kind in ("party", "all")
        and p.sentence not in used
    ]


def _truncation(reading: Reading) -> Warning | None:
    """A document that ends in a colon or in the middle of a sentence."""
    blocks = [b for b in reading.document.blocks if b.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.BULLET)]
    if not blocks or reading.document.blocks[-1] is not blocks[-1]:
        return None
    last = blocks[-1]
    end = len(reading.text[: last.end].rstrip())
    if (
        end == 0
        or reading.text[end - 1] in _ENDS
        or (last.kind is not Kind.PARAGRAPH and reading.text[end - 1] not in ":,")
    ):
        return None
    begin = max(last.start, end - 80)
    return Warning("truncated", "the text breaks off here", begin, end)
