"""Where a text speaks of an agreement between states, with whom, and what is done to it: one sentence at a time.

Kyiv and Washington will sign a security agreement     signers UA, US; verb `sign`, planned; noun `agreement`
similar pacts were signed with France                  passing: not the agreement reported on
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from app.extraction.actors.states import Actor, words_of
from app.extraction.agreements.tenses import Tense, tense_of
from app.extraction.agreements.words import View, Word, find_words, word_set
from app.extraction.document import Document, Kind
from app.extraction.model import Span
from app.extraction.vocabulary import load_toml

_SILENT = frozenset({Kind.LINK, Kind.ADVERT, Kind.CAPTION, Kind.META, Kind.NOTE})
_NOUNS = frozenset({"noun", "plural"})
_LONGEST = 1600
"""Characters of a sentence that are read as one."""
_MOST_NOUNS = 40
"""Agreements named in one sentence: what names more is no sentence, and each is weighed against the others."""
_LABEL = 40
"""Characters of a label."""
_LINK = 72
"""Characters between two parties of one list."""


class Party(NamedTuple):
    """Parties named together: `Kyiv and Washington`, `the Spanish prime minister and the Ukrainian president`."""

    start: int
    end: int
    codes: tuple[str, ...]
    """In order of the text, each once."""
    lead: str
    """The preposition before them, or ''."""


class Verb(NamedTuple):
    """What is done to an agreement in a sentence."""

    start: int
    end: int
    name: str
    tense: Tense


class Sentence:
    """One sentence with what bears on agreements in it; its verbs and parties are read when they are asked for."""

    __slots__ = (
        "_parties",
        "_verbs",
        "_view",
        "_words",
        "actors",
        "block",
        "collectives",
        "end",
        "kind",
        "nouns",
        "start",
    )

    def __init__(
        self, view: View, span: Span, block: int, kind: Kind, words: Sequence[Word], actors: Sequence[Actor]
    ) -> None:
        self.start, self.end, self.block, self.kind, self.actors = span.start, span.end, block, kind, actors
        nouns = [w for w in words if w.group in _NOUNS and _is_noun(view, w, actors)] if words else []
        self.nouns = nouns[:_MOST_NOUNS]
        self.collectives = [w for w in words if w.group == "collective"] if words else []
        self._view, self._words = view, words
        self._verbs: list[Verb] | None = None
        self._parties: list[Party] | None = None

    @property
    def verbs(self) -> list[Verb]:
        if self._verbs is None and not self._words:
            self._verbs = []
        elif self._verbs is None:
            span = Span(self.start, self.end)
            self._verbs = [
                Verb(w.start, w.end, w.name, "loose" if w.name == "terms" else tense_of(self._view, span, w))
                for w in self._words
                if w.group == "verb"
            ]
        return self._verbs

    @property
    def parties(self) -> list[Party]:
        if self._parties is None:
            self._parties = list(_party_lists(self._view, Span(self.start, self.end), self.actors))
        return self._parties


def read_sentences(view: View, document: Document, actors: Sequence[Actor]) -> list[Sentence]:
    """The sentences of the document proper, in order; furniture is left out."""
    words = find_words(view.folded)
    word_starts = [word.start for word in words]
    actor_starts = [actor.start for actor in actors]
    found: list[Sentence] = []
    word = actor = 0
    for index, block in enumerate(document.blocks):
        if block.kind in _SILENT and not (block.kind is Kind.META and is_labelled(view, block.start, block.end)):
            continue
        for span in _bounded(document.sentences(index)):
            first = bisect_left(word_starts, span.start, word)
            word = bisect_left(word_starts, span.end, first)
            opening = bisect_left(actor_starts, span.start, actor)
            actor = bisect_left(actor_starts, span.end, opening)
            found.append(Sentence(view, span, index, block.kind, words[first:word], actors[opening:actor]))
    return found


def is_asked(view: View, sentence: Sentence) -> bool:
    """Whether a sentence only asks; who puts the questions, or leads through them, also tells."""
    return sentence.kind is Kind.QUESTION and (
        view.text.find("?", max(sentence.start, sentence.end - 3), sentence.end) >= 0
    )


def is_labelled(view: View, start: int, end: int) -> bool:
    """`Signed: 3 May 2025, Apia`: a line above a text that tells of the agreement itself."""
    colon = view.folded.find(":", start, min(end, start + _LABEL))
    return colon > 0 and view.folded[start:colon].strip() in word_set("labels", "words")


def _bounded(sentences: Sequence[Span]) -> Iterator[Span]:
    """An endless sentence in pieces, so that the cost stays linear."""
    for span in sentences:
        if span.end - span.start <= _LONGEST:
            yield span
            continue
        for start in range(span.start, span.end, _LONGEST):
            yield Span(start, min(span.end, start + _LONGEST))


def is_one_with(view: View, noun: Word) -> bool:
    """`the one with`, `that with`: an agreement named before, by its other party."""
    return noun.name == "anaphor" and view.folded.endswith((" with", " between"), noun.start, noun.end)


_SIGNED_OBJECT = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|ink(?:s|ed)?|conclud(?:e|es|ed|ing)|seal(?:s|ed|ing)?|initial(?:s|led|ed)|"
    r"enter(?:s|ed)? into|put (?:their|his|her|its) (?:names?|signatures?) (?:to|under)|agreed|reached|struck) "
    r"(?:an?|the|their|this|its|on an?)(?: (?!(?:of|to|for|with|and|that)\b)[\w'-]+){0,5} $"
)


def _is_named(view: View, word: Word) -> bool:
    """`the Partnership`, within a sentence in small letters."""
    return (
        view.text[word.start].isupper()
        and view.text[word.start + 1].islower()
        and view.text[word.start - 1 : word.start] == " "
        and view.text[word.start - 2 : word.start - 1] not in (".", "?", "!", ":")
        and not view.folded.startswith("alliance", word.start)
    )


def _is_known(view: View, word: Word) -> bool:
    """`the partnership`, in a text that names one."""
    return (
        view.partnership
        and view.folded.endswith(("the ", "this "), 0, word.start)
        and view.folded.startswith("partnership", word.start)
        and not view.folded.startswith((" with", " between", " of", " for"), word.end)
    )


def _is_signed(view: View, word: Word) -> bool:
    """`signed an undertaking`, `reached a written understanding`."""
    before = view.folded[max(0, word.start - 70) : word.start]
    return _SIGNED_OBJECT.search(before) is not None and not view.folded.startswith((" agreement", " treaty"), word.end)


_PARTNER = 24
"""Characters between `the one with` and the partner."""


def _is_noun(view: View, word: Word, actors: Sequence[Actor]) -> bool:
    """Not `to deal with`; `the one with` only where a state follows."""
    if word.name == "partnership":
        return _is_named(view, word) or _is_known(view, word) or _is_signed(view, word)
    if not is_one_with(view, word):
        return not _is_verb_deal(view, word)
    return any(0 <= actor.start - word.end <= _PARTNER for actor in actors)


_DEAL_VERB = re.compile(r"(?:\b(?:to|will|would|can|could|must|should|we|they|you|i|not|and)|'ll) $")


def _is_verb_deal(view: View, word: Word) -> bool:
    """`to deal with`, `they document`: the word is a verb."""
    surface = view.folded[word.start : word.end]
    return (
        surface in ("deal", "deals", "document", "documents", "draft", "pact", "text")
        and bool(_DEAL_VERB.search(view.folded[max(0, word.start - 10) : word.start]))
        and (surface != "deal" or view.folded.startswith(" with", word.end))
    )


_JOINS = re.compile(r",|&|/|-|–|—|\band\b|\bor\b|\bas well as\b|\balongside\b")
_LIST_ENDS_AT = re.compile(r"[.;:!?()\[\]\"“”«»]")
_EPITHET = re.compile(
    r" and (?:its|his|her|their) (?:[\w-]+ ){0,3}(?:neighbou?r|all(?:y|ies)|partner|friend|rival|colleague|"
    r"(?:opposite )?number|counterpart|protector|patron|creditor|host|guest|sister|enemy|foe),? |"
    r" and (?:its|his|her|their) (?:new |old )?$"
)
"""`Ghana and its eastern neighbour, Togo`, `the Turkish minister and his Qatari counterpart`."""
_WORDS = re.compile(r"[\w'’-]+")
_TRAILING = re.compile(
    r"[ ]{1,2}([^\W\d_][\w-]*)(?:[ ]([^\W\d_][\w-]*))?(?:[ ]([^\W\d_][\w-]*))?(?:[ ]([^\W\d_][\w-]*))?"
)


def _party_lists(view: View, span: Span, actors: Sequence[Actor]) -> Iterator[Party]:
    """Runs of parties that the text names in one breath."""
    run: list[Actor] = []
    located = False
    for actor in actors:
        gap = view.folded[run[-1].end : actor.start] if run else ""
        joined = bool(run) and _is_list_gap(gap)
        located = actor.locative or (joined and located and gap.strip() in ("and", ",", ", and"))
        fit = not located and _is_party(view, actor)
        if not fit:
            if (
                joined
                and actor.kind == "demonym"
                and gap.strip() in ("and", "-", "–")
                and _is_modifier_pair(view, actor)
            ):
                run.append(actor)
                continue
            if run:
                yield _party(view, span, run)
            run = []
        elif joined:
            run.append(actor)
        else:
            if run:
                yield _party(view, span, run)
            run = [actor]
    if run:
        yield _party(view, span, run)


def _party(view: View, span: Span, run: Sequence[Actor]) -> Party:
    codes = tuple(dict.fromkeys(code for actor in run for code in actor.codes))
    return Party(run[0].start, run[-1].end, codes, _lead(view, span, run[0]))


def _is_list_gap(gap: str) -> bool:
    if len(gap) > _LINK or _LIST_ENDS_AT.search(gap):
        return False
    if not _JOINS.search(gap):
        # "Ukrainian President Zelensky": the demonym and the name are one party
        return len(gap) < 40 and not any(
            word in word_set("grammar", "ends_list") or word in ("with", "to", "for", "of")
            for word in _WORDS.findall(gap)
        )
    if gap.startswith("'s ") and _has_noun(gap.split()):
        return False  # "Japan's treaty and Germany's memorandum"
    return not any(
        word in word_set("grammar", "ends_list") or word in ("with", "to", "for")
        for word in _WORDS.findall(_EPITHET.sub(" and ", gap.removeprefix("'s"), 1))
    )


_MEMBERS = re.compile(r"[ -](?:members?|member states?|allies|ally|states|countries|nations|neighbou?rs)\b")
"""`the two NATO members signed`: states of an organisation, not the organisation."""


def _is_party(view: View, actor: Actor) -> bool:
    """Whether a word can stand for the state that signs: not a firm of it, nor a mere adjective."""
    if is_firm(view, actor) or (actor.kind == "organisation" and _MEMBERS.match(view.folded, actor.end)):
        return False
    if actor.kind in ("leader", "metonym", "organisation"):
        return True
    if actor.kind == "people":
        return view.folded[max(0, actor.start - 4) : actor.start] == "the "
    possessive = view.plain.startswith(("'s ", "' "), actor.end)
    words = _following_words(view, actor.end + 2 if possessive else actor.end)
    first = [word.lower() for word in words]
    governs = not word_set("government", "words").isdisjoint(first[:3])
    if actor.kind == "demonym":
        return governs or _is_modifier_pair(view, actor)
    if possessive:
        return governs or _has_noun(first)
    return not (
        words
        and words[0][0].isupper()
        and words[0].isupper()
        and len(words[0]) > 4
        and not view.plain[actor.start : actor.end].isupper()
    )


_BODY_OF = re.compile(r"\b(\w+) of (?:the )?$")
_BODIES = frozenset({"city", "port", "town", "mayor", "diocese", "archdiocese", "chamber", "harbour", "museum"})
"""With the firms and universities: what is of a place and does not speak for its state."""


def is_firm(view: View, actor: Actor) -> bool:
    """`South Korea's Hanwha`, `the Spanish club`: a firm, club or person of the state, not the state."""
    if (body := _BODY_OF.search(view.folded[max(0, actor.start - 32) : actor.start])) is not None:
        return body.group(1) in _BODIES or body.group(1) in word_set("government", "firms")
    possessive = view.plain.startswith("'s ", actor.end)
    words = _following_words(view, actor.end + 2 * possessive)
    if words and (owner := actor.end + 2 * possessive + 1 + len(words[0])) and view.plain.startswith("'s ", owner):
        words = [*words, *_following_words(view, owner + 2)]  # "the Brazilian navy's own yard"
    return not word_set("government", "firms").isdisjoint(word.lower() for word in words[:4])


@cache
def _singular_nouns() -> frozenset[str]:
    table = load_toml("agreements.toml")
    return frozenset(
        word
        for section in ("nouns", "plurals")
        for entry in table[section].values()
        for word in words_of(entry)
        if " " not in word
    )


def _has_noun(words: Sequence[str]) -> bool:
    return not _singular_nouns().isdisjoint(words)


def _is_modifier_pair(view: View, actor: Actor) -> bool:
    """`Polish-Ukrainian agreement`, `the Danish and Ghanaian navies`: an adjective beside another before the noun."""
    words = [word.lower() for word in _following_words(view, actor.end)]
    if _has_noun(words) or not word_set("government", "words").isdisjoint(words[:3]):
        return True
    after = view.folded[actor.end : actor.end + 1]
    return after in ("-", "–", "—") or (
        view.folded.startswith((" and ", "/"), actor.end) and view.plain[actor.end + 5 : actor.end + 6].isupper()
    )


def _following_words(view: View, end: int) -> list[str]:
    match = _TRAILING.match(view.plain, end, min(len(view.plain), end + 60))
    return [word for word in match.groups() if word] if match else []


def _lead(view: View, span: Span, first: Actor) -> str:
    """The preposition that governs a list of parties; those sent by a state act for it: `my colleagues from Riga`."""
    before = view.folded[max(span.start, first.start - 60) : first.start]
    if before.endswith(" from ") and first.kind in ("capital", "state") and not first.locative:
        return ""
    if _LIST_ENDS_AT.search(before[-2:]):
        return ""
    words: list[str] = _WORDS.findall(before)
    outermost = ""
    for word in reversed(words):
        if word in word_set("grammar", "prepositions"):
            return word
        if word not in word_set("grammar", "before_party"):
            return "of" if outermost == "of" or before.endswith(" of ") else ""
        outermost = word
    return ""


_DRAFT_BEFORE = re.compile(
    r"\b(?:draft|planned|proposed|future|upcoming|forthcoming|prospective|looming|pending|expected|"
    r"would-be|possible) (?:(?!(?:an?|the|its|their|his|her|to|that)\b)[\w-]+ ){0,3}$"
)


def is_draft(view: View, sentence: Sentence, noun: Word) -> bool:
    """`the draft agreement`, `the future treaty`, `the planned pact`, and the word draft itself."""
    return view.folded.startswith("draft", noun.start) or bool(
        _DRAFT_BEFORE.search(view.folded[max(sentence.start, noun.start - 48) : noun.start])
    )
