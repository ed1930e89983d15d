"""Kinds of parameters: values of a vocabulary, states, names. A wrong one says what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, get_origin

import pycountry
from fastapi import Path
from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.api import states
from app.database.likeness import nearest
from app.database.load_facts import fold_name
from app.database.search import BadSearch, parse
from app.extraction.terms.currencies import currencies


def unknown_value(
    value: str, did_you_mean: str | None, allowed: Sequence[str] | None = None, several: Sequence[str] = ()
) -> PydanticCustomError:
    """The error of a value that names nothing; `several`: values that it holds, each of them right."""
    return PydanticCustomError(
        "unknown_value",
        "{value} is not known" if value.strip() else "is empty: give it a value, or leave it out",
        {"value": value, "did_you_mean": did_you_mean, "allowed": allowed, "several": tuple(several)},
    )


def _several(value: str, is_right: Callable[[str], object]) -> list[str]:
    """`training,intelligence` as its parts, if each is a right value: others write several values so."""
    parts = value.split(",")
    return parts if len(parts) > 1 and all(map(is_right, parts)) else []


def takes_several(field: FieldInfo) -> bool:
    """Whether the parameter can be repeated."""
    return get_origin(field.annotation) is list


@dataclass(frozen=True)
class OneOf:
    """One of a closed list of values, which the documentation shows."""

    values: tuple[str, ...]
    unlisted: tuple[str, ...] = ()
    """Values that are taken all the same, to be answered with an error of their own."""

    def check(self, value: str) -> str:
        if value not in self.values and value not in self.unlisted:
            several = _several(value, self.values.__contains__)
            raise unknown_value(value, nearest(value, self.values), list(self.values), several)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.values)}


def _state(value: str) -> str:
    code = states.code_of(value)
    if code is None:
        raise unknown_value(value, states.nearest(value), several=_several(value, states.code_of))
    return code


@cache
def _currency_codes() -> frozenset[str]:
    """Those of ISO 4217, and those that sums are read in."""
    return frozenset(each.alpha_3 for each in pycountry.currencies) | currencies().codes


def _currency(value: str) -> str:
    codes = _currency_codes()
    if value not in codes:
        raise unknown_value(value, nearest(value, sorted(codes)), several=_several(value, codes.__contains__))
    return value


def _name(value: str) -> str:
    """What is compared with stored text, which has no control characters."""
    if not value.strip() or not value.isprintable():
        raise unknown_value(value, None)
    return value


def _claimant(value: str) -> str:
    return _name(fold_name(value))


def _searchable(value: str) -> str:
    """What a search can be made of, with single spaces."""
    try:
        parse(value)
    except BadSearch as error:
        raise PydanticCustomError("bad_search", "{reason}", {"reason": str(error)}) from error
    return " ".join(value.split())


def _split(values: Any) -> Any:
    """`["a,b", "c"]` as `["a", "b", "c"]`."""
    if isinstance(values, str):
        values = [values]
    return [part for value in values for part in str(value).split(",")]


def _written_as_a_day(value: Any) -> Any:
    """Only `2024-06-13`: a bare number is a mistake, not the seconds since 1970."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # no calendar has it
    raise PydanticCustomError("bad_day", "must be a day, such as 2024-06-13")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Day = Annotated[date, BeforeValidator(_written_as_a_day)]
State = Annotated[str, AfterValidator(_state)]
Name = Annotated[str, AfterValidator(_name)]
CurrencyCode = Annotated[str, AfterValidator(_currency), Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]


def _id(description: str, example: str) -> Any:
    return Annotated[str, Path(description=description, examples=[example])]


#: The seed.
EXAMPLE_DOCUMENT = "date-2024-06-13-kyiv-and-washington-will-3afb9f8005a3"

AgreementId = _id("The id of an agreement.", "ua-us-2024")
FactId = _id("The id of a commitment or of a caveat.", "ua-us-2024.training.us")
CommitmentId = _id("The id of a commitment.", "ua-us-2024.training.us")
CaveatId = _id("The id of a caveat.", "ua-us-2024.no_ratification")
DocumentId = _id("The id of a document.", EXAMPLE_DOCUMENT)
CategoryId = _id("The slug of a category.", "training")
ChartName = _id("The name of a chart.", "coverage")
ProblemCode = _id("The code of an error.", "unknown_value")
Claimant = Annotated[str, AfterValidator(_claimant)]
Search = Annotated[str, Field(max_length=500), AfterValidator(_searchable)]
CommaSeparated = BeforeValidator(_split)
