"""From a document that was read to what it says: extraction of its text, with what is known of it beside its text."""

from __future__ import annotations

from dataclasses import replace

from app.extraction import extract
from app.extraction.model import Extraction
from app.reading.source import Source

__all__ = ["extract_from"]


def extract_from(source: Source) -> Extraction:
    """What was said of the document beside its text stands before what its text shows."""
    extraction = extract(source.text, source.name)
    said, shown = source.metadata, extraction.document
    document = replace(
        shown,
        title=said.title or shown.title,
        published_on=said.published_on or shown.published_on,
        language=said.language or shown.language,
    )
    return replace(extraction, document=document)
