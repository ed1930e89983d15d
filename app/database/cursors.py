"""Where a page ended, as a text for a URL: opaque to its holder, and good only for the question that made it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

_NOT_OURS = "it is not a cursor that this service made"


class BadCursor(ValueError):
    """The cursor is no cursor of ours, or belongs to another question. The message says which."""


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of a page: its value in the column that sorts, and its id."""

    value: str | None
    id: str


def fingerprint(question: dict[str, Any]) -> str:
    """A short text that differs for different questions."""
    canonical = json.dumps(question, sort_keys=True, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()[:9]).decode()


def encode(position: Position, mark: str) -> str:
    """`mark`: the fingerprint of the question."""
    content = json.dumps([mark, position.value, position.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def decode(cursor: str, mark: str) -> Position:
    """`mark`: the fingerprint of the question. Raises `BadCursor`."""
    try:
        content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadCursor(_NOT_OURS) from error
    match content:
        case [str(of), None | str() as value, str(id_)]:
            if of != mark:
                raise BadCursor("it belongs to another question: a cursor goes with the filters and order of its page")
            if id_.isprintable() and (value is None or value.isprintable()):
                return Position(value, id_)
    raise BadCursor(_NOT_OURS)
