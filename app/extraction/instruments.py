"""Where a text speaks of an agreement between states, with whom, and what is done to it: one sentence at a time.

    Kyiv and Washington will sign a security agreement     signers UA, US; verb `sign`, planned; noun `agreement`
    similar pacts were signed with France                  passing: not the agreement reported on
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import ahocorasick

from app.extraction.document import Block, Document, Kind
from app.extraction.lexicon import fold, load_toml
from app.extraction.model import Span
from app.extraction.sentences import split_sentences
from app.extraction.states import Actor, plain_view, words_of

Tense = Literal["signed", "planned", "negated", "wished", "loose"]
"""How a verb stands: done, to come, denied, only called for, or not to be told."""

_SILENT = frozenset({Kind.LINK, Kind.ADVERT, Kind.CAPTION, Kind.META, Kind.NOTE})
_REACH = 130
"""Characters between a verb and the noun or the parties that belong to it."""
_LINK = 72
"""Characters between two parties of one list."""


class Word(NamedTuple):
    """A word of the vocabulary: `group` is its table (`noun`, `plural`, `verb` ...), `name` its row."""

    start: int
    end: int
    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Party:
    """Parties named together: `Kyiv and Washington`, `the Spanish prime minister and the Ukrainian president`."""

    start: int
    end: int
    codes: tuple[str, ...]
    """In order of the text, each once."""
    lead: str
    """The preposition before them, or ''."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What is done to an agreement in a sentence."""

    start: int
    end: int
    name: str
    tense: Tense


@dataclass(slots=True)
class Sentence:
    """One sentence with what bears on agreements in it."""

    start: int
    end: int
    block: int
    kind: Kind
    actors: Sequence[Actor]
    nouns: list[Word] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)
    collectives: list[Word] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class View:
    """A text beside its plain and its folded view, which have the same offsets."""

    text: str
    plain: str
    folded: str


def open_view(text: str) -> View:
    plain = plain_view(text)
    return View(text, plain, fold(plain))


@cache
def _automaton() -> ahocorasick.Automaton:
    table = load_toml("agreements.toml")
    words = ahocorasick.Automaton()
    rows: list[tuple[str, str, str]] = []
    for name in ("words", "elsewhere"):
        rows += [(word, "not" if name == "words" else "elsewhere", name) for word in words_of(table["not_instruments"][name])]
    for group, section in (("noun", "nouns"), ("plural", "plurals"), ("verb", "verbs"), ("collective", "collective")):
        for name, entry in table[section].items():
            rows += [(word, group, name) for word in words_of(entry)]
    for word, group, name in rows:
        if word not in words:
            words.add_word(word, (len(word), group, name))
    words.make_automaton()
    return words


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """A row of `agreements.toml` as a set."""
    return frozenset(words_of(load_toml("agreements.toml")[section][key]))


def find_words(folded: str) -> list[Word]:
    """All words of the vocabulary, the first and longest of those that overlap."""
    found: list[Word] = []
    last = len(folded)
    for at, (length, group, name) in _automaton().iter(folded):
        start, end = at + 1 - length, at + 1
        if start and folded[start - 1].isalnum() or end < last and folded[end].isalnum():
            continue
        while found and found[-1].start >= start:
            found.pop()
        if not found or found[-1].end <= start:
            found.append(Word(start, end, group, name))
    return found


def read_sentences(view: View, document: Document, actors: Sequence[Actor]) -> list[Sentence]:
    """The sentences of the document proper, in order; furniture is left out."""
    words = find_words(view.folded)
    word_starts = [word.start for word in words]
    actor_starts = [actor.start for actor in actors]
    found: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        if block.kind in _SILENT:
            continue
        for span in _spans(view.text, block):
            own = words[bisect_left(word_starts, span.start) : bisect_left(word_starts, span.end)]
            within = actors[bisect_left(actor_starts, span.start) : bisect_left(actor_starts, span.end)]
            found.append(_sentence(view, span, index, block, own, within))
    return found


def _spans(text: str, block: Block) -> Sequence[Span]:
    return split_sentences(text, block)


def _sentence(view: View, span: Span, index: int, block: Block, words: Sequence[Word], actors: Sequence[Actor]) -> Sentence:
    sentence = Sentence(span.start, span.end, index, block.kind, actors)
    for word in words:
        if word.group in ("noun", "plural") and not _is_verb_deal(view, word):
            sentence.nouns.append(word)
        elif word.group == "verb":
            sentence.verbs.append(Verb(word.start, word.end, word.name, _tense(view, span, word)))
        elif word.group == "collective":
            sentence.collectives.append(word)
    sentence.parties = list(_party_lists(view, span, actors)) if actors else []
    return sentence


