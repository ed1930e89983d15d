"""What the documentation shows beside each operation: the errors it can answer with, an example from the seed."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from app.api.problems import CODES, MEDIA_TYPE
from app.api.schemas import Problem

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Declarations of the problem documents that an operation can answer with."""
    return {
        status: {
            "model": Problem,
            "description": " ".join(title for known, title in CODES.values() if known == status),
            "content": {MEDIA_TYPE: {}},
        }
        for status in statuses
    }


@cache
def _examples() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files(__package__) / "examples.json").read_text("utf-8"))
    return content


def example(operation_id: str) -> Responses:
    """The answer of the operation over the seed document."""
    return {200: {"content": {"application/json": {"example": _examples().get(operation_id)}}}}
