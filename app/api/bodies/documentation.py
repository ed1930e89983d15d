"""The bodies that operations take, as the documentation declares them: each format with an example that works."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from app.api.bodies import FORM, JSON
from app.api.bodies.fields import DocumentBody, DocumentFields
from app.api.bodies.forms import FILE
from app.reading.formats import DOCX, HTML, MARKDOWN, PDF, TEXT

EXAMPLE_TEXT = (
    "ACCRA, 3 May 2024 - Norway and Ghana signed a bilateral security agreement in Accra on Friday.\n\n"
    "Norway will train 400 Ghanaian soldiers a year. The agreement does not require ratification.\n"
)
_EXAMPLE = {
    "text": EXAMPLE_TEXT,
    "name": "norway.txt",
    "published_on": "2024-05-03",
    "publisher": "Example News",
    "source_url": "https://example.org/norway",
}
_PAGE = (
    "<!doctype html><html lang=en><title>Norway and Ghana sign</title><article><h1>Norway and Ghana sign</h1>"
    + "".join(f"<p>{line}</p>" for line in EXAMPLE_TEXT.split("\n\n"))
    + "</article></html>"
)
#: Text that `app.reading` takes for text: no NUL, no other control characters, and something to read.
_TEXT = {
    "type": "string",
    "minLength": 1,
    "pattern": r"^[^\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]*[^\u0000-\u0020\u007f]"
    r"[^\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]*$",
}
_BYTES = {"type": "string", "format": "binary", "minLength": 1}


def document_body() -> dict[str, Any]:
    """A document in any format."""
    fields = DocumentFields.model_json_schema()["properties"]
    form = {
        "type": "object",
        "additionalProperties": False,
        "required": [FILE],
        "properties": {
            FILE: {**_BYTES, "description": "The document, in any format that is taken."},
            **{name: _required(schema) for name, schema in fields.items()},
        },
    }
    contents: dict[str, Any] = {
        JSON: {"schema": DocumentBody.model_json_schema(), "example": _EXAMPLE},
        TEXT: {"schema": _TEXT, "example": EXAMPLE_TEXT},
        MARKDOWN: {"schema": _TEXT, "example": f"# Norway and Ghana sign\n\n{EXAMPLE_TEXT}"},
        HTML: {"schema": _TEXT, "example": _PAGE},
        FORM: {"schema": form, "example": {FILE: EXAMPLE_TEXT, "name": "norway.txt"}},
        PDF: {"schema": _BYTES},
        DOCX: {"schema": _BYTES},
    }
    return {"required": True, "content": contents}


def _required(schema: dict[str, Any]) -> dict[str, Any]:
    """A field of a form is text or is not there; it cannot be null."""
    [said] = [each for each in schema["anyOf"] if each != {"type": "null"}]
    return {**said, **{key: value for key, value in schema.items() if key not in ("anyOf", "default")}}


def json_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """JSON of one shape, which stands here whole: the documentation's own shapes are those of answers."""
    schema = model.model_json_schema()
    shapes = schema.pop("$defs", {})
    return {"required": True, "content": {JSON: {"schema": _inlined(schema, shapes), "example": example}}}


def _inlined(schema: Any, shapes: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(each, shapes) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if reference := schema.get("$ref"):
        return _inlined(shapes[reference.rpartition("/")[2]], shapes)
    return {key: _inlined(value, shapes) for key, value in schema.items()}
