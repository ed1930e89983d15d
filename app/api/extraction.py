"""`POST /v1/extract`: a document read, nothing stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api import answers, bodies, documentation, work
from app.api.bodies.documentation import document_body
from app.api.bodies.fields import DocumentFields
from app.api.extraction_schemas import Extraction
from app.reading.submission import read_submission_as_json

router = APIRouter(prefix="/v1", tags=["tools"])


@router.post(
    "/extract",
    operation_id="extract",
    summary="Read a document without storing it",
    description="Takes what `POST /v1/documents` takes, and answers as `agreement-facts extract` prints. Offsets are "
    "Unicode code points into the text; of HTML, PDF and Word documents into the text that is made of them. Open to "
    "all, and so bounded: in size, in how often a caller may ask (`RateLimit`), in how many are read at once (503).",
    response_model=Extraction,
    responses=documentation.problems(413, 415, 422, 429, 503),
    openapi_extra={"requestBody": document_body()},
    dependencies=[Depends(work.allowed)],
)
async def extract(request: Request, asked: Annotated[DocumentFields, Query()]) -> Response:
    received = await bodies.received(request, asked, request.app.state.settings.maximum_open_bytes)
    content = await work.read(request.app.state.open_readers, received, read_submission_as_json)
    headers = {"Cache-Control": "no-store", **work.rate_headers(request)}
    return Response(content, headers=headers, media_type=answers.JSON)
