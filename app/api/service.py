"""The service itself: whether it lives, whether it is ready, its errors explained."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.exc import SQLAlchemyError

from app.api.documentation import problems
from app.api.filters import Parameters
from app.api.parameters import ProblemCode
from app.api.problems import CODES, NotFound, Unavailable
from app.api.schemas import Health, ProblemKind
from app.database.engine import is_current
from app.database.likeness import nearest

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="get_health", summary="Whether the process answers", response_model=Health)
def get_health(asked: Annotated[Parameters, Query()]) -> dict[str, str]:
    """Asks nothing of the database: for whoever restarts processes."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    operation_id="get_readiness",
    summary="Whether the data can be reached and is in its present form",
    response_model=Health,
    responses=problems(503),
)
def get_readiness(request: Request, asked: Annotated[Parameters, Query()]) -> dict[str, str]:
    """503 until the database answers and has its present schema: for whoever sends requests here."""
    try:
        current = is_current(request.app.state.engine)
    except SQLAlchemyError as error:
        raise Unavailable("The database cannot be reached.") from error
    if not current:
        raise Unavailable("The database is not in its present form: run `agreement-facts db upgrade`.")
    return {"status": "ok"}


@router.get(
    "/problems/{id}",
    operation_id="get_problem",
    summary="What a problem's code means",
    response_model=ProblemKind,
    responses=problems(404),
)
def get_problem(id: ProblemCode, asked: Annotated[Parameters, Query()]) -> dict[str, Any]:
    """Every error has a `code`; its `type` leads here."""
    if id not in CODES:
        raise NotFound("problem", id, nearest(id, tuple(CODES)))
    status, title = CODES[id]
    return {"code": id, "status": status, "title": title}
