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
from app.settings import Settings

Responses = dict[int | str, dict[str, Any]]


_ABOUT = """
Commitments and caveats of international security agreements, each with the exact place of the document that says it.

**Filters** can be repeated (`category=training&category=intelligence` is *or*); different filters are *and*. A
parameter or value that is not known is an error that names the nearest one: a typo never returns a full, wrong answer.

**Lists** come in pages: `page.next` is the `cursor` of the next one, `Link` its address. `format` or `Accept` choose
another format. Every documented key is always there, null or [] when empty; with `fields`, an object has
the keys named alone.

**Errors** are problem documents (RFC 9457) with a stable `code`, what is wrong with which parameter, what was probably
meant and, where one can be built, a corrected address.

**Caching**: `ETag` changes with the data; `If-None-Match` answers 304 while it has not.
"""
_TAGS = {
    "agreements": "What was agreed between whom, how far it is, what it holds, and how agreements differ.",
    "facts": "Commitments and caveats, each with the words that state it, and what sources disagree on.",
    "categories": "The vocabulary: what commitments and caveats can be about.",
    "documents": "The texts that everything was read from, and what each of them states.",
    "statistics": "Numbers of facts by their properties.",
    "charts": "The same numbers as pictures, under the same filters.",
    "tools": "What reads the caller's own texts, and stores nothing.",
    "changes": "What happened since, for those who keep a copy.",
    "catalog": "What this service has, for catalogs of data.",
    "service": "Whether the service is well, and what its errors mean.",
}


def about(settings: Settings) -> dict[str, Any]:
    """What the specification says of the whole service."""
    contact = {"name": settings.source}
    return {
        "description": _ABOUT,
        "openapi_tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "contact": contact | ({"url": settings.public_url} if settings.public_url else {}),
        "license_info": {"name": f"{settings.license}, of the answers", "identifier": settings.license},
        "servers": [{"url": (settings.public_url or "/").rstrip("/") or "/", "description": "This service"}],
    }


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
            for method, operation in path.items():
                _show_example(operation)
                _show_cursor(operation)
                if method == "get" and operation["tags"] != ["service"]:
                    _declare_caching(operation)
                _declare_problems(operation)
        specification["components"]["schemas"].pop("HTTPValidationError", None)
        specification["components"]["schemas"].pop("ValidationError", None)
        return specification

    app.openapi = finished  # type: ignore[method-assign]


def _show_example(operation: dict[str, Any]) -> None:
    if shown := _examples().get(operation["operationId"]):
        next(iter(operation["responses"]["200"]["content"].values()))["example"] = shown


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_VALIDATORS = {
    "ETag": _header("Of this state of the data in this format; for `If-None-Match`."),
    "Last-Modified": _header("When the data last changed."),
}


def _show_cursor(operation: dict[str, Any]) -> None:
    """A cursor is bound to its list, so each list has one of its own."""
    for parameter in operation.get("parameters", ()):
        if shown := _examples()["cursors"].get(operation["operationId"]) if parameter["name"] == "cursor" else None:
            parameter["schema"]["examples"] = [shown]


def _declare_caching(operation: dict[str, Any]) -> None:
    """Whatever is made of the data has validators; a list has the address of its next page."""
    headers = dict(_VALIDATORS)
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        headers["Link"] = _header("The next page, `rel=next`, where there is one.")
    operation["responses"]["200"]["headers"] = headers
    operation["responses"]["304"] = {"description": "Nothing has changed since the answer that `If-None-Match` names."}


def _declare_problems(operation: dict[str, Any]) -> None:
    operation["responses"].setdefault("500", {"description": _explained(500)})
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            if status == "422":
                response["description"] = _explained(422)
