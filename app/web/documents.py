"""`/documents/{id}`: the document itself, with each piece of evidence where it stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api.absence import absent
from app.api.filters import ItemQuery
from app.api.queries import DocumentSelection
from app.database import query, vocabulary
from app.database.engine import Version
from app.database.tables import DocumentRow
from app.database.words import describe
from app.web import pages
from app.web.addresses import Addresses
from app.web.highlights import Note, blocks
from app.web.narrowing import narrowings, question

router = APIRouter(route_class=pages.PageRoute, include_in_schema=False)


@router.get("/documents")
def list_documents(request: Request, asked: Annotated[DocumentSelection, Query()]) -> Response:
    filters = asked.filters()
    pairs = request.query_params.multi_items()

    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        page = pages.listed(connection, query.DOCUMENTS, filters, asked)
        documents = [json.loads(row) for row in page.rows]
        reported = sorted({id_ for document in documents for id_ in document["agreements"]})
        return {
            "title": describe("documents", filters),
            "documents": documents,
            "agreements": {id_: json.loads(row) for id_, row in _agreements(connection, reported).items()},
            "page": page,
            "chosen": asked,
            "question": question(pairs),
            "kept": [pair for pair in pairs if pair[0] not in ("q", "sort", "cursor")],
            "narrowings": narrowings(Addresses.of(request), "/documents", pairs),
        }

    return pages.show(request, "documents.html", make, as_of=asked.as_of)


@router.get("/documents/{id}")
def get_document(request: Request, id: str, asked: Annotated[ItemQuery, Query()]) -> Response:
    def make(connection: Connection, _: Version) -> Mapping[str, Any]:
        row, text = query.row(connection, query.DOCUMENTS, id), query.text(connection, id)
        if row is None or text is None:
            raise absent(connection, "document", DocumentRow.id, id)
        document = json.loads(row)
        notes = _notes(connection, id)
        warnings = [(warning["start"], f"warning-{n}") for n, warning in enumerate(document["warnings"], 1)]
        labels = vocabulary.groups()
        groups = Counter(note.group for note in notes)
        return {
            "document": document,
            "text": text,
            "blocks": list(blocks(text, notes, warnings)),
            "notes": notes,
            "groups": [(slug, labels[slug], groups[slug]) for slug in labels if slug in groups],
            "agreements": {
                id_: json.loads(each) for id_, each in _agreements(connection, document["agreements"]).items()
            },
        }

    return pages.show(request, "document.html", make, as_of=asked.as_of)


def _agreements(connection: Connection, ids: list[str]) -> dict[str, str]:
    return query.rows(connection, query.AGREEMENTS, ids)


def _notes(connection: Connection, document_id: str) -> list[Note]:
    groups = {category.slug: category.group for category in vocabulary.categories()}
    seen: set[str] = set()
    made = []
    for number, rows in enumerate(query.statements(connection, document_id), 1):
        fact, place = map(json.loads, rows)
        made.append(Note(number, fact, place, groups[fact["category"]], fact["id"] not in seen))
        seen.add(fact["id"])
    return made
