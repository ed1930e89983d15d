"""The words of a condition that sets a duty off: an attack, a threat, a disaster, a request.

"In the event of a new attack on X"   a phrase: opener, noun of an event, its complements
"if Russia attacks again"             a clause: opener, and a verb or noun of an event before the clause ends
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from app.extraction.model import Span
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.alternatives import holds_any, one_of

_OPENERS = (
    "in the event that|in the event|in case of|in case|in cases of|if|should|whenever|when|once|were|after|"
    "following|upon|on request|on the request|at the request|by request|as soon as|in response to|where|"
    "in the face of|on the outbreak|at the outbreak|in times of|in time of|at times of|in the wake of|"
    "the moment|each time|every time|at the first sign|faced with|in the aftermath|under threat|under attack|"
    "in the case of|on the day|supposing|in any case of|on being|in wartime|in an emergency|in emergencies|in a crisis"
)
_ANY_OPENER = one_of(
    (
        *(form for opener in _OPENERS.split("|") for form in (opener, opener.capitalize())),
        *("IF", "hours of", "hour of", "days of", "day of"),
    )
)
#: Begins with one class of characters, so that the scan for it is quick.
_OPENER = re.compile(rf"[\s\"“‘'(«—–:](?P<words>{_ANY_OPENER})(?![\w’'-])")
_FIRST_OPENER = re.compile(rf"(?P<words>{_ANY_OPENER})(?![\w’'-])")
_BY_REQUEST = re.compile(
    r"(?:at|upon|on|At|Upon|On)\s+(?:[\w’'.-]+\s+){0,5}?(?:[\w.]+['’]s?|its|their|the other's|her|"
    r"his)\s+(?:own\s+|express\s+|written\s+)?(?:request|invitation)\b"
)
_BY_REQUEST_HINTS = ("request", "invitation")
_TREATED = re.compile(
    r"(?:an|An|any|Any|every|Every|each|Each)\s+(?:[\w’'-]+\s+){0,3}(?:attack|aggression|assault|"
    r"strike)\b(?:\s+[\w’'-]+){0,14}?(?=\s+(?:would\s+(?:endanger|be)|(?:shall|will|must|"
    r"is\s+to)\s+be\s+(?:considered|regarded|treated|deemed|seen|taken|held|met|answered|countered|repelled|"
    r"viewed|understood)|counts\s+as|constitutes|"
    r"(?:shall|will)\s+(?:count|constitute)))"
)
_TREATED_HINTS = ("attack", "aggression", "assault", "strike")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]|_")
_LONGEST = 40
"""Characters in a word that names an event, at most."""
_REACH = 420
"""Characters that a condition is followed over."""

_CLAUSES = frozenset(["if", "should", "whenever", "when", "once", "were", "where"]) | {
    "in case",
    "as soon as",
    "on the day",
    "supposing",
    "the moment",
    "each time",
    "every time",
    "in the event that",
    "on being",
}
_INVERTED = frozenset({"should", "were"})
_NARRATIVE = frozenset({"after", "following", "upon", "once", "when", "where", "in the wake of", "in the aftermath"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_TOOK_PLACE = frozenset({"invasion", "annexation", "war", "aggression"})
_REQUESTS = frozenset({"on request", "on the request", "at the request", "by request"})
_WHOLE = frozenset(
    ("on request|by request|under threat|under attack|in wartime|in an emergency|in emergencies|in a crisis").split("|")
)
_MOUNTED = frozenset({"hours of", "hour of", "days of", "day of"})
"""Openers whose own words are no part of the condition: "within 24 hours of a fresh assault"."""
_GRAMMAR = load_toml("triggers.toml")["grammar"]
_FINITE = frozenset(_GRAMMAR["finite"].split())
_MAIN = frozenset(_GRAMMAR["main"].split())
_PREPOSITIONS = frozenset(_GRAMMAR["prepositions"].split())
_STARTERS = frozenset(_GRAMMAR["starters"].split())
_SUBJECTS = _STARTERS | {"any"}
_CONTINUES = frozenset(_GRAMMAR["continues"].split())
_CONNECTED = frozenset(_GRAMMAR["connected"].split())
_STOP = re.compile(r"[;:!?()\[\]]|(?<=[,.!?])[“”\"«»]|[—–](?=\s)|(?<![A-Z])\.(?=\s|\Z)")


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    capital: bool


class _Words(NamedTuple):
    nouns: frozenset[str]
    verbs: frozenset[str]
    weak: frozenset[str]
    beside: frozenset[str]
    past: frozenset[str]


@cache
def _words() -> _Words:
    data = load_toml("triggers.toml")["events"]
    return _Words(*(frozenset(data[key]) for key in ("nouns", "verbs", "weak", "beside", "past")))


@cache
def _known() -> frozenset[str]:
    return _words().nouns | _words().verbs


def find_triggers(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The conditions in `text[start:end]`, in order, none inside another.

    A span begins with its opener ("if", "in the event of") and ends where its clause or phrase does.
    """
    found: list[Span] = []
    done = start
    ahead = _Ahead(text, end)
    first = _FIRST_OPENER.match(text, start, end)
    for match in chain((first,) if first else (), _OPENER.finditer(text, start, end)):
        if match.start() < done:
            continue
        span = _condition(text, start, match, end, ahead)
        if span is not None:
            found.append(span)
            done = span.end
    for hints, pattern in ((_BY_REQUEST_HINTS, _BY_REQUEST), (_TREATED_HINTS, _TREATED)):
        if holds_any(text, hints, start, end):
            spans = [Span(*match.span()) for match in pattern.finditer(text, start, end)]
            found.extend(span for span in spans if not any(span.overlaps(other) for other in found))
    return tuple(sorted(found))


