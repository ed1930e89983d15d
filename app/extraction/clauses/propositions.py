"""Clauses to propositions: who would do it, how firmly, denied or not, and why it may be no term of the agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from app.extraction.actors import Actor
from app.extraction.clauses import Clause
from app.extraction.clauses.claimants import OWN, Claim
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.model import MODALITIES, Modality, Span
from app.extraction.terms import Money
from app.extraction.vocabulary.lexicon import Mention

AGREEMENT = "agreement"


class Subject(NamedTuple):
    """Who the clause is about."""

    kind: str
    """`party`, `all`, `agreement`, `third`, `speaker`, `reader`, or `unknown`."""
    codes: tuple[str, ...] = ()


UNKNOWN = Subject("unknown")
READER = Subject("reader")
"""`With us you will be trained`: no party, though `you will find no figure in it` says something of the text."""


@dataclass(slots=True)
class Proposition:
    """One clause with all that decides whether it states a fact."""

    clause: Clause
    block: int
    sentence: Span
    subject: Subject
    force: Modality | None
    force_span: Span | None
    past: bool
    negators: tuple[Span, ...]
    claim: Claim
    trigger: Span | None
    threat: bool
    """The trigger is an attack or a threat."""
    requested: bool
    """The trigger is a request of a party."""
    reject: str | None
    """Why it states no fact: `question`, `background`, `dropped`, `wish`, `beside`, `opinion`, `report`, `third`."""
    mentions: Sequence[Mention] = ()
    actors: Sequence[Actor] = ()
    moneys: Sequence[Money] = ()
    sentence_moneys: Sequence[Money] = ()
    """The sums of the whole sentence."""
    inherited_acts: tuple[Mention, ...] = ()
    sentence_mentions: Sequence[Mention] = ()
    sentence_met: list[tuple[int, int, int]] | None = None
    """Shared by the clauses of a sentence: which frames its mentions can meet, once somebody has asked."""

    @property
    def beside(self) -> list[Mention]:
        """The mentions of the other clauses of its sentence."""
        start, end = self.clause.start, self.clause.end
        return [m for m in self.sentence_mentions if not start <= m.start < end]

    def denied_before(self, offset: int) -> bool:
        return bool(self.negators) and any(n.start < offset for n in self.negators)


@dataclass(slots=True)
class Frame:
    """What a clause hands on to the next one that lacks it."""

    subject: Subject = UNKNOWN
    force: Modality | None = None
    force_span: Span | None = None
    negators: tuple[Span, ...] = ()
    past: bool = False
    claim: Claim = field(default=OWN)
    acts: tuple[Mention, ...] = ()
    reject: str | None = None


def find_subject(
    clause: Clause,
    actors: Sequence[Actor],
    mentions: Sequence[Mention],
    parties: frozenset[str],
    before: Frame,
    speaker: Subject | None,
) -> Subject:
    """The subject of a clause, or what it inherits where it has none."""
    limit = clause.verb_at
    if limit is None:
        return before.subject
    tokens = [t for t in clause.tokens if t.start < limit]
    if not tokens and (inverted := _inverted(clause, actors, mentions, parties)) is not None:
        return inverted
    if not tokens or all(
        t.tag & (Tag.ADVERB | Tag.CONJUNCTION | Tag.QUOTE | Tag.COMMA | Tag.RELATIVE | Tag.SUBORDINATOR)
        and not t.tag & Tag.PRONOUN
        for t in tokens
    ):
        return before.subject
    pieces = _pieces(tokens)
    if len(pieces) > 1 and (row := _row_of_actors(pieces, actors)):
        return _party(row, parties)
    for piece in reversed(pieces):
        subject = _subject_in(piece, actors, mentions, parties, before, speaker)
        if subject is not None and (subject is not UNKNOWN or piece is pieces[0]):
            return subject
    return UNKNOWN


def _inverted(
    clause: Clause, actors: Sequence[Actor], mentions: Sequence[Mention], parties: frozenset[str]
) -> Subject | None:
    """`Nor may Accra open`, `were Tonga attacked`: the subject right behind the auxiliary."""
    first = clause.predicates[0]
    head = clause.tokens[0]
    if not first.finite or not head.tag & (Tag.MODAL | Tag.BE | Tag.DO | Tag.HAVE):
        return None
    near = head.end + (5 if clause.tokens[1:2] and clause.tokens[1].word == "the" else 1)
    if any("collective" in m.labels and m.start <= near for m in mentions if m.start > head.start):
        return Subject("all")
    behind = next((a for a in actors if head.end <= a.start <= near), None)
    return _party(behind.codes, parties) if behind else None


def fragment_subject(
    clause: Clause, actors: Sequence[Actor], mentions: Sequence[Mention], parties: frozenset[str]
) -> Subject:
    """The subject that a verbless opening hands on: `Kyiv, for its part, will ...`."""
    pieces = _pieces(clause.tokens)
    subject = _subject_in(pieces[0], actors, mentions, parties, Frame(), None) if pieces else None
    return subject or UNKNOWN


def _row_of_actors(pieces: Sequence[Sequence[Token]], actors: Sequence[Actor]) -> tuple[str, ...]:
    """The states of a headline's `Belgium, Ukraine to sign`, where every piece is one; () where one is not."""
    spans = {(a.start, a.end): a.codes for a in actors if not a.locative}
    found = [spans.get((piece[0].start, piece[-1].end), ()) for piece in pieces]
    return tuple(sorted({code for codes in found for code in codes})) if all(found) else ()


