"""The shapes of W3C Web Annotations (https://www.w3.org/TR/annotation-model/), as the documentation declares them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.schemas import Shape


class TextQuoteSelector(Shape):
    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(Shape):
    type: Literal["TextPositionSelector"]
    start: int
    end: int


class AnnotationTarget(Shape):
    type: Literal["SpecificResource"]
    source: str
    selector: list[TextQuoteSelector | TextPositionSelector] = Field(min_length=2, max_length=2)


class ResourceBody(Shape):
    type: Literal["SpecificResource"]
    source: str
    purpose: str


class TextualBody(Shape):
    type: Literal["TextualBody"]
    value: str
    language: str
    purpose: str


class Annotation(Shape):
    """https://www.w3.org/TR/annotation-model/"""

    id: str
    type: Literal["Annotation"]
    motivation: list[str]
    body: list[ResourceBody | TextualBody]
    target: AnnotationTarget


class AnnotationPage(Shape):
    id: str
    type: Literal["AnnotationPage"]
    part_of: str = Field(alias="partOf")
    start_index: int = Field(alias="startIndex")
    items: list[Annotation]


class AnnotationCollection(Shape):
    context: str = Field(alias="@context")
    id: str
    type: Literal["AnnotationCollection"]
    label: str
    total: int
    first: AnnotationPage
