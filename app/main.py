"""The service: the one place where its parts are wired together."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import Depends, FastAPI
from sqlalchemy import Engine
from starlette.middleware.cors import CORSMiddleware

from app import web
from app.api import (
    agreements,
    answers,
    catalog,
    categories,
    changes,
    comparison,
    contradictions,
    documentation,
    documents,
    facts,
    problems,
    service,
    statistics,
)
from app.api.kept import KeptAnswers
from app.api.protocol import HeadAsGet
from app.database.engine import create_engine
from app.database.sequence import Sequence
from app.database.snapshots import Snapshots
from app.settings import Settings

_ABOUT = """
Commitments and caveats of international security agreements, each with the exact place of the document that says it.

Filters can be repeated (`category=training&category=intelligence` is *or*); different filters are *and*. A parameter or
value that is not known is an error that names the nearest one.
"""


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> FastAPI:
    """The application; its database must be at the head of its migrations (`app.database.engine.upgrade`)."""
    settings = settings or Settings()
    release = version("agreement-facts")
    app = FastAPI(
        title="Agreement Facts",
        version=release,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.release = answers.release(release, settings)
    app.state.engine = engine or create_engine(settings.database_url)
    app.state.snapshots = Snapshots(settings.snapshots)
    problems.install(app)
    about = (agreements, comparison, facts, contradictions, categories, catalog, documents, statistics, changes)
    for resource in (*about, service):
        app.include_router(resource.router, dependencies=[Depends(problems.refuse_repetition)])
    documentation.finish(app)
    web.install(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "Last-Modified"],
        max_age=86400,
    )
    if settings.cache_megabytes:
        sequence = Sequence(app.state.engine)
        app.add_middleware(KeptAnswers, sequence=sequence, most_bytes=settings.cache_megabytes * 1_000_000)
    return app
