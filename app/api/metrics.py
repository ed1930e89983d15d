"""`/metrics`: what was asked, how long it took and what is stored, in the text format of Prometheus.

https://prometheus.io/docs/instrumenting/exposition_formats/ . Requests are counted in each process of the service for
itself, and each series names its process: a counter never goes back because another process answered.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.filters import Parameters
from app.database import query
from app.database.engine import is_current, reading, version
from app.database.filters import Filters
from app.database.paging import total

router = APIRouter(tags=["service"])

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "DELETE", "PUT", "PATCH"})
#: Upper bounds of durations, in seconds.
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STORED = (query.AGREEMENTS, query.FACTS, query.DOCUMENTS, query.CONTRADICTIONS)


@dataclass(slots=True)
class _Durations:
    seconds: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    """How many took longer than the bound before and not longer than this one; the last ones longer than all."""


class Counts:
    """Of one process, from its start."""

    def __init__(self, resources: Iterable[str]) -> None:
        """`resources`: beginnings of addresses that are told apart."""
        known = frozenset(resources)
        self.started = time.time()
        self.answered: defaultdict[tuple[str, str, int], _Durations] = defaultdict(_Durations)
        """Method, resource, status."""

        @lru_cache(maxsize=1 << 12)
        def resource(path: str) -> str:
            return found if (found := resource_of(path)) in known else "other"

        self._resource = resource

    def add(self, method: str, path: str, status: int, seconds: float) -> None:
        durations = self.answered[method if method in _METHODS else "other", self._resource(path), status]
        durations.seconds += seconds
        durations.within[bisect_left(_BOUNDS, seconds)] += 1

    def by_resource(self) -> dict[str, _Durations]:
        found: defaultdict[str, _Durations] = defaultdict(_Durations)
        for (_, resource, _), durations in sorted(self.answered.items(), key=itemgetter(0)):
            found[resource].seconds += durations.seconds
            found[resource].within = [a + b for a, b in zip(found[resource].within, durations.within, strict=True)]
        return found


def resource_of(path: str) -> str:
    """`/v1/facts` of `/v1/facts/ua-us-2024.training.us/cite`: few, whatever is asked for."""
    first, _, rest = path[1:].partition("/")
    return f"/v1/{rest.partition('/')[0]}" if first == "v1" else f"/{first}"


class Counted:
    """Outside everything else, so that answers that are kept count as well."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        def noting(message: Message) -> object:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            return send(message)

        try:
            await self.app(scope, receive, noting)  # type: ignore[arg-type]
        finally:
            self.counts.add(scope["method"], scope["path"], status, time.perf_counter() - began)


def install(app: FastAPI, whole: ASGIApp, routers: Iterable[APIRouter]) -> ASGIApp:
    """The application `whole`, which serves the routes of these, with its requests counted."""
    routes = (route for router in routers for route in router.routes if isinstance(route, Route | Mount))
    counts = app.state.counts = Counts(resource_of(route.path) for route in routes)
    return Counted(whole, counts)


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Requests, durations and what is stored, as Prometheus reads them",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_metrics(request: Request, asked: Annotated[Parameters, Query()]) -> Response:
    """Text format 0.0.4. Each process of the service counts its requests for itself, from its start: `process` tells
    them apart."""
    content = "".join((*_of_process(request.app.state.counts), *_of_data(request), *_of_release(request)))
    return Response(content, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


def _of_process(counts: Counts) -> Iterator[str]:
    process = str(os.getpid())
    requests = [(key, sum(durations.within)) for key, durations in sorted(counts.answered.items(), key=itemgetter(0))]
    yield from _metric(
        "http_requests_total", "counter", "Requests that were answered.",
        ((number, {"process": process, "method": method, "resource": resource, "status": str(status)})
         for (method, resource, status), number in requests),
    )  # fmt: skip
    yield _head("http_request_duration_seconds", "histogram", "Time to the last byte of an answer.")
    for resource, durations in counts.by_resource().items():
        labels = {"process": process, "resource": resource}
        reached = list(accumulate(durations.within))
        for bound, number in zip((*map(str, _BOUNDS), "+Inf"), reached, strict=True):
            yield _sample("http_request_duration_seconds_bucket", number, {**labels, "le": bound})
        yield _sample("http_request_duration_seconds_sum", durations.seconds, labels)
        yield _sample("http_request_duration_seconds_count", reached[-1], labels)
    used = time.process_time()
    yield from _metric(
        "process_cpu_seconds_total", "counter", "Processor time of the process.", [(used, {"process": process})]
    )
    yield from _metric(
        "process_start_time_seconds", "gauge", "When the process started.", [(counts.started, {"process": process})]
    )


def _of_data(request: Request) -> Iterator[str]:
    up = int(_is_up(request.app.state.engine))
    yield from _metric("agreement_facts_database_up", "gauge", "Whether the database can answer.", [(up, {})])
    if not up:
        return
    with reading(request.app.state.engine) as connection:
        state = version(connection)
        stored = {each.name: total(connection, each, Filters()) for each in _STORED}
    numbers = ((number, {"what": name}) for name, number in stored.items())
    yield from _metric("agreement_facts_stored", "gauge", "What is stored.", numbers)
    yield from _metric(
        "agreement_facts_data_version", "counter", "Raised by each change of the data.", [(state.number, {})]
    )
    yield from _metric(
        "agreement_facts_data_changed_timestamp_seconds", "gauge", "When the data last changed.",
        [(state.changed_at.timestamp(), {})],
    )  # fmt: skip


def _is_up(engine: Engine) -> bool:
    try:
        return is_current(engine)
    except SQLAlchemyError:
        return False


def _of_release(request: Request) -> Iterator[str]:
    yield from _metric("agreement_facts_info", "gauge", "The release.", [(1, {"version": request.app.version})])


_Samples = Iterable[tuple[float, Mapping[str, str]]]


def _metric(name: str, kind: str, about: str, samples: _Samples) -> Iterator[str]:
    yield _head(name, kind, about)
    for value, labels in samples:
        yield _sample(name, value, labels)


def _head(name: str, kind: str, about: str) -> str:
    return f"# HELP {name} {about}\n# TYPE {name} {kind}\n"


def _sample(name: str, value: float, labels: Mapping[str, str]) -> str:
    said = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{said}}} {value!r}\n" if said else f"{name} {value!r}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
