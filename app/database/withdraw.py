"""A document is taken back: its rows go, and what it spoke of is made anew from what the other documents say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, select
from sqlmodel import col

from app.database.engine import raise_version, writing
from app.database.lines import one_line
from app.database.load_agreements import count_facts, remake_agreements
from app.database.load_changes import Observed, withdrawn
from app.database.load_contradictions import note_contradictions
from app.database.load_facts import remake_facts
from app.database.load_passages import index_merged
from app.database.retired import retire
from app.database.tables import AgreementClaimRow, DocumentRow, FactClaimRow


def withdraw_document(engine: Engine, document_id: str, reason: str) -> bool:
    """Take back a document as if it had never been loaded, but for its id and those of the agreements and facts that no
    other document states, which are retired for this reason. False: it is not stored."""
    if not document_id.isprintable():
        return False
    with writing(engine) as connection:
        stored = select(col(DocumentRow.id)).where(col(DocumentRow.id) == document_id)
        if connection.execute(stored).first() is None:
            return False
        facts, agreements = spoken_of(connection, [document_id])
        observed = Observed(connection, documents=[document_id], agreements=agreements, facts=facts)
        gone_facts, gone_agreements = remove(connection, [document_id], facts, agreements)
        why = one_line(reason) or "no reason is given"
        retire(connection, "document", [document_id], f"The document was withdrawn: {why}")
        unsaid = f"No document states it any more since {document_id} was withdrawn: {why}"
        retire(connection, "agreement", gone_agreements, unsaid)
        retire(connection, "fact", gone_facts, unsaid)
        observed.note(withdrawn(why), document_id)
        raise_version(connection)
    return True


def spoken_of(connection: Connection, document_ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """The facts and the agreements that documents state something of."""
    facts = select(col(FactClaimRow.fact_id)).where(col(FactClaimRow.document_id).in_(document_ids))
    agreements = select(col(AgreementClaimRow.agreement_id)).where(col(AgreementClaimRow.document_id).in_(document_ids))
    found = [sorted(connection.execute(chosen.distinct()).scalars()) for chosen in (facts, agreements)]
    return found[0], found[1]


def remove(
    connection: Connection, document_ids: Sequence[str], facts: Sequence[str], agreements: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Remove documents and make the facts and agreements that they spoke of anew; those that no document states any
    more, which are gone, are returned."""
    connection.execute(delete(DocumentRow).where(col(DocumentRow.id).in_(document_ids)))
    gone_facts = remake_facts(connection, facts)
    gone_agreements = remake_agreements(connection, agreements)
    left = [id_ for id_ in agreements if id_ not in gone_agreements]
    count_facts(connection, left)
    index_merged(connection, left, [id_ for id_ in facts if id_ not in gone_facts])
    note_contradictions(connection, left)
    return gone_facts, gone_agreements
