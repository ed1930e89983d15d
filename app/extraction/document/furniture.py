"""What kind of thing a line is that stands around the text: byline, caption, link, advertisement, note.

The vocabulary is `furniture.toml`; every function looks at one line alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.alternatives import holds_any

Furniture = Literal["link", "advert", "caption", "meta", "note", "footnotes"]

_FIRST = re.compile(r"[\W_]{0,6}((?:©|[^\W_]|[.'’-](?=[^\W_])){1,40})", re.UNICODE)
_SHORT = 200
_CLOSING = re.compile(
    r"[ \t]*(?:[:\]\)|*_]|(?:No\.?)?[ \t]*[\d/.-]{0,20}[ \t]*\Z|[-–—][ \t]|by[ \t][A-Z]|"
    r"[.\-–— \t]*\Z|\.?[ \t]*No\.?[ \t]*\d)"
)
_SEPARATOR = re.compile(r"[ \t][|·›»•>/][ \t]|[|·›]")
_SEPARATING = re.compile(r"[|·›»•>/]")
_BYLINE = re.compile(r"(?:By|BY)[ \t]+(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ][\w.'’-]*)")
_BRACKETED = re.compile(r"\[[^\[\]]*\]\.?\Z")
_RATE = re.compile(r"\(?[$€£¥]\s?1[ \t]*=")
_PLACEHOLDER = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LEFT = re.compile(r"[^\W\d_]+")


class Cue(NamedTuple):
    """How a line of furniture opens."""

    kind: Furniture
    alone: bool
    """Nothing but the cue stands on the line."""


def vocabulary() -> dict[str, dict[str, list[str]]]:
    """`furniture.toml`, read once."""
    return load_toml("furniture.toml")


@cache
def words_of(table: str, key: str = "words") -> frozenset[str]:
    """One word list of `furniture.toml` as a set."""
    return frozenset(vocabulary()[table][key])


@cache
def _cues() -> dict[str, list[tuple[str, Furniture, bool]]]:
    """First word to the phrases that it opens, the longest first; True where the line must close after the phrase."""
    table: dict[str, list[tuple[str, Furniture, bool]]] = {}
    kinds: tuple[Furniture, ...] = ("link", "advert", "caption", "meta", "note", "footnotes")
    for kind in kinds:
        for key in ("any", "closed"):
            for phrase in vocabulary()[kind].get(key, ()):
                first = _FIRST.match(phrase)
                bare = phrase[first.start(1) :] if first else phrase
                table.setdefault(first.group(1) if first else bare, []).append((bare, kind, key == "closed"))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def opening_cue(text: str, start: int, end: int) -> Cue | None:
    """The cue of furniture that opens `text[start:end]`, if one does."""
    first = _FIRST.match(text, start, min(end, start + 60))
    if first is None:
        return None
    entries = _cues().get(first.group(1).lower())
    if entries is None:
        return None
    begin = first.start(1)
    opening = text[begin : min(end, begin + 60)].lower()
    for phrase, kind, closed in entries:
        if not opening.startswith(phrase):
            continue
        after = begin + len(phrase)
        if after < end and (text[after].isalnum() or text[after] in "'’"):
            continue
        if closed and not _CLOSING.match(text, after, min(end, after + 20)) and after < end:
            continue
        rest = text[after : min(end, after + 12)].strip(" \t:.-–—*_[]()")
        heads = (
            kind == "link"
            and not closed
            and end - after < 30
            and rest == text[after:end].strip()
            and text[end - 1] not in ".:!?"
        )
        return Cue(kind, (not rest and end - after < 12) or heads)
    return None


def is_caption(text: str, start: int, end: int) -> bool:
    """A picture's caption by its end ("(archive)", "/ AFP") or as a Markdown image."""
    if text[start] == "!" and _PLACEHOLDER.match(text, start, min(end, start + 400)):
        return True
    if end - start > 400:
        return False
    if text[max(start, end - 24) : end].lower().rstrip(" .)]").endswith(_caption_tails()):
        return True
    if text[end - 1] == ".":
        return False
    tail = text[max(start, end - 60) : end]
    return (not tail.isascii() or holds_any(tail.lower(), _credit_words(), 0, len(tail))) and (
        _credits().search(tail) is not None
    )


