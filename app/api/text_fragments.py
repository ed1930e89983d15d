"""The address of words on a page of the web: a text fragment, `#:~:text=[prefix-,]start[,end][,-suffix]`.

https://wicg.github.io/scroll-to-text-fragment/ : a browser looks for `start` between `prefix` and `suffix`, at the
borders of words, without case and with runs of white space as one space; with `end`, for all from `start` to `end`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

__all__ = ["address"]

#: What a piece of evidence keeps before and after its quote; a context of this length is cut, perhaps inside a word.
_CONTEXT = 32
#: A longer quote is given by its first and last words; what a page shows differently in between does no harm then.
_LONGEST = 200
_FIRST_WORDS = 5
#: Parts two pieces of a fragment: a page may have other blocks there, and one piece is looked for in one block.
_LINE_ENDS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")


def address(url: str | None, exact: str, prefix: str = "", suffix: str = "") -> str | None:
    """Where the words stand on the page at `url`; None where that is no address of a page."""
    if url is None or not exact.strip() or not _is_page(url):
        return None
    before, quoted, after = _at_borders(prefix, exact, suffix)
    parts = [_coded(part) for part in _pieces(quoted)]
    if words := _before(before):
        parts.insert(0, f"{_coded(words)}-")
    if words := _after(after):
        parts.append(f"-{_coded(words)}")
    page, _, fragment = url.partition("#")
    return f"{page}#{fragment.partition(':~:')[0]}:~:text={','.join(parts)}"


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r'[\s<>"]', url)


def _at_borders(prefix: str, exact: str, suffix: str) -> tuple[str, str, str]:
    """The quote with the rest of the words that it begins and ends inside of, which a browser would not look into."""
    head = re.search(r"\w*\Z", prefix).group() if re.match(r"\w", exact) else ""  # type: ignore[union-attr]
    tail = re.match(r"\w*", suffix).group() if re.search(r"\w\Z", exact) else ""  # type: ignore[union-attr]
    return prefix[: len(prefix) - len(head)], head + exact + tail, suffix[len(tail) :]


def _pieces(quoted: str) -> list[str]:
    """The quote as one piece; a long one, and one over several lines, as its first and its last words."""
    lines = [line.split() for line in _LINE_ENDS.split(quoted) if line.strip()]
    if len(lines) == 1 and len(quoted) <= _LONGEST:
        return [" ".join(lines[0])]
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        first, last = first[: len(first) // 2], first[len(first) // 2 :]
    pieces = [" ".join(first[:_FIRST_WORDS]), " ".join(last[-_FIRST_WORDS:])]
    return [piece for piece in pieces if piece]


def _before(prefix: str) -> str:
    """The whole words before the quote, of its own line."""
    *earlier, line = _LINE_ENDS.split(prefix)
    words = line.split()
    if not earlier and len(prefix) >= _CONTEXT and not line[0].isspace():
        del words[:1]
    return " ".join(words)


def _after(suffix: str) -> str:
    line, *later = _LINE_ENDS.split(suffix)
    words = line.split()
    if not later and len(suffix) >= _CONTEXT and not line[-1].isspace():
        del words[-1:]
    return " ".join(words)


def _coded(text: str) -> str:
    """Percent-encoded, with the dash, which parts the pieces as commas and ampersands do."""
    return quote(text, safe="").replace("-", "%2D")
