"""What can be said of a document that is sent, each field declared once: a key of JSON, a part of a form, or a
parameter of the address."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.api.bodies.problems import GivenTwice
from app.api.filters import Parameters
from app.api.parameters import Day

#: What `UnreadableBody` refuses, for those who read schemas: no NUL, and something to read.
_SOME_TEXT = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"


def _printable(value: str) -> str:
    """Without line breaks and other signs that would do something where the value is shown."""
    if not value.isprintable() or not value.strip():
        raise PydanticCustomError("unprintable", "is words on one line")
    return value


Words = AfterValidator(_printable)


class DocumentFields(Parameters):
    name: Annotated[str, Words] | None = Field(
        default=None, min_length=1, max_length=255, description="What the file is called.", examples=["treaty.txt"]
    )
    title: Annotated[str, Words] | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="Its title, where the text does not show it or shows another.",
        examples=["Agreement on Security Cooperation"],
    )
    published_on: Day | None = Field(
        default=None,
        description="The day of its publication, where the text does not show it or shows another.",
        examples=["2024-06-13"],
    )
    source_url: Annotated[str, Words] | None = Field(
        default=None,
        max_length=2000,
        pattern=r"^https?://[^\s/]+[^\s]*$",
        description="Where it was published.",
        examples=["https://example.org/treaty"],
    )
    publisher: Annotated[str, Words] | None = Field(
        default=None, min_length=1, max_length=200, description="Who published it.", examples=["Ministry of Defence"]
    )
    language: str | None = Field(
        default=None,
        max_length=35,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
        description="The language of its text, BCP 47.",
        examples=["en"],
    )

    def said(self) -> dict[str, object]:
        """Field to value, of those that are given."""
        return {name: value for name in DocumentFields.model_fields if (value := getattr(self, name)) is not None}

    def said_beside(self, others: dict[str, object]) -> dict[str, object]:
        """The same, none of them said in another place too. Raises `GivenTwice`."""
        said = self.said()
        if twice := said.keys() & others.keys():
            raise GivenTwice(sorted(twice))
        return said


class DocumentBody(DocumentFields):
    """A document as JSON."""

    text: str = Field(
        min_length=1,
        description="The text, which every offset will refer to, character for character.",
        json_schema_extra={"pattern": _SOME_TEXT},
    )
