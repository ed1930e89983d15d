"""How long an agreement runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.extraction.agreements.passages import Passage, holding
from app.extraction.agreements.passing import is_renewed
from app.extraction.agreements.words import View
from app.extraction.terms import Duration, find_durations

_ANSWER = 24
"""Characters in which an answer comes to the point."""
_UNITS = ("year", "month", "decade", "centur", "weeks", "days")
_RUNS = re.compile(
    r"\b(?:run|runs|running|holds? (?:good )?for|last|lasts|lasting|valid|validity|in force|in effect|term|duration|"
    r"covers?|covering|concluded|period|lifetime|life|remains?|apply|applies|effective|expires?|spans?|spanning|"
    r"extends?|stays?|good|effect|calculated|designed|meant|intended|foreseen|fixed|binding|agreed|signed|sign)\b"
)
_BOUND = re.compile(r"\b(?:oblig\w+|undertak\w+|commit\w*|pledg\w+|bound|promis\w+|guarante\w+|bind\w*)\b")
_OTHER_TIME = re.compile(
    r"\b(?:notice|every|each|review|within|after|past|the last|over|ago|warning|in advance|withdraw\w*|"
    r"terminat\w+|quit|leave|training|course|repay\w*|loan|grant|budget|first|next|previous|since|"
    r"denounc\w+|renew\w*|prolong\w*)\b"
)
_COUNTED_TIME = re.compile(
    r"\b(?:every|each|within|after|over|in|than|by|previous|first|another|the past|the last|(?:in|over|"
    r"within) the (?:last|past|next|first)) (?:the )?(?:a )?$"
)
_STAY = re.compile(r"\b(?:to|will|shall|may|can) (?:remain|stay)\b(?! in (?:force|effect)| valid)")
"""`allows soldiers to remain for two years`."""
_EXPIRES = re.compile(r"\b(?:expir\w+|laps\w+|ends?|runs? out)(?: [\w-]+)? after (?:a )?$")
_GUIDES = re.compile(
    r"\b(?:guides?|governs?|steers?|frames?|shapes?|be with us|stand|bind(?:s|ing)?)\b[^.;,]{0,50} (?:for|over|during) "
    r"(?:the )?(?:next |coming |following )?$"
)
"""`is to guide the work of their governments over the next seven years`, `will be with us for ten years`."""
_FOR_LONG = re.compile(r"(?:^|\b(?:that|and)|[,:]) ?for (?:the next |the coming )?(?:a )?$")
"""`for ten years Bulgaria undertakes`."""
_IS_FOR = re.compile(r"\b(?:agreement|treaty|pact|accord|deal|memorandum|mou|it) (?:is|was) for (?:a )?$")
_LABEL = re.compile(r"\b(?:duration|term|validity|valid|lifetime|length|period)(?: [\w-]+){0,3} ?[:–—-] ?$")
"""`Duration: 5 years`."""
_FOR_TAIL = re.compile(r"(?:,| and|, and) for (?=(?:[\w-]+ ){0,4}$)")
"""`takes effect on signature, for five years`: what follows the comma tells how long."""
_RENEWS = re.compile(r"\b(?:renew\w*|extend\w*|prolong\w*|further|additional|successive|subsequent)\b[^.;]{0,40}$")


def find_duration(view: View, passages: Sequence[Passage]) -> str | None:
    """How long the agreement runs, ISO 8601: the surest place, then the first."""
    best: tuple[int, str] | None = None
    answers = _answers(view, passages)
    for passage in holding(view, passages, _UNITS):
        for mention in find_durations(view.text, passage.start, passage.end):
            answer = passage.start in answers and mention.start - passage.start < _ANSWER
            sureness = 3 if answer else _sureness(view, passage, mention)
            if sureness and (best is None or sureness > best[0]):
                best = (sureness, mention.iso)
    return best[1] if best else None


def _answers(view: View, passages: Sequence[Passage]) -> frozenset[int]:
    """Where the sentence begins that follows `How long does it run?`"""
    if "how long" not in view.folded:
        return frozenset()
    return frozenset(
        after.start
        for before, after in pairwise(passages)
        if view.folded[before.end - 1] == "?" and view.folded.find("how long", before.start, before.end) >= 0
    )


def _sureness(view: View, passage: Passage, mention: Duration) -> int:
    """3: the agreement is said to run so long; 1: a duty under it is; 0: something else lasts so long."""
    noun = next((n for n in passage.sentence.nouns if 0 <= n.start - mention.end <= 60 and n.name != "anaphor"), None)
    gap = view.folded[mention.end : noun.start] if noun else ""
    if (
        noun is not None
        and _is_adjective(view, mention)
        and not re.search(r"[,.;:]|\b(?:the|of|in|and|to|under)\b", gap)
    ):
        return 3
    before = view.folded[max(passage.start, mention.start - 70) : mention.start]
    after = view.folded[mention.end : min(passage.end, mention.end + 40)]
    clause = re.split(r"[,;:]| and | but ", _FOR_TAIL.sub(" for ", before))[-1]
    if re.match(
        r"['’]?s?[’']? (?:written |prior )?(?:notice|ago|earlier|later|before|old)\b|[’'] ", after
    ) or _is_for_later(passage, mention, before):
        return 0
    if _IS_FOR.search(before) or _EXPIRES.search(before) or _LABEL.search(before):
        return 3
    if _GUIDES.search(before) and (passage.sentence.nouns or any(v.name == "sign" for v in passage.sentence.verbs)):
        return 3
    if _COUNTED_TIME.search(before):
        return 0
    if _STAY.search(clause):
        return 0
    if _RUNS.search(clause) and not _OTHER_TIME.search(clause):
        return 3
    if re.search(r"\bfor (?:a |the )?(?:period|term|duration) of $", before):
        return 3
    if (
        re.search(r"\b(?:for|of) (?:the next |at least |up to |an initial |a total of )?(?:a )?$", before)
        and passage.sentence.nouns
        and _RUNS.search(before)
        and not _OTHER_TIME.search(before)
    ):
        return 2
    if re.search(r"\bfor (?:a )?$", before) and any(
        (v.name == "force" or is_renewed(view, v)) and passage.start <= v.start < passage.end
        for v in passage.sentence.verbs
    ):
        return 2
    if _FOR_LONG.search(before) and _BOUND.search(after):
        return 1
    if (
        _BOUND.search(before)
        and re.search(r"\bfor (?:the next )?(?:a )?$", before)
        and not _OTHER_TIME.search(clause.replace("next", ""))
    ):
        return 1
    return 0


def _is_for_later(passage: Passage, mention: Duration, before: str) -> bool:
    """`may be renewed for five years`; not `renewed their agreement for five years`."""
    match = _RENEWS.search(before)
    at = mention.start - len(before) + match.start() if match else 0
    return match is not None and not any(at < noun.start < mention.start for noun in passage.sentence.nouns)


def _is_adjective(view: View, mention: Duration) -> bool:
    surface = view.folded[mention.start : mention.end]
    return (
        "-" in surface
        or surface.endswith(("year", "month", "decade"))
        or "decade-long" in view.folded[mention.start : mention.end + 6]
    )