class _Ahead:
    """What stands ahead of one opener after another, so that no stretch is read again for each of them."""

    __slots__ = ("_dry", "_end", "_free", "_stopper", "_text")

    def __init__(self, text: str, end: int) -> None:
        self._text, self._end = text, end
        self._dry = 0
        """No word of an event that begins before it stands ahead."""
        self._free = 0
        """No stop stands before it ahead."""
        self._stopper = -1

    def stop(self, at: int) -> int:
        """Where the sentence or the reach of a condition from `at` ends."""
        limit = min(self._end, at + _REACH)
        if at <= self._stopper != limit - 1:
            return min(self._stopper, limit)
        stopper = _STOP.search(self._text, max(at, self._free), limit)
        if stopper is None:
            self._free = max(at, limit - 1)
            return limit
        if stopper.start() < limit - 1:
            self._stopper = stopper.start()
        return stopper.start()

    def may_hold_event(self, at: int, stop: int) -> bool:
        """Whether some word before `stop` names an event; now and then true where only a part of a word does."""
        if not _known().isdisjoint(_WORD.findall(self._text[max(at, self._dry) : stop].lower())):
            return True
        self._dry = max(self._dry, stop - _LONGEST)
        return False


def _condition(text: str, start: int, opener: re.Match[str], end: int, ahead: _Ahead) -> Span | None:
    """The condition that an opener begins, or None where nothing in it sets a duty off."""
    at = opener.start("words")
    name = " ".join(opener["words"].lower().split())
    if name in _WHOLE:
        return Span(at, opener.end())
    if name == "where" and at > start:
        return None
    opens = _opens_sentence(text, start, at)
    if name in _INVERTED and not opens and not _turns(text, opener.end(), end):
        return None
    stop = ahead.stop(opener.end())
    if name not in _REQUESTS and not ahead.may_hold_event(opener.end(), stop):
        return None
    tokens = [
        _Token(m.start(), m.end(), m.group().lower(), m.group()[0].isupper())
        for m in _TOKEN.finditer(text, opener.end(), stop)
    ]
    if not tokens:
        return None
    if name == "once" and text[max(start, at - 3) : at].lower() == "at ":
        return None
    if name in _INVERTED and not opens and not _inverted(tokens):
        return None
    if name in _CLAUSES:
        length = _clause_length(tokens, opens=opens, verb=name in _INVERTED)
    else:
        length = _phrase_length(tokens, name)
    inside = tokens[:length]
    if not inside or (name not in _REQUESTS and not _eventful(inside, name)):
        return None
    begin = inside[0].start if name in _MOUNTED else at
    return Span(begin, inside[-1].end)


def _turns(text: str, at: int, end: int) -> bool:
    """Whether a subject may begin right at `at`."""
    first = _TOKEN.search(text, at, end)
    return first is not None and first.group().lower() in _SUBJECTS


def _inverted(tokens: Sequence[_Token]) -> bool:
    """ "should either be threatened": a subject stands between "should" and its verb."""
    return tokens[0].word in _SUBJECTS and any(token.word == "be" for token in tokens[1:7])


