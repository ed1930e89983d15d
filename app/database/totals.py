"""How many rows meet a question: counted once in each state of the data, because nothing else costs as much."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from app.database import brief
from app.database.engine import Version, version

_T = TypeVar("_T")
#: Questions of one database whose totals are kept.
_MOST = 4_000


class _Totals:
    def __init__(self, state: Version) -> None:
        self.state = state
        self.counted: OrderedDict[Hashable, Any] = OrderedDict()
        self.turns: dict[Hashable, Lock] = {}
        """Of questions that are being counted."""


_kept: WeakKeyDictionary[Engine, _Totals] = WeakKeyDictionary()
_keeping = Lock()


def once(connection: Connection, question: Hashable, count: Callable[[], _T]) -> _T:
    """What `count` says of the state of the data that the connection sees; asked only where it is not known."""
    state = version(connection)
    with _keeping:
        totals = _kept.get(connection.engine)
        if totals is None or totals.state != state:
            totals = _kept[connection.engine] = _Totals(state)
        if question in totals.counted:
            totals.counted.move_to_end(question)
            found: _T = totals.counted[question]
            return found
        turn = totals.turns.setdefault(question, Lock())
    # Who asks the same meanwhile waits, but not where all the others would wait, too.
    if not turn.acquire(blocking=not brief.attempting()):
        raise brief.TakesLong
    try:
        if question in totals.counted:
            known: _T = totals.counted[question]
            return known
        counted = count()
        with _keeping:
            totals.counted[question] = counted
            if len(totals.counted) > _MOST:
                totals.counted.popitem(last=False)
        return counted
    finally:
        turn.release()
        with _keeping:
            totals.turns.pop(question, None)
