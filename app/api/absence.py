"""What is answered where nothing has the id: it was withdrawn (410), is found elsewhere (308), or never was (404)."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection

from app.api.problems import Gone, Moved, NotFound
from app.database import query, vocabulary
from app.database.filters import Condition
from app.database.retired import Resource, retirement
from app.extraction.model import FactType

Kind = Literal["agreement", "fact", "commitment", "caveat", "document"]


def absent(
    connection: Connection, kind: Kind, column: Any, id_: str, *conditions: Condition
) -> Gone | Moved | NotFound:
    """`column` and `conditions`: the ids among which the nearest is looked for."""
    resource: Resource = "fact" if kind in ("commitment", "caveat") else kind  # type: ignore[assignment]
    known = retirement(connection, resource, id_)
    if known is None or ((kind == "commitment" or kind == "caveat") and not _names_a(kind, id_)):
        return NotFound(kind, id_, query.nearest(connection, column, id_, *conditions))
    if known.target is None:
        return Gone(known.reason)
    return Moved(known.target)


def _names_a(type_: FactType, id_: str) -> bool:
    """By its category: `ua-us-2024.no_ratification` is a caveat."""
    return id_.split(".")[1] in vocabulary.slugs(type_)
