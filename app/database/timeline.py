"""When agreements are signed or planned to be, and when documents report on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.database.filters import Filters, on_agreements
from app.database.tables import AgreementClaimRow, AgreementRow, DocumentRow


@dataclass(frozen=True, slots=True)
class Dated:
    """An agreement with its days."""

    id: str
    parties: tuple[str, ...]
    signed_on: date | None
    planned_on: date | None


def latest(connection: Connection, filters: Filters, limit: int) -> tuple[list[Dated], int]:
    """Of the agreements that the question is about, those of the latest days, undated ones last; and how many it is
    about."""
    conditions = on_agreements(filters)
    day = func.coalesce(col(AgreementRow.signed_on), col(AgreementRow.planned_on))
    chosen = (
        select(col(AgreementRow.row))
        .where(*conditions)
        .order_by(day.is_(None), day.desc(), col(AgreementRow.id))
        .limit(limit)
    )
    total = connection.execute(select(func.count()).select_from(AgreementRow).where(*conditions)).scalar_one()
    return [_dated(row) for row in connection.execute(chosen).scalars()], total


def _dated(row: str) -> Dated:
    shown = json.loads(row)
    signed, planned = (date.fromisoformat(shown[name]) if shown[name] else None for name in ("signed_on", "planned_on"))
    return Dated(shown["id"], tuple(shown["parties"]), signed, planned)


def reports(
    connection: Connection, agreement_ids: Sequence[str], document_ids: Sequence[str] = ()
) -> dict[str, dict[date, int]]:
    """Agreement to the days on which documents (these, where any are named) report on it, and how many do."""
    day = col(DocumentRow.published_on)
    chosen = (
        select(col(AgreementClaimRow.agreement_id), day, func.count())
        .join(DocumentRow, col(DocumentRow.id) == col(AgreementClaimRow.document_id))
        .where(col(AgreementClaimRow.agreement_id).in_(agreement_ids))
        .group_by(col(AgreementClaimRow.agreement_id), day)
        .order_by(col(AgreementClaimRow.agreement_id), day)
    )
    if document_ids:
        chosen = chosen.where(col(DocumentRow.id).in_(document_ids))
    found: dict[str, dict[date, int]] = {}
    for agreement_id, published_on, number in connection.execute(chosen):
        if published_on is not None:
            found.setdefault(agreement_id, {})[published_on] = number
    return found
