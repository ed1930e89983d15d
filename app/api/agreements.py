"""`/v1/agreements`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, lists, representations
from app.api.absence import absent
from app.api.filters import ItemQuery
from app.api.parameters import AgreementId
from app.api.queries import AgreementQuery
from app.api.schemas import Agreement, Listing
from app.database import query
from app.database.engine import Version
from app.database.tables import AgreementRow

router = APIRouter(prefix="/v1", tags=["agreements"])


@router.get(
    "/agreements",
    operation_id="list_agreements",
    summary="Agreements, with the numbers of their commitments and caveats by category",
    response_model=Listing[Agreement],
    responses=documentation.lists(),
)
def list_agreements(request: Request, asked: Annotated[AgreementQuery, Query()]) -> Response:
    """By default by id. `has` and `lacks` choose by what agreements hold; filters of commitments and of evidence hold
    together on one commitment or one place."""
    filters = asked.filters()
    listing = lists.Listing(
        "agreements",
        filters,
        Agreement,
        lambda connection, limit, cursor: query.page(connection, query.AGREEMENTS, filters, asked.sort, limit, cursor),
        lambda connection, page: representations.agreements(
            connection,
            page.ids,
            page.rows,
            evidence="evidence" in asked.include,
            topics_at=answers.base_url(request) if "topics" in asked.include else None,
            q=asked.q,
        ),
    )
    return lists.respond(request, listing, asked)


@router.get(
    "/agreements/{id}",
    operation_id="get_agreement",
    summary="One agreement, with what each document says of it, and what it says on every topic",
    response_model=Agreement,
    responses=documentation.problems(404, 410, 422) | documentation.MOVED,
)
def get_agreement(request: Request, id: AgreementId, asked: Annotated[ItemQuery, Query()]) -> Response:
    """As the latest document that says so describes it; `contested` names the fields on which documents differ,
    `evidence` has what each of them says, `topics` what the agreement says on every category: affirmed, denied,
    contested or not mentioned."""

    def make(connection: Connection, _: Version) -> answers.Body:
        row = query.row(connection, query.AGREEMENTS, id)
        if row is None:
            raise absent(connection, "agreement", AgreementRow.id, id)
        [whole] = representations.agreements(
            connection, [id], [row], evidence=True, topics_at=answers.base_url(request)
        )
        return answers.Body(whole.encode())

    return answers.answer(request, make, as_of=asked.as_of)
