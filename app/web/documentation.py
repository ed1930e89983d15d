"""`/docs`: the operations of the API, to read and to try, from files of this installation alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from app.web import pages

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)


def mount_viewer(app: FastAPI) -> None:
    """The files of Swagger UI; the page starts it by a script of its own, for a policy without inline scripts."""
    folder = str(files("fastapi_offline") / "static")
    app.mount("/docs/assets", StaticFiles(directory=folder), name="documentation_assets")


@router.get("/docs")
def get_documentation(request: Request) -> Response:
    specification: Mapping[str, Any] = request.app.openapi()
    return pages.show(request, "docs.html", lambda *_: {"api": specification, "tags": _by_tag(specification)})


def _by_tag(specification: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Mapping[str, Any]]]]:
    """Method, path and declaration of each operation, for readers without a script."""
    found: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for method, path, operation in _operations(specification):
        found.setdefault(operation["tags"][0], []).append((method, path, operation))
    return found


def _operations(specification: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in specification["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation
