"""Errors as problem documents (RFC 9457): what went wrong, where, and what would be right.

Problem
├── UnknownValues     422  a parameter names what is not stored
├── InvalidCursor     422
├── NotFound          404
├── NotAcceptable     406
├── NotInstalled      406  a format that another installation has
├── Gone              410
└── Unavailable       503
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.api import wording
from app.api.answers import base_url
from app.api.parameters import takes_several
from app.database.engine import UNREACHABLE
from app.database.likeness import nearest

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("uvicorn.error")
PageOfProblem = Callable[[Request, dict[str, Any], dict[str, str] | None], Response | None]
"""What `app.state.problem_page` holds: the document as a page, with these headers; None where none is wanted."""

#: Every code: HTTP status and what a reader should know.
CODES: dict[str, tuple[int, str]] = {
    "unknown_parameter": (422, "The address has a parameter that this operation does not have."),
    "unknown_value": (422, "A parameter has a value that names nothing."),
    "invalid_value": (422, "A parameter has a value of the wrong kind or out of bounds."),
    "invalid_cursor": (422, "The cursor does not belong to this question."),
    "unknown_field": (422, "The body has a key or part that this operation does not have."),
    "invalid_body": (422, "The body, or a field of it, is not as it should be."),
    "unreadable_document": (422, "The document that was sent cannot be read."),
    "idempotency_key_reused": (422, "This Idempotency-Key was sent with another request."),
    "unauthorized": (401, "This operation needs a key, and no valid one was sent."),
    "forbidden": (403, "The key that was sent may not do this."),
    "not_found": (404, "There is nothing at this address."),
    "gone": (410, "What was at this address was withdrawn."),
    "method_not_allowed": (405, "This address does not take this method."),
    "not_acceptable": (406, "The request accepts none of the formats that this answer has."),
    "still_running": (409, "The first request with this Idempotency-Key has no answer yet."),
    "content_too_large": (413, "The body is larger than this operation takes."),
    "unsupported_media_type": (415, "The body is in a format or encoding that this operation does not take."),
    "too_many_requests": (429, "This caller has asked too often; later it may ask again."),
    "busy": (503, "As many documents are being read as the service reads at once; later there is room again."),
    "not_implemented": (501, "The service does not do what was asked."),
    "unavailable": (503, "The service cannot reach its data, or the data is not ready."),
    "internal_error": (500, "The service failed; the fault is its own."),
    "http_error": (400, "The request cannot be answered."),
}


@dataclass(frozen=True, slots=True)
class ParameterError:
    """One wrong parameter."""

    parameter: str
    message: str
    allowed: list[str] | None = None
    did_you_mean: str | None = None
    """Another value, or, where the parameter itself is unknown, another name."""
    value: str | None = None
    """What was given; None: the name was wrong, not the value."""
    pointer: str | None = None
    """Where in the body it is (JSON Pointer, RFC 6901; a part of a form as if it were a key); None: not in the body."""
    several: tuple[str, ...] = ()
    """Values that were given as one, each of them right."""

    def as_json(self) -> dict[str, Any]:
        return {
            "parameter": self.parameter,
            "message": self.message,
            "allowed": self.allowed,
            "did_you_mean": self.did_you_mean,
            "pointer": self.pointer,
        }

    @property
    def can_be_mended(self) -> bool:
        return self.pointer is None and bool(self.did_you_mean or self.several)

    def mend(self, name: str, value: str) -> list[tuple[str, str]]:
        """A pair of the query string with what was probably meant, where it is the wrong one."""
        if name != self.parameter:
            return [(name, value)]
        if self.several and value == self.value:
            return [(name, each) for each in self.several]
        if self.did_you_mean is None:
            return [(name, value)]
        if self.value is None:
            return [(self.did_you_mean, value)]
        return [(name, self.did_you_mean if value.casefold() == self.value.casefold() else value)]


class Problem(Exception):
    """An error with its code; the handler makes the document."""

    def __init__(
        self,
        code: str,
        detail: str,
        errors: Sequence[ParameterError] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers
        """What the answer says beside the document."""


class UnknownValues(Problem):
    def __init__(self, errors: Sequence[ParameterError]) -> None:
        super().__init__("unknown_value", _together(errors), errors)


class InvalidCursor(Problem):
    def __init__(self, reason: str, parameter: str = "cursor") -> None:
        message = f"cannot be used: {reason}. Ask for the first page again, without a cursor."
        super().__init__("invalid_cursor", f"{parameter} {message}", [ParameterError(parameter, message)])


class NotFound(Problem):
    def __init__(self, kind: str, id_: str, did_you_mean: str | None) -> None:
        hint = f" Did you mean {did_you_mean}?" if did_you_mean else ""
        errors = [ParameterError("id", f"no {kind} has this id", None, did_you_mean, id_)]
        super().__init__("not_found", f"No {kind} has the id {id_}.{hint}", errors)


class Gone(Problem):
    def __init__(self, reason: str) -> None:
        super().__init__("gone", f"{reason}.")


class Moved(Exception):
    """No error: what was asked for has another id."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_


