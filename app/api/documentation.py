"""What the documentation shows beside each operation: the errors it can answer with, an example from the seed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

from app.api.formats import FORMATS, JSON, Format
from app.api.problems import CODES, MEDIA_TYPE
from app.api.schemas import Problem

Responses = dict[int | str, dict[str, Any]]


def _explained(status: int) -> str:
    return " ".join(title for known, title in CODES.values() if known == status)


def problems(*statuses: int) -> Responses:
    """Declarations of the problem documents that an operation can answer with."""
    return {
        status: {
            "model": Problem,
            "description": _explained(status),
        }
        for status in statuses
    }


#: Declaration of what is found elsewhere.
MOVED: Responses = {
    308: {
        "description": "It was merged into another, which is found there.",
        "headers": {
            "Location": {
                "description": "The same question about the other id.",
                "required": True,
                "schema": {"type": "string", "format": "uri"},
            }
        },
    }
}


@cache
def _examples() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files(__package__) / "examples.json").read_text("utf-8"))
    return content


def lists(formats: Sequence[Format] = FORMATS) -> Responses:
    """Declarations of a list: its formats beside JSON, and its errors."""
    streams = {each.media_type: {"schema": {"type": "string"}} for each in formats if each is not JSON}
    return problems(406, 422) | {200: {"content": streams}}


def linked_data(responses: Responses) -> Responses:
    """The same of an operation that also answers in JSON-LD."""
    content = responses.get(200, {}).get("content", {})
    return responses | {200: {"content": content | {"application/ld+json": {"schema": {"type": "object"}}}}}


def finish(app: FastAPI) -> None:
    """Add to the specification what its maker leaves out or gets wrong.

    Every answer over the seed document is shown beside its operation; given earlier, its nulls would be left out.
    Errors are problem documents, also where the maker declares a shape of its own.
    """
    make = app.openapi

    def finished() -> dict[str, Any]:
        specification = make()
        for path in specification["paths"].values():
            for operation in path.values():
                _show_example(operation)
                _declare_problems(operation)
        specification["components"]["schemas"].pop("HTTPValidationError", None)
        specification["components"]["schemas"].pop("ValidationError", None)
        return specification

    app.openapi = finished  # type: ignore[method-assign]


def _show_example(operation: dict[str, Any]) -> None:
    if shown := _examples().get(operation["operationId"]):
        next(iter(operation["responses"]["200"]["content"].values()))["example"] = shown


def _declare_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            if status == "422":
                response["description"] = _explained(422)
