"""The query parameters, each declared once: what a caller may ask, as a `Filters`."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.api import citations, formats, schemas
from app.api.atom import ATOM
from app.api.linked_data import JSON_LD
from app.api.parameters import EXAMPLE_DOCUMENT, Claimant, CommaSeparated, Day, Name, OneOf, Search, State
from app.charts.look import DEFAULT_WIDTH, MAXIMUM_WIDTH, MINIMUM_WIDTH, THEMES
from app.database import statistics, vocabulary
from app.database.filters import Filters
from app.database.history_tables import CHANGES, RESOURCES
from app.database.tables import CONTRADICTIONS, DIRECTIONS, LEGAL_FORMS, STATUSES, TYPES
from app.extraction.model import MODALITIES

DEFAULT_LIMIT = 50
MAXIMUM_LIMIT = 500
#: Agreements that can stand side by side.
MAXIMUM_COMPARED = 10
#: More alternatives than a question needs, few enough for one statement.
_MAXIMUM_VALUES = 100

CategoryName = Annotated[str, OneOf(vocabulary.slugs())]
CommitmentName = Annotated[str, OneOf(vocabulary.slugs("commitment"))]
CaveatName = Annotated[str, OneOf(vocabulary.slugs("caveat"))]
GroupName = Annotated[str, OneOf(tuple(vocabulary.groups()))]
TypeName = Annotated[str, OneOf(TYPES)]
StatusName = Annotated[str, OneOf(STATUSES)]
LegalFormName = Annotated[str, OneOf(LEGAL_FORMS)]
ModalityName = Annotated[str, OneOf(MODALITIES)]
DimensionName = Annotated[str, OneOf(tuple(statistics.DIMENSIONS))]
DirectionName = Annotated[str, OneOf(DIRECTIONS)]
CurrencyCode = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Inclusion = Annotated[str, OneOf(("evidence", "agreement", "cite"))]
CitationName = Annotated[str, OneOf(citations.NAMES)]
ThemeName = Annotated[str, OneOf(THEMES)]
KindName = Annotated[str, OneOf(CONTRADICTIONS)]
FormatName = Annotated[str, OneOf(formats.NAMES, unlisted=tuple(formats.NOT_INSTALLED))]
ChangeFormatName = Annotated[str, OneOf((*formats.NAMES, ATOM.name), unlisted=tuple(formats.NOT_INSTALLED))]
ResourceName = Annotated[str, OneOf(RESOURCES)]
ChangeName = Annotated[str, OneOf(CHANGES)]
CategoryFormatName = Annotated[str, OneOf((formats.JSON.name, JSON_LD.name))]
CategoryListFormatName = Annotated[str, OneOf((*formats.NAMES, JSON_LD.name), unlisted=tuple(formats.NOT_INSTALLED))]
AgreementInclusion = Annotated[str, OneOf(("evidence", "topics"))]


def _several(description: str, *examples: str) -> Any:
    """A parameter that can be repeated: several values are alternatives."""
    return Field(
        default_factory=list, description=f"{description} Repeatable: *or*.", examples=[list(examples)],
        max_length=_MAXIMUM_VALUES,
    )  # fmt: skip


def _every(description: str, *examples: str) -> Any:
    """A parameter that can be repeated: all of the values are meant."""
    return Field(
        default_factory=list, description=f"{description} Repeatable: *and*.", examples=[list(examples)],
        max_length=_MAXIMUM_VALUES,
    )  # fmt: skip


class Parameters(BaseModel):
    """The parameters of one operation; any other is an error."""

    model_config = ConfigDict(extra="forbid")


class ItemQuery(Parameters):
    as_of: Day | None = Field(
        default=None,
        description="Only what documents published by this day say; documents without a date say nothing then.",
        examples=["2024-06-13"],
    )


class Asking(ItemQuery):
    """Parameters that are filters, in part."""

    def filters(self, **fixed: Any) -> Filters:
        """What is asked, with what the address itself says."""
        names = {f.name for f in fields(Filters)} & set(type(self).model_fields)
        given: dict[str, Any] = {name: getattr(self, name) for name in names} | fixed
        arguments: Any = {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()}
        return Filters(**arguments)


class OfText(Asking):
    q: Search | None = Field(
        default=None,
        description='Full text: `words` that all occur, `"phrases"`, `-not`, `prefix*`; without case and accents. Of a '
        "fact its statement, quotes and claimants; of an agreement its title, venue, parties and facts; of a document "
        "its text.",
        examples=['"mutual defence" -nato consult*'],
    )


class OfAgreements(OfText):
    party: list[State] = _several("A party of the agreement: alpha-2, alpha-3 or English name.", "UA")
    agreement: list[Name] = _several("The id of the agreement.", "ua-us-2024")
    status: list[StatusName] = _several("How far the agreement is.", "planned")
    legal_form: list[LegalFormName] = _several("The form of the agreement.", "executive_agreement")
    signed_from: Day | None = Field(
        default=None, description="Agreements signed on this day or later.", examples=["2024-01-01"]
    )
    signed_to: Day | None = Field(
        default=None, description="Agreements signed on this day or earlier.", examples=["2024-12-31"]
    )


class OfEvidence(Asking):
    document: list[Name] = _several("The id of a document that says so.", EXAMPLE_DOCUMENT)
    claimant: list[Claimant] = _several("Who is said to say so, as the document writes it; case is ignored.", "CNN")


class OfCommitments(Asking):
    obligor: list[State] = _several("Who undertakes it: alpha-2, alpha-3 or English name.", "United States")
    beneficiary: list[State] = _several("Whom it is for: alpha-2, alpha-3 or English name.", "UKR")
    modality: list[ModalityName] = _several("How strongly it is undertaken.", "obligation")
    direction: list[DirectionName] = _several("What it does to what there was.", "continue")
    currency: list[CurrencyCode] = _several("The currency of a sum it names, ISO 4217.", "EUR")
    min_amount: Decimal | None = Field(
        default=None,
        ge=0,
        description="The least sum it names, in units of `currency`, which must be given.",
        examples=[1000000],
    )

    @model_validator(mode="after")
    def _sum_has_a_currency(self) -> OfCommitments:
        if self.min_amount is not None and not self.currency:
            raise PydanticCustomError("missing_currency", "min_amount needs a currency: currency=EUR")
        return self


class Paging(Parameters):
    limit: int = Field(
        default=DEFAULT_LIMIT,
        ge=1,
        le=MAXIMUM_LIMIT,
        description="How many objects a page has; a stream (`format=csv`) has all where no limit is given.",
        examples=[10],
    )
    cursor: str | None = Field(
        default=None, max_length=2000, description="`page.next` of the page before, with the same filters."
    )


class PageParameters(Paging):
    format: FormatName | None = Field(
        default=None,
        description="JSON pages, or a stream: lines (NDJSON), records (CSV), columns (Parquet). Goes before `Accept`.",
        examples=["csv"],
    )

    @property
    def chosen(self) -> list[str]:
        """The keys of each object that are wanted; [] is all."""
        return []


class ListParameters(PageParameters):
    fields: list[str] = []
    """Each list says which fields there are."""

    @property
    def chosen(self) -> list[str]:
        return self.fields


def _fields(shape: type[BaseModel]) -> Any:
    """Names of keys of the shape, repeated or parted by commas."""
    return Annotated[list[Annotated[str, OneOf(tuple(shape.model_fields))]], CommaSeparated]


def _chosen(*examples: str) -> Any:
    description = "Only these keys of each object, parted by commas, in this order."
    return Field(default_factory=list, description=description, examples=[list(examples)])


def _sort(*names: str) -> Any:
    values = tuple(value for name in names for value in (name, f"-{name}"))
    return Annotated[str, OneOf(values)]


def _ordered(example: str) -> Any:
    description = "What the objects are ordered by; `-` before it: descending. Unknown values come last."
    return Field(default="id", description=description, examples=[example])


class OfContents(Asking):
    has: list[CategoryName] = _every("What the agreement holds: commitments or caveats.", "training")
    lacks: list[CategoryName] = _every("What the agreement holds none of, denied or never mentioned.", "mutual_defence")


class AgreementSelection(OfContents, OfAgreements, OfEvidence, OfCommitments, Paging):
    """Which agreements, in which order: what lists of them and the register have in common."""

    category: list[CategoryName] = _several("Agreements that hold something of this category.", "training")
    group: list[GroupName] = _several("Agreements that hold something of this group of categories.", "capability")
    type: list[TypeName] = _several("Agreements that hold a commitment or a caveat.", "caveat")
    sort: _sort("id", "signed_on", "planned_on") = _ordered("-signed_on")  # type: ignore[valid-type]


class AgreementQuery(AgreementSelection, ListParameters):
    include: Annotated[list[AgreementInclusion], CommaSeparated] = _several(
        "`evidence`: what each document says of the agreement; `topics`: what it says on every topic.", "evidence"
    )
    fields: _fields(schemas.Agreement) = _chosen("id", "status")  # type: ignore[valid-type]


class DocumentSelection(OfAgreements, OfEvidence, OfCommitments, Paging):
    """Which documents, in which order."""

    category: list[CategoryName] = _several("Documents that state something of this category.", "training")
    group: list[GroupName] = _several("Documents that state something of this group of categories.", "capability")
    type: list[TypeName] = _several("Documents that state a commitment or a caveat.", "caveat")
    sort: _sort("id", "published_on") = _ordered("-published_on")  # type: ignore[valid-type]


class DocumentQuery(DocumentSelection, ListParameters):
    fields: _fields(schemas.Document) = _chosen("id", "title")  # type: ignore[valid-type]


_INCLUDE = "`evidence`: every place that states it; `agreement`: the agreement it belongs to; `cite`: how to cite it."


_EXPLAIN = "The rules that made it; with `include=evidence` also the rules and cue spans of each place."


class FactParameters(OfAgreements, OfEvidence, ListParameters):
    include: Annotated[list[Inclusion], CommaSeparated] = _several(_INCLUDE, "evidence")
    explain: bool = Field(default=False, description=_EXPLAIN, examples=[True])
    sort: _sort("id", "category") = _ordered("category")  # type: ignore[valid-type]
    fields: _fields(schemas.Fact) = _chosen("id", "statement")  # type: ignore[valid-type]


class FactQuery(FactParameters, OfCommitments):
    category: list[CategoryName] = _several("What it is about.", "training")
    group: list[GroupName] = _several("The group of its category.", "capability")
    type: list[TypeName] = _several("Commitments or caveats.", "commitment")


class CommitmentQuery(FactParameters, OfCommitments):
    category: list[CommitmentName] = _several("What it is about.", "training")
    group: list[GroupName] = _several("The group of its category.", "capability")


class CaveatQuery(FactParameters):
    category: list[CaveatName] = _several("What it limits or denies.", "no_ratification")


class DocumentFactQuery(OfText, ListParameters):
    at: int | None = Field(
        default=None, ge=0, description="Only facts whose evidence covers this code point.", examples=[900]
    )
    category: list[CategoryName] = _several("What it is about.", "training")
    group: list[GroupName] = _several("The group of its category.", "capability")
    type: list[TypeName] = _several("Commitments or caveats.", "commitment")
    include: Annotated[list[Inclusion], CommaSeparated] = _several(_INCLUDE, "evidence")
    explain: bool = Field(default=False, description=_EXPLAIN, examples=[True])
    sort: _sort("id", "category") = _ordered("category")  # type: ignore[valid-type]
    fields: _fields(schemas.Fact) = _chosen("id", "statement")  # type: ignore[valid-type]


class ContradictionQuery(OfAgreements, OfEvidence, OfCommitments, ListParameters):
    kind: list[KindName] = _several(
        "What sources disagree on: a field, or `denial`: whether there is such a commitment.", "denial"
    )
    category: list[CategoryName] = _several("What the facts are about.", "mutual_defence")
    group: list[GroupName] = _several("The group of their category.", "crisis_response")
    type: list[TypeName] = _several("Commitments or caveats.", "commitment")
    sort: _sort("id") = _ordered("-id")  # type: ignore[valid-type]
    fields: _fields(schemas.Contradiction) = _chosen("id", "sides")  # type: ignore[valid-type]


class ChangeQuery(Parameters):
    after: str | None = Field(
        default=None,
        max_length=2000,
        description="`page.next` of the answer before, or `cursor` of a change, with the same filters: what happened "
        "since. `now`: nothing of what was, only where to go on from.",
        examples=["now"],
    )
    resource: list[ResourceName] = _several("What changed.", "fact")
    kind: list[ChangeName] = _several("How it changed.", "added")
    agreement: list[Name] = _several("The id of an agreement: its changes and those of its facts.", "ua-us-2024")
    limit: int = Field(
        default=DEFAULT_LIMIT,
        ge=1,
        le=MAXIMUM_LIMIT,
        description="How many changes a page or feed has; a stream (`format=csv`) has all where no limit is given.",
        examples=[10],
    )
    format: ChangeFormatName | None = Field(
        default=None,
        description="JSON pages, lines (NDJSON), records (CSV) or a feed (Atom). Goes before `Accept`.",
        examples=["atom"],
    )
    fields: _fields(schemas.Change) = _chosen("id", "kind")  # type: ignore[valid-type]

    @property
    def cursor(self) -> str | None:
        return self.after

    @property
    def chosen(self) -> list[str]:
        return self.fields  # type: ignore[no-any-return]


def _distinct(names: list[str]) -> list[str]:
    if repeated := [name for name in names if names.count(name) > 1]:
        raise PydanticCustomError("repeated", "names {name} twice", {"name": repeated[0]})
    return names


class StatisticsQuery(OfContents, OfAgreements, OfEvidence, OfCommitments, PageParameters):
    group_by: Annotated[list[DimensionName], CommaSeparated] = Field(
        description="One to three properties to count by, parted by commas or repeated.",
        examples=[["category", "obligor"]],
        min_length=1,
        max_length=statistics.MAXIMUM_DIMENSIONS,
    )
    category: list[CategoryName] = _several("What the facts are about.", "training")
    group: list[GroupName] = _several("The group of their category.", "capability")
    type: list[TypeName] = _several("Commitments or caveats.", "commitment")
    sort: Annotated[str, OneOf(tuple(statistics.ORDERS))] = Field(
        default="group",
        description="`group`: by the values counted by; or by a number, `-` before it: descending.",
        examples=["-facts"],
    )

    _once_each = field_validator("group_by")(_distinct)


class ChartSelection(OfContents, OfAgreements, OfEvidence, OfCommitments):
    """What a chart shows."""

    category: list[CategoryName] = _several("What the facts are about.", "training")
    group: list[GroupName] = _several("The group of their category.", "capability")
    type: list[TypeName] = _several("Commitments or caveats.", "commitment")


class ChartQuery(ChartSelection):
    theme: ThemeName = Field(default="light", description="For a light or a dark page.", examples=["dark"])
    width: int = Field(
        default=DEFAULT_WIDTH,
        ge=MINIMUM_WIDTH,
        le=MAXIMUM_WIDTH,
        description="Of the picture, in pixels at scale 1; its height follows from what it shows.",
        examples=[800],
    )


class PixelQuery(ChartQuery):
    scale: float = Field(default=1, ge=1, le=3, description="Pixels of the picture for each of `width`.", examples=[2])


class ChartListQuery(ListParameters):
    fields: _fields(schemas.Chart) = _chosen("id", "svg")  # type: ignore[valid-type]


class ComparisonQuery(Asking, ListParameters):
    agreement: list[Name] = Field(
        description="The ids of the agreements, in the order in which to show them.",
        examples=[["ua-us-2024", "fr-ua-2024"]],
        min_length=2,
        max_length=MAXIMUM_COMPARED,
    )
    category: list[CategoryName] = _several("The topics.", "training")
    group: list[GroupName] = _several("The groups of topics.", "capability")
    type: list[TypeName] = _several("Topics of commitments or of caveats.", "caveat")
    differing: bool = Field(
        default=False, description="Only topics on which the agreements are in different states.", examples=[True]
    )
    fields: _fields(schemas.ComparisonRow) = _chosen("category", "cells")  # type: ignore[valid-type]

    _once_each = field_validator("agreement")(_distinct)


class CategoryItemQuery(ItemQuery):
    format: CategoryFormatName | None = Field(
        default=None,
        description="JSON, or JSON-LD: a concept of SKOS. Goes before `Accept`.",
        examples=["jsonld"],
    )


class CategoryQuery(Asking, ListParameters):
    format: CategoryListFormatName | None = Field(
        default=None,
        description="JSON pages; a stream: lines (NDJSON), records (CSV), columns (Parquet); or JSON-LD: a SKOS "
        "concept scheme, which is whole, so without `limit`, `cursor` and `fields`. Goes before `Accept`.",
        examples=["jsonld"],
    )
    type: list[TypeName] = _several("Categories of commitments or of caveats.", "caveat")
    group: list[GroupName] = _several("Categories of this group.", "capability")
    fields: _fields(schemas.Category) = _chosen("slug", "label")  # type: ignore[valid-type]


class FactItemQuery(ItemQuery):
    include: Annotated[list[Inclusion], CommaSeparated] = _several(
        "`agreement`: the agreement it belongs to. Its evidence and citation are always there.", "agreement"
    )
    explain: bool = Field(
        default=False,
        description="The rules that made it, and the rules and cue spans of each piece of evidence.",
        examples=[True],
    )


class CitationQuery(ItemQuery):
    format: CitationName | None = Field(
        default=None, description="How it is written. Goes before `Accept`.", examples=["bibtex"]
    )
