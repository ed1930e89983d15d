"""The agreements of documents: what these say of them, absorbed into what all documents say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Select, delete, func, select
from sqlmodel import col

from app.database import rows
from app.database.documents import Document, ids_of
from app.database.merge import AGREEMENT_RULES, Merged, absorb, as_json, from_json, order_of, values
from app.database.statements import Record, insert_all, put_all, sets_of, update_all
from app.database.tables import AgreementClaimRow, AgreementPartyRow, AgreementRow, DocumentRow, FactRow
from app.extraction.model import Agreement


def load_agreements(connection: Connection, documents: Sequence[Document]) -> set[str]:
    """The ids of the documents that speak of an agreement which was there before them. The rows of the agreements are
    made by `count_facts`, once their facts are there."""
    ids = ids_of(documents, "agreements")
    held = {id_: (_merged(merged), number) for id_, merged, number in connection.execute(_stored(ids))}
    parties = sets_of(connection, _parties(ids))
    together, joined = dict(held), {id_: set[str]() for id_ in ids}
    further: set[str] = set()
    for document in documents:
        if any(agreement.id in together for agreement in document.extraction.agreements):
            further.add(document.id)
        for agreement in document.extraction.agreements:
            said = together.get(agreement.id, _NOTHING)
            together[agreement.id] = _with(said, rows.agreement_claim(agreement), document.order)
            joined[agreement.id] |= set(agreement.parties)
    put_all(connection, AgreementRow, (_record(id_, *said) for id_, said in together.items()), held)
    insert_all(
        connection,
        AgreementPartyRow,
        (
            {"agreement_id": id_, "party": party}
            for id_, named in joined.items()
            for party in sorted(named - parties.get(id_, set()))
        ),
    )
    insert_all(connection, AgreementClaimRow, (_claim(d, a) for d in documents for a in d.extraction.agreements))
    return further


def remake_agreements(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Make agreements anew from the claims that are left, all but their rows, which `count_facts` makes; those that no
    document reports any more go, and are returned."""
    said = _claims(connection, ids)
    gone = [id_ for id_ in ids if id_ not in said]
    connection.execute(delete(AgreementRow).where(col(AgreementRow.id).in_(gone)))
    records = []
    for id_, claims in said.items():
        held = _NOTHING
        for claim, order in claims:
            held = _with(held, claim, order)
        records.append(_record(id_, *held))
    update_all(connection, AgreementRow, records)
    connection.execute(delete(AgreementPartyRow).where(col(AgreementPartyRow.agreement_id).in_(list(said))))
    parties = {
        id_: sorted({party for claim, _ in claims for party in claim["parties"]}) for id_, claims in said.items()
    }
    insert_all(
        connection,
        AgreementPartyRow,
        ({"agreement_id": id_, "party": party} for id_, all_ in parties.items() for party in all_),
    )
    return gone


def _claims(connection: Connection, ids: Sequence[str]) -> dict[str, list[tuple[Record, str]]]:
    """Agreement to what each document says of it, and the order of the document."""
    chosen = (
        select(
            col(AgreementClaimRow.agreement_id),
            col(AgreementClaimRow.row),
            col(DocumentRow.published_on),
            col(DocumentRow.sha256),
        )
        .join(DocumentRow, col(DocumentRow.id) == col(AgreementClaimRow.document_id))
        .where(col(AgreementClaimRow.agreement_id).in_(ids))
    )
    found: dict[str, list[tuple[Record, str]]] = {}
    for agreement_id, row, published_on, sha256 in connection.execute(chosen):
        found.setdefault(agreement_id, []).append((json.loads(row), order_of(published_on, sha256)))
    return found


_Held = tuple[Merged, int]
"""What documents say of an agreement, and how many they are."""
_NOTHING: _Held = ({}, 0)


def _with(held: _Held, claim: Record, order: str) -> _Held:
    return absorb(AGREEMENT_RULES, held[0], claim, order), held[1] + 1


def _stored(ids: Sequence[str]) -> Select[str, str, int]:
    return select(col(AgreementRow.id), col(AgreementRow.merged), col(AgreementRow.documents)).where(
        col(AgreementRow.id).in_(ids)
    )


def _merged(stored: str) -> Merged:
    return from_json(json.loads(stored))


def _parties(ids: Sequence[str]) -> Select[str, str]:
    return select(col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party)).where(
        col(AgreementPartyRow.agreement_id).in_(ids)
    )


def _record(id_: str, merged: Merged, documents: int) -> Record:
    return {
        "id": id_,
        **_dates(values(merged)),
        "documents": documents,
        "merged": rows.dump(as_json(merged)),
        "row": "",
    }


def _claim(document: Document, agreement: Agreement) -> Record:
    return {
        "agreement_id": agreement.id,
        "document_id": document.id,
        "parties": rows.dump(sorted(agreement.parties)),
        **_dates(rows.agreement_claim(agreement)),
        "row": rows.dump(rows.agreement_evidence(document.id, document.extraction.document, agreement)),
    }


def _dates(claim: Record) -> Record:
    """The claim with its dates as dates, for columns."""
    return {k: date.fromisoformat(v) if k in ("signed_on", "planned_on") and v else v for k, v in claim.items()}


def count_facts(connection: Connection, ids: Sequence[str]) -> None:
    """Make the rows of agreements anew, with the numbers of their facts."""
    counts: dict[str, dict[tuple[str, str], int]] = {}
    counting = (
        select(col(FactRow.agreement_id), col(FactRow.type), col(FactRow.category), func.count())
        .where(col(FactRow.agreement_id).in_(ids))
        .group_by(col(FactRow.agreement_id), col(FactRow.type), col(FactRow.category))
    )
    for agreement_id, kind, category, number in connection.execute(counting):
        counts.setdefault(agreement_id, {})[kind, category] = number
    parties = sets_of(connection, _parties(ids))
    made = {
        id_: rows.agreement(
            id_, sorted(parties.get(id_, ())), from_json(json.loads(merged)), counts.get(id_, {}), documents
        )
        for id_, merged, documents in connection.execute(_stored(ids))
    }
    update_all(connection, AgreementRow, ({"id": id_, "row": rows.dump(row)} for id_, row in made.items()))
