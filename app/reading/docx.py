"""Word documents to text: a paragraph a line, list items marked, tables row by row; needs the extra `[formats]`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from app.reading.encodings import NotText
from app.reading.source import Metadata

__all__ = ["convert"]

#: A document is packed; one that unpacks to more than this is meant to exhaust the reader's memory.
_MAX_UNPACKED = 256 * 1024 * 1024
_WORDS = qn("w:t")
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}


def convert(data: bytes) -> tuple[str, Metadata]:
    """Body text, changes tracked in it as if accepted. Raises `NotText` on what is no Word document."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except BadZipFile as error:
        raise NotText("it is no Word document (.docx)") from error
    if unpacked > _MAX_UNPACKED:
        raise NotText(f"it unpacks to {unpacked} bytes; at most {_MAX_UNPACKED} are read")
    document = Document(BytesIO(data))
    lines = (line for block in document.iter_inner_content() for line in _lines(block))
    return "\n".join(lines), Metadata(title=document.core_properties.title.strip() or None)


def _lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        text = _text(block)
        yield f"- {text}" if text and _is_item(block) else text
        return
    for row in block.rows:
        yield " | ".join(dict.fromkeys(cell.text.strip().replace("\n", " ") for cell in row.cells))


def _text(paragraph: Paragraph) -> str:
    # Inserted words stand in a wrapper that the library's own `text` passes over; deleted ones have another tag.
    parts = (
        element.text or "" if element.tag == _WORDS else _SPACES.get(element.tag, "") for element in paragraph._p.iter()
    )
    return "".join(parts).strip()


def _is_item(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    return numbered or (paragraph.style is not None and (paragraph.style.name or "").startswith("List"))
