"""Two ids turned out to be one agreement: an operator says so, and all that was said of one is said of the other."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from app.database.engine import raise_version, writing
from app.database.history_tables import RetiredRow
from app.database.lines import one_line
from app.database.load import store
from app.database.load_changes import Observed, Target
from app.database.query import nearest
from app.database.renaming import renamed, renamed_fact
from app.database.retired import retire, retired
from app.database.stored import stored_documents
from app.database.tables import AgreementClaimRow, AgreementRow, DocumentRow, FactRow
from app.database.withdraw import remove, spoken_of

#: Documents that are stored together.
_AT_ONCE = 100


class MergeRefused(ValueError):
    """The agreements cannot be merged; nothing was changed. The message says why."""


def merge_agreements(engine: Engine, old: str, new: str, reason: str) -> int:
    """Merge the agreement `old` into `new`; how many documents were moved. Raises `MergeRefused`.

    Those documents are taken out and loaded again under the new id, as documents that come later are: so it does not
    matter what is loaded or merged first.
    """
    why = one_line(reason) or "no reason is given"
    with writing(engine) as connection:
        _check(connection, old, new)
        reporting = select(col(AgreementClaimRow.document_id)).where(col(AgreementClaimRow.agreement_id) == old)
        moving = list(stored_documents(connection, col(DocumentRow.id).in_(reporting)))
        documents = [document.id for document in moving]
        facts, agreements = spoken_of(connection, documents)
        names = {old: new}
        ended = connection.execute(select(col(FactRow.id)).where(col(FactRow.agreement_id) == old)).scalars().all()
        targets: dict[Target, str] = {("fact", id_): renamed_fact(id_, names) for id_ in ended}
        observed = Observed(
            connection,
            documents=documents,
            agreements=sorted({*agreements, new}),
            facts=sorted({*facts, *targets.values()}),
        )
        remove(connection, documents, facts, agreements)
        present = [replace(each, extraction=renamed(each.extraction, names)) for each in moving]
        for start in range(0, len(present), _AT_ONCE):
            store(connection, present[start : start + _AT_ONCE])
        retire(connection, "agreement", [old], f"It was merged into {new}: {why}", new)
        moved = f"{old} was merged into {new}: {why}"
        observed.note(lambda _, __: moved, None, {("agreement", old): new, **targets})
        raise_version(connection)
    return len(moving)


def _check(connection: Connection, old: str, new: str) -> None:
    if old == new:
        raise MergeRefused(f"{old} is the same agreement already")
    for id_ in (old, new):
        known = retired(connection, "agreement", [id_]).get(id_)
        if known and known.target:
            raise MergeRefused(f"{id_} was merged into {known.target} already; there are no chains of merges")
        if known:
            raise MergeRefused(f"{id_} is no more. {known.reason}")
        stored = select(col(AgreementRow.id)).where(col(AgreementRow.id) == id_)
        if not id_.isprintable() or connection.execute(stored).first() is None:
            meant = nearest(connection, AgreementRow.id, id_)
            raise MergeRefused(f"no agreement has the id {id_}" + (f"; did you mean {meant}?" if meant else ""))
    into_old = select(col(RetiredRow.id)).where(col(RetiredRow.target) == old).order_by(col(RetiredRow.id))
    if before := connection.execute(into_old).scalars().first():
        raise MergeRefused(f"{before} was merged into {old}, which must stay; merge {new} into {old} instead")
