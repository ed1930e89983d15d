"""The limit of the server itself: `/N` is N bytes that never change; with a validator of theirs, 304."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

_TAG = b'"constant"'


@lru_cache(maxsize=64)
def _answer(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    body = b"x" * int(path[1:] or 0)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"etag", _TAG)]
    return {"type": "http.response.start", "status": 200, "headers": headers}, _body(body)


def _body(content: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content}


_UNCHANGED = ({"type": "http.response.start", "status": 304, "headers": [(b"etag", _TAG)]}, _body(b""))


async def app(scope: dict[str, Any], _: object, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    if scope["type"] != "http":
        return
    known = any(name == b"if-none-match" for name, _ in scope["headers"])
    start, body = _UNCHANGED if known else _answer(scope["path"])
    await send(start)
    await send(body)
