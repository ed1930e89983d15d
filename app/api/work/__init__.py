"""What costs, done beside the service: documents read in processes, within bounds that callers are told of."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ParamSpec, TypeVar

from fastapi import FastAPI, Request

from app.api.bodies import Received
from app.api.bodies.problems import UnreadableBody
from app.api.problems import Problem
from app.api.work.rates import Allowance, Buckets
from app.api.work.readers import Busy, ReaderDied, Readers, TooLong
from app.reading import UnreadableDocument
from app.reading.submission import Submission
from app.settings import Settings

_P = ParamSpec("_P")
_T = TypeVar("_T")
#: Open callers that wait for each process, and for how long; then they are told to come back.
_WAITING_EACH = 8
_PATIENCE_SECONDS = 5
#: Those who hold a key wait in one line.
_WRITERS_WAITING = 32
_WRITERS_PATIENCE_SECONDS = 60
_COME_BACK_SECONDS = 5


class TooManyRequests(Problem):
    def __init__(self, allowance: Allowance) -> None:
        detail = f"At most {allowance.limit} requests a minute; ask again in {allowance.retry_after} seconds."
        super().__init__("too_many_requests", detail, headers=allowance.headers())


def install(app: FastAPI, settings: Settings) -> None:
    """The processes and the counts, in `app.state`; nothing is started yet."""
    at_once = settings.open_requests_at_once
    app.state.open_readers = Readers(
        at_once, waiting=at_once * _WAITING_EACH, patience=_PATIENCE_SECONDS, seconds=settings.reading_seconds
    )
    # Apart from the others: whoever may write is never kept waiting by those who try things out.
    app.state.writers_reader = Readers(
        1, waiting=_WRITERS_WAITING, patience=_WRITERS_PATIENCE_SECONDS, seconds=settings.reading_seconds
    )
    app.state.buckets = Buckets("open", settings.open_requests_per_minute)


def close(app: FastAPI) -> None:
    app.state.open_readers.close()
    app.state.writers_reader.close()


async def allowed(request: Request) -> None:
    """A dependency of what is open to all and costs: counts the request. Raises `TooManyRequests`."""
    # Behind a proxy the server has put its caller's address here, where it may believe the proxy.
    address = request.client.host if request.client else ""
    allowance: Allowance | None = request.app.state.buckets.take(address, monotonic())
    if allowance is None:
        return
    if allowance.retry_after is not None:
        raise TooManyRequests(allowance)
    request.state.answer_headers = allowance.headers()


def rate_headers(request: Request) -> dict[str, str]:
    """What `allowed` has to say beside the answer."""
    headers: dict[str, str] = getattr(request.state, "answer_headers", {})
    return headers


async def run(readers: Readers, function: Callable[_P, _T], /, *arguments: _P.args, **keywords: _P.kwargs) -> _T:
    """What `function` returns, in a process beside. Raises `Problem`, and what `function` says of its arguments."""
    try:
        return await readers.run(function, *arguments, **keywords)
    except Busy as error:
        detail = f"As many documents are being read as the service reads at once. Ask again in {_COME_BACK_SECONDS} s."
        raise Problem("busy", detail, headers={"Retry-After": str(_COME_BACK_SECONDS)}) from error
    except TooLong as error:
        raise UnreadableBody("it takes longer to read than a document may", "") from error
    except ReaderDied as error:
        raise UnreadableBody("the process that read it died, out of memory perhaps", "") from error


async def read(readers: Readers, received: Received, how: Callable[[Submission], _T]) -> _T:
    """What `how` makes of the document, in a process beside. Raises `UnreadableBody`, `Problem`."""
    try:
        return await run(readers, how, received.submission)
    except UnreadableDocument as error:
        raise UnreadableBody(error.reason, received.pointer) from error
