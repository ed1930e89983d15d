"""Right questions, asked before routing starts.

FastAPI looks at one route after another, finds the parameters of a request anew each time and calls each function in a
thread: that takes longer than most answers do. Here the address names the operation, the model of its parameters reads
the query, and its function is tried on the spot; a thread is for what takes longer. Whatever is wrong with a question
is FastAPI's to say, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.parameters import takes_several
from app.database import brief


@dataclass(frozen=True, slots=True)
class _Operation:
    """Of a function that takes the request, what the end of its address names, and `asked`, the model of its query."""

    function: Callable[..., Response]
    model: type[BaseModel]
    repeatable: frozenset[str]

    @classmethod
    def of(cls, route: APIRoute) -> _Operation | None:
        """None of one that depends on more than that."""
        asked = [field.field_info.annotation for field in route.dependant.query_params]
        if route.methods != {"GET"} or route.dependant.dependencies or iscoroutinefunction(route.endpoint):
            return None
        match asked:
            case [type() as model] if issubclass(model, BaseModel):
                repeatable = frozenset(name for name, field in model.model_fields.items() if takes_several(field))
                return cls(route.endpoint, model, repeatable)
        return None

    def question(self, request: Request) -> BaseModel | None:
        """None where anything is wrong with it."""
        given: dict[str, Any] = {}
        for name, value in request.query_params.multi_items():
            if name in self.repeatable:
                given.setdefault(name, []).append(value)
            elif name in given:
                return None
            else:
                given[name] = value
        try:
            return self.model.model_validate(given)
        except ValidationError:
            return None


class AskedAtOnce:
    """Inside all that is around every answer, outside the routes, these of which it takes to itself."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        self._whole: dict[str, _Operation | None] = {}
        """Addresses; None: an operation that is FastAPI's."""
        self._named: dict[str, tuple[_Operation, str]] = {}
        """Addresses without their end, and the parameter that the end is."""
        for route in routes:
            if isinstance(route, APIRoute):
                self._take(route, _Operation.of(route))

    def _take(self, route: APIRoute, operation: _Operation | None) -> None:
        beginning, _, end = route.path.rpartition("/")
        if "{" not in route.path:
            self._whole[route.path] = operation
        elif operation and "{" not in beginning and end == f"{{{end[1:-1]}}}":
            self._named[beginning] = operation, end[1:-1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            operation, named = self._find(scope["path"])
            if operation and (response := await _answer(operation, named, Request(scope, receive))):
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _find(self, path: str) -> tuple[_Operation | None, dict[str, str]]:
        if path in self._whole:
            return self._whole[path], {}
        beginning, _, end = path.rpartition("/")
        operation, name = self._named.get(beginning, (None, ""))
        return (operation, {name: end}) if end else (None, {})


async def _answer(operation: _Operation, named: dict[str, str], request: Request) -> Response | None:
    """None where FastAPI has to say why there is none."""
    question = operation.question(request)
    if question is None:
        return None
    try:
        if brief.possible(request.app.state.engine):
            try:
                with brief.attempt():
                    return operation.function(request=request, asked=question, **named)
            except brief.TakesLong:
                pass
        return await run_in_threadpool(operation.function, request=request, asked=question, **named)
    except Exception:
        # It comes up again where errors are answered.
        return None