_DEAL_VERB = re.compile(r"(?:\b(?:to|will|would|can|could|must|should|we|they|you|i|not|and)|'ll) $")


def _is_verb_deal(view: View, word: Word) -> bool:
    """`to deal with`, `they document`: the word is a verb."""
    surface = view.folded[word.start : word.end]
    return surface in ("deal", "deals", "document", "documents", "draft", "pact", "text") and bool(_DEAL_VERB.search(view.folded[max(0, word.start - 10) : word.start])) and (
        surface != "deal" or view.folded.startswith(" with", word.end)
    )


# -- parties ---------------------------------------------------------------------------------------------------------

_JOINS = re.compile(r",|&|/|-|–|—|\band\b|\bor\b|\bas well as\b|\balongside\b")
_ENDS_LIST = frozenset(
    "will shall is are was were has have had be been said says told which who whom whose that but while after before against by in at on from into under during as "
    "because when where if than not no sign signed signs signing agree agreed gives give pledges pledged provides would could may might must should through about over "
    "between among without within towards toward since until via despite did does do it its they their".split()
)
_LIST_ENDS_AT = re.compile(r"[.;:!?()\[\]\"“”«»]")
_SKIPPED = frozenset(
    "the a an both of government governments republic kingdom state states commonwealth federation his her official president presidents prime minister ministers "
    "foreign defence defense secretary king emir sultan chancellor ally allies neighbour neighbor neighbours partner partners new then its his her their our "
    "representatives leaders side sides peoples people ministry ministries affairs excellency highness majesty".split()
)
_WORDS = re.compile(r"[\w'’-]+")
_TRAILING = re.compile(r"[ ]{1,2}([^\W\d_][\w-]*)(?:[ ]([^\W\d_][\w-]*))?(?:[ ]([^\W\d_][\w-]*))?(?:[ ]([^\W\d_][\w-]*))?")


def _party_lists(view: View, span: Span, actors: Sequence[Actor]) -> Iterator[Party]:
    """Runs of parties that the text names in one breath."""
    run: list[Actor] = []
    located = False
    for actor in actors:
        gap = view.folded[run[-1].end : actor.start] if run else ""
        joined = bool(run) and _is_list_gap(gap)
        located = actor.locative or joined and located and gap.strip() in ("and", ",", ", and")
        fit = not located and _is_party(view, actor)
        if not fit:
            if joined and actor.kind == "demonym" and gap.strip() in ("and", "-", "–") and _is_modifier_pair(view, actor):
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
    return Party(run[0].start, run[-1].end, codes, _lead(view, span, run[0].start))


def _is_list_gap(gap: str) -> bool:
    if len(gap) > _LINK or _LIST_ENDS_AT.search(gap):
        return False
    if not _JOINS.search(gap):
        # "Ukrainian President Zelensky": the demonym and the name are one party
        return len(gap) < 40 and not any(word in _ENDS_LIST or word in ("with", "to", "for", "of") for word in _WORDS.findall(gap))
    return not any(word in _ENDS_LIST or word in ("with", "to", "for") for word in _WORDS.findall(gap.removeprefix("'s")))


def _is_party(view: View, actor: Actor) -> bool:
    """Whether a word can stand for the state that signs: not a firm of it, nor a mere adjective."""
    words = _following_words(view, actor.end)
    possessive = view.plain.startswith("'s ", actor.end) or view.plain.startswith("' ", actor.end)
    if possessive:
        words = _following_words(view, actor.end + 2)
    first = [word.lower() for word in words]
    if is_firm(view, actor):
        return False
    if actor.kind in ("leader", "metonym", "organisation"):
        return True
    if actor.kind == "people":
        return view.folded[max(0, actor.start - 4) : actor.start] == "the "
    governs = any(word in word_set("government", "words") for word in first[:3])
    if actor.kind == "demonym":
        return governs or _is_modifier_pair(view, actor)
    if possessive:
        return governs or _has_noun(first)
    return not (words and words[0][0].isupper() and words[0].isupper() and len(words[0]) > 4 and not view.plain[actor.start : actor.end].isupper())


def is_firm(view: View, actor: Actor) -> bool:
    """`South Korea's Hanwha`, `the Spanish club`: a firm, club or person of the state, not the state."""
    possessive = view.plain.startswith("'s ", actor.end)
    words = _following_words(view, actor.end + 2 * possessive)
    return any(word.lower() in word_set("government", "firms") for word in words[:3])


@cache
def _singular_nouns() -> frozenset[str]:
    table = load_toml("agreements.toml")
    return frozenset(word for section in ("nouns", "plurals") for entry in table[section].values() for word in words_of(entry) if " " not in word)