class NotAcceptable(Problem):
    def __init__(self, accepted: str, available: list[str]) -> None:
        detail = f"Accept: {accepted} names no format of this answer; there are {', '.join(available)}."
        super().__init__(
            "not_acceptable", detail, [ParameterError("Accept", "names no format of this answer", available)]
        )


class NotInstalled(Problem):
    def __init__(self, parameter: str, format_: str, install: str) -> None:
        message = f"this service does not write {format_}: whoever runs it can add it with {install}"
        super().__init__("not_acceptable", f"{parameter}: {message}.", [ParameterError(parameter, message)])


class Unavailable(Problem):
    def __init__(self, detail: str) -> None:
        super().__init__("unavailable", detail)


def _together(errors: Sequence[ParameterError]) -> str:
    return " ".join(f"{e.parameter}: {e.message}." for e in errors)


#: What is nowhere may be there later, and the same error is a page to one reader and a document to another.
_UNKEPT = {"Cache-Control": "no-cache", "Vary": "Accept"}


def respond(
    request: Request, problem: Problem, headers: dict[str, str] | None = None, status: int | None = None
) -> Response:
    """The problem document, or a page that says the same where a reader wants pages. All keys are always there."""
    known_status, title = CODES[problem.code]
    status = status or known_status
    document = {
        "type": f"/problems/{problem.code}",
        "title": title,
        "status": status,
        "detail": problem.detail,
        "instance": request.url.path,
        "code": problem.code,
        "errors": [error.as_json() for error in problem.errors],
        "try_url": _try_url(request, problem),
    }
    headers = {**_UNKEPT, **(headers or {})}
    page: PageOfProblem | None = getattr(request.app.state, "problem_page", None)
    return (page and page(request, document, headers)) or Response(
        json.dumps(document, ensure_ascii=False), status, headers, MEDIA_TYPE
    )


