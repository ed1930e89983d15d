"""`/v1/documents`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers
from app.api.documentation import example, problems
from app.api.filters import DocumentQuery, Parameters
from app.api.schemas import Document, Listing
from app.database import query
from app.database.engine import Version
from app.database.tables import DocumentRow

router = APIRouter(prefix="/v1", tags=["documents"])


@router.get(
    "/documents",
    operation_id="list_documents",
    summary="Documents that were read",
    response_model=Listing[Document],
    responses=problems(422) | example("list_documents"),
)
def list_documents(request: Request, asked: Annotated[DocumentQuery, Query()]) -> Response:
    filters = asked.filters()

    def make(connection: Connection, state: Version) -> answers.Body:
        found = answers.page(connection, query.DOCUMENTS, filters, asked.sort, asked)
        return answers.listing(request, state, "documents", filters, found, asked.limit, found.rows)

    return answers.answer(request, make)


@router.get(
    "/documents/{id}",
    operation_id="get_document",
    summary="One document, with what was not understood in it",
    response_model=Document,
    responses=problems(404, 422) | example("get_document"),
)
def get_document(request: Request, id: str, asked: Annotated[Parameters, Query()]) -> Response:
    def make(connection: Connection, _: Version) -> answers.Body:
        row = query.row(connection, query.DOCUMENTS, id)
        if row is None:
            raise answers.not_found(connection, "document", DocumentRow.id, id)
        return answers.Body(row.encode())

    return answers.answer(request, make)


@router.get(
    "/documents/{id}/text",
    operation_id="get_document_text",
    summary="The text that every offset refers to, as it was read",
    response_class=Response,
    responses=problems(404, 422) | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_document_text(request: Request, id: str, asked: Annotated[Parameters, Query()]) -> Response:
    def make(connection: Connection, _: Version) -> answers.Body:
        text = query.text(connection, id)
        if text is None:
            raise answers.not_found(connection, "document", DocumentRow.id, id)
        # Never rendered: a document may hold markup.
        return answers.Body(text.encode(), "text/plain; charset=utf-8", {"X-Content-Type-Options": "nosniff"})

    return answers.answer(request, make)