def _has_noun(words: Sequence[str]) -> bool:
    return any(word in _singular_nouns() for word in words)


def _is_modifier_pair(view: View, actor: Actor) -> bool:
    """`Polish-Ukrainian agreement`, `the Danish and Ghanaian navies`: an adjective beside another before the noun."""
    words = [word.lower() for word in _following_words(view, actor.end)]
    if _has_noun(words) or any(word in word_set("government", "words") for word in words[:3]):
        return True
    after = view.folded[actor.end : actor.end + 1]
    return after in ("-", "–", "—") or view.folded.startswith((" and ", "/"), actor.end) and view.plain[actor.end + 5 : actor.end + 6].isupper()


def _following_words(view: View, end: int) -> list[str]:
    match = _TRAILING.match(view.plain, end, min(len(view.plain), end + 60))
    return [word for word in match.groups() if word] if match else []


def _lead(view: View, span: Span, start: int) -> str:
    """The preposition that governs a list of parties."""
    before = view.folded[max(span.start, start - 60) : start]
    if _LIST_ENDS_AT.search(before[-2:]):
        return ""
    for word in reversed(_WORDS.findall(before)):
        if word in ("between", "among", "amongst", "with", "by", "for", "to", "from", "against", "in", "at", "on", "under", "after", "like"):
            return word
        if word not in _SKIPPED:
            return "of" if before.endswith(" of ") else ""
    return ""


# -- tense -----------------------------------------------------------------------------------------------------------

_NEGATED = re.compile(r"(?:\bnot|n't|\bnever|\bwithout|\brefus\w+ to|\bfail\w* to|\bdeclin\w+ to|\bno longer|\bunable to|\bneither|\bnor|\bstop\w* short of)(?: \w+){0,2} $")
_WISHED = re.compile(r"\b(?:should|ought to|must|urg\w+|call\w* (?:on|for|upon)|demand\w*|propos\w+|if|whether|had (?:hoped|wanted|asked)|wish\w*|deserves?|needs?|let us)(?: [\w'-]+){0,5} $")
_TO_COME = re.compile(
    r"(?:\b(?:will|shall|would|may|might|could|to|'ll|set to|due to|about to|ready to|going to|poised to|ahead of|before|plan\w*|prepar\w+|expect\w*|intend\w*|once|when|until|if)|,)"
    r"(?: (?:be|have|also|soon|then|both|formally|officially|jointly|been|finally|now|a|an|the|it|is|are|not))*(?: \w+ly)? $"
)
_PLANNED_BE = re.compile(r"\b(?:will|shall|would|may|might|could|to|'ll|must|can)(?: (?:also|soon|then|formally|officially|probably|likely))* be(?: \w+ly)? $|\b(?:once|when|if|until|yet to be|be) $")
_DRAFT_BEFORE = re.compile(r"\b(?:draft|planned|proposed|future|upcoming|forthcoming|prospective|looming|pending|expected|leaked|would-be|possible) (?:[\w-]+ ){0,3}$")


def _tense(view: View, span: Span, word: Word) -> Tense:
    """How the verb stands, by the words before it and its own form."""
    before = view.folded[max(span.start, word.start - 56) : word.start]
    cut = max(before.rfind(mark) for mark in (";", ". ", ": ")) if before else -1
    before = before[cut + 1 :]
    surface = view.folded[word.start : word.end]
    first = surface.split()[0]
    if _NEGATED.search(before):
        return "negated"
    if _WISHED.search(before):
        return "wished"
    base = first in ("sign", "ink", "conclude", "seal", "strike", "clinch", "pen", "reach", "agree", "put", "enter", "issue", "adopt", "formalise", "formalize")
    if first.endswith("ing"):
        return "planned" if re.search(r"\b(?:before|ahead of|until|for|toward|towards|prepar\w+ for|awaiting|plan\w* on|be)(?: the| its| his)? $", before) else "loose"
    if base and first != "put":
        return "planned" if _TO_COME.search(before) else "signed" if word.name == "sign" else "loose"
    if first == "put":
        return "planned" if _TO_COME.search(before) and not before.endswith(", ") else "signed"
    if _PLANNED_BE.search(before):
        return "planned"
    return "signed"


def is_draft(view: View, sentence: Sentence, noun: Word) -> bool:
    """`the draft agreement`, `the future treaty`, `the planned pact`, and the word draft itself."""
    return view.folded.startswith("draft", noun.start) or bool(_DRAFT_BEFORE.search(view.folded[max(sentence.start, noun.start - 48) : noun.start]))