@cache
def _credit_words() -> tuple[str, ...]:
    return tuple(word.lower() for word in vocabulary()["caption"]["holds"])


@cache
def _credits() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in vocabulary()["caption"]["holds"]), re.IGNORECASE)


@cache
def _caption_tails() -> tuple[str, ...]:
    return tuple(mark.rstrip(" .)]") for mark in vocabulary()["caption"]["tail"])


@cache
def _page_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words_of("meta_words"))))


def is_byline(text: str, start: int, end: int) -> bool:
    """ "By Ann Other and Max Mustermann"."""
    return (
        end - start <= _SHORT
        and text[start] in "Bb"
        and _BYLINE.match(text, start, end) is not None
        and text[end - 1] not in ".:;,!?"
    )


def is_meta(text: str, start: int, end: int) -> bool:
    """A line about the page: share counts, breadcrumbs, addresses, stage directions in brackets, rates of exchange."""
    if end - start > _SHORT:
        return False
    opening = text[start]
    if opening == "[" and _BRACKETED.match(text, start, end):
        return True
    if opening in "($€£¥" and _RATE.match(text, start, end):
        return True
    line = text[start:end]
    if _SEPARATING.search(line) and _SEPARATOR.search(line):
        parts = [part for part in _SEPARATOR.split(line) if part.strip()]
        if len(parts) > 1 and all(len(part.split()) <= 5 for part in parts):
            return True
    return (
        len(line) <= 120
        and line[-1] not in ".!?"
        and len(line.split()) <= 14
        and _page_words().search(line.lower()) is not None
    )


@cache
def _mastheads() -> tuple[str, ...]:
    return tuple(vocabulary()["masthead"]["opens"])


_GENRE_AND_TITLE = re.compile(r"[a-z -]{4,24}: (?:\S+ ){2,}\S")
"""`Fact sheet: the accord between Peru and Chile`."""


def is_masthead(text: str, start: int, end: int) -> bool:
    """The name of a body, a publication or a genre at the head of a document, which is not its title."""
    line = text[start:end].lower().strip(" *_#")
    opens = _mastheads()
    if line.startswith(opens) and any(
        line.startswith(name) and not line[len(name) : len(name) + 1].isalnum() for name in opens
    ):
        return len(line.split()) <= 9 and not _GENRE_AND_TITLE.match(line)
    words = _LEFT.findall(line)
    return len(words) <= 5 and bool(words) and words[-1] in words_of("masthead", "closes")


def is_credit(text: str, start: int, end: int) -> bool:
    """ "Ann Other, Lima correspondent": a name with what its bearer does for the paper."""
    words = [word.lower() for word in _LEFT.findall(text[start:end])]
    return len(words) <= 10 and text[end - 1] not in ".:?!" and not words_of("byline").isdisjoint(words[1:])


def is_roll_of_names(text: str, start: int, end: int) -> bool:
    """ "Ann Other and Max Mustermann": nothing but names, as under a headline."""
    if end - start > 120 or text[end - 1] in ".:;?!":
        return False
    words = text[start:end].replace(",", " ").replace("&", " and ").split()
    names = [
        word for word in words if word not in ("and", "in", "de", "van", "von", "der", "bin", "al", "da", "di", "la")
    ]
    if not 2 <= len(names) <= 12 or "-" in names:
        return False
    if any(word.lower() in words_of("heading_words") for word in names):
        return False
    return all(
        (word[0].isupper() and not word.isupper() and not any(c.isdigit() for c in word))
        or (len(word) == 2 and word[1] == ".")
        for word in names
    )


@cache
def _languages() -> dict[str, list[str]]:
    """Each frequent word with the languages that it belongs to."""
    found: dict[str, list[str]] = {}
    for tag, table in vocabulary()["language"].items():
        for word in table:
            found.setdefault(word, []).append(tag)
    return found


def language_of(text: str) -> str | None:
    """The language (BCP 47) whose frequent words the opening of a text holds most; None where none stands out."""
    words = text[:2500].lower().split()
    if len(words) < 4:
        return None
    languages = _languages()
    shares = dict.fromkeys(vocabulary()["language"], 0)
    for word in words:
        for tag in languages.get(word, ()):
            shares[tag] += 1
    best = max(shares, key=lambda tag: shares[tag])
    return best if shares[best] >= 0.1 * len(words) else None
