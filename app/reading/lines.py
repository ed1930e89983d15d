"""The lines of an export: a header, the documents, then what happened to them, each a JSON object.

    {"format": "agreement-facts", "version": 1, "documents": 1, "retired": 0, "changes": 3}
    {"document": {...}, "agreements": [...], "facts": [...], "warnings": [...], "source_url", "publisher", "text"}
    {"retired": {...}}      an id that is no more
    {"change": {...}}       of the feed, oldest first, as `/v1/changes` shows it

A document is what `extract` prints, with its text, where it is from, and for each piece of evidence the words that its
rules matched (`cues`). Any tool can write such a file: what a document does not say can be left out, as can `rules`,
`cues`, `claimants`, `statement`, `warnings` and the numbers of the header.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from json import JSONEncoder
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from app.extraction.model import (
    Agreement,
    Amount,
    Direction,
    DocumentInfo,
    Evidence,
    Extraction,
    Fact,
    FactType,
    LegalForm,
    Modality,
    Span,
    Status,
    Warning,
)
from app.extraction.wire import to_json

__all__ = [
    "BadLine",
    "DocumentLine",
    "EventLine",
    "Header",
    "document_line",
    "header_line",
    "line",
    "read_header",
    "read_line",
]

FORMAT, VERSION = "agreement-facts", 1
_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class BadLine(ValueError):
    """A line that is none of an export. The message says what to change."""


_strict = with_config(ConfigDict(extra="forbid"))
_Code = Annotated[str, Field(pattern="^[A-Z]{2}$|^[A-Z]{4}$")]
_Offset = Annotated[int, Field(ge=0, strict=True)]


@_strict
class _Amount(TypedDict):
    value: Annotated[Decimal, Field(ge=0, lt=10**18)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class _Particulars(TypedDict):
    modality: NotRequired[Modality | None]
    direction: NotRequired[Direction | None]
    trigger: NotRequired[str | None]
    deadline: NotRequired[str | None]
    duration: NotRequired[str | None]
    amounts: NotRequired[list[_Amount]]
    rules: NotRequired[tuple[str, ...]]


@_strict
class _Evidence(_Particulars):
    start: _Offset
    end: _Offset
    exact: str
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    claimants: NotRequired[tuple[str, ...]]
    cues: NotRequired[list[tuple[_Offset, _Offset]]]


@_strict
class _Fact(_Particulars):
    id: str
    agreement: str
    type: FactType
    category: str
    statement: NotRequired[str]
    obligors: NotRequired[tuple[_Code, ...]]
    beneficiaries: NotRequired[tuple[_Code, ...]]
    evidence: list[_Evidence]


@_strict
class _Agreement(TypedDict):
    id: str
    title: str
    parties: tuple[_Code, ...]
    legal_form: LegalForm
    status: Status
    signed_on: NotRequired[date | None]
    planned_on: NotRequired[date | None]
    venue: NotRequired[str | None]
    duration: NotRequired[str | None]
    ratification_required: NotRequired[bool | None]


@_strict
class _Info(TypedDict):
    name: str
    title: NotRequired[str | None]
    published_on: NotRequired[date | None]
    sha256: str
    length: int
    language: NotRequired[str | None]


@_strict
class _Warning(TypedDict):
    code: Literal["truncated", "unclassified_provision", "unresolved_parties", "no_agreement", "unread_language"]
    message: str
    start: _Offset
    end: _Offset


@_strict
class _Document(TypedDict):
    document: _Info
    agreements: list[_Agreement]
    facts: list[_Fact]
    warnings: NotRequired[list[_Warning]]
    source_url: NotRequired[Annotated[str, Field(pattern="^https?://")] | None]
    publisher: NotRequired[str | None]
    text: str


@_strict
class _Change(TypedDict):
    """A line of the feed."""

    number: Annotated[int, Field(ge=1, strict=True)]
    at: str
    kind: Literal["added", "revised", "merged", "withdrawn"]
    resource: Literal["agreement", "fact", "document"]
    id: str
    agreement: str | None
    document: str | None
    why: str
    fields: list[str]
    target: str | None


@_strict
class _Retired(TypedDict):
    """An id that is no more."""

    resource: Literal["agreement", "fact", "document"]
    id: str
    reason: str
    at: datetime
    target: str | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened."""

    kind: Literal["change", "retired"]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    extraction: Extraction
    source_url: str | None
    publisher: str | None


