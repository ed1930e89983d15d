"""Full text search with one grammar and one notion of a word on every database.

A question is words, all of which must occur: `training`; `"phrases of words"`; `-not` and `-"not this"`; `prefix*`.
Everything else that can be typed only parts words; a word with signs in it (`F-16`) is a phrase.

Words are runs of letters and digits without case and accents. They are found here and not by the databases, whose
parsers differ; SQLite's FTS5 and PostgreSQL's tsvector only keep the places of words handed to them ready-made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select, String, Text, bindparam, not_, select
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

#: More than a question needs, few enough for one statement.
MAXIMUM_ITEMS = 32
MAXIMUM_PHRASE = 32
#: A passage is shorter than the 255 places that a tsvector keeps of one word; each repeats the end of the one before,
#: so that a phrase is whole in one of them.
_PASSAGE = 200
_STRIDE = _PASSAGE - MAXIMUM_PHRASE
#: Longer words are cut: PostgreSQL keeps 2 kB of one.
_LONGEST_WORD = 100
#: Stands between pieces that no phrase may cross: no question has it, because it is neither letter nor digit.
_BREAK = "·"

#: Letters and digits, with combining marks inside and after; linear, because what repeats begins differently.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


class Word(NamedTuple):
    """A word of a text as it is compared, and its place."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        if folded := _fold(found.group()):
            yield Word(folded, found.start(), found.end())


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
        return "".join(filter(str.isalnum, decomposed))[:_LONGEST_WORD]
    return word.lower()[:_LONGEST_WORD]


#: The words of a text without accents, three times as fast.
_PLAIN_WORD = re.compile("[a-z0-9]+")


def _folded(text: str) -> Iterable[str]:
    """The words as they are compared, without their places."""
    if text.isascii():
        return (word[:_LONGEST_WORD] for word in _PLAIN_WORD.findall(text.lower()))
    return (word.folded for word in words(text))


def passages(pieces: Iterable[str | None]) -> list[tuple[str, ...]]:
    """The words of the pieces as overlapping runs; one run, maybe an empty one, where they are few."""
    found = list(chain.from_iterable([*_folded(piece), _BREAK] for piece in pieces if piece))
    return [tuple(found[start : start + _PASSAGE]) for start in range(0, max(len(found) - MAXIMUM_PHRASE, 1), _STRIDE)]


class BadSearch(ValueError):
    """The question cannot be answered. The message says what to change."""


@dataclass(frozen=True, slots=True)
class Item:
    """Words that follow each other."""

    words: tuple[str, ...]
    prefix: bool = False
    """Whether the last one may go on."""
    negated: bool = False


#: Quotation marks of other keyboards.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_ITEM = re.compile(r'(-*)(?:"([^"]*)"?(\*?)|([^\s"]+))')


@lru_cache(maxsize=1 << 10)
def parse(question: str) -> tuple[Item, ...]:
    """Each item once, in the order in which they were typed. Raises `BadSearch`."""
    found: dict[Item, None] = {}
    for dashes, phrase, star, word in _ITEM.findall(question.translate(_QUOTES)):
        said = tuple(each.folded for each in words(phrase or word))
        if said:
            found[Item(said, bool(star) or (phrase or word).rstrip().endswith("*"), bool(dashes))] = None
    if not found:
        raise BadSearch("has no word to look for: a word is letters and digits")
    if len(found) > MAXIMUM_ITEMS:
        raise BadSearch(f"has {len(found)} words and phrases, and can have {MAXIMUM_ITEMS}")
    if longest := max((len(item.words) for item in found if len(item.words) > MAXIMUM_PHRASE), default=0):
        raise BadSearch(f"has a phrase of {longest} words, and can have {MAXIMUM_PHRASE} in one")
    return tuple(found)


