"""The agreements of a document: what it says of them, absorbed into what all documents say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from app.database import rows
from app.database.merge import AGREEMENT_RULES, Merged, absorb, as_json, from_json, order_of, values
from app.database.statements import insert_all, put, sets_of
from app.database.tables import AgreementClaimRow, AgreementPartyRow, AgreementRow, FactRow
from app.extraction.model import Agreement, Extraction


def load_agreements(connection: Connection, document_id: str, extraction: Extraction) -> bool:
    """Whether any of them was there before."""
    ids = [agreement.id for agreement in extraction.agreements]
    held: dict[str, tuple[Merged, int]] = {
        id_: (from_json(json.loads(merged)), documents)
        for id_, merged, documents in connection.execute(
            select(col(AgreementRow.id), col(AgreementRow.merged), col(AgreementRow.documents)).where(
                col(AgreementRow.id).in_(ids)
            )
        )
    }
    order = order_of(extraction.document.published_on, extraction.document.sha256)
    parties = sets_of(
        connection,
        select(col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party)).where(
            col(AgreementPartyRow.agreement_id).in_(ids)
        ),
    )
    for agreement in extraction.agreements:
        claim = rows.agreement_claim(agreement)
        merged, documents = held.get(agreement.id, ({}, 0))
        merged = absorb(AGREEMENT_RULES, merged, claim, order)
        record = {
            **_dates(values(merged)),
            "documents": documents + 1,
            "merged": rows.dump(as_json(merged)),
            "row": "",
        }
        put(connection, AgreementRow, agreement.id, record, is_new=agreement.id not in held)
        insert_all(
            connection,
            AgreementPartyRow,
            (
                {"agreement_id": agreement.id, "party": party}
                for party in sorted(set(agreement.parties) - parties.get(agreement.id, set()))
            ),
        )
    insert_all(
        connection, AgreementClaimRow, (_agreement_claim(document_id, extraction, a) for a in extraction.agreements)
    )
    return bool(held)


def _agreement_claim(document_id: str, extraction: Extraction, agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement_id": agreement.id,
        "document_id": document_id,
        "parties": rows.dump(sorted(agreement.parties)),
        **_dates(rows.agreement_claim(agreement)),
        "row": rows.dump(rows.agreement_evidence(document_id, extraction.document, agreement)),
    }


def _dates(claim: dict[str, Any]) -> dict[str, Any]:
    """The claim with its dates as dates, for columns."""
    return {k: date.fromisoformat(v) if k in ("signed_on", "planned_on") and v else v for k, v in claim.items()}


def count_facts(connection: Connection, agreement_ids: list[str]) -> None:
    """Make the rows of agreements anew, with the numbers of their facts."""
    counts: dict[str, dict[tuple[str, str], int]] = {}
    counting = (
        select(col(FactRow.agreement_id), col(FactRow.type), col(FactRow.category), func.count())
        .where(col(FactRow.agreement_id).in_(agreement_ids))
        .group_by(col(FactRow.agreement_id), col(FactRow.type), col(FactRow.category))
    )
    for agreement_id, kind, category, number in connection.execute(counting):
        counts.setdefault(agreement_id, {})[kind, category] = number
    parties = sets_of(
        connection,
        select(col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party)).where(
            col(AgreementPartyRow.agreement_id).in_(agreement_ids)
        ),
    )
    held = connection.execute(
        select(col(AgreementRow.id), col(AgreementRow.merged), col(AgreementRow.documents)).where(
            col(AgreementRow.id).in_(agreement_ids)
        )
    ).all()
    for id_, merged, documents in held:
        row = rows.agreement(
            id_, sorted(parties.get(id_, ())), from_json(json.loads(merged)), counts.get(id_, {}), documents
        )
        connection.execute(update(AgreementRow).where(col(AgreementRow.id) == id_).values(row=rows.dump(row)))
