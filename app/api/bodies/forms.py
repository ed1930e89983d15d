"""`multipart/form-data` (RFC 7578): one file and fields of text beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.api.bodies.problems import InvalidBody

FILE = "file"
#: More than there are fields; a body of very many parts is no form of ours.
_MAXIMUM_PARTS = 16
_MAXIMUM_HEADER_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    data: bytes
    """Of the file."""
    filename: str | None
    content_type: str
    """"" where the part does not say."""
    fields: dict[str, str]


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: bytes = b""
    """Of the header that is being read."""
    value: bytes = b""
    data: bytearray = field(default_factory=bytearray)


def parse_form(body: bytes, content_type: str) -> Form:
    """Raises `InvalidBody`."""
    _, parameters = parse_options_header(content_type)
    if not (boundary := parameters.get(b"boundary")):
        raise InvalidBody("the Content-Type of a form names its boundary, and this one does not")
    fields: dict[str, str] = {}
    file: tuple[bytes, str | None, str] | None = None
    for part in _parts(body, boundary):
        disposition, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        name = _text(options.get(b"name", b""), "the name of a part")
        if disposition != b"form-data" or not name:
            raise InvalidBody("each part of a form has Content-Disposition: form-data with a name")
        if name in fields or (name == FILE and file):
            raise InvalidBody("is there more than once", f"/{name}")
        if name == FILE:
            filename = _text(options[b"filename"], "the file's name") if options.get(b"filename") else None
            file = bytes(part.data), filename, part.headers.get(b"content-type", b"").decode("latin-1")
        else:
            fields[name] = _text(bytes(part.data), f"the field {name}")
    if file is None:
        raise InvalidBody("is needed: the document", f"/{FILE}")
    return Form(*file, fields)


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InvalidBody(f"{what} is not in UTF-8") from error


def _parts(body: bytes, boundary: bytes) -> list[_Part]:
    parts: list[_Part] = []
    ended: list[bool] = []

    def begin() -> None:
        if len(parts) == _MAXIMUM_PARTS:
            raise InvalidBody(f"a form has at most {_MAXIMUM_PARTS} parts")
        parts.append(_Part())

    def header_name(data: bytes, start: int, end: int) -> None:
        parts[-1].name += data[start:end]

    def header_value(data: bytes, start: int, end: int) -> None:
        parts[-1].value += data[start:end]
        if len(parts[-1].value) > _MAXIMUM_HEADER_BYTES:
            raise InvalidBody("a part has a header that is too long")

    def header_end() -> None:
        part = parts[-1]
        part.headers[part.name.lower()] = part.value
        part.name = part.value = b""

    def content(data: bytes, start: int, end: int) -> None:
        parts[-1].data += data[start:end]

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": begin,
                "on_header_field": header_name,
                "on_header_value": header_value,
                "on_header_end": header_end,
                "on_part_data": content,
                "on_end": lambda: ended.append(True),
            },
        )
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise InvalidBody(f"the form is broken: {error}") from error
    if not ended:
        raise InvalidBody("the form breaks off before its last boundary")
    return parts
