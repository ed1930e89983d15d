"""`/v1/facts`, `/v1/commitments`, `/v1/caveats`"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from sqlmodel import col
from starlette.responses import Response

from app.api import answers, citations, documentation, formats, lists, representations
from app.api.absence import Kind, absent
from app.api.citations import Citing
from app.api.parameters import CaveatId, CommitmentId, FactId
from app.api.queries import (
    CaveatQuery,
    CitationQuery,
    CommitmentQuery,
    DocumentFactQuery,
    FactItemQuery,
    FactParameters,
    FactQuery,
)
from app.api.schemas import Fact, Listing
from app.database import query
from app.database.engine import Version, version
from app.database.filters import Filters
from app.database.sources import cited
from app.database.tables import FactRow
from app.database.words import Resource
from app.extraction.model import FactType

router = APIRouter(prefix="/v1", tags=["facts"])


@router.get(
    "/facts",
    operation_id="list_facts",
    summary="Commitments and caveats",
    response_model=Listing[Fact],
    responses=documentation.lists(),
)
def list_facts(request: Request, asked: Annotated[FactQuery, Query()]) -> Response:
    """Commitments and caveats together, told apart by `type`. Filters that name a document or a claimant hold together
    on one piece of evidence."""
    return respond(request, "facts", asked, asked.filters())


@router.get(
    "/commitments",
    operation_id="list_commitments",
    summary="What parties undertake",
    response_model=Listing[Fact],
    responses=documentation.lists(),
)
def list_commitments(request: Request, asked: Annotated[CommitmentQuery, Query()]) -> Response:
    """Who undertakes what for whom, how strongly, and whether it continues, expands or begins."""
    return respond(request, "commitments", asked, asked.filters(type=("commitment",)))


@router.get(
    "/caveats",
    operation_id="list_caveats",
    summary="Limits and denials",
    response_model=Listing[Fact],
    responses=documentation.lists(),
)
def list_caveats(request: Request, asked: Annotated[CaveatQuery, Query()]) -> Response:
    """What agreements limit or say they do not contain. A caveat that denies a commitment is named so in
    `/v1/categories`."""
    return respond(request, "caveats", asked, asked.filters(type=("caveat",)))


@router.get(
    "/facts/{id}",
    operation_id="get_fact",
    summary="One commitment or caveat, with every place that states it",
    response_model=Fact,
    responses=documentation.problems(404, 410, 422) | documentation.MOVED,
)
def get_fact(request: Request, id: FactId, asked: Annotated[FactItemQuery, Query()]) -> Response:
    """As the latest document that says so states it, with all its evidence, how to cite it, and on what documents
    differ."""
    return _get(request, "fact", None, id, asked)


@router.get(
    "/facts/{id}/cite",
    operation_id="cite_fact",
    summary="How to cite a commitment or caveat: as text, as CSL-JSON, in BibTeX",
    response_class=Response,
    responses=documentation.problems(404, 406, 410, 422)
    | documentation.MOVED
    | {200: {"content": {each.media_type: {"schema": citations.schema(each)} for each in citations.FORMATS}}},
)
def cite_fact(request: Request, id: FactId, asked: Annotated[CitationQuery, Query()]) -> Response:
    """As plain text, as CSL-JSON for reference managers, or in BibTeX, with the documents and places that state it."""
    chosen = formats.negotiate(request, asked.format, citations.FORMATS)

    def make(connection: Connection, state: Version) -> answers.Body:
        if query.row(connection, query.FACTS, id) is None:
            raise absent(connection, "fact", FactRow.id, id)
        written = citations.write(chosen, Citing.of(request, state), cited(connection, [id])[id])
        return answers.Body(written.encode(), chosen.media_type, {"X-Content-Type-Options": "nosniff"})

    return answers.answer(request, make, chosen.name, asked.as_of)


@router.get(
    "/commitments/{id}",
    operation_id="get_commitment",
    summary="One commitment, with every place that states it",
    response_model=Fact,
    responses=documentation.problems(404, 410, 422) | documentation.MOVED,
)
def get_commitment(request: Request, id: CommitmentId, asked: Annotated[FactItemQuery, Query()]) -> Response:
    """As `/v1/facts/{id}`, of commitments alone."""
    return _get(request, "commitment", "commitment", id, asked)


@router.get(
    "/caveats/{id}",
    operation_id="get_caveat",
    summary="One caveat, with every place that states it",
    response_model=Fact,
    responses=documentation.problems(404, 410, 422) | documentation.MOVED,
)
def get_caveat(request: Request, id: CaveatId, asked: Annotated[FactItemQuery, Query()]) -> Response:
    """As `/v1/facts/{id}`, of caveats alone."""
    return _get(request, "caveat", "caveat", id, asked)


def respond(
    request: Request, resource: Resource, asked: FactParameters | DocumentFactQuery, filters: Filters
) -> Response:
    """A list of facts."""
    listing = lists.Listing(
        resource,
        filters,
        Fact,
        lambda connection, limit, cursor: query.page(connection, query.FACTS, filters, asked.sort, limit, cursor),
        lambda connection, page: representations.facts(
            connection,
            page.ids,
            page.rows,
            evidence_at=answers.base_url(request) if "evidence" in asked.include else None,
            agreement="agreement" in asked.include,
            explain=asked.explain,
            q=asked.q,
            quoted_from=filters.document,
            citing=Citing.of(request, version(connection)) if "cite" in asked.include else None,
        ),
    )
    return lists.respond(request, listing, asked)


def _get(request: Request, kind: Kind, type_: FactType | None, id_: str, asked: FactItemQuery) -> Response:
    conditions: list[Any] = [col(FactRow.type) == type_] if type_ else []

    def make(connection: Connection, state: Version) -> answers.Body:
        row = query.row(connection, query.FACTS, id_, *conditions)
        if row is None:
            raise absent(connection, kind, FactRow.id, id_, *conditions)
        [whole] = representations.facts(
            connection,
            [id_],
            [row],
            evidence_at=answers.base_url(request),
            agreement="agreement" in asked.include,
            explain=asked.explain,
            citing=Citing.of(request, state),
        )
        return answers.Body(whole.encode())

    return answers.answer(request, make, as_of=asked.as_of)
