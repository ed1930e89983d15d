"""Who speaks in a sentence, and in each half of it, with what carries over from the sentences before."""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction.clauses import Clause
from app.extraction.clauses.claimants import Claim, find_claim
from app.extraction.clauses.context import Reading
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.document import Block
from app.extraction.vocabulary.lexicon import Mention

_OPENING = ("“", '"', "„", "«")


def sentence_claim(
    reading: Reading,
    block: Block,
    clauses: Sequence[Clause],
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    last: Claim,
    told_here: bool,
) -> Claim:
    """The claim of a whole sentence.

    In a transcript the speaker of the turn; a report without a source, and a quote without a speaker, take the last
    ones named; a list takes those of the clause that introduces it. `told_here`: the last claim was made in this very
    block, and so holds for a list that it opens later.
    """
    if block.speaker is not None:
        label = block.speaker.of(reading.text)
        labels = reading.labels_in(block.speaker.start, block.speaker.end)
        return Claim((label,), "named", "journalist" in labels or "opinion" in labels, ())
    claim = _resolved(find_claim(reading.text, clauses, mentions), last)
    if claim.voice == "passive":
        return claim._replace(claimants=last.claimants, outsider=last.outsider)
    if claim.voice != "own":
        return claim
    if block.lead is not None and block.lead in reading.frames:
        return reading.frames[block.lead].claim
    carried = _is_quote(tokens) or (told_here and tokens[-1].word == ":")
    return Claim(last.claimants, "quoted", last.outsider, ()) if carried else claim


def part_claim(
    reading: Reading,
    block: Block,
    part: Sequence[Clause],
    clauses: Sequence[Clause],
    mentions: Sequence[Mention],
    whole: Claim,
    last: Claim,
) -> Claim:
    """A sentence of two halves: who speaks in this one, or who closes the whole with `she said`."""
    if block.speaker is not None:
        return whole
    end = next((i for i, c in enumerate(part) if i and c.lead == ";"), len(part))
    inside = [m for m in mentions if part[0].start <= m.start < part[end - 1].end]
    claim = _resolved(find_claim(reading.text, part[:end], inside), last)
    if claim.voice != "own":
        return claim
    closing = whole.report_clauses and whole.report_clauses[-1] == clauses[-1].start
    return whole if closing else claim


def _resolved(claim: Claim, last: Claim) -> Claim:
    """`he said` is the last speaker named."""
    if "<last>" not in claim.claimants:
        return claim
    names = tuple(name for given in claim.claimants for name in (last.claimants[:1] if given == "<last>" else (given,)))
    return claim._replace(claimants=names, outsider=last.outsider)


def _is_quote(tokens: Sequence[Token]) -> bool:
    if tokens[0].word not in _OPENING:
        return False
    closing = next((i for i, t in enumerate(tokens[1:], 1) if t.tag & Tag.QUOTE), None)
    return closing is None or closing >= len(tokens) - 2
