"""Alembic's entry: runs on the connection that `app.database.engine.upgrade` hands over, else on the configured one."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.database.history_tables
import app.database.writer_tables  # noqa: F401 - importing tables fills SQLModel.metadata
from app.database.engine import create_engine
from app.database.tables import is_modelled
from app.settings import Settings


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        include_object=is_modelled,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over: Connection | None = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    with create_engine(Settings().database_url).begin() as own:
        run(own)
