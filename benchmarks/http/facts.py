"""Facts to measure with: as many as wanted, the same on every machine, in documents of fifty.

A document reports one agreement of two states: both undertake something of every category of commitments, and it has
six caveats. Each fact has one quote with two names of places that do not exist, for full text search: a name stands in
about two of a thousand quotes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random

from app.database.vocabulary import categories, slugs
from app.extraction.model import MODALITIES, Agreement, Amount, DocumentInfo, Evidence, Extraction, Fact
from app.extraction.statements import state_name

PER_DOCUMENT = 50
_STATES = (
    "AL AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP KR LT LU LV MD ME MK MT NL NO NZ PH PL PT RO "
    "RS SE SI SK TR UA US"
).split()
_PAIRS = tuple(combinations(_STATES, 2))
_FIRST_YEAR = 1990
_FORMS = ("treaty", "executive_agreement", "memorandum", "declaration", "political_agreement")
_STATUSES = ("planned", "signed", "in_force", "terminated")
_DIRECTIONS = ("new", "continue", "expand", "unspecified")
_CAVEATS = 6
_SYLLABLES = "bar dol fen gor hal kir lum mer nov pel rus sav tir vel zan".split()
PLACES = tuple(
    f"{a}{b}{c}".capitalize() for a in _SYLLABLES for b in _SYLLABLES for c in ("ov", "ia", "sk", "burg", "ton")
)
_HEADING = 64
"""Characters that every document begins with, so that its digest and its id are its own."""


def extractions(facts: int) -> Iterator[Extraction]:
    """Documents that state this many facts together; a multiple of fifty."""
    for number in range(facts // PER_DOCUMENT):
        yield _document(number)


def agreement_id(number: int) -> str:
    """Of the document with this number."""
    pair, year = _PAIRS[number % len(_PAIRS)], _FIRST_YEAR + number // len(_PAIRS)
    return f"{'-'.join(pair).lower()}-{year}"


def _document(number: int) -> Extraction:
    chance = Random(number)
    made = _agreement(number, chance)
    text = f"{made.title} of {made.signed_on}, reported as number {number}.".ljust(_HEADING)
    facts = []
    for category, type_, obligor in _contents(made.parties):
        fact = _fact(made, category, type_, obligor, len(text) + 1, chance)
        text += f"\n{fact.evidence[0].exact}"
        facts.append(fact)
    info = DocumentInfo(
        name=f"report-{number:06}.txt",
        title=made.title,
        published_on=made.signed_on,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        length=len(text),
        language="en",
    )
    return Extraction(info, (made,), tuple(facts), (), text)


def _agreement(number: int, chance: Random) -> Agreement:
    parties = _PAIRS[number % len(_PAIRS)]
    signed_on = date(_FIRST_YEAR + number // len(_PAIRS), 1, 1) + timedelta(days=_below(chance, 365))
    return Agreement(
        id=agreement_id(number),
        title=f"Security agreement between {state_name(parties[0])} and {state_name(parties[1])}",
        parties=parties,
        legal_form=_FORMS[_below(chance, len(_FORMS))],  # type: ignore[arg-type]
        status=_STATUSES[_below(chance, len(_STATUSES))],  # type: ignore[arg-type]
        signed_on=signed_on,
        planned_on=None,
        venue=PLACES[_below(chance, len(PLACES))],
        duration="P10Y",
        ratification_required=chance.random() < 0.5,
    )


def _contents(parties: tuple[str, ...]) -> Iterator[tuple[str, str, str | None]]:
    """Category, type and obligor of each fact, in the order of the text."""
    for category in slugs("commitment"):
        for party in parties:
            yield category, "commitment", party
    for category in slugs("caveat")[:_CAVEATS]:
        yield category, "caveat", None


def _fact(made: Agreement, category: str, type_: str, obligor: str | None, start: int, chance: Random) -> Fact:
    first, second = PLACES[_below(chance, len(PLACES))], PLACES[_below(chance, len(PLACES))]
    label = _LABELS[category].lower()
    exact = f"{state_name(obligor or made.parties[0])} speaks of {label} from {first} to {second}."
    committed = type_ == "commitment"
    modality = MODALITIES[_below(chance, len(MODALITIES))] if committed else None
    direction = _DIRECTIONS[_below(chance, len(_DIRECTIONS))] if committed else None
    sums = (Amount(Decimal(1_000_000 * (1 + _below(chance, 900))), "EUR"),) if category == "military_aid" else ()
    piece = Evidence(
        start=start,
        end=start + len(exact),
        exact=exact,
        prefix="",
        suffix="",
        claimants=(f"the ministry of {first}",) if _below(chance, 4) == 0 else (),
        modality=modality,
        direction=direction,  # type: ignore[arg-type]
        amounts=sums,
        rules=("benchmark",),
    )
    return Fact(
        id=f"{made.id}.{category}" + (f".{obligor.lower()}" if obligor else ""),
        agreement=made.id,
        type=type_,  # type: ignore[arg-type]
        category=category,
        statement="",
        obligors=(obligor,) if obligor else (),
        beneficiaries=tuple(p for p in made.parties if committed and p != obligor),
        modality=modality,
        direction=direction,  # type: ignore[arg-type]
        trigger=None,
        deadline=None,
        duration=None,
        amounts=sums,
        evidence=(piece,),
        rules=("benchmark",),
    )


def _below(chance: Random, bound: int) -> int:
    """`random()` is the one method whose sequence Python promises to keep."""
    return int(chance.random() * bound)


_LABELS = {category.slug: category.label for category in categories()}
