"""Errors as pages, at the addresses of pages; the API keeps its problem documents."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.api.formats import Format, negotiate
from app.api.problems import NotAcceptable
from app.web import pages

#: Folders of programs, where nothing is a page whatever is accepted.
_OF_PROGRAMS = ("/v1/", "/problems/")
_PROBLEM = Format("json", "application/problem+json", None)
_JSON = Format("json", "application/json", None)
_HTML = Format("html", "text/html", None)


def page(request: Request, document: dict[str, Any], headers: dict[str, str] | None) -> Response | None:
    """The problem as a page; None where whoever asks wants the document."""
    if not _wants_page(request):
        return None
    content = pages.write(request, "problem.html", {"problem": document})
    return Response(content, document["status"], {**pages.security(), **(headers or {})}, pages.MEDIA_TYPE)


def _wants_page(request: Request) -> bool:
    route = request.scope.get("route")
    if isinstance(route, pages.PageRoute):
        return True
    if route is not None or request.url.path.startswith(_OF_PROGRAMS):
        return False
    try:
        return negotiate(request, None, (_PROBLEM, _JSON, _HTML)) is _HTML
    except NotAcceptable:
        return False
