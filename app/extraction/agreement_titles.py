"""What a document calls an agreement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.extraction.agreement_terms import Passage
from app.extraction.document import Document
from app.extraction.instruments import View, Word
from app.extraction.parties import Reported

_MODIFIERS = re.compile(r"(?:[\w.'’-]+[ –-]){0,6}$")
_STOPS = frozenset(
    "a an the this that its their his of on in to for with by from under and or new sign signs signed signing will shall has have had is are was be ink strike strikes seal reach "
    "reached called so-called first such same any no would which under-the details draft future planned putting last".split()
)
_TAIL = re.compile(r"(?:,? (?:on|of|for|concerning|regarding|and|the|between|relating to) (?:the )?| )?[^\W\d_a-z][\w'’.-]*")
_WHEN = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day|\.|[a-z]*\b)")
_LONGEST = 200


def find_title(view: View, document: Document, passages: Sequence[Passage], one: Reported, own_text: bool) -> str:
    """The name of the agreement: that of its own text, else the fullest capitalised name, else its first description."""
    if own_text and document.title is not None:
        return " ".join(document.title.of(view.text).split())[:_LONGEST]
    names = [_name(view, passage, p.noun) for passage in passages for p in passage.proposals if p.noun is not None and not p.passing and p.noun.group == "noun" and p.noun.name != "anaphor"]
    formal = [name for name in names if name[0].isupper() and len(name.split()) > 1]
    if formal:
        return max(formal, key=lambda name: len(name.split()))
    return max(names[:3], key=len, default="agreement")


def _name(view: View, passage: Passage, noun: Word) -> str:
    """The noun with the words that belong to its name on both sides."""
    text = view.text
    capital = text[noun.start].isupper()
    begin = noun.start
    for word in reversed(re.findall(r"[\w.'’–-]+", text[max(passage.start, noun.start - 80) : noun.start])):
        at = text.rfind(word, max(passage.start, noun.start - 80), begin)
        if text[at + len(word) : begin].strip() or word.lower() in _STOPS or capital and not word[0].isupper():
            break
        begin = at
    end = noun.end
    while capital and end - begin < _LONGEST and (match := _TAIL.match(text, end, passage.end)) and not match.group().strip(" ,").split()[0] in ("which", "and") and not _WHEN.search(match.group()):
        end = match.end()
    return " ".join(text[begin:end].split()).rstrip(".,;:'’”\"")