def find(items: Iterable[Item], text: str) -> list[list[tuple[int, int]]]:
    """For each item that is not negated, the spans of its occurrences."""
    asked = [item for item in items if not item.negated]
    # Without case is all that folding does to ASCII: most texts have none of the words, and that shows at once.
    lowered = text.lower()
    if text.isascii():
        if not any(item.words[0] in lowered for item in asked):
            return [[] for _ in asked]
        if all(map(_is_short, asked)):
            return [[found.span() for found in _alone(item).finditer(lowered)] for item in asked]
    given = list(words(text))
    places: dict[str, list[int]] = {}
    for index, word in enumerate(given):
        places.setdefault(word.folded, []).append(index)
    return [_occurrences(item, given, places) for item in asked]


def _is_short(item: Item) -> bool:
    """One word that is not cut."""
    return len(item.words) == 1 and len(item.words[0]) < _LONGEST_WORD


@lru_cache(maxsize=1 << 10)
def _alone(item: Item) -> re.Pattern[str]:
    """One word, in a text of ASCII in lower case."""
    return re.compile(f"(?<![a-z0-9]){item.words[0]}{'[a-z0-9]*' if item.prefix else '(?![a-z0-9])'}")


def _occurrences(item: Item, given: Sequence[Word], places: dict[str, list[int]]) -> list[tuple[int, int]]:
    alone = len(item.words) == 1 and item.prefix
    starts: Iterable[int] = range(len(given)) if alone else places.get(item.words[0], ())
    length = len(item.words)
    return [(given[i].start, given[i + length - 1].end) for i in starts if _is_at(item, given, i)]


def _is_at(item: Item, given: Sequence[Word], index: int) -> bool:
    if index + len(item.words) > len(given):
        return False
    *before, last = item.words
    final = given[index + len(before)].folded
    return (final.startswith(last) if item.prefix else final == last) and all(
        given[index + offset].folded == word for offset, word in enumerate(before)
    )


class WordsType(TypeDecorator[Any]):
    """Words with their places: a tsvector, or text for FTS5 to index. Written from a sequence of words."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return None if value is None else " ".join(value)
        return " ".join(f"'{word}':{place}" for place, word in enumerate(value, 1))


class _ItemType(TypeDecorator[Any]):
    """An item in the language of the database; words are letters and digits, so nothing in them needs escaping."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Item | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return " <-> ".join(f"'{word}'" for word in value.words) + (":*" if value.prefix else "")
        return f'"{" ".join(value.words)}"' + (" *" if value.prefix else "")


class _holds(FunctionElement[Any]):
    """`(passages.id, passages.words, item)`: whether the words are there."""

    # Not a Boolean: that is compared with 1 on SQLite, which then reads every passage.
    type = NullType()
    name = "holds"
    inherit_cache = True


@compiles(_holds, "postgresql")
def _holds_on_postgresql(element: Any, compiler: Any, **arguments: Any) -> str:
    _, held, item = (compiler.process(clause, **arguments) for clause in element.clauses)
    return f"{held} @@ CAST({item} AS tsquery)"


@compiles(_holds, "sqlite")
def _holds_on_sqlite(element: Any, compiler: Any, **arguments: Any) -> str:
    id_, _, item = (compiler.process(clause, **arguments) for clause in element.clauses)
    return f"{id_} IN (SELECT rowid FROM passages_index WHERE passages_index MATCH {item})"


class Sought(NamedTuple):
    """An item in a statement, whose words may come later."""

    item: Any
    """The parameter that stands for it."""
    negated: bool


def sought(question: str) -> tuple[Sought, ...]:
    """Raises `BadSearch`."""
    return tuple(Sought(bindparam(None, item, _ItemType(), unique=True), item.negated) for item in parse(question))


def in_language(item: Item, dialect: Dialect) -> str | None:
    return _ItemType().process_bind_param(item, dialect)


def conditions(asked: Iterable[Sought], id_: Any, owner: Any, passage: Any, *among: Any) -> list[Any]:
    """That the passages of the row with this id hold every item, and none of the negated ones.

    `owner`: the column of `passage`, the class of their table, that has the id; `among`: which passages count.
    """

    def owners(item: Any) -> Select[Any]:
        return select(owner).where(owner.is_not(None), _holds(passage.id, passage.words, item), *among)

    return [not_(id_.in_(owners(item))) if negated else id_.in_(owners(item)) for item, negated in asked]