@_strict
class _ChangeLine(TypedDict):
    change: _Change


@_strict
class _RetiredLine(TypedDict):
    retired: _Retired


#: How a line begins, to its shape.
_EVENTS: Mapping[bytes, TypeAdapter[Any]] = {
    b'{"change"': TypeAdapter(_ChangeLine),
    b'{"retired"': TypeAdapter(_RetiredLine),
}
_DOCUMENT: TypeAdapter[_Document] = TypeAdapter(_Document)


@_strict
class Header(TypedDict):
    """The numbers are those of the lines that follow."""

    format: Literal["agreement-facts"]
    version: int
    documents: NotRequired[int]
    retired: NotRequired[int]
    changes: NotRequired[int]


_HEADER: TypeAdapter[Header] = TypeAdapter(Header)


def line(value: Any) -> str:
    """As it stands in the file, with its end."""
    return f"{_ENCODER.encode(value)}\n"


def header_line(documents: int, retired: int, changes: int) -> str:
    numbers = {"documents": documents, "retired": retired, "changes": changes}
    return line({"format": FORMAT, "version": VERSION, **numbers})


def document_line(extraction: Extraction, source_url: str | None, publisher: str | None) -> str:
    said = to_json(extraction)
    for fact, shown in zip(extraction.facts, said["facts"], strict=True):
        for piece, place in zip(fact.evidence, shown["evidence"], strict=True):
            place["cues"] = [[cue.start, cue.end] for cue in piece.cues]
    return line({**said, "source_url": source_url, "publisher": publisher, "text": extraction.text})


def read_header(given: bytes) -> Header:
    """Raises `BadLine` where a file is no export, or one of a later version."""
    try:
        header = _HEADER.validate_json(given)
    except ValidationError as error:
        raise BadLine(f'is not the header of an export: {{"format":"{FORMAT}","version":{VERSION}}}') from error
    if header["version"] != VERSION:
        raise BadLine(f"is of version {header['version']}; this program reads version {VERSION}")
    return header


def read_line(given: bytes) -> EventLine | DocumentLine:
    """What a line after the header says. Raises `BadLine`."""
    if rb"\u0000" in given or b"\0" in given:
        raise BadLine("has a NUL character (\\u0000); text cannot contain it")
    try:
        for key, shape in _EVENTS.items():
            if given.startswith(key):
                [(kind, said)] = shape.validate_json(given).items()
                return EventLine(kind, said)
        return _document(_DOCUMENT.validate_json(given))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadLine(f"{f'{place}: ' if place else ''}{first['msg']}") from error


def _document(said: _Document) -> DocumentLine:
    info: Any = {"title": None, "published_on": None, "language": None, **said["document"]}
    extraction = Extraction(
        document=DocumentInfo(**info),
        agreements=tuple(map(_agreement, said["agreements"])),
        facts=tuple(map(_fact, said["facts"])),
        warnings=tuple(Warning(**each) for each in said.get("warnings", ())),
        text=said["text"],
    )
    return DocumentLine(extraction, said.get("source_url"), said.get("publisher"))


_UNSAID = dict.fromkeys(("modality", "direction", "trigger", "deadline", "duration"))


def _agreement(said: _Agreement) -> Agreement:
    unsaid = dict.fromkeys(("signed_on", "planned_on", "venue", "duration", "ratification_required"))
    whole: Any = {**unsaid, **said}
    return Agreement(**whole)


def _fact(said: _Fact) -> Fact:
    unsaid = {**_UNSAID, "statement": "", "obligors": (), "beneficiaries": ()}
    whole: Any = {
        **unsaid,
        **said,
        "amounts": _amounts(said),
        "evidence": tuple(map(_place, said["evidence"])),
    }
    return Fact(**whole)


def _place(said: _Evidence) -> Evidence:
    cues = tuple(Span(*cue) for cue in said.get("cues", ()))
    whole: Any = {"prefix": "", "suffix": "", **said, "amounts": _amounts(said), "cues": cues}
    return Evidence(**whole)


def _amounts(said: _Particulars) -> tuple[Amount, ...]:
    return tuple(Amount(**each) for each in said.get("amounts", ()))
