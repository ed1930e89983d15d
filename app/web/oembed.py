"""`/oembed`: how our pages are shown on others, for programs that are given an address (https://oembed.com)."""

from __future__ import annotations

import json
from typing import Annotated, Any
from xml.etree import ElementTree

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation
from app.api.parameters import takes_several
from app.api.problems import Problem, UnknownValues
from app.api.queries import FactSelection
from app.database import query
from app.database.engine import Version
from app.database.query import AGREEMENTS, FACTS
from app.web.embedding import WIDTH, Frame, of_address
from app.web.figures import figure
from app.web.words import inline

router = APIRouter(tags=["service"])

FORMATS = ("json", "xml")
_CONTENT = {"application/json": {"schema": {"type": "object"}}, "text/xml": {"schema": {"type": "string"}}}


class OEmbedQuery(BaseModel):
    """Other parameters are let pass: programs that ask here send some of their own."""

    url: str = Field(
        max_length=4000,
        description="Address of a page, chart or embed of this service; a path alone is one of it.",
        examples=["/agreements/ua-us-2024"],
    )
    format: str = Field(
        default="json", description="`json` or `xml`.", examples=["xml"], json_schema_extra={"enum": list(FORMATS)}
    )
    maxwidth: int | None = Field(default=None, ge=1, description="The frame is no wider, in pixels.", examples=[480])
    maxheight: int | None = Field(default=None, ge=1, description="The frame is no higher, in pixels.", examples=[320])


@router.get(
    "/oembed",
    operation_id="get_oembed",
    summary="A page, chart, agreement or fact as a frame for another page (oEmbed 1.0)",
    response_class=Response,
    responses=documentation.problems(404, 422, 501) | {200: {"description": "The frame.", "content": _CONTENT}},
)
def get_oembed(request: Request, asked: Annotated[OEmbedQuery, Query()]) -> Response:
    """Asked by programs that turn an address in a text into what is there; a fact is found by the fragment of its page.
    Parameters that are not known are let pass."""
    if asked.format not in FORMATS:
        raise Problem("not_implemented", f"format: {asked.format} is not written here; there are json and xml.")
    base = answers.base_url(request)
    shown = of_address(base, asked.url)
    if shown is None:
        raise _nothing()
    settings = request.app.state.settings

    def make(connection: Connection, state: Version) -> answers.Body:
        day = _selection(shown).as_of
        with answers.as_known(request, connection, state, day) as known:
            title = _title(known, shown)
        width = min(WIDTH, asked.maxwidth or WIDTH)
        height = min(shown.height, asked.maxheight or shown.height)
        said = {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": settings.source,
            "provider_url": f"{base}/",
            "width": width,
            "height": height,
            "html": shown.snippet(base, title, width, height),
        }
        return answers.Body(_xml(said), "text/xml") if asked.format == "xml" else answers.Body(answers.encode(said))

    return answers.answer(request, make, f"oembed-{asked.format}")


_SEVERAL = {name for name, field in FactSelection.model_fields.items() if takes_several(field)}


def _selection(shown: Frame) -> FactSelection:
    """What the address asks. Raises `Problem` where a page would not understand it either."""
    given: dict[str, Any] = {}
    for name, value in shown.pairs:
        given[name] = [*given.get(name, []), value] if name in _SEVERAL else value
    try:
        return FactSelection.model_validate(given)
    except ValidationError as error:
        raise _nothing() from error


def _title(connection: Connection, shown: Frame) -> str:
    """Raises `Problem` where nothing is at the address."""
    if shown.kind == "chart":
        try:
            return figure(connection, shown.name, _selection(shown).filters(), shown.pairs).title
        except UnknownValues as error:
            raise _nothing() from error
    collection, name = (FACTS, "statement") if shown.kind == "fact" else (AGREEMENTS, "title")
    row = query.row(connection, collection, shown.name)
    if row is None:
        raise _nothing()
    return inline(json.loads(row)[name])


def _nothing() -> Problem:
    return Problem("not_found", "url: nothing of this service that can be embedded is at this address.")


def _xml(said: dict[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in said.items():
        ElementTree.SubElement(root, name).text = str(value)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
