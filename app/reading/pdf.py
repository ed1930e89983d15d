"""PDF to text: pages in order, lines that the page's width broke joined again; needs the extra `[formats]`."""

from __future__ import annotations

import logging
import re
from io import BytesIO

from pypdf import PdfReader

from app.reading.encodings import NotText
from app.reading.source import Metadata

__all__ = ["convert", "unwrap"]

# What is wrong with a file is told by the reason of its refusal, not by lines on standard error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

#: A line this long, as a share of the page's longest, was broken by the width and not by its author.
_FULL = 0.75
_ENDS = (".", ":", ";", "?", "!", "”", '"')
_ITEM = re.compile(r"(?:[-–—•●▪*o]|\(?\w{1,4}[.)])\s")


def convert(data: bytes) -> tuple[str, Metadata]:
    """The text of all pages; "" where they hold only pictures. Raises `NotText` where a password is needed."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotText("it is locked by a password")
    pages = [unwrap(page.extract_text()) for page in reader.pages]
    title = reader.metadata.title if reader.metadata else None
    return "\n\n".join(page for page in pages if page), Metadata(title=(title or "").strip() or None)


def unwrap(page: str) -> str:
    """Paragraphs on one line each; a word that a hyphen broke at the end of a line is whole again."""
    lines = [line.strip() for line in page.replace("\r\n", "\n").split("\n")]
    full = _FULL * max((len(line) for line in lines), default=0)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if last and line and _continues(last, line, full):
            hyphenated = last.endswith("-") and last[-2:-1].isalpha() and line[0].islower()
            paragraphs[-1] = paragraphs[-1][:-1] + line if hyphenated else f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
        last = line
    return "\n".join(paragraphs).strip()


def _continues(last: str, line: str, full: float) -> bool:
    if _ITEM.match(line):
        return False
    if line[0].islower():
        return True
    return len(last) >= full and not last.endswith(_ENDS)
