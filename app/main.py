"""The service: the one place where its parts are wired together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
    charts,
    comparison,
    contradictions,
    documentation,
    documents,
    extraction,
    facts,
    metrics,
    problems,
    service,
    statistics,
    verification,
    work,
    writing,
)
from app.api.layers.asking import AskedAtOnce
from app.api.layers.kept import KeptAnswers
from app.api.layers.protocol import HeadAsGet
from app.charts.rendering import Renderer
from app.database.engine import create_engine
from app.database.sequence import Sequence
from app.database.snapshots import Snapshots
from app.settings import Settings

#: Headers of answers that a page of another site may read.
_EXPOSED = [
    *("ETag", "Link", "Last-Modified", "Location", "Content-Location", "Accept-Post", "WWW-Authenticate"),
    *("RateLimit", "RateLimit-Policy", "Retry-After", "Idempotent-Replayed"),
]
_READ = (agreements, comparison, facts, contradictions, categories, catalog, documents, statistics, charts, changes)
_WRITE = (writing, extraction, verification)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    work.close(app)
    app.state.snapshots.close()


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> FastAPI:
    """The application; its database must be at the head of its migrations (`app.database.engine.upgrade`)."""
    settings = settings or Settings()
    release = version("agreement-facts")
    app = FastAPI(
        title="Agreement Facts",
        version=release,
        **documentation.about(settings),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        # To see at each request whether anybody listens costs a twentieth of an answer that is kept; `/metrics` counts.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.release = answers.release(release, settings)
    app.state.engine = engine or create_engine(settings.database_url)
    app.state.snapshots = Snapshots(settings.snapshots)
    app.state.renderer = Renderer()
    work.install(app, settings)
    problems.install(app)
    routers = [resource.router for resource in (*_READ, *_WRITE, service, metrics)]
    for router in routers:
        app.include_router(router, dependencies=[Depends(problems.refuse_repetition)])
    documentation.finish(app)
    web.install(app)
    app.add_middleware(AskedAtOnce, routes=[route for resource in _READ for route in resource.router.routes])
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=_EXPOSED,
        max_age=86400,
    )
    # What follows stands outside what FastAPI puts around every layer that is added.
    whole = app.build_middleware_stack()
    if settings.cache_megabytes:
        whole = KeptAnswers(whole, Sequence(app.state.engine), settings.cache_megabytes * 1_000_000)
    app.middleware_stack = metrics.install(app, whole, [*routers, *web.ROUTERS])
    return app
