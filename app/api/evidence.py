"""A piece of evidence as an answer shows it: its ready-made row, with links to where its words stand."""

from __future__ import annotations

import json
from urllib.parse import quote

from app.api import text_fragments
from app.database.query import Piece
from app.database.rows import dump

NULL = "null"


def extend(row: str, **additions: str) -> str:
    """A ready-made JSON object with more keys, whose values are JSON."""
    return row[:-1] + "".join(f',"{key}":{value}' for key, value in additions.items()) + "}"


def place(base: str, piece: Piece, *, explain: bool = False) -> str:
    """`base`: the address of the service; `explain`: with the rules and cues that found it."""
    return extend(
        piece.row,
        document_url=dump(f"{base}/documents/{quote(piece.document_id)}#{quote(piece.fact_id)}"),
        source_link=_source_link(piece),
        rules=piece.rules if explain else NULL,
        cues=piece.cues if explain else NULL,
    )


def _source_link(piece: Piece) -> str:
    if piece.source_url is None:
        return NULL
    said = json.loads(piece.row)
    return dump(text_fragments.address(piece.source_url, said["exact"], said["prefix"], said["suffix"]))
