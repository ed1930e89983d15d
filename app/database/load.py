"""An extraction becomes rows: one transaction a document, the same content once, in any order the same rows.

Each document's own words are inserted as they are; the agreements and facts that it speaks of then absorb them.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.database import rows
from app.database.engine import raise_version, writing
from app.database.load_agreements import count_facts, load_agreements
from app.database.load_changes import Observed, loaded
from app.database.load_contradictions import note_contradictions
from app.database.load_facts import load_facts
from app.database.load_passages import index_document
from app.database.retired import reinstate
from app.database.statements import insert_all
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
    _check(extraction)
    try:
        return _load(engine, extraction, {"source_url": source_url, "publisher": publisher})
    except IntegrityError as error:
        raise DocumentRefused(f"its rows break a rule of the database: {error.orig}") from error


def _load(engine: Engine, extraction: Extraction, source: dict[str, str | None]) -> Outcome:
    with writing(engine) as connection:
        document_id = id_of(extraction.text, extraction.document.sha256)
        observed = Observed(
            connection,
            documents=[document_id],
            agreements=[agreement.id for agreement in extraction.agreements],
            facts=[fact.id for fact in extraction.facts],
        )
        outcome = store(connection, extraction, **source)
        if outcome != "unchanged":
            observed.note(loaded, document_id)
            raise_version(connection)
    return outcome


def store(
    connection: Connection, extraction: Extraction, *, source_url: str | None = None, publisher: str | None = None
) -> Outcome:
    """Store what is known to be true; the sequence and the feed of changes are the caller's."""
    known = select(col(DocumentRow.id)).where(col(DocumentRow.sha256) == extraction.document.sha256)
    if connection.execute(known).first():
        return "unchanged"
    document_id = id_of(extraction.text, extraction.document.sha256)
    _insert_document(connection, document_id, extraction, {"source_url": source_url, "publisher": publisher})
    known_before = load_agreements(connection, document_id, extraction)
    load_facts(connection, document_id, extraction)
    index_document(connection, document_id)
    agreements = [agreement.id for agreement in extraction.agreements]
    count_facts(connection, agreements)
    note_contradictions(connection, agreements)
    reinstate(connection, "document", [document_id])
    reinstate(connection, "agreement", agreements)
    reinstate(connection, "fact", [fact.id for fact in extraction.facts])
    return "merged" if known_before else "added"


_FIRST_WORDS = 40


def id_of(text: str, sha256: str) -> str:
    """The document's id: its first words, for people, and twelve digits of its digest; the same for the same text."""
    words = re.findall(r"[a-z0-9]+", text[:400].lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) > _FIRST_WORDS:
            break
        slug += f"{word}-"
    return f"{slug or 'document-'}{sha256[:12]}"


def _check(extraction: Extraction) -> None:
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


def _insert_document(
    connection: Connection, document_id: str, extraction: Extraction, source: dict[str, str | None]
) -> None:
    info = extraction.document
    row = rows.document(document_id, info, extraction.agreements, extraction.facts, extraction.warnings, source)
    record = {
        "id": document_id,
        "name": info.name,
        "title": info.title,
        "published_on": info.published_on,
        "sha256": info.sha256,
        "length": info.length,
        "language": info.language,
        **source,
        "row": rows.dump(row),
        "text": extraction.text,
    }
    insert_all(connection, DocumentRow, [record])
    insert_all(
        connection,
        WarningRow,
        (
            {
                "document_id": document_id,
                "position": position,
                "code": w.code,
                "message": w.message,
                "start": w.start,
                "end": w.end,
            }
            for position, w in enumerate(extraction.warnings)
        ),
    )
