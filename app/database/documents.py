"""A document as it is handed to the loader and read back: what was read from it, and where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.database.merge import order_of
from app.extraction.model import Extraction

_FIRST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    extraction: Extraction
    source_url: str | None = None
    publisher: str | None = None

    @classmethod
    def of(cls, extraction: Extraction, source_url: str | None = None, publisher: str | None = None) -> Document:
        return cls(id_of(extraction.text, extraction.document.sha256), extraction, source_url, publisher)

    @property
    def order(self) -> str:
        """Sorts documents as they are merged."""
        return order_of(self.extraction.document.published_on, self.extraction.document.sha256)


def id_of(text: str, sha256: str) -> str:
    """The document's id: its first words, for people, and twelve digits of its digest; the same for the same text."""
    words = re.findall(r"[a-z0-9]+", text[:400].lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) > _FIRST_WORDS:
            break
        slug += f"{word}-"
    return f"{slug or 'document-'}{sha256[:12]}"


def ids_of(documents: Sequence[Document], part: str) -> list[str]:
    """Of their `agreements` or `facts`, each once."""
    found: Iterator[Any] = (each for document in documents for each in getattr(document.extraction, part))
    return list(dict.fromkeys(each.id for each in found))
