"""`/v1/catalog`"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, linked_data
from app.api.filters import Parameters
from app.api.linked_data import dcat
from app.database import query
from app.database.engine import Version
from app.settings import Settings

router = APIRouter(prefix="/v1", tags=["catalog"])


@router.get(
    "/catalog",
    operation_id="get_catalog",
    summary="What this service has and how to get it, as a DCAT catalog",
    response_model=dict[str, Any],
    response_class=linked_data.LinkedData,
    responses=documentation.problems(422),
)
def get_catalog(request: Request, asked: Annotated[Parameters, Query()]) -> Response:
    """Its datasets (agreements, facts, documents), each in every format; the API; licence, publisher and the time that
    the agreements span. JSON-LD with its context inside, after DCAT 3 and DCAT-AP."""
    settings: Settings = request.app.state.settings

    def make(connection: Connection, state: Version) -> answers.Body:
        earliest, latest = query.days_of_agreements(connection)
        held = dcat.Holding(request.app.title, settings.source, settings.license, state.changed_at, earliest, latest)
        return answers.Body(answers.encode(dcat.catalog(answers.base_url(request), held)), linked_data.MEDIA_TYPE)

    return answers.answer(request, make)