def _opens_sentence(text: str, start: int, at: int) -> bool:
    """Whether an opener stands first in its sentence or behind a comma, a colon or a conjunction."""
    before = text[max(start, at - 12) : at].rstrip()
    return (
        not before
        or before[-1] in '.,;:!?—–-"“”«»('
        or before.split()[-1].lower() in ("and", "that", "but", "or", "than", "only")
    )


def _eventful(tokens: Sequence[_Token], name: str) -> bool:
    """Whether a word of the condition names an attack, a threat, a disaster or a request, and not one of the past."""
    words = _words()
    here = {token.word for token in tokens}
    if not words.past.isdisjoint(here):
        return False
    hits = here & (_known() if name in _CLAUSES else words.nouns)
    if not hits:
        return False
    if name in _NARRATIVE and (any(word.isdigit() for word in here) or _owned(tokens)):
        return False
    if not hits <= words.weak or not words.beside.isdisjoint(here):
        return True
    return any(a.word in _BE and b.word in hits for a, b in pairwise(tokens))


def _owned(tokens: Sequence[_Token]) -> bool:
    """ "after Moscow's invasion": one that took place."""
    return any(a.capital and a.word.endswith(("'s", "’s")) and b.word in _TOOK_PLACE for a, b in pairwise(tokens))


def _clause_length(tokens: Sequence[_Token], *, opens: bool, verb: bool) -> int:
    """Tokens of a clause: to the comma before the main clause where it opens the sentence, else to the next comma."""
    known = _words().verbs
    finite = verb
    aside = len(tokens) > 0 and tokens[0].word == ","
    for i, token in enumerate(tokens):
        if token.word == ",":
            following = tokens[i + 1].word if i + 1 < len(tokens) else ""
            if i == 0 or following in _CONTINUES or (following == "and" and _connected(tokens, i + 2)):
                continue
            if aside:
                aside = (
                    False  # "Whenever, in the opinion of either, ...": the second comma closes what the first opened
                )
            elif finite and (not opens or _main_ahead(tokens, i + 1)):
                return i
            continue
        if (
            not opens
            and finite
            and token.word in ("and", "but")
            and i + 1 < len(tokens)
            and tokens[i + 1].word in ("shall", "will", "to", "may", "must")
        ):
            return i
        finite = finite or token.word in _FINITE or token.word in known
    return len(tokens)


def _connected(tokens: Sequence[_Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].word in _CONNECTED


def _main_ahead(tokens: Sequence[_Token], i: int) -> bool:
    """Whether a main clause may begin at `i`: no comma stands before a finite verb."""
    for token in tokens[i : i + 16]:
        if token.word == ",":
            return False
        if token.word in _MAIN or token.word in _FINITE:
            return True
    return True


def _phrase_length(tokens: Sequence[_Token], name: str) -> int:
    """Tokens of a phrase: the noun of the event with the complements behind it."""
    nouns = _words().nouns
    seen = name in _REQUESTS
    for i, token in enumerate(tokens):
        word, before = token.word, tokens[i - 1] if i else None
        if word == ",":
            following = tokens[i + 1].word if i + 1 < len(tokens) else ""
            if seen and following not in _CONTINUES and not (following == "and" and _connected(tokens, i + 2)):
                return i
            continue
        if seen and word in _MAIN and word != "plan":
            return i
        if seen and before is not None and _new_subject(token, before) and _main_ahead_soon(tokens, i + 1):
            return i
        if (
            seen
            and word == "to"
            and not (i + 1 < len(tokens) and (tokens[i + 1].capital or tokens[i + 1].word in _STARTERS))
        ):
            return i
        if (
            seen
            and word == "and"
            and i + 1 < len(tokens)
            and (tokens[i + 1].word in _MAIN or tokens[i + 1].word in ("to", "its", "within", "without"))
        ):
            return i
        seen = seen or word in nouns
    return len(tokens)


def _main_ahead_soon(tokens: Sequence[_Token], i: int) -> bool:
    return any(token.word in _MAIN or token.word in _FINITE for token in tokens[i : i + 6])


def _new_subject(token: _Token, before: _Token) -> bool:
    """A word behind a complete phrase that begins the main clause without a comma: "after such an attack Spain"."""
    if (
        before.word in _PREPOSITIONS
        or before.word in _STARTERS
        or before.word in (",", "to", "an", "a", "such", "any", "-", "&", "’", "'")
    ):
        return False
    if token.word in _STARTERS and token.word != "that":
        return True
    return (
        token.capital
        and not before.capital
        and not before.word.endswith(("an", "ese", "ish", "ern"))
        and before.word not in ("other", "new")
    )
