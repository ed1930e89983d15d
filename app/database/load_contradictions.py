"""Where what is stored contradicts itself, noted anew for the agreements that a document speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.database.merge import contested, from_json
from app.database.rows import dump
from app.database.statements import Record, insert_all
from app.database.tables import DENIAL, AgreementRow, CategoryRow, ContradictionRow, FactRow


def note_contradictions(connection: Connection, agreement_ids: Sequence[str]) -> None:
    connection.execute(delete(ContradictionRow).where(col(ContradictionRow.agreement_id).in_(agreement_ids)))
    found = [
        *_of_agreements(connection, agreement_ids),
        *_of_facts(connection, agreement_ids),
        *_denials(connection, agreement_ids),
    ]
    insert_all(connection, ContradictionRow, found)


def _record(kind: str, agreement: str, category: str | None = None, fact: str | None = None) -> Record:
    """The id is that of the innermost thing that is named, and the kind."""
    about = fact or (f"{agreement}.{category}" if category else agreement)
    shown = {"id": f"{about}.{kind}", "kind": kind, "agreement": agreement, "category": category, "fact": fact}
    columns = {"id": shown["id"], "kind": kind, "agreement_id": agreement, "category": category, "fact_id": fact}
    return {**columns, "row": dump(shown)}


def _of_agreements(connection: Connection, ids: Sequence[str]) -> Iterator[Record]:
    chosen = select(col(AgreementRow.id), col(AgreementRow.merged)).where(
        col(AgreementRow.id).in_(ids), col(AgreementRow.documents) > 1
    )
    for id_, merged in connection.execute(chosen):
        for field in contested(from_json(json.loads(merged))):
            yield _record(field, id_)


def _of_facts(connection: Connection, agreement_ids: Sequence[str]) -> Iterator[Record]:
    chosen = select(col(FactRow.id), col(FactRow.agreement_id), col(FactRow.category), col(FactRow.merged)).where(
        col(FactRow.agreement_id).in_(agreement_ids), col(FactRow.documents) > 1
    )
    for id_, agreement_id, category, merged in connection.execute(chosen):
        for field in contested(from_json(json.loads(merged))):
            yield _record(field, agreement_id, category, id_)


def _denials(connection: Connection, agreement_ids: Sequence[str]) -> Iterator[Record]:
    """Commitments beside caveats that deny them."""
    caveat = aliased(FactRow)
    chosen = (
        select(col(FactRow.agreement_id), col(FactRow.category))
        .join(CategoryRow, col(CategoryRow.denies) == col(FactRow.category))
        .join(
            caveat,
            (col(caveat.agreement_id) == col(FactRow.agreement_id)) & (col(caveat.category) == col(CategoryRow.slug)),
        )
        .where(col(FactRow.agreement_id).in_(agreement_ids))
        .distinct()
    )
    for agreement_id, category in connection.execute(chosen):
        yield _record(DENIAL, agreement_id, category)
