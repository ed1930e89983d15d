"""A document's facts as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), in JSON-LD.

Each piece of evidence is an annotation: its target are words of the document's text, selected by quote and by position;
its bodies name the fact, say it, and class it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse

from app.database.query import Place

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'


class Annotations(JSONResponse):
    media_type = MEDIA_TYPE


def collection(base: str, document_id: str, places: Sequence[Place]) -> dict[str, Any]:
    """All annotations of a document, which are one page."""
    document = f"{base}/v1/documents/{quote(document_id)}"
    address = f"{document}/annotations"
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "AnnotationCollection",
        "label": f"Commitments and caveats stated in {document_id}",
        "total": len(places),
        "first": {
            "id": f"{address}#page",
            "type": "AnnotationPage",
            "partOf": address,
            "startIndex": 0,
            "items": [_annotation(base, document, place) for place in places],
        },
    }


def _annotation(base: str, document: str, place: Place) -> dict[str, Any]:
    return {
        "id": f"{document}/annotations#{quote(place.fact_id)}@{place.start}-{place.end}",
        "type": "Annotation",
        "motivation": ["identifying", "classifying"],
        "body": [
            {
                "type": "SpecificResource",
                "source": f"{base}/v1/facts/{quote(place.fact_id)}",
                "purpose": "identifying",
            },
            {
                "type": "SpecificResource",
                "source": f"{base}/v1/categories/{place.category}",
                "purpose": "classifying",
            },
            {"type": "TextualBody", "value": place.statement, "language": "en", "purpose": "describing"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": f"{document}/text",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": place.exact,
                    "prefix": place.prefix,
                    "suffix": place.suffix,
                },
                {"type": "TextPositionSelector", "start": place.start, "end": place.end},
            ],
        },
    }
