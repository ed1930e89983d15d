"""Pages for people: the register, agreements, documents, the vocabulary, the documentation of the API."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from app.api.problems import refuse_repetition
from app.web import agreements, assets, documentation, documents, embeds, errors, oembed, register, vocabulary

__all__ = ["ROUTERS", "install"]

_PAGES = (register, agreements, documents, vocabulary, documentation, embeds, oembed)
ROUTERS = (assets.router, *(pages.router for pages in _PAGES))


def install(app: FastAPI) -> None:
    """Add the pages; errors at their addresses, and at addresses of nothing, are pages too."""
    app.state.problem_page = errors.page
    app.include_router(assets.router)
    documentation.mount_viewer(app)
    for pages in _PAGES:
        app.include_router(pages.router, dependencies=[Depends(refuse_repetition)])
