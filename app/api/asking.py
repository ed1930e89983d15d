"""Routes that read a right question themselves.

FastAPI finds the parameters of a request anew each time, in ten times the time that their model needs to check them,
and calls each function in a thread. Here the model reads the query at once, and the function is tried on the spot.
Whatever is wrong with the question is FastAPI's to say, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, get_origin

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.problems import refuse_repetition
from app.database import brief

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class AskedRoute(APIRoute):
    """Of a function that takes the request, what its address names, and `asked`, the model of its query."""

    def get_route_handler(self) -> Handler:
        careful = super().get_route_handler()
        if self.methods != {"GET"} or any(each.dependency is not refuse_repetition for each in self.dependencies):
            return careful
        [asked] = self.dependant.query_params
        model: type[BaseModel] = asked.field_info.annotation  # type: ignore[assignment]
        repeatable = {name: get_origin(field.annotation) is list for name, field in model.model_fields.items()}
        function = self.endpoint

        async def handle(request: Request) -> Response:
            question = _question(request, model, repeatable)
            if question is None:
                return await careful(request)
            arguments = {"request": request, "asked": question, **request.path_params}
            if brief.possible(request.app.state.engine):
                try:
                    with brief.attempt():
                        return function(**arguments)  # type: ignore[no-any-return]
                except brief.TakesLong:
                    pass
            return await run_in_threadpool(function, **arguments)

        return handle


def _question(request: Request, model: type[BaseModel], repeatable: Mapping[str, bool]) -> BaseModel | None:
    """None where anything is wrong with it."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if repeatable.get(name):
            given.setdefault(name, []).append(value)
        elif name in given:
            return None
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError:
        return None
