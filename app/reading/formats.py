"""Which format bytes are in, and what turns each into text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import PurePath

from app.reading.encodings import NotText, decode
from app.reading.source import Metadata, Source, UnreadableDocument

__all__ = ["DOCX", "HTML", "MARKDOWN", "MEDIA_TYPES", "PDF", "TEXT", "read_bytes", "readable"]

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: The names that documents bear: what a folder is searched for.
MEDIA_TYPES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
}

Converted = tuple[str, Metadata]


def read_bytes(data: bytes, name: str, media_type: str | None = None, charset: str | None = None) -> Source:
    """The document that `data` is, `name` its file's name. Raises `UnreadableDocument`.

    A PDF or Word document is known by its first bytes, whatever it is called; otherwise `media_type` decides, and
    without one the name's suffix. `charset`: the encoding of text, where it is known.
    """
    if not data:
        raise UnreadableDocument(name, "it is empty")
    found = _sniff(data) or media_type or MEDIA_TYPES.get(PurePath(name).suffix.lower(), TEXT)
    if found not in _CONVERTERS:
        raise UnreadableDocument(name, f"{found} cannot be read; can be: {', '.join(sorted(_CONVERTERS))}")
    try:
        text, metadata = _CONVERTERS[found](data, charset)
    except ModuleNotFoundError as error:
        needed = f'reading {found} needs the extra "formats": pip install "agreement-facts[formats]"'
        raise UnreadableDocument(name, needed) from error
    except NotText as error:
        raise UnreadableDocument(name, str(error)) from error
    except Exception as error:  # converters meet files that are broken in every way
        raise UnreadableDocument(name, f"it is broken as {found}: {error or type(error).__name__}") from error
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise UnreadableDocument(name, _NO_TEXT.get(found, "it holds no text"))
    return Source(name, text, found, metadata)


def _sniff(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04") and b"word/" in data:
        return DOCX
    return None


def _plain(data: bytes, charset: str | None) -> Converted:
    return decode(data, charset), Metadata()


def _html(data: bytes, charset: str | None) -> Converted:
    from app.reading.html import convert

    return convert(data, charset)


def _pdf(data: bytes, _: str | None) -> Converted:
    from app.reading.pdf import convert

    return convert(data)


def _docx(data: bytes, _: str | None) -> Converted:
    from app.reading.docx import convert

    return convert(data)


_CONVERTERS: dict[str, Callable[[bytes, str | None], Converted]] = {
    TEXT: _plain,
    MARKDOWN: _plain,
    HTML: _html,
    PDF: _pdf,
    DOCX: _docx,
}
#: What an installation without the extra `[formats]` does not have.
_NEEDED = {HTML: "trafilatura", PDF: "pypdf", DOCX: "docx"}


@cache
def readable() -> tuple[str, ...]:
    """The media types that this installation reads."""
    return tuple(kind for kind in _CONVERTERS if kind not in _NEEDED or find_spec(_NEEDED[kind]))


_NO_TEXT = {
    PDF: "it holds no text; if it is a scan, read it with OCR first",
    HTML: "no main text was found on the page",
}
