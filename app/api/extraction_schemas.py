"""The shapes that `agreement-facts extract` prints (`app.extraction.wire`), as the documentation declares them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from app.api.schemas import Amount, Shape, Warning
from app.extraction.model import Direction, FactType, LegalForm, Modality, Status


class ExtractedDocument(Shape):
    name: str
    title: str | None
    published_on: date | None
    sha256: str
    length: int = Field(description="In code points.")
    language: str | None = Field(description="BCP 47")


class ExtractedAgreement(Shape):
    id: str
    title: str
    parties: list[str] = Field(description="ISO 3166-1 alpha-2, `EU`, `NATO`")
    legal_form: LegalForm
    status: Status
    signed_on: date | None
    planned_on: date | None
    venue: str | None
    duration: str | None = Field(description="ISO 8601")
    ratification_required: bool | None = Field(description="null: the document does not say")


class Stated(Shape):
    """How firmly, when, for how long and for how much."""

    modality: Modality | None
    direction: Direction | None
    trigger: str | None
    deadline: str | None
    duration: str | None = Field(description="ISO 8601")
    amounts: list[Amount]
    rules: list[str] = Field(description="Names of the rules that found it.")


class ExtractedEvidence(Stated):
    """A place of the text that states the fact: `text[start:end] == exact`, in Unicode code points."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    claimants: list[str] = Field(description="Who is said to say so, outermost first; [] is the document's own voice.")


class ExtractedFact(Stated):
    id: str
    agreement: str
    type: FactType
    category: str
    statement: str
    obligors: list[str]
    beneficiaries: list[str]
    evidence: list[ExtractedEvidence]


class Extraction(Shape):
    document: ExtractedDocument
    agreements: list[ExtractedAgreement]
    facts: list[ExtractedFact]
    warnings: list[Warning]
