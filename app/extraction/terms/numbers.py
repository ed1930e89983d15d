"""Numbers as words: "two", "twenty-five", "fourteenth", "two thousand and twenty-five"."""

from __future__ import annotations

import re

from app.extraction.vocabulary import load_toml

_NUMERALS = load_toml("numbers.toml")["numerals"]
_ONES = _NUMERALS["ones"].split()
_TENS = _NUMERALS["tens"].split()
_ORDINAL_ONES = _NUMERALS["ordinal_ones"].split()
_ORDINAL_TENS = _NUMERALS["ordinal_tens"].split()

CARDINALS: dict[str, int] = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (k + 2) for k, word in enumerate(_TENS)
}
ORDINALS: dict[str, int] = {word: value for value, word in enumerate(_ORDINAL_ONES)} | {
    word: 10 * (k + 2) for k, word in enumerate(_ORDINAL_TENS)
}
_SCALES = {"hundred": 100, "thousand": 1000}

#: A cardinal in words or digits, as a piece of a larger pattern: "two", "twenty-five", "a hundred", "48".
CARDINAL = (
    rf"(?:(?:{'|'.join(sorted(_TENS))})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|"
    rf"(?:{'|'.join(sorted(_ONES[1:], key=len, reverse=True))})(?: hundred)?|a hundred|\d{{1,4}})"
)

_SPLIT = re.compile(r"[\s,-]+")


def read_cardinal(words: str) -> int | None:
    """The value of "two thousand and twenty-five", "a hundred", "48"; None where it is no number under a million."""
    words = words.strip().lower()
    if words.isdigit() and words.isascii() and len(words) <= 6:
        return int(words)
    if words in ("a", "an"):
        return 1
    total = current = 0
    seen = False
    for word in _SPLIT.split(words)[:12]:
        if word in ("and", "a", "an", ""):
            current = current or (1 if word in ("a", "an") else 0)
            continue
        if word in CARDINALS:
            current += CARDINALS[word]
        elif word == "hundred":
            current = max(current, 1) * _SCALES[word]
        elif word == "thousand":
            total, current = total + max(current, 1) * _SCALES[word], 0
        else:
            return None
        seen = True
    return total + current if seen else None


def read_ordinal(words: str) -> int | None:
    """The value of "fourteenth", "twenty-first", "14th"."""
    words = words.strip().lower()
    digits = words.rstrip("sthndr")
    if digits.isdigit() and digits.isascii() and len(digits) <= 3:
        return int(digits)
    head, _, tail = words.replace(" ", "-").partition("-")
    if not tail:
        return ORDINALS.get(head)
    if head in CARDINALS and tail in ORDINALS and CARDINALS[head] >= 20 and ORDINALS[tail] < 10:
        return CARDINALS[head] + ORDINALS[tail]
    return None
