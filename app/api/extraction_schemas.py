"""The shapes that `agreement-facts extract` prints (`app.extraction.wire`), as the documentation declares them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from app.api.schemas import Amount, DescribedAgreement, FactAsStated, Shape, Warning
from app.extraction.model import Direction, Modality

_RULES = "Names of the rules that found it."


class ExtractedDocument(Shape):
    name: str
    title: str | None
    published_on: date | None
    sha256: str
    length: int = Field(description="In code points.")
    language: str | None = Field(description="BCP 47")


class ExtractedAgreement(DescribedAgreement):
    ratification_required: bool | None = Field(description="null: the document does not say")


class ExtractedEvidence(Shape):
    """A place of the text that states the fact: `text[start:end] == exact`, in Unicode code points."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    claimants: list[str] = Field(description="Who is said to say so, outermost first; [] is the document's own voice.")
    modality: Modality | None
    direction: Direction | None
    trigger: str | None
    deadline: str | None
    duration: str | None = Field(description="ISO 8601")
    amounts: list[Amount]
    rules: list[str] = Field(description=_RULES)


class ExtractedFact(FactAsStated):
    rules: list[str] = Field(description=_RULES)
    evidence: list[ExtractedEvidence]


class Extraction(Shape):
    document: ExtractedDocument
    agreements: list[ExtractedAgreement]
    facts: list[ExtractedFact]
    warnings: list[Warning]
