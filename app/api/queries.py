"""The query parameters of each operation, put together from what `filters` declares."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from app.api import citations, formats, schemas
from app.api.atom import ATOM
from app.api.filters import (
    Asking,
    CategoryName,
    GroupName,
    ItemQuery,
    ListParameters,
    OfAgreements,
    OfCommitments,
    OfContents,
    OfEvidence,
    OfText,
    PageParameters,
    Paging,
    Parameters,
    TypeName,
    chosen,
    fields_of,
    limited,
    ordered,
    several,
    sort_by,
)
from app.api.linked_data import JSON_LD
from app.api.parameters import CommaSeparated, Name, OneOf
from app.charts.look import DEFAULT_WIDTH, MAXIMUM_WIDTH, MINIMUM_WIDTH, THEMES
from app.database import statistics, vocabulary
from app.database.history_tables import CHANGES, RESOURCES
from app.database.tables import CONTRADICTIONS

DimensionName = Annotated[str, OneOf(tuple(statistics.DIMENSIONS))]
Inclusion = Annotated[str, OneOf(("evidence", "agreement", "cite"))]
CitationName = Annotated[str, OneOf(citations.NAMES)]
ThemeName = Annotated[str, OneOf(THEMES)]
KindName = Annotated[str, OneOf(CONTRADICTIONS)]
ChangeFormatName = Annotated[str, OneOf((*formats.NAMES, ATOM.name), unlisted=tuple(formats.NOT_INSTALLED))]
ResourceName = Annotated[str, OneOf(RESOURCES)]
ChangeName = Annotated[str, OneOf(CHANGES)]
CategoryFormatName = Annotated[str, OneOf((formats.JSON.name, JSON_LD.name))]
CategoryListFormatName = Annotated[str, OneOf((*formats.NAMES, JSON_LD.name), unlisted=tuple(formats.NOT_INSTALLED))]
AgreementInclusion = Annotated[str, OneOf(("evidence", "topics"))]
CommitmentName = Annotated[str, OneOf(vocabulary.slugs("commitment"))]
CaveatName = Annotated[str, OneOf(vocabulary.slugs("caveat"))]
#: Of columns for integers; no document is so long.
MAXIMUM_OFFSET = 2**31 - 1
#: Agreements that can stand side by side.
MAXIMUM_COMPARED = 10


class AgreementSelection(OfContents, OfAgreements, OfEvidence, OfCommitments, Paging):
    """Which agreements, in which order: what lists of them and the register have in common."""

    category: list[CategoryName] = several("Agreements that hold something of this category.", "training")
    group: list[GroupName] = several("Agreements that hold something of this group of categories.", "capability")
    type: list[TypeName] = several("Agreements that hold a commitment or a caveat.", "caveat")
    sort: sort_by("id", "signed_on", "planned_on") = ordered("-signed_on")  # type: ignore[valid-type]


class AgreementQuery(AgreementSelection, ListParameters):
    include: Annotated[list[AgreementInclusion], CommaSeparated] = several(
        "`evidence`: what each document says of the agreement; `topics`: what it says on every topic.", "evidence"
    )
    fields: fields_of(schemas.Agreement) = chosen("id", "status")  # type: ignore[valid-type]


class DocumentSelection(OfAgreements, OfEvidence, OfCommitments, Paging):
    """Which documents, in which order."""

    category: list[CategoryName] = several("Documents that state something of this category.", "training")
    group: list[GroupName] = several("Documents that state something of this group of categories.", "capability")
    type: list[TypeName] = several("Documents that state a commitment or a caveat.", "caveat")
    sort: sort_by("id", "published_on") = ordered("-published_on")  # type: ignore[valid-type]


class DocumentQuery(DocumentSelection, ListParameters):
    fields: fields_of(schemas.Document) = chosen("id", "title")  # type: ignore[valid-type]


_INCLUDE = "`evidence`: every place that states it; `agreement`: the agreement it belongs to; `cite`: how to cite it."
_EXPLAIN = "The rules that made it; with `include=evidence` also the rules and cue spans of each place."


class _ShownFacts(ListParameters):
    """How facts are shown."""

    include: Annotated[list[Inclusion], CommaSeparated] = several(_INCLUDE, "evidence")
    explain: bool = Field(default=False, description=_EXPLAIN, examples=[True])
    sort: sort_by("id", "category") = ordered("category")  # type: ignore[valid-type]
    fields: fields_of(schemas.Fact) = chosen("id", "statement")  # type: ignore[valid-type]


class FactParameters(OfAgreements, OfEvidence, _ShownFacts):
    """What lists of facts, of commitments and of caveats have in common."""


class FactQuery(FactParameters, OfCommitments):
    category: list[CategoryName] = several("What it is about.", "training")
    group: list[GroupName] = several("The group of its category.", "capability")
    type: list[TypeName] = several("Commitments or caveats.", "commitment")


class CommitmentQuery(FactParameters, OfCommitments):
    category: list[CommitmentName] = several("What it is about.", "training")
    group: list[GroupName] = several("The group of its category.", "capability")


class CaveatQuery(FactParameters):
    category: list[CaveatName] = several("What it limits or denies.", "no_ratification")


class DocumentFactQuery(OfText, _ShownFacts):
    at: int | None = Field(
        default=None,
        ge=0,
        le=MAXIMUM_OFFSET,
        description="Only facts whose evidence covers this code point.",
        examples=[900],
    )
    category: list[CategoryName] = several("What it is about.", "training")
    group: list[GroupName] = several("The group of its category.", "capability")
    type: list[TypeName] = several("Commitments or caveats.", "commitment")


class ContradictionQuery(OfAgreements, OfEvidence, OfCommitments, ListParameters):
    kind: list[KindName] = several(
        "What sources disagree on: a field, or `denial`: whether there is such a commitment.", "denial"
    )
    category: list[CategoryName] = several("What the facts are about.", "mutual_defence")
    group: list[GroupName] = several("The group of their category.", "crisis_response")
    type: list[TypeName] = several("Commitments or caveats.", "commitment")
    sort: sort_by("id") = ordered("-id")  # type: ignore[valid-type]
    fields: fields_of(schemas.Contradiction) = chosen("id", "sides")  # type: ignore[valid-type]


class ChangeQuery(Parameters):
    after: str | None = Field(
        default=None,
        max_length=2000,
        description="`page.next` of the answer before, or `cursor` of a change, with the same filters: what happened "
        "since. `now`: nothing of what was, only where to go on from.",
        examples=["now"],
    )
    resource: list[ResourceName] = several("What changed.", "fact")
    kind: list[ChangeName] = several("How it changed.", "added")
    agreement: list[Name] = several("The id of an agreement: its changes and those of its facts.", "ua-us-2024")
    limit: int = limited("changes a page or feed has")
    format: ChangeFormatName | None = Field(
        default=None,
        description="JSON pages, lines (NDJSON), records (CSV) or a feed (Atom). Goes before `Accept`.",
        examples=["atom"],
    )
    fields: fields_of(schemas.Change) = chosen("id", "kind")  # type: ignore[valid-type]

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


class FactSelection(OfContents, OfAgreements, OfEvidence, OfCommitments):
    """Which facts are counted or drawn."""

    category: list[CategoryName] = several("What the facts are about.", "training")
    group: list[GroupName] = several("The group of their category.", "capability")
    type: list[TypeName] = several("Commitments or caveats.", "commitment")


class StatisticsQuery(FactSelection, PageParameters):
    group_by: Annotated[list[DimensionName], CommaSeparated] = Field(
        description="One to three properties to count by, parted by commas or repeated.",
        examples=[["category", "obligor"]],
        min_length=1,
        max_length=statistics.MAXIMUM_DIMENSIONS,
    )
    sort: Annotated[str, OneOf(tuple(statistics.ORDERS))] = Field(
        default="group",
        description="`group`: by the values counted by; or by a number, `-` before it: descending.",
        examples=["-facts"],
    )

    _once_each = field_validator("group_by")(_distinct)


class ChartQuery(FactSelection):
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
    fields: fields_of(schemas.Chart) = chosen("id", "svg")  # type: ignore[valid-type]


class ComparisonQuery(Asking, ListParameters):
    agreement: list[Name] = Field(
        description="The ids of the agreements, in the order in which to show them; one alone is a column.",
        examples=[["ua-us-2024"]],
        min_length=1,
        max_length=MAXIMUM_COMPARED,
    )
    category: list[CategoryName] = several("The topics.", "training")
    group: list[GroupName] = several("The groups of topics.", "capability")
    type: list[TypeName] = several("Topics of commitments or of caveats.", "caveat")
    differing: bool = Field(
        default=False, description="Only topics on which the agreements are in different states.", examples=[True]
    )
    fields: fields_of(schemas.ComparisonRow) = chosen("category", "cells")  # type: ignore[valid-type]

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
    type: list[TypeName] = several("Categories of commitments or of caveats.", "caveat")
    group: list[GroupName] = several("Categories of this group.", "capability")
    fields: fields_of(schemas.Category) = chosen("slug", "label")  # type: ignore[valid-type]


class FactItemQuery(ItemQuery):
    include: Annotated[list[Inclusion], CommaSeparated] = several(
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
