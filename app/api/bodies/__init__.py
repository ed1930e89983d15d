"""Bodies of requests: read within bounds, in any format that documents come in, with what is said of the document.

request ──read──▶ bytes ──by media type──▶ Submission(data, name, media_type, charset, metadata), and its place
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from app.api.bodies.fields import DocumentBody, DocumentFields
from app.api.bodies.forms import Form, parse_form
from app.api.bodies.problems import (
    ContentTooLarge,
    InvalidBody,
    UnreadableBody,
    UnsupportedMediaType,
    invalid_fields,
    unreadable_text,
)
from app.reading import Metadata, readable
from app.reading.encodings import is_charset
from app.reading.formats import DOCX, HTML, MARKDOWN, PDF, TEXT
from app.reading.submission import Submission

JSON = "application/json"
FORM = "multipart/form-data"
#: What a browser or a tool calls a file that it does not know: the name or the first bytes tell.
_ANYTHING = "application/octet-stream"
_OTHER_NAMES = {"application/xhtml+xml": HTML, "text/x-markdown": MARKDOWN}
#: How a document is called that comes without a name.
_NAMES = {
    TEXT: "document.txt",
    MARKDOWN: "document.md",
    HTML: "document.html",
    PDF: "document.pdf",
    DOCX: "document.docx",
}
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Received:
    submission: Submission
    pointer: str
    """Where in the body the document is."""


def accepted() -> list[str]:
    """The media types that a document can be sent in."""
    return [JSON, FORM, *readable()]


async def received(request: Request, asked: DocumentFields, limit: int) -> Received:
    """The document in the body. Raises `ContentTooLarge`, `UnsupportedMediaType`, `InvalidBody`."""
    media_type, charset = content_type(request, accepted())
    data = await read(request, limit)
    if media_type == JSON:
        return _from_json(parse(data, DocumentBody), asked)
    if media_type == FORM:
        return _from_form(parse_form(data, request.headers["content-type"]), asked)
    if not data:
        raise UnreadableBody("it is empty", "")
    return _received(data, media_type, charset, asked.said(), "")


async def read(request: Request, limit: int) -> bytes:
    """The body, of at most `limit` bytes: more are not waited for. Raises `ContentTooLarge`."""
    if (declared := request.headers.get("content-length", "")).isdecimal() and int(declared) > limit:
        raise ContentTooLarge(limit)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise ContentTooLarge(limit)
    except ClientDisconnect as error:
        raise InvalidBody("the connection ended before the body did") from error
    return bytes(body)


def content_type(request: Request, known: list[str]) -> tuple[str, str | None]:
    """The media type, one of `known`, and the charset where one is named. Raises `UnsupportedMediaType`."""
    if (coding := request.headers.get("content-encoding", "identity").strip().lower()) not in ("", "identity"):
        raise UnsupportedMediaType(f"Content-Encoding: {coding} is not taken; send the body as it is", None)
    header = request.headers.get("content-type", "")
    found, parameters = parse_options_header(header)
    media_type = _called(found.decode("latin-1"))
    if media_type not in known:
        said = f"Content-Type: {header} is not taken" if header else "Content-Type is needed"
        raise UnsupportedMediaType(said, known)
    charset = parameters.get(b"charset", b"").decode("latin-1").strip() or None
    if charset and not is_charset(charset):
        raise UnsupportedMediaType(f"the charset {charset} is not known; UTF-8 always is", known)
    if media_type == JSON and charset and charset.lower().replace("-", "") != "utf8":
        raise UnsupportedMediaType("JSON is in UTF-8 (RFC 8259)", known)
    return media_type, charset


def parse(data: bytes, model: type[_Model], *nested: type[BaseModel]) -> _Model:
    """The JSON in `data`, strictly; `nested`: the models below the top. Raises `Problem`."""
    made = _validated(lambda: model.model_validate_json(data, strict=True), model, *nested)
    json.loads(data, object_pairs_hook=_each_once)
    return made


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """RFC 8259, 4: of a key that stands twice, programs take either; any choice would be a guess."""
    if twice := [name for name, number in Counter(name for name, _ in pairs).items() if number > 1]:
        raise InvalidBody(f"has the key {twice[0]} more than once")


def _validated(make: Callable[[], _Model], *models: type[BaseModel]) -> _Model:
    try:
        return make()
    except ValidationError as error:
        top, *below = models
        known = [name for model in below for name in model.model_fields]
        raise invalid_fields(error, list(top.model_fields), known) from error


def _from_json(body: DocumentBody, asked: DocumentFields) -> Received:
    if reason := unreadable_text(body.text):
        raise UnreadableBody(reason, "/text")
    said = body.said() | asked.said_beside(body.said())
    return _received(body.text.encode(), TEXT, "utf-8", said, "/text")


def _from_form(form: Form, asked: DocumentFields) -> Received:
    given = dict(form.fields)
    # RFC 7578, 4.2: of a path, if a client sends one, the name alone.
    if asked.name is None and (filename := re.split(r"[/\\]", form.filename or "")[-1]):
        given.setdefault("name", filename)
    fields = _validated(lambda: DocumentFields.model_validate(given), DocumentFields)
    said = fields.said() | asked.said_beside(fields.said())
    found, parameters = parse_options_header(form.content_type)
    media_type = _called(found.decode("latin-1")) or _ANYTHING
    charset = parameters.get(b"charset", b"").decode("latin-1").strip() or None
    if media_type not in (_ANYTHING, *readable()):
        raise UnsupportedMediaType(f"the file is {media_type}, which is not taken", list(readable()))
    if charset and not is_charset(charset):
        raise UnsupportedMediaType(f"the charset {charset} of the file is not known", list(readable()))
    if not form.data:
        raise UnreadableBody("it is empty", "/file")
    told = None if media_type == _ANYTHING else media_type
    return _received(form.data, told, charset, said, "/file")


def _received(
    data: bytes,
    media_type: str | None,
    charset: str | None,
    said: dict[str, object],
    pointer: str,
) -> Received:
    given = dict(said)
    name = given.pop("name", None) or _NAMES[media_type or TEXT]
    metadata = replace(Metadata(), **given)  # type: ignore[arg-type]
    return Received(Submission(data, str(name), media_type, charset, metadata), pointer)


def _called(media_type: str) -> str:
    lowered = media_type.strip().lower()
    return _OTHER_NAMES.get(lowered, lowered)
