"""Ready-made rows made into the objects of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from app.database import query

NULL = "null"


def extend(row: str, **additions: str) -> str:
    """A ready-made JSON object with more keys, whose values are JSON."""
    return row[:-1] + "".join(f',"{key}":{value}' for key, value in additions.items()) + "}"


def array(rows: Sequence[str]) -> str:
    return f"[{','.join(rows)}]"


def agreements(connection: Connection, ids: Sequence[str], rows: Sequence[str], *, evidence: bool) -> list[str]:
    """Agreements, with what each document says of them where asked."""
    said = query.evidence_of_agreements(connection, ids) if evidence else {}
    return [
        extend(row, evidence=array(said.get(id_, [])) if evidence else NULL) for id_, row in zip(ids, rows, strict=True)
    ]


def facts(
    connection: Connection, ids: Sequence[str], rows: Sequence[str], *, evidence: bool, agreement: bool, explain: bool
) -> list[str]:
    """Facts, with their agreement and their places where asked."""
    places = query.evidence_of_facts(connection, ids) if evidence else {}
    records = query.agreements_of_facts(connection, ids) if agreement else {}
    return [
        extend(
            row,
            agreement_record=extend(records[id_], evidence=NULL) if agreement else NULL,
            evidence=array([_place(*place, explain=explain) for place in places.get(id_, [])]) if evidence else NULL,
        )
        for id_, row in zip(ids, rows, strict=True)
    ]


def _place(row: str, rules: str, cues: str, *, explain: bool) -> str:
    return extend(row, rules=rules if explain else NULL, cues=cues if explain else NULL)
