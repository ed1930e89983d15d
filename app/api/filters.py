"""What a caller may ask, as a `Filters`: the parts that `queries` puts together, each parameter declared once."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.api import formats
from app.api.parameters import EXAMPLE_DOCUMENT, Claimant, CommaSeparated, CurrencyCode, Day, Name, OneOf, Search, State
from app.database import vocabulary
from app.database.filters import Filters
from app.database.tables import DIRECTIONS, LEGAL_FORMS, STATUSES, TYPES
from app.extraction.model import MODALITIES

DEFAULT_LIMIT = 50
MAXIMUM_LIMIT = 500
#: More alternatives than a question needs, few enough for one statement.
_MAXIMUM_VALUES = 100
#: A thousand million millions, to the cent: every database compares such sums exactly.
_MAXIMUM_AMOUNT = 10**15
_DECIMAL_PLACES = 2

CategoryName = Annotated[str, OneOf(vocabulary.slugs())]
GroupName = Annotated[str, OneOf(tuple(vocabulary.groups()))]
TypeName = Annotated[str, OneOf(TYPES)]
StatusName = Annotated[str, OneOf(STATUSES)]
LegalFormName = Annotated[str, OneOf(LEGAL_FORMS)]
ModalityName = Annotated[str, OneOf(MODALITIES)]
DirectionName = Annotated[str, OneOf(DIRECTIONS)]
FormatName = Annotated[str, OneOf(formats.NAMES, unlisted=tuple(formats.NOT_INSTALLED))]


def several(description: str, *examples: str) -> Any:
    """A parameter that can be repeated: several values are alternatives."""
    return Field(
        default_factory=list, description=f"{description} Repeatable: *or*.", examples=[list(examples)],
        max_length=_MAXIMUM_VALUES,
    )  # fmt: skip


def every(description: str, *examples: str) -> Any:
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
        asked: Any = {name: getattr(self, name) for name in self.model_fields_set & _FIELDS} | fixed
        arguments: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
        return Filters(**arguments)


_FIELDS = {each.name for each in fields(Filters)}


class OfText(Asking):
    q: Search | None = Field(
        default=None,
        description='Full text: `words` that all occur, `"phrases"`, `-not`, `prefix*`; without case and accents. Of a '
        "fact its statement, quotes and claimants; of an agreement its title, venue, parties and facts; of a document "
        "its text.",
        examples=['"mutual defence" -nato consult*'],
    )


class OfAgreements(OfText):
    party: list[State] = several("A party of the agreement: alpha-2, alpha-3 or English name.", "UA")
    agreement: list[Name] = several("The id of the agreement.", "ua-us-2024")
    status: list[StatusName] = several("How far the agreement is.", "planned")
    legal_form: list[LegalFormName] = several("The form of the agreement.", "executive_agreement")
    signed_from: Day | None = Field(
        default=None, description="Agreements signed on this day or later.", examples=["2024-01-01"]
    )
    signed_to: Day | None = Field(
        default=None, description="Agreements signed on this day or earlier.", examples=["2024-12-31"]
    )


class OfEvidence(Asking):
    document: list[Name] = several("The id of a document that says so.", EXAMPLE_DOCUMENT)
    claimant: list[Claimant] = several("Who is said to say so, as the document writes it; case is ignored.", "CNN")


class OfCommitments(Asking):
    obligor: list[State] = several("Who undertakes it: alpha-2, alpha-3 or English name.", "United States")
    beneficiary: list[State] = several("Whom it is for: alpha-2, alpha-3 or English name.", "UKR")
    modality: list[ModalityName] = several("How strongly it is undertaken.", "obligation")
    direction: list[DirectionName] = several("What it does to what there was.", "continue")
    currency: list[CurrencyCode] = several("The currency of a sum it names, ISO 4217.", "EUR")
    min_amount: Decimal | None = Field(
        default=None,
        ge=0,
        le=_MAXIMUM_AMOUNT,
        decimal_places=_DECIMAL_PLACES,
        description="The least sum it names, in units of `currency`, which must be given.",
        examples=[1000000],
    )

    @model_validator(mode="after")
    def _sum_has_a_currency(self) -> OfCommitments:
        if self.min_amount is not None and not self.currency:
            message = "needs the currency of the sum beside it, such as currency=EUR"
            raise PydanticCustomError("missing_currency", message, {"parameter": "min_amount"})
        return self


def limited(has: str) -> Any:
    """The parameter `limit`; `has`: what has so many of what."""
    description = f"How many {has}; a stream (`format=csv`) has all where no limit is given."
    return Field(default=DEFAULT_LIMIT, ge=1, le=MAXIMUM_LIMIT, description=description, examples=[10])


class Paging(Parameters):
    limit: int = limited("objects a page has")
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


def fields_of(shape: type[BaseModel]) -> Any:
    """Names of keys of the shape, repeated or parted by commas."""
    return Annotated[list[Annotated[str, OneOf(tuple(shape.model_fields))]], CommaSeparated]


def chosen(*examples: str) -> Any:
    description = "Only these keys of each object, parted by commas, in this order."
    return Field(default_factory=list, description=description, examples=[list(examples)])


def sort_by(*names: str) -> Any:
    values = tuple(value for name in names for value in (name, f"-{name}"))
    return Annotated[str, OneOf(values)]


def ordered(example: str) -> Any:
    description = "What the objects are ordered by; `-` before it: descending. Unknown values come last."
    return Field(default="id", description=description, examples=[example])


class OfContents(Asking):
    has: list[CategoryName] = every("What the agreement holds: commitments or caveats.", "training")
    lacks: list[CategoryName] = every("What the agreement holds none of, denied or never mentioned.", "mutual_defence")