def _pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.tag & Tag.COMMA:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [p for p in pieces if p]


def _subject_in(
    piece: list[Token],
    actors: Sequence[Actor],
    mentions: Sequence[Mention],
    parties: frozenset[str],
    before: Frame,
    speaker: Subject | None,
) -> Subject | None:
    while (
        piece
        and piece[0].tag & (Tag.QUOTE | Tag.CONJUNCTION | Tag.ADVERB)
        and not piece[0].tag & (Tag.DETERMINER | Tag.PRONOUN)
    ):
        piece = piece[1:]
    if not piece:
        return None
    if (piece[0].tag & Tag.PREPOSITION or piece[0].word == "according") and len(piece) > 1:
        return _after_adjunct(piece, actors, mentions, parties, before)
    start, end = piece[0].start, piece[-1].end
    placed = {t.end: t.word for t in piece}
    found: list[tuple[int, int, str, tuple[str, ...]]] = [
        (a.start, a.end, "actor", a.codes)
        for a in actors
        if start <= a.start < end
        and not (a.locative and a.kind == "capital")
        and placed.get(a.start - 1) not in _PLACING
    ]
    for m in mentions:
        if start <= m.start < end:
            if "collective" in m.labels:
                found.append((m.start, m.end, "all", ()))
            elif AGREEMENT in m.labels:
                found.append((m.start, m.end, AGREEMENT, ()))
    found.sort()
    if found:
        return _head(found, piece, parties)
    first = piece[0].word
    if first in ("we", "our") and speaker is not None:
        return speaker
    if first in ("you", "your"):
        return READER
    if first in ("it", "they", "he", "she", "this") or first in ("its", "their", "his", "her"):
        if before.subject.kind == AGREEMENT and first in ("its", "their"):
            return UNKNOWN
        return before.subject
    return UNKNOWN if any(t.tag & (Tag.NOUN | Tag.DETERMINER | Tag.PRONOUN) for t in piece) else None


_PLACING = frozenset({"in", "at", "to", "from", "near", "against", "towards", "toward", "inside", "outside"})


