"""Ready-made rows made into the objects of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from sqlalchemy import Connection

from app.api import citations, topics
from app.api.citations import Citing
from app.api.evidence import NULL, extend, place
from app.database import query, snippets
from app.database.rows import dump
from app.database.snippets import Snippet
from app.database.sources import cited
from app.database.topics import positions


def array(rows: Sequence[str]) -> str:
    return f"[{','.join(rows)}]"


def agreements(
    connection: Connection,
    ids: Sequence[str],
    rows: Sequence[str],
    *,
    evidence: bool,
    topics_at: str | None = None,
    q: str | None = None,
) -> list[str]:
    """Agreements, where asked with what each document says of them, with their position on every topic, and with where
    words stand; `topics_at`: the address of the service, for links."""
    said = query.evidence_of_agreements(connection, ids) if evidence else {}
    found = positions(connection, ids) if topics_at is not None else {}
    excerpts = snippets.of_agreements(connection, q, ids) if q else None
    return [
        extend(
            row,
            evidence=array(said.get(id_, [])) if evidence else NULL,
            documents_considered=dump(found[id_].documents) if id_ in found else NULL,
            topics=array([dump(topics.topic(topics_at or "", id_, t)) for t in found[id_].topics])
            if id_ in found
            else NULL,
            snippets=_snippets(excerpts, id_),
        )
        for id_, row in zip(ids, rows, strict=True)
    ]


#: The end of a fact to which nothing was added: most of those that are served.
_NOTHING_MORE = extend("}", agreement_record=NULL, evidence=NULL, rules=NULL, cite=NULL, snippets=NULL)


def facts(
    connection: Connection,
    ids: Sequence[str],
    rows: Sequence[str],
    *,
    evidence_at: str | None,
    agreement: bool,
    explain: bool,
    q: str | None = None,
    quoted_from: Sequence[str] = (),
    citing: Citing | None = None,
) -> list[str]:
    """Facts, with their agreement, their places, the rules that made them, where words stand (in these documents, where
    not in all), and how to cite them, where asked; `evidence_at`: the address of the service, for links."""
    if evidence_at is None and not (agreement or explain or q or citing):
        return [row[:-1] + _NOTHING_MORE for row in rows]
    places = query.evidence_of_facts(connection, ids) if evidence_at is not None else {}
    records = query.agreements_of_facts(connection, ids) if agreement else {}
    excerpts = snippets.of_facts(connection, q, ids, quoted_from) if q else None
    rules = query.rules_of_facts(connection, ids) if explain else {}
    sources = cited(connection, ids) if citing else {}
    return [
        extend(
            row,
            agreement_record=_record(records[id_]) if agreement else NULL,
            evidence=array([place(evidence_at, each, explain=explain) for each in places.get(id_, [])])
            if evidence_at is not None
            else NULL,
            rules=dump(rules[id_]) if explain else NULL,
            cite=dump(citations.everything(citing, sources[id_])) if citing else NULL,
            snippets=_snippets(excerpts, id_),
        )
        for id_, row in zip(ids, rows, strict=True)
    ]


def documents(connection: Connection, ids: Sequence[str], rows: Sequence[str], *, q: str | None = None) -> list[str]:
    """Documents, with where words stand where asked."""
    excerpts = snippets.of_documents(connection, q, ids) if q else None
    return [extend(row, snippets=_snippets(excerpts, id_)) for id_, row in zip(ids, rows, strict=True)]


def _snippets(excerpts: dict[str, list[Snippet]] | None, id_: str) -> str:
    return NULL if excerpts is None else dump([_snippet(excerpt) for excerpt in excerpts.get(id_, [])])


def _snippet(excerpt: Snippet) -> dict[str, Any]:
    text, shown, ended = excerpt.text, "", 0
    for start, end in excerpt.marks:
        shown += f"{escape(text[ended:start])}<mark>{escape(text[start:end])}</mark>"
        ended = end
    return {
        "text": text,
        "marks": [list(mark) for mark in excerpt.marks],
        "html": shown + escape(text[ended:]),
        "document": excerpt.document,
        "start": excerpt.start,
    }


def _record(row: str) -> str:
    """An agreement inside another object."""
    return extend(row, evidence=NULL, documents_considered=NULL, topics=NULL, snippets=NULL)
