"""Sentences to their words and clauses, each wording once: treaties and pages repeat themselves word for word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from app.extraction.clauses import Clause, split_clauses
from app.extraction.clauses.predicates import Predicate
from app.extraction.clauses.tokens import Token, tokenize

__all__ = ["Parser"]


class Parser:
    """The words and clauses of the sentences of one text."""

    __slots__ = ("_known", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[str, bool], tuple[int, list[Token], list[Clause]]] = {}
        """What a wording was parsed to, and where it stood."""

    def parse(self, start: int, end: int, bare: bool) -> tuple[list[Token], list[Clause]]:
        """The words and clauses of `text[start:end]`; `bare`: it may open with a bare infinitive, as list items do."""
        wording = self._text[start:end], bare
        known = self._known.get(wording)
        if known is not None:
            return _moved(known[1], known[2], start - known[0])
        tokens = tokenize(self._text, start, end)
        clauses = split_clauses(tokens, bare)
        self._known[wording] = start, tokens, clauses
        return tokens, clauses


def _moved(tokens: Sequence[Token], clauses: Sequence[Clause], by: int) -> tuple[list[Token], list[Clause]]:
    """The same words and clauses elsewhere in the text."""
    make = tuple.__new__
    here = [make(Token, (start + by, end + by, word, tag, surface)) for start, end, word, tag, surface in tokens]
    starts = [token.start for token in tokens]
    moved: list[Clause] = []
    for clause in clauses:
        first = bisect_left(starts, clause.start)
        groups = [
            Predicate(p.first, p.last, p.finite, p.auxiliary, p.past, p.passive, p.verb + by if p.verb else 0)
            for p in clause.predicates
        ]
        verb_at = clause.verb_at + by if clause.verb_at is not None else None
        inside = here[first : first + len(clause.tokens)]
        moved.append(Clause(clause.start + by, clause.end + by, clause.kind, clause.lead, groups, inside, verb_at))
    return here, moved
