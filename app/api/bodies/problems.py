"""What can be wrong with a body.

Problem
├── ContentTooLarge       413
├── UnsupportedMediaType  415
├── InvalidBody           422
├── GivenTwice            422
└── UnreadableBody        422  there is no document in it
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.api import wording
from app.api.problems import ParameterError, Problem
from app.database.likeness import nearest


class ContentTooLarge(Problem):
    def __init__(self, limit: int) -> None:
        super().__init__("content_too_large", f"The body is larger than {limit} bytes.")


class UnsupportedMediaType(Problem):
    def __init__(self, said: str, accepted: Sequence[str] | None) -> None:
        """`accepted`: media types; None: it is the coding that is wrong."""
        if accepted is None:
            headers = {"Accept-Encoding": "identity"}
            errors = [ParameterError("Content-Encoding", "is not taken", ["identity"])]
        else:
            headers = {"Accept-Post": ", ".join(accepted)}
            errors = [ParameterError("Content-Type", "names no format that is taken", list(accepted))]
        super().__init__("unsupported_media_type", f"{said}.", errors, headers)


class InvalidBody(Problem):
    def __init__(self, message: str, pointer: str = "") -> None:
        error = ParameterError(_field(pointer), message, pointer=pointer)
        super().__init__("invalid_body", f"{_field(pointer)}: {message}.", [error])


class GivenTwice(Problem):
    def __init__(self, names: Sequence[str]) -> None:
        errors = [ParameterError(name, "is said both in the address and in the body") for name in names]
        super().__init__("invalid_value", " ".join(f"{e.parameter}: {e.message}." for e in errors), errors)


class UnreadableBody(Problem):
    def __init__(self, reason: str, pointer: str) -> None:
        error = ParameterError(_field(pointer), reason, pointer=pointer)
        super().__init__("unreadable_document", f"The document cannot be read: {reason}.", [error])


def unreadable_text(text: str) -> str | None:
    """Why this is no text that can be stored; None: it is one."""
    if not text.strip():
        return "it holds no text"
    if (nul := text.find("\0")) >= 0:
        return f"it has a NUL at character {nul}"
    return None


def invalid_fields(error: ValidationError, known: Sequence[str], below: Sequence[str]) -> Problem:
    """The problem that pydantic found, each fault with its place; `known`: the fields at the top, and below it."""
    found = [
        _field_error(each, list(known if len(each["loc"]) < 2 else below)) for each in error.errors(include_url=False)
    ]
    unknown = any(each["type"] == "extra_forbidden" for each in error.errors(include_url=False))
    detail = " ".join(f"{each.pointer or each.parameter}: {each.message}." for each in found)
    return Problem("unknown_field" if unknown else "invalid_body", detail, found)


def _field_error(error: ErrorDetails, known: list[str]) -> ParameterError:
    path = [str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"]]
    pointer = "".join(f"/{part}" for part in path)
    name = str(error["loc"][0]) if error["loc"] else "body"
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            meant = nearest(str(error["loc"][-1]), known)
            return ParameterError(name, "there is no such field", known, meant, pointer=pointer)
        case "unknown_value":
            meant = context.get("did_you_mean")
            return ParameterError(name, error["msg"], context.get("allowed"), meant, pointer=pointer)
        case _:
            return ParameterError(name, wording.message(error), pointer=pointer)


def _field(pointer: str) -> str:
    """The field of the body that a pointer is in."""
    return pointer.split("/")[1] if pointer else "body"
