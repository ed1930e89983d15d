"""Writing: documents are added and withdrawn by those who hold a key."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field
from sqlalchemy import Connection, Engine
from starlette.responses import Response

from app.api import answers, bodies, documentation, representations, work
from app.api.absence import absent
from app.api.authorization import holder
from app.api.bodies import Received
from app.api.bodies.documentation import document_body
from app.api.bodies.fields import DocumentFields, Words
from app.api.bodies.problems import UnreadableBody
from app.api.evidence import extend
from app.api.filters import Parameters
from app.api.idempotency import IdempotencyKey, once
from app.api.parameters import DocumentId
from app.api.schemas import Document
from app.database import query
from app.database.documents import id_of
from app.database.engine import reading
from app.database.keys import Key
from app.database.load import DocumentRefused, load_extraction
from app.database.tables import DocumentRow
from app.database.withdraw import withdraw_document
from app.reading.submission import read_submission

router = APIRouter(prefix="/v1", tags=["documents"])

#: What was written is the caller's alone: no cache between keeps it.
_UNCACHED = {"Cache-Control": "no-store"}


class StoredDocument(Document):
    outcome: Literal["added", "merged", "unchanged"] = Field(
        description="`added`; `merged`: it speaks of an agreement that was known before; `unchanged`: the same text "
        "was known, and what is stored of it stays as it is."
    )


class Withdrawal(Parameters):
    reason: Annotated[str, Words] | None = Field(
        default=None,
        max_length=500,
        description="Why, in a few words, which the 410 will say.",
        examples=["published by mistake"],
    )


@router.post(
    "/documents",
    operation_id="add_document",
    summary="Add a document: it is read, and what it says is stored with it",
    description="Takes text, JSON with the text in it, a form with a file, and HTML, PDF and Word documents where the "
    "service has the extra `[formats]`. What is said of the document beside its text (its title, its day of "
    "publication) are keys of the JSON, parts of the form, or parameters of the address, each in one place; it stands "
    "before what the text shows. A document in which nothing was found is stored as well, with its warnings.",
    status_code=201,
    response_model=StoredDocument,
    responses=documentation.problems(401, 403, 409, 413, 415, 422, 503)
    | {
        200: {"model": StoredDocument, "description": "The same text is known; nothing was changed."},
        201: {"description": "It is stored, and every answer from now on knows it."},
    },
    openapi_extra={"requestBody": document_body()},
)
async def add_document(
    request: Request,
    key: Annotated[Key, Depends(holder("add"))],
    asked: Annotated[DocumentFields, Query()],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    received = await bodies.received(request, asked, request.app.state.settings.maximum_document_bytes)
    fingerprint = received.submission.fingerprint()
    return await once(request, key, idempotency_key, fingerprint, lambda: _add(request, received))


async def _add(request: Request, received: Received) -> Response:
    metadata, extraction = await work.read(request.app.state.writers_reader, received, read_submission)
    engine: Engine = request.app.state.engine
    try:
        outcome = await run_in_threadpool(
            load_extraction, engine, extraction, source_url=metadata.source_url, publisher=metadata.publisher
        )
    except DocumentRefused as error:
        raise UnreadableBody(str(error), received.pointer) from error
    document_id = id_of(extraction.text, extraction.document.sha256)
    content = await run_in_threadpool(_stored, engine, document_id, outcome)
    address = f"{answers.base_url(request)}/v1/documents/{document_id}"
    headers = {**_UNCACHED, "Content-Location": address}
    if outcome == "unchanged":
        return Response(content, 200, headers, answers.JSON)
    return Response(content, 201, {**headers, "Location": address}, answers.JSON)


def _stored(engine: Engine, document_id: str, outcome: str) -> str:
    with reading(engine) as connection:
        row = query.row(connection, query.DOCUMENTS, document_id)
        if row is None:  # withdrawn since
            raise _absent(connection, document_id)
        [whole] = representations.documents(connection, [document_id], [row])
    return extend(whole, outcome=f'"{outcome}"')


@router.delete(
    "/documents/{id}",
    operation_id="withdraw_document",
    summary="Withdraw a document: it goes, and what it alone stated goes with it",
    description="What other documents state stays, made anew from them. The addresses of what goes answer 410 with the "
    "reason.",
    status_code=204,
    response_class=Response,
    responses=documentation.problems(401, 403, 404, 410, 422) | {204: {"description": "It is gone."}},
)
def withdraw(
    request: Request,
    id: DocumentId,
    key: Annotated[Key, Depends(holder("withdraw"))],
    asked: Annotated[Withdrawal, Query()],
) -> Response:
    engine: Engine = request.app.state.engine
    if not withdraw_document(engine, id, asked.reason or ""):
        with reading(engine) as connection:
            raise _absent(connection, id)
    return Response(status_code=204, headers=_UNCACHED)


def _absent(connection: Connection, document_id: str) -> Any:
    return absent(connection, "document", DocumentRow.id, document_id)