def _try_url(request: Request, problem: Problem) -> str | None:
    """The same address with what was probably meant; None where one error has no suggestion."""
    if not problem.errors or not all(error.can_be_mended for error in problem.errors):
        return None
    path = request.url.path
    pairs = list(request.query_params.multi_items())
    for error in problem.errors:
        if error.parameter == "id" and error.value:
            path = path.replace(error.value, error.did_you_mean or "")
        else:
            pairs = [mended for pair in pairs for mended in error.mend(*pair)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def parameters_of(request: Request) -> dict[str, bool]:
    """Names of the query parameters that the operation has, and whether each can be repeated."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return {}
    models = [field.field_info.annotation for field in route.dependant.query_params]
    return {
        name: takes_several(field)
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }


def refuse_repetition(request: Request) -> None:
    """A parameter of one value that is given several times is an error: any choice among them would be a guess."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    once = [name for name, repeatable in parameters_of(request).items() if not repeatable and given[name] > 1]
    if once:
        errors = [ParameterError(name, "takes one value, and was given several") for name in once]
        raise Problem("invalid_value", _together(errors), errors)


def _parameter_error(request: Request, error: Any) -> tuple[str, ParameterError]:
    """Its code and what to say, from a validation error of pydantic."""
    location = [str(part) for part in error["loc"][1:]]
    context = error.get("ctx", {})
    name = location[0] if location else context.get("parameter", "query")
    value, message = str(error["input"]), wording.message(error)
    match error["type"]:
        case "extra_forbidden":
            known = list(parameters_of(request))
            message = "this operation has no such parameter"
            return "unknown_parameter", ParameterError(name, message, known, nearest(name, known))
        case "unknown_value":
            if (several := context.get("several")) and parameters_of(request).get(name):
                message = f"takes one value each time: {name}={f'&{name}='.join(several)}"
                return "unknown_value", ParameterError(name, message, None, None, value, several=several)
            meant = context.get("did_you_mean")
            return "unknown_value", ParameterError(name, message, context.get("allowed"), meant, value)
        case "missing":
            return "invalid_value", ParameterError(name, message)
        case "less_than_equal" | "greater_than_equal":
            bound = str(context.get("le", context.get("ge")))
            return "invalid_value", ParameterError(name, message, None, bound, value)
        case "bool_parsing":
            return "invalid_value", ParameterError(name, message, ["true", "false"], None, value)
        case _:
            return "invalid_value", ParameterError(name, message, None, None, value)


def _moved(request: Request, moved: Moved) -> Response:
    """The same question at the address of the other id."""
    path = request.scope["route"].path_format.format(id=quote(moved.id))
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=308, headers={"Location": f"{base_url(request)}{path}{query}", **_UNKEPT})


def _invalid(request: Request, error: RequestValidationError) -> Response:
    found = [_parameter_error(request, each) for each in error.errors()]
    codes = [code for code, _ in found]
    code = next(code for code in CODES if code in codes)
    errors = [each for _, each in found]
    return respond(request, Problem(code, _together(errors), errors))


def _http(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        return respond(request, Problem("not_found", f"There is nothing at {request.url.path}."), headers)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(_methods(request))}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
        detail = f"{request.url.path} takes {headers['Allow']}, not {request.method}."
        return respond(request, Problem("method_not_allowed", detail), headers)
    return respond(request, Problem("http_error", str(error.detail)), headers, error.status_code)


def _methods(request: Request) -> list[str]:
    """What the address takes: of all its operations, for the framework names those of the first alone."""
    taken = {"OPTIONS"}
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            taken |= {"GET", "HEAD"} if method == "GET" else {method}
    return sorted(taken)


def _problem(request: Request, problem: Problem) -> Response:
    """With what was to be said beside any answer (`app.api.work.allowed`)."""
    return respond(request, problem, {**getattr(request.state, "answer_headers", {}), **(problem.headers or {})})


def _unreachable(request: Request, error: Exception) -> Response:
    _LOG.error("the database cannot be asked", exc_info=error)
    return _problem(request, Unavailable("The database cannot be reached, or is not in its present form."))


def _internal(request: Request, _: Exception) -> Response:
    problem = Problem("internal_error", "The failure is in the service's log. Asking again later may help.")
    # Above the layer that adds it to other answers: a browser could not read the problem without it.
    return respond(request, problem, {"Access-Control-Allow-Origin": "*"})


def install(app: FastAPI) -> None:
    """One handler for each kind of error."""
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(Moved, _moved)  # type: ignore[arg-type]
    app.add_exception_handler(Problem, _problem)  # type: ignore[arg-type]
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, _unreachable)
    app.add_exception_handler(Exception, _internal)
