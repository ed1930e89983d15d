"""The state of the data, asked for so often that a pooled connection and a built statement would cost too much."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Engine

from app.database.engine import READ_STATE, Version


class Sequence:
    """Reads the sequence row over a connection of its own, outside any transaction: each reading sees every commit
    that came before it.

    Requests that wait in the same turn of the event loop share one reading. That is no older than any of them: the
    first of them reads, and what comes in after that has its turn after `_end_turn`, since a loop keeps the order. Only
    a task that asks again in the same turn can know more than the reading, and has one of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._version: Version | None = None
        self._turn: asyncio.AbstractEventLoop | None = None
        self._asked: set[asyncio.Task[Any] | None] = set()
        """Who shares the reading of this turn."""

    def read(self) -> Version | None:
        """None where the database cannot say; it is asked anew each time."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if self._turn is not loop or task in self._asked:
            self._version = self._read()
            self._asked.clear()
            if self._turn is not loop:
                self._turn = loop
                loop.call_soon(self._end_turn)
        self._asked.add(task)
        return self._version

    def _end_turn(self) -> None:
        self._turn = None
        self._asked.clear()

    def _read(self) -> Version | None:
        try:
            if self._connection is None:
                self._connect()
            [row] = self._connection.execute(READ_STATE).fetchall()
        except self._engine.dialect.loaded_dbapi.Error:
            self._connection = None
            return None
        return Version.of(*row)

    def _connect(self) -> None:
        pooled = self._engine.raw_connection()
        self._connection = pooled.driver_connection
        pooled.detach()
        if self._engine.dialect.name == "postgresql":
            self._connection.autocommit = True
