"""What marks another agreement than the one reported on: a similar one, one of an earlier year, one of another page."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from app.extraction.agreements.instruments import Sentence, Verb
from app.extraction.agreements.words import View, Word, word_set

_RENEWED = frozenset({"renewed", "extended", "upgraded"})
"""Verbs that make an old agreement a new one."""


RECITES = re.compile(
    r"(?:and )?(?:recalling|noting|having (?:regard|heard|noted|taken note)|welcoming|bearing in mind|building on|"
    r"pursuant to|considering|recognising|recognizing|mindful of|proceeding from|guided by|referring to)\b"
)
"""How a recital opens: the agreement that it names is an earlier one."""


def is_renewed(view: View, verb: Verb) -> bool:
    """`renewed their agreement of 2009`: the old one is signed anew."""
    return verb.tense == "signed" and view.folded[verb.start : verb.end] in _RENEWED


_YEAR_BEFORE = re.compile(r"\b((?:19|20)\d\d)(?: [\w-]+){0,4} $")
_YEAR_AFTER = re.compile(r"(?: [\w’'-]+){0,6} (?:of|from|in|dated|since)(?: [\w.]+){0,3}? ((?:19|20)\d\d)\b")
_FULL_DATE = re.compile(r"\b\d{1,2} [a-z]{3,9}\.? (?:19|20)\d\d\b|\b[a-z]{3,9}\.? \d{1,2}, (?:19|20)\d\d\b")
_IN_YEAR = re.compile(r"(?:back |early |late )?in (?:\w+ )?((?:19|20)\d\d)\b")
_ON_THIS_DAY = re.compile(
    r"(?:today in|on this (?:very )?day|this day)[, ](?:in |back in |of )?(?:\w+ ){0,2}(?:1\d|20)\d\d\b|"
    r"(?:\w+ ){1,3}(?:years|decades) ago today\b"
)
_ANNIVERSARY = re.compile(
    r"\b(?:anniversary|jubilee|birthday|centenary|bicentenary) of (?:the (?:signing|conclusion) of )?(?:[\w'-]+ ){0,5}$"
)
_RECENT = 1990
"""What is older than this is history where the document has no date."""
_WORDS = re.compile(r"[\w-]+")
_LONG_AGO = re.compile(r"(?: [\w'’-]+){0,6} (?:last year|years ago|a (?:year|decade) (?:ago|earlier)|decades ago)\b")
_A_OR_AN = re.compile(r"\b(?:a|an)(?: [\w-]+){0,4} $")
"""Before what the text has not spoken of."""
_COUNTED = re.compile(r"\b(?:two|both|three|these|those|the|twin)(?: [\w-]+){0,4} $")
_SEVERAL = re.compile(
    r"\b(?:\d+|dozens|scores|series|string|more than|some|most|all|such|similar|other|many|several|"
    r"of)(?: [\w-]+){0,5} $"
)


_WITH_ANY = re.compile(
    r"(?: [\w-]+){0,3} with (?:any(?:body|one)?|another|other|a third|third|somebody|someone|whomever)\b"
)
"""`before it signs a treaty with anybody else`."""
_OPENING = 24
"""Characters in which a recital shows itself."""
_ON_ANOTHER_PAGE = re.compile(r"(?:\bpage|\bpp?\.) ?\d+\W*$")
"""`see Unmanned, p. 44`: what another page tells."""


_BY_FIRM = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|manufacturers?|makers?|shipyards?|shipbuilders?|yards?|contractors?|consorti(?:um|a)|"
    r"suppliers?|conglomerate|corporation|start-?ups?|universit(?:y|ies)|(?<!european )(?<!african )unions?|"
    r"clubs?|banks?|"
    r"chambers? of commerce|mayors|rectors|police chiefs|fire brigades|fire services|associations|museums|schools|"
    r"hospitals)"
    r"(?: (?:in|of|from) [\w' -]{1,60}?)?"
    r"(?: (?:has|have|had|also|today|then|jointly|and|yesterday|on \w+day|will|will also))* $"
)
_WITH_FIRM = re.compile(
    r" (?:[\w-]+ ){0,2}with (?:the |an? )?(?:[\w’'-]+ ){0,2}(?:state-owned|state-run|state-controlled|private|"
    r"privately|listed|compan(?:y|ies)|firms?|manufacturers?|makers?|shipyards?|shipbuilders?|contractors?)\b"
)
"""`The company signed a memorandum with state-owned Romarm`: not the act of a state."""

_NAMES_OF = re.compile(
    r"\b([A-Z][\w&-]+) of (?:the )?[A-Z][\w -]{2,20} and ([A-Z][\w&-]+) of (?:the )?[A-Z][\w -]{2,20} $"
)
"""`Leonardo of Italy and Baykar of Turkey signed`."""


def _by_firm(view: View, sentence: Sentence, noun: Word, verb: Verb | None) -> bool:
    if verb is None or verb.name != "sign":
        return False
    if _WITH_FIRM.match(view.folded, noun.end, sentence.end):
        return True
    if _BY_FIRM.search(view.folded[max(sentence.start, verb.start - 100) : verb.start]) is not None:
        return True
    pair = _NAMES_OF.search(view.plain, max(sentence.start, verb.start - 90), verb.start)
    offices = word_set("government", "words")
    return pair is not None and pair.group(1).lower() not in offices and pair.group(2).lower() not in offices


def why_passing(view: View, sentence: Sentence, noun: Word, verb: Verb | None, published: date | None) -> str:
    """Why a noun names another agreement than the one reported on, or ''."""
    if _ON_ANOTHER_PAGE.search(view.folded[max(noun.end, sentence.end - 16) : sentence.end]):
        return "elsewhere"
    if RECITES.match(view.folded, sentence.start, sentence.start + _OPENING):
        return "recital"
    if _by_firm(view, sentence, noun, verb):
        return "firm"
    before = view.folded[max(sentence.start, noun.start - 44) : noun.start]
    after = view.folded[noun.end : min(sentence.end, noun.end + 48)]
    words = _WORDS.findall(before)
    for size in range(1, min(6, len(words)) + 1):
        mark = words[-size]
        if mark in ("the", "this", "its", "a", "an"):
            mark = words[-size - 1] if size < len(words) and words[-size - 1] == "such" else ""
        if mark in _marks():
            return "like"
        if not mark:
            break
    if after.startswith(_marks_after()) or _WITH_ANY.match(after):
        return "like"
    if noun.group == "plural" and (_SEVERAL.search(before) or not _COUNTED.search(before)):
        return "several"
    years = [
        int(m.group(1))
        for m in (
            _YEAR_BEFORE.search(before) if "19" in before or "20" in before else None,
            _YEAR_AFTER.match(after) if "19" in after or "20" in after else None,
        )
        if m
    ]
    bound = published.year if published else _RECENT
    if published and _FULL_DATE.search(after):
        bound -= 1  # a day of last year is told of in the first months of this one
    if any(year < bound for year in years) and not (verb is not None and is_renewed(view, verb)):
        return "year"
    if "of " in before and _ANNIVERSARY.search(view.folded, max(sentence.start, noun.start - 90), noun.start):
        return "year"
    if _ON_THIS_DAY.match(view.folded, sentence.start, sentence.end):
        return "year"
    opening = _IN_YEAR.match(view.folded, sentence.start, sentence.end)
    if opening and int(opening.group(1)) < (published.year - 1 if published else _RECENT):
        return "year"
    if (
        ("last year" in after or "ago" in after or "earlier" in after)
        and _LONG_AGO.match(after)
        and _A_OR_AN.search(before)
    ):
        return "earlier"
    if verb is not None:
        lead = view.folded[max(sentence.start, verb.start - 24) : verb.start]
        if (
            ("earl" in lead or "already" in lead or "prev" in lead)
            and re.search(r"\b(?:previously|earlier|already)(?: \w+)? $", lead)
            and (noun.group == "plural" or _A_OR_AN.search(before))
        ):
            return "earlier"
    return ""


@cache
def _marks_after() -> tuple[str, ...]:
    return tuple(f" {mark}" for mark in word_set("passing", "after"))


@cache
def _marks() -> frozenset[str]:
    return frozenset(mark for mark in word_set("passing", "before") if " " not in mark)
