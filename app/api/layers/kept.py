"""Answers kept as bytes, and given again before routing starts.

The one idea: an answer is a function of its question and of the state of the data, and the state has a number that is
raised by every transaction that changes what is served. So an answer that was made of the state that is there now is
the answer, and whether it still is costs one reading of one row. That reading comes after the request came in: what was
committed before an answer starts is in it. When the number has been raised, all that is kept is let go.

A question is the address with the headers that answers depend on. Kept is what `answers.validators` marked with the
state that it was made of (`request.state.made_of`), and only as a whole: status 200 with all its bytes, or the 304 to
the same question. Errors are made anew each time. Each process keeps its own, at most so many bytes, those asked for
last.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.answers import names
from app.database.engine import Version
from app.database.sequence import Sequence

Headers = list[tuple[bytes, bytes]]
#: What an answer may say that it varies by (`Vary`), and still be kept.
_VARIES_BY = {b"accept", b"accept-encoding", b"origin"}
#: The whole of the question beside the address; links show the host.
_CHOOSING = {*_VARIES_BY, b"host"}
#: Of the headers of an answer, those that a 304 repeats (RFC 9110, 15.4.5) or that let other origins read it.
_REPEATED = (b"etag", b"cache-control", b"last-modified", b"vary", b"access-control-")
#: No answer takes more than this share of the room.
_SHARE = 16
#: What an answer takes beside its body, about.
_OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class _Kept:
    tag: str
    unchanged: Headers
    """Of the 304."""
    headers: Headers
    body: bytes | None
    """None: only the 304 was asked for so far."""


class KeptAnswers:
    """Outside everything else, so that what it keeps are whole answers."""

    def __init__(self, app: ASGIApp, sequence: Sequence, most_bytes: int) -> None:
        self.app = app
        self._sequence = sequence
        self._most = most_bytes
        self._state: Version | None = None
        self._answers: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        state = self._sequence.read()
        if state != self._state:
            self._state, self._bytes = state, 0
            self._answers.clear()
        question, held = _read(scope)
        kept = self._answers.get(question)
        if kept is not None:
            self._answers.move_to_end(question)
            if held == kept.tag or (held and names(held, kept.tag)):
                await _send(send, 304, kept.unchanged, b"")
                return
            if kept.body is not None:
                await _send(send, 200, kept.headers, kept.body if scope["method"] == "GET" else b"")
                return
        noting = _Noting(send, self._most // _SHARE)
        await self.app(scope, receive, noting.send)
        made_of = scope.get("state", {}).get("made_of")
        if made_of is not None and made_of == self._state and (made := noting.whole(scope["method"])):
            self._keep(question, made)

    def _keep(self, question: tuple[object, ...], made: _Kept) -> None:
        held = self._answers.pop(question, None)
        if held is not None:
            self._bytes -= _size(held)
            made = made if made.body is not None else held
        self._answers[question] = made
        self._bytes += _size(made)
        while self._bytes > self._most:
            self._bytes -= _size(self._answers.popitem(last=False)[1])


class _Noting:
    """Hands an answer on, and notes it while it is small enough."""

    def __init__(self, send: Send, most_bytes: int) -> None:
        self._send = send
        self._most = most_bytes
        self._status = 0
        self._headers: Headers = []
        self._chunks: list[bytes] = []
        self._complete = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            chunk = message.get("body", b"")
            self._most -= len(chunk)
            if self._most >= 0:
                self._chunks.append(chunk)
            else:
                self._chunks.clear()
            self._complete = not message.get("more_body", False)
        await self._send(message)

    def whole(self, method: str) -> _Kept | None:
        """The answer, if it is one to be kept."""
        found = dict(self._headers)
        tag = found.get(b"etag", b"").decode("latin-1")
        if not (self._complete and tag and _varies_by(found) <= _VARIES_BY) or b"set-cookie" in found:
            return None
        unchanged = [each for each in self._headers if each[0].startswith(_REPEATED)]
        if self._status == 304:
            return _Kept(tag, unchanged, [], None)
        if self._status == 200 and method == "GET" and self._most >= 0:
            return _Kept(tag, unchanged, self._headers, b"".join(self._chunks))
        return None


def _read(scope: Scope) -> tuple[tuple[object, ...], str]:
    """The question, and which answers the asker holds."""
    asked: list[object] = [scope["path"], scope["query_string"], scope["scheme"]]
    held = ""
    for header in scope["headers"]:
        name = header[0]
        if name in _CHOOSING:
            asked.append(header)
        elif name == b"if-none-match":
            held = header[1].decode("latin-1")
    return tuple(asked), held


def _varies_by(headers: dict[bytes, bytes]) -> set[bytes]:
    return {name.strip().lower() for name in headers.get(b"vary", b"").split(b",") if name.strip()}


async def _send(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
    # A list of its own: layers above may add to it.
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _size(kept: _Kept) -> int:
    return len(kept.body or b"") + _OVERHEAD