def _after_adjunct(
    piece: list[Token], actors: Sequence[Actor], mentions: Sequence[Mention], parties: frozenset[str], before: Frame
) -> Subject | None:
    """`Under the deal Norway will`: the last actor before the verb that no preposition governs."""
    end = piece[-1].end
    if piece[-1].word == "you":
        return READER
    if piece[-1].word in ("it", "they", "he", "she"):
        named = any(AGREEMENT in m.labels and piece[0].start <= m.start < end for m in mentions)
        return Subject(AGREEMENT) if named else before.subject
    for index in range(len(piece) - 1, 0, -1):
        token = piece[index]
        starts = [a for a in actors if a.start <= token.start < a.end and a.end <= end]
        collective = [m for m in mentions if "collective" in m.labels and m.start <= token.start < m.end]
        if not starts and not collective:
            continue
        first = min([a.start for a in starts] + [m.start for m in collective])
        prior = [t for t in piece if t.end <= first]
        while prior and not collective and prior[-1].tag & Tag.DETERMINER:
            prior.pop()
        if (prior and prior[-1].tag & (Tag.PREPOSITION | Tag.TO)) or (prior and prior[-1].word in ("between",)):
            return None
        if collective:
            return Subject("all")
        return _party(starts[0].codes, parties)
    return None


def _party(codes: tuple[str, ...], parties: frozenset[str]) -> Subject:
    inside = tuple(c for c in codes if c in parties)
    if inside and len(inside) == len(codes):
        return Subject("party", tuple(sorted(set(inside))))
    return Subject("third", codes)


def _head(found: list[tuple[int, int, str, tuple[str, ...]]], piece: list[Token], parties: frozenset[str]) -> Subject:
    _, end, kind, codes = found[0]
    if (
        kind == "actor"
        and len(found) > 1
        and found[1][2] == AGREEMENT
        and found[1][0] - end <= 25
        and not any(t.tag & Tag.PREPOSITION for t in piece if end <= t.start < found[1][0])
    ):
        return Subject(AGREEMENT)
    if kind == AGREEMENT:
        return Subject(AGREEMENT)
    if kind == "all":
        return Subject("all")
    union = set(codes)
    previous_end = end
    for s, e, k, c in found[1:]:
        link = [t for t in piece if previous_end <= t.start < s]
        if (
            k == "actor"
            and len(link) <= 6
            and any(t.tag & Tag.CONJUNCTION for t in link)
            and not any(t.tag & Tag.PREPOSITION for t in link)
        ):
            union |= set(c)
            previous_end = e
        else:
            break
    return _party(tuple(union), parties)


#: The labels of a cue that say how firmly.
FORCES = frozenset(f"force.{value}" for value in MODALITIES)


@cache
def _force_of(labels: frozenset[str]) -> Modality | None:
    """The strongest modality among the labels of one cue."""
    return next((value for value in MODALITIES if f"force.{value}" in labels), None)


@cache
def _is_act(labels: frozenset[str]) -> bool:
    return any(label.startswith("act.") for label in labels)


def find_force(clause: Clause, mentions: Sequence[Mention], text: str) -> tuple[Modality | None, Span | None]:
    """How firmly: the first cue of the predicate chain, the strongest where one phrase carries two."""
    best: tuple[Modality, Span] | None = None
    for m in mentions:
        value = _force_of(m.labels)
        if value is None:
            continue
        word = text[m.start : m.end].lower()
        if word in ("may",) and text[m.start].isupper() and m.start > clause.start:
            continue
        if best is None:
            best = (value, Span(m.start, m.end))
            continue
        # will be obliged to, is bound to: the content verb beside the auxiliary decides where it is stronger
        if (
            m.start - best[1].end <= 12
            and value != "declaration"
            and (
                MODALITIES.index(value) < MODALITIES.index(best[0])
                or (best[0] == "pledge" and value == "possibility" and word not in ("can", "could", "may"))
            )
        ):
            best = (value, Span(best[1].start, m.end))
        elif value == "declaration" or best[0] != "declaration":
            continue
        elif m.start - best[1].end <= 60:
            best = (value, Span(m.start, m.end))
    return best if best else (None, None)


def with_frame(before: Frame, proposition: Proposition) -> Frame:
    """What the next clause inherits from this one."""
    act = next((m for m in reversed(proposition.mentions) if _is_act(m.labels)), None)
    return Frame(
        subject=proposition.subject
        if proposition.subject.kind != "unknown" or proposition.clause.verb_at is not None
        else before.subject,
        force=proposition.force,
        force_span=proposition.force_span,
        negators=proposition.negators,
        past=proposition.past,
        claim=proposition.claim,
        reject=proposition.reject,
        acts=(act,) if act is not None else (),
    )
