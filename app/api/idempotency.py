"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same request gets the answer of the first."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api import problems
from app.api.problems import ParameterError, Problem
from app.database import idempotency
from app.database.idempotency import Answer, Attempt, OtherRequest, StillRunning
from app.database.keys import Key
from app.settings import now

HEADER = "Idempotency-Key"
#: A string of structured fields (RFC 9651), as the draft wants it, or the same without its quotation marks.
_KEY = re.compile(r'"([!#-\[\]-~ ]{1,255})"|([!#-\[\]-~]{1,255})')
#: What of an answer is its own; the rest is made anew by each.
_KEPT_HEADERS = ("location", "content-location", "content-type", "cache-control")
_COME_BACK_SECONDS = 1

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="A name for this request, such as a UUID. The same request with the same name within 24 hours is "
        "answered as the first one was, with `Idempotent-Replayed: true`; of each API key the latest "
        f"{idempotency.KEPT_AT_MOST:,} are kept.",
        examples=['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
        max_length=257,
    ),
]


async def once(
    request: Request, key: Key, sent: str | None, fingerprint: str, work: Callable[[], Awaitable[Response]]
) -> Response:
    """What `work` answers; or what it answered to the same request before. Raises `Problem`."""
    if sent is None:
        return await work()
    engine = request.app.state.engine
    attempt = Attempt(key.prefix, _name(sent), fingerprint, now())
    try:
        kept = await run_in_threadpool(idempotency.begin, engine, attempt)
    except OtherRequest as error:
        errors = [ParameterError(HEADER, "was sent with another request")]
        raise Problem("idempotency_key_reused", f"{HEADER}: choose a new one for a new request.", errors) from error
    except StillRunning as error:
        detail = "The first request with this Idempotency-Key has no answer yet."
        raise Problem("still_running", detail, headers={"Retry-After": str(_COME_BACK_SECONDS)}) from error
    if kept is not None:
        return Response(kept.body, kept.status, {**kept.headers, "Idempotent-Replayed": "true"})
    try:
        response = await work()
    except Problem as problem:
        response = problems.respond(request, problem, problem.headers)
    except BaseException:
        await run_in_threadpool(idempotency.forget, engine, attempt)
        raise
    if response.status_code < 500:
        headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
        answer = Answer(response.status_code, headers, bytes(response.body).decode())
        await run_in_threadpool(idempotency.keep, engine, attempt, answer)
    else:
        await run_in_threadpool(idempotency.forget, engine, attempt)
    return response


def _name(sent: str) -> str:
    if not (found := _KEY.fullmatch(sent.strip())):
        errors = [ParameterError(HEADER, 'is a string of 1 to 255 printable ASCII characters, such as "8e03978e"')]
        raise Problem("invalid_value", f"{HEADER}: {errors[0].message}.", errors)
    return found[1] or found[2]
