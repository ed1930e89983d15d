"""The values that extraction hands on: frozen, free of behaviour, all spans into one text.

Offsets are Unicode code points, start inclusive and end exclusive, as in the W3C Web
Annotation `TextPositionSelector`; `exact`, `prefix` and `suffix` are its `TextQuoteSelector`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

FactType = Literal["commitment", "caveat"]
LegalForm = Literal["executive_agreement", "treaty", "political_agreement", "memorandum", "declaration", "unknown"]
Status = Literal["planned", "signed", "in_force", "terminated"]
Modality = Literal["obligation", "pledge", "intent", "declaration", "possibility"]
Direction = Literal["new", "continue", "expand", "unspecified"]

#: Strongest first: a fact with several pieces of evidence takes the first of these that occurs.
MODALITIES: tuple[Modality, ...] = ("obligation", "pledge", "intent", "declaration", "possibility")


class Span(NamedTuple):
    """A run of the text: `text[start:end]`. A tuple, since a text is full of them and they are made the fastest."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; `currency` is an ISO 4217 code."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in the text that states a fact, and who is said to say it."""

    start: int
    end: int
    exact: str
    prefix: str
    """Up to 32 characters before the span."""
    suffix: str
    """Up to 32 characters after the span."""
    claimants: tuple[str, ...] = ()
    """Outermost first; empty where the document speaks in its own voice."""
    modality: Modality | None = None
    """What this place alone says; the fact has the strongest of its places. None on a caveat."""
    direction: Direction | None = None
    trigger: str | None = None
    deadline: str | None = None
    duration: str | None = None
    amounts: tuple[Amount, ...] = ()
    rules: tuple[str, ...] = ()
    """Names of the rules that made this piece of evidence, in the order in which they fired."""
    cues: tuple[Span, ...] = ()
    """The words those rules matched."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One commitment or caveat of one agreement, with every place that states it."""

    id: str
    """`{agreement}.{category}` and, for a commitment, `.{obligors}`: `ua-us-2024.training.us`."""
    agreement: str
    type: FactType
    category: str
    statement: str
    """One English sentence made from the fields: "The United States will continue training (UA)"."""
    obligors: tuple[str, ...]
    """ISO 3166-1 alpha-2, `EU` or `NATO`, sorted; empty on a caveat."""
    beneficiaries: tuple[str, ...]
    modality: Modality | None
    direction: Direction | None
    trigger: str | None
    deadline: str | None
    duration: str | None
    """ISO 8601, `P10Y`."""
    amounts: tuple[Amount, ...]
    evidence: tuple[Evidence, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement that the document reports on."""

    id: str
    """`ua-us-2024`, with the kind appended where it is no plain agreement: `kw-us-2024-memorandum`."""
    title: str
    parties: tuple[str, ...]
    legal_form: LegalForm
    status: Status
    signed_on: date | None
    planned_on: date | None
    venue: str | None
    duration: str | None
    """ISO 8601."""
    ratification_required: bool | None
    """None: the document does not say."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the document says about itself."""

    name: str
    title: str | None
    published_on: date | None
    sha256: str
    """Hex digest of the text in UTF-8."""
    length: int
    """In code points."""
    language: str | None
    """BCP 47."""


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that was seen and not understood; the span says where."""

    code: Literal["truncated", "unclassified_provision", "unresolved_parties", "no_agreement", "unread_language"]
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one text."""

    document: DocumentInfo
    agreements: tuple[Agreement, ...]
    facts: tuple[Fact, ...]
    warnings: tuple[Warning, ...]
    text: str = field(repr=False)
    """The text that every offset refers to."""
