"""`/v1/documents`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, facts, lists, representations
from app.api.absence import absent
from app.api.filters import ItemQuery
from app.api.linked_data import web_annotations
from app.api.linked_data.annotation_schemas import AnnotationCollection
from app.api.parameters import DocumentId
from app.api.queries import DocumentFactQuery, DocumentQuery
from app.api.schemas import Document, Fact, Listing
from app.database import query
from app.database.engine import Version, reading, version
from app.database.tables import DocumentRow

router = APIRouter(prefix="/v1", tags=["documents"])


@router.get(
    "/documents",
    operation_id="list_documents",
    summary="Documents that were read",
    response_model=Listing[Document],
    responses=documentation.lists(),
)
def list_documents(request: Request, asked: Annotated[DocumentQuery, Query()]) -> Response:
    """What is known of them, and how much they state; their texts are at `/v1/documents/{id}/text`."""
    filters = asked.filters()
    listing = lists.Listing(
        "documents",
        filters,
        Document,
        lambda connection, limit, cursor: query.page(connection, query.DOCUMENTS, filters, asked.sort, limit, cursor),
        lambda connection, page: representations.documents(connection, page.ids, page.rows, q=asked.q),
    )
    return lists.respond(request, listing, asked)


@router.get(
    "/documents/{id}",
    operation_id="get_document",
    summary="One document, with what was not understood in it",
    response_model=Document,
    responses=documentation.problems(404, 410, 422),
)
def get_document(request: Request, id: DocumentId, asked: Annotated[ItemQuery, Query()]) -> Response:
    """Where it is from, the agreements it speaks of, and warnings with their places in the text."""

    def make(connection: Connection, _: Version) -> answers.Body:
        row = query.row(connection, query.DOCUMENTS, id)
        if row is None:
            raise absent(connection, "document", DocumentRow.id, id)
        [whole] = representations.documents(connection, [id], [row])
        return answers.Body(whole.encode())

    return answers.answer(request, make, as_of=asked.as_of)


@router.get(
    "/documents/{id}/text",
    operation_id="get_document_text",
    summary="The text that every offset refers to, as it was read",
    response_class=Response,
    responses=documentation.problems(404, 410, 422)
    | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def get_document_text(request: Request, id: DocumentId, asked: Annotated[ItemQuery, Query()]) -> Response:
    """Plain text in UTF-8; offsets everywhere count its Unicode code points."""

    def make(connection: Connection, _: Version) -> answers.Body:
        text = query.text(connection, id)
        if text is None:
            raise absent(connection, "document", DocumentRow.id, id)
        # Never rendered: a document may hold markup.
        return answers.Body(text.encode(), "text/plain; charset=utf-8", {"X-Content-Type-Options": "nosniff"})

    return answers.answer(request, make, as_of=asked.as_of)


@router.get(
    "/documents/{id}/annotations",
    operation_id="get_document_annotations",
    summary="The facts of a document as W3C Web Annotations, in the order of the text",
    response_model=AnnotationCollection,
    response_class=web_annotations.Annotations,
    responses=documentation.problems(404, 410, 422),
)
def get_document_annotations(request: Request, id: DocumentId, asked: Annotated[ItemQuery, Query()]) -> Response:
    """JSON-LD: one annotation for each piece of evidence, with quote and position of its words."""

    def make(connection: Connection, _: Version) -> answers.Body:
        if query.row(connection, query.DOCUMENTS, id) is None:
            raise absent(connection, "document", DocumentRow.id, id)
        made = web_annotations.collection(answers.base_url(request), id, query.places(connection, id))
        return answers.Body(answers.encode(made), web_annotations.MEDIA_TYPE)

    return answers.answer(request, make, as_of=asked.as_of)


@router.get(
    "/documents/{id}/facts",
    operation_id="list_document_facts",
    summary="What a document states, at one place of it or anywhere",
    response_model=Listing[Fact],
    responses=documentation.lists() | documentation.problems(404, 410),
)
def list_document_facts(request: Request, id: DocumentId, asked: Annotated[DocumentFactQuery, Query()]) -> Response:
    """With `at`, those whose evidence covers this character: what a reader points at."""
    with (
        reading(request.app.state.engine) as connection,
        answers.as_known(request, connection, version(connection), asked.as_of) as known,
    ):
        if query.row(known, query.DOCUMENTS, id) is None:
            raise absent(known, "document", DocumentRow.id, id)
    return facts.respond(request, "facts", asked, asked.filters(document=(id,)))
