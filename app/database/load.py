"""An extraction becomes rows: one transaction a document, the same content once, in any order the same rows.

Each document's own words are inserted as they are; the agreements and facts that it speaks of then absorb them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import col

from app.database import rows
from app.database.documents import Document, ids_of
from app.database.engine import raise_version, writing
from app.database.load_agreements import count_facts, load_agreements
from app.database.load_changes import Observed, loaded
from app.database.load_contradictions import note_contradictions
from app.database.load_facts import load_facts
from app.database.load_passages import index_documents
from app.database.renaming import under_present_ids
from app.database.retired import reinstate
from app.database.statements import Record, insert_all
from app.database.tables import DocumentRow, WarningRow
from app.database.vocabulary import slugs
from app.extraction.model import Extraction

Outcome = Literal["added", "merged", "unchanged"]
"""`merged`: the document speaks of an agreement that was there before."""


class DocumentRefused(ValueError):
    """The document cannot be stored; nothing of it was. The message says why."""


def load_extraction(
    engine: Engine, extraction: Extraction, *, source_url: str | None = None, publisher: str | None = None
) -> Outcome:
    """Store a document with what was read from it. Raises `DocumentRefused`."""
    check(extraction)
    try:
        with writing(engine) as connection:
            [outcome] = load_documents(connection, [Document.of(extraction, source_url, publisher)])
            return outcome
    except (IntegrityError, DataError) as error:
        raise DocumentRefused(f"its rows break a rule of the database: {error.orig}") from error


def load_documents(connection: Connection, documents: Sequence[Document]) -> list[Outcome]:
    """Store a few documents that are known to be true, note what they change and raise the sequence. Of several the
    changes are noted together, and name no document."""
    documents = under_present_ids(connection, documents)
    observed = Observed(
        connection,
        documents=[document.id for document in documents],
        agreements=ids_of(documents, "agreements"),
        facts=ids_of(documents, "facts"),
    )
    outcomes = store(connection, documents)
    if set(outcomes) != {"unchanged"}:
        observed.note(loaded, documents[0].id if len(documents) == 1 else None)
        raise_version(connection)
    return outcomes


def store(connection: Connection, documents: Sequence[Document]) -> list[Outcome]:
    """Store a few documents that are known to be true, all at once; the sequence and the feed of changes are the
    caller's."""
    stored = select(col(DocumentRow.sha256)).where(
        col(DocumentRow.sha256).in_([document.extraction.document.sha256 for document in documents])
    )
    known = set(connection.execute(stored).scalars())
    new: dict[str, Document] = {}
    for document in documents:
        if document.extraction.document.sha256 not in known:
            new.setdefault(document.id, document)
    further = _store(connection, list(new.values())) if new else set()
    # The first of two that are the same is the one that is new.
    added = (new.pop(document.id, None) for document in documents)
    return ["unchanged" if each is None else "merged" if each.id in further else "added" for each in added]


def _store(connection: Connection, documents: Sequence[Document]) -> set[str]:
    """The ids of those that speak of an agreement which was there before them."""
    ids = [document.id for document in documents]
    agreements, facts = ids_of(documents, "agreements"), ids_of(documents, "facts")
    _insert_documents(connection, documents)
    further = load_agreements(connection, documents)
    load_facts(connection, documents)
    index_documents(connection, ids)
    count_facts(connection, agreements)
    note_contradictions(connection, agreements)
    reinstate(connection, {"document": ids, "agreement": agreements, "fact": facts})
    return further


def check(extraction: Extraction) -> None:
    """Whether it can be true. Raises `DocumentRefused`."""
    text = extraction.text
    if (nul := text.find("\0")) >= 0:
        raise DocumentRefused(f"the text has a NUL character at offset {nul}; text cannot contain it")
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise DocumentRefused(
            f"the text has a lone surrogate at offset {error.start}; it is no Unicode text"
        ) from error
    if digest != extraction.document.sha256 or len(text) != extraction.document.length:
        raise DocumentRefused("the digest or the length given is not that of the text")
    reported = {agreement.id for agreement in extraction.agreements}
    for fact in extraction.facts:
        if fact.agreement not in reported:
            raise DocumentRefused(
                f"the fact {fact.id} names an agreement that the document does not report: {fact.agreement}"
            )
        if fact.category not in slugs(fact.type):
            raise DocumentRefused(f"the fact {fact.id} is a {fact.type} of a category that is none: {fact.category}")
        if not fact.evidence:
            raise DocumentRefused(f"the fact {fact.id} has no evidence")
        for piece in fact.evidence:
            if text[piece.start : piece.end] != piece.exact:
                raise DocumentRefused(f"the fact {fact.id} quotes what is not at [{piece.start}, {piece.end})")


def _insert_documents(connection: Connection, documents: Sequence[Document]) -> None:
    insert_all(connection, DocumentRow, map(_record, documents))
    insert_all(
        connection,
        WarningRow,
        (
            {
                "document_id": document.id,
                "position": position,
                "code": w.code,
                "message": w.message,
                "start": w.start,
                "end": w.end,
            }
            for document in documents
            for position, w in enumerate(document.extraction.warnings)
        ),
    )


def _record(document: Document) -> Record:
    made, info = document.extraction, document.extraction.document
    source = {"source_url": document.source_url, "publisher": document.publisher}
    return {
        "id": document.id,
        "name": info.name,
        "title": info.title,
        "published_on": info.published_on,
        "sha256": info.sha256,
        "length": info.length,
        "language": info.language,
        **source,
        "row": rows.dump(rows.document(document.id, info, made.agreements, made.facts, made.warnings, source)),
        "text": made.text,
    }
