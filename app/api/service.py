"""The service itself: whether it lives, whether it is ready, its documentation, its errors explained."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from app.api.documentation import problems
from app.api.filters import Parameters
from app.api.problems import CODES, NotFound, Unavailable
from app.api.schemas import Health, ProblemKind
from app.database.engine import is_current
from app.database.likeness import nearest

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="get_health", summary="Whether the process answers", response_model=Health)
def get_health(asked: Annotated[Parameters, Query()]) -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/readyz",
    operation_id="get_readiness",
    summary="Whether the data can be reached and is in its present form",
    response_model=Health,
    responses=problems(503),
)
def get_readiness(request: Request, asked: Annotated[Parameters, Query()]) -> dict[str, str]:
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
def get_problem(id: str, asked: Annotated[Parameters, Query()]) -> dict[str, Any]:
    if id not in CODES:
        raise NotFound("problem", id, nearest(id, tuple(CODES)))
    status, title = CODES[id]
    return {"code": id, "status": status, "title": title}


_ASSETS = "/docs/assets"


def install_documentation(app: FastAPI) -> None:
    """`/docs` and `/redoc` from files of this installation: no other host is asked for anything."""
    folder = str(files("fastapi_offline") / "static")
    app.mount(_ASSETS, StaticFiles(directory=folder), name="documentation_assets")
    favicon = f"{_ASSETS}/favicon.png"
    swagger = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title=f"{app.title}: the API",
        swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{_ASSETS}/swagger-ui.css",
        swagger_favicon_url=favicon,
        swagger_ui_parameters={"tryItOutEnabled": True, "defaultModelsExpandDepth": 0},
    )
    redoc = get_redoc_html(
        openapi_url="/openapi.json",
        title=f"{app.title}: the API",
        redoc_js_url=f"{_ASSETS}/redoc.standalone.js",
        redoc_favicon_url=favicon,
        with_google_fonts=False,
    )
    app.add_api_route("/docs", lambda: _page(swagger), include_in_schema=False)
    app.add_api_route("/redoc", lambda: _page(redoc), include_in_schema=False)


def _page(made: HTMLResponse) -> HTMLResponse:
    return HTMLResponse(made.body)
