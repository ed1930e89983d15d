"""Bytes of a text file to its text, in any common encoding; nothing is stripped, no line ending is changed.

In this order: a byte order mark of UTF-16 or UTF-32; UTF-8, whose rules no other text fits by chance; UTF-16 without a
mark, told by its zero bytes; Windows-1252 where nearly all is ASCII, for a detector learns too little from a few
quotation marks and accents; and a detector for the rest. A mark of UTF-8 stays in the text, as U+FEFF, so that offsets
are those of the file.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

__all__ = ["NotText", "decode", "is_charset"]

# UTF-32's little-endian mark begins with UTF-16's, so it comes first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Control characters that no text needs: all but tab, line feed, vertical tab, form feed, carriage return and escape.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: One stray control character in so many is a blemish; more is a file of another kind.
_CHARACTERS_A_CONTROL = 200
#: What a detector needs to see of a long text.
_SAMPLE_BYTES = 64 * 1024
#: English, Spanish or German stays below this share of bytes beyond ASCII; Polish, Greek or Russian is above it.
_FEW = 0.06
_BEYOND_ASCII = bytes(range(0x80, 0x100))


class NotText(ValueError):
    """The bytes are no text; the message says how that is known."""


#: Codecs of Python that are no character sets but ways to write them, and such as depend on the machine.
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))


def is_charset(name: str) -> bool:
    """Whether `decode` knows this name of an encoding, as `charset=` gives it."""
    try:
        found = codecs.lookup(name).name.replace("-", "_")
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return found not in _NO_CHARSETS


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of `data`, in the encoding told, else in that found. Raises `NotText` on binary data."""
    text = _strictly(data, charset) if charset else _decode(data)
    if (nul := text.find("\0")) >= 0:
        raise NotText(f"it is binary: a NUL at character {nul}")
    controls = len(_CONTROLS.findall(text))
    if controls * _CHARACTERS_A_CONTROL > len(text):
        raise NotText(f"it is binary: {controls} control characters in {len(text)}")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        if unmarked := _unmarked_utf16(data):
            return _strictly(data, unmarked)
        raise NotText("it is binary: it holds zero bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _detected(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(f"it is marked as {encoding.upper()} and breaks that encoding at byte {error.start}") from error


def _unmarked_utf16(data: bytes) -> str | None:
    """Text in a Latin script has nearly every second byte zero."""
    sample = data[: _SAMPLE_BYTES & ~1]
    half = len(sample) // 2
    if half and len(data) % 2 == 0:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 0.7 * half and even < 0.05 * half:
            return "utf-16-le"
        if even > 0.7 * half and odd < 0.05 * half:
            return "utf-16-be"
    return None


def _detected(data: bytes) -> str:
    beyond = len(data) - len(data.translate(None, _BEYOND_ASCII))
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    detected = best.encoding if best else "cp1252"
    for encoding in ("cp1252", detected) if beyond < _FEW * len(data) else (detected, "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText("it is in no encoding that could be recognised; save it as UTF-8")
