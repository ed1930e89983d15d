"""What answers in JSON-LD (https://www.w3.org/TR/json-ld11/) have in common: they carry their contexts inside, so that
whoever expands them asks no other host."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from app.api.formats import Format

Node = dict[str, Any]

MEDIA_TYPE = "application/ld+json"
JSON_LD = Format("jsonld", MEDIA_TYPE, None)


class LinkedData(JSONResponse):
    media_type = MEDIA_TYPE


def english(text: str) -> Node:
    return {"@language": "en", "@value": text}


def links(prefix: str, *names: str) -> Node:
    """Terms whose values are addresses."""
    return {name: {"@id": f"{prefix}:{name}", "@type": "@id"} for name in names}


def texts(prefix: str, *names: str) -> Node:
    """Terms whose values are texts in English."""
    return {name: {"@id": f"{prefix}:{name}", "@language": "en"} for name in names}
