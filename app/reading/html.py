"""HTML to the text of its article, without menus, adverts and comments; needs the extra `[formats]`."""

from __future__ import annotations

import codecs
import re
from datetime import date
from typing import Any

import trafilatura

from app.reading.encodings import NotText, decode
from app.reading.source import Metadata

__all__ = ["convert"]

#: The encoding that a page declares stands in its first 1024 bytes: https://html.spec.whatwg.org/#charset
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 1024
#: An article has some thousand tags; the time to read a page grows with them.
_MAX_TAGS = 50_000


def convert(data: bytes, charset: str | None = None) -> tuple[str, Metadata]:
    """The headline, the day of publication, then the article's paragraphs and list items, each on a line of its own.

    "" where there is no article. Raises `NotText` on a page of too many tags.
    """
    if (tags := data.count(b"<")) > _MAX_TAGS:
        raise NotText(f"the page has {tags} tags; at most {_MAX_TAGS} are read")
    text = decode(data, charset) if charset else _text(data)
    # `fast` leaves out the rescue by other extractors, whose time grows with the square of a list's length.
    page: Any = trafilatura.bare_extraction(
        text, fast=True, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    if page is None or not page.text:
        return "", Metadata()
    published_on = _day(page.date)
    metadata = Metadata(
        title=page.title or None,
        source_url=page.url or None,
        publisher=page.sitename or None,
        published_on=published_on,
        language=page.language or None,
    )
    headline = metadata.title or ""
    article = page.text.removeprefix(headline).lstrip("\n")
    head = (headline, published_on.isoformat() if published_on else "")
    return "\n".join([*filter(None, head), article]), metadata


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
