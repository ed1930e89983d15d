"""Bytes of a file in, its text out: `read(path)` knows encodings and formats, and refuses what it cannot read.

    path ──find──▶ file ──sniff──▶ format ──convert──▶ Source(name, text, media_type, metadata)

Plain text and Markdown pass through character for character, because the offsets of facts refer to them. HTML, PDF and
Word documents are turned into text by the extra `[formats]`; the offsets then refer to that text.
"""

from app.reading.files import MAX_BYTES, Found, find, read
from app.reading.formats import MEDIA_TYPES, read_bytes, readable
from app.reading.source import Metadata, Source, UnreadableDocument

__all__ = [
    "MAX_BYTES",
    "MEDIA_TYPES",
    "Found",
    "Metadata",
    "Source",
    "UnreadableDocument",
    "find",
    "read",
    "read_bytes",
    "readable",
]
