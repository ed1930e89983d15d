"""Text in, facts out: `extract(text)` reads one document.

    text ──read──▶ Document ──▶ actors ──▶ agreements ──▶ propositions ──▶ candidates ──▶ facts

The pipeline is the list `STEPS`; each step is a function from what is known so far to one thing more. Nothing here
reads a file, a clock, a database or the network.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.extraction.actors import find_actors, find_people
from app.extraction.actors.realms import find_realms
from app.extraction.agreements import AgreementDraft, find_agreements
from app.extraction.clauses.context import Reading, open_reading
from app.extraction.clauses.interpret import read_propositions
from app.extraction.clauses.propositions import Proposition
from app.extraction.document import Document, read_document
from app.extraction.facts import merge
from app.extraction.facts.candidates import find_all_candidates
from app.extraction.facts.placement import Placed, place
from app.extraction.model import DocumentInfo, Extraction, Fact, Warning
from app.extraction.vocabulary.lexicon import fold
from app.extraction.warnings import find_warnings

__all__ = ["STEPS", "extract"]


@dataclass(slots=True)
class State:
    """What is known of one text so far; each step fills in its own field."""

    text: str
    name: str
    folded: str = ""
    document: Document | None = None
    actors: tuple[Any, ...] = ()
    agreements: tuple[AgreementDraft, ...] = ()
    reading: Reading | None = None
    propositions: list[Proposition] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


def _document(state: State) -> None:
    state.folded = fold(state.text)
    state.document = read_document(state.text)


def _actors(state: State) -> None:
    actors = find_actors(state.text)
    state.actors = tuple(sorted((*actors, *find_people(state.text, actors)), key=lambda a: a.start))


def _agreements(state: State) -> None:
    assert state.document is not None
    state.agreements = find_agreements(state.document, state.actors)
    realms = find_realms(state.text, tuple(party for draft in state.agreements for party in draft.agreement.parties))
    state.actors = tuple(sorted((*state.actors, *realms), key=lambda a: a.start))


def _propositions(state: State) -> None:
    assert state.document is not None
    state.reading = open_reading(state.text, state.folded, state.document, state.agreements, state.actors)
    state.propositions = read_propositions(state.reading) if state.agreements else []


def _candidates(state: State) -> None:
    assert state.reading is not None
    reading = state.reading
    candidates = find_all_candidates(reading, state.propositions)
    following = [*candidates[1:], None]
    for candidate, other in zip(candidates, following, strict=False):
        sentence = candidate.proposition.sentence
        until = (
            other.span.start
            if other is not None
            and other.proposition.sentence == sentence
            and other.type == "commitment"
            and other.span.start > candidate.span.start
            else sentence.end
        )
        state.placed.extend(place(reading, candidate, until))


def _facts(state: State) -> None:
    assert state.reading is not None
    state.facts = merge(state.reading, state.placed)


def _warnings(state: State) -> None:
    assert state.reading is not None
    state.warnings = find_warnings(state.reading, state.propositions, state.placed)


#: The whole pipeline, in order: a name and a function from the state to the state with one thing more.
STEPS: tuple[tuple[str, Callable[[State], None]], ...] = (
    ("document", _document),
    ("actors", _actors),
    ("agreements", _agreements),
    ("propositions", _propositions),
    ("candidates", _candidates),
    ("facts", _facts),
    ("warnings", _warnings),
)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles, until a call's values are gone: reading makes no cycles, and many values."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def extract(text: str, name: str = "document.txt") -> Extraction:
    """Reads one document. Never raises on any text; what was not understood is in `warnings`.

    `name` is kept as the document's name and decides nothing.
    """
    state = State(text, name)
    for _, step in STEPS:
        step(state)
    document = state.document
    assert document is not None
    return Extraction(
        document=DocumentInfo(
            name=name,
            title=document.title.of(text) if document.title else None,
            published_on=document.published_on,
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            length=len(text),
            language=document.language,
        ),
        agreements=tuple(draft.agreement for draft in state.agreements),
        facts=tuple(state.facts),
        warnings=tuple(state.warnings),
        text=text,
    )
