"""HTML to the text of its article, without menus, adverts and comments; needs the extra `[formats]`."""

from __future__ import annotations

import codecs
import re
from datetime import date
from typing import Any

import trafilatura

from app.reading.encodings import decode
from app.reading.source import Metadata

__all__ = ["convert"]

#: The encoding that a page declares stands in its first 1024 bytes: https://html.spec.whatwg.org/#charset
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 1024


def convert(data: bytes) -> tuple[str, Metadata]:
    """The headline, a blank line, and the article's paragraphs and list items one a line; "" where there is none."""
    page: Any = trafilatura.bare_extraction(
        _text(data), include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    if page is None or not page.text:
        return "", Metadata()
    headline = page.title or ""
    text = page.text if headline in page.text else f"{headline}\n\n{page.text}"
    return text, Metadata(
        title=page.title or None,
        source_url=page.url or None,
        publisher=page.sitename or None,
        published_on=_day(page.date),
        language=page.language or None,
    )


def _text(data: bytes) -> str:
    if declared := _CHARSET.search(data[:_CHARSET_WITHIN]):
        try:
            return data.decode(codecs.lookup(declared[1].decode("ascii")).name)
        except (LookupError, UnicodeDecodeError):
            pass  # pages declare what they are not
    return decode(data)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
