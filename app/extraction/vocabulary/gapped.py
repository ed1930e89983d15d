"""Phrases with a gap, which no automaton can hold: `come to Armenia's defence`, `put drones together`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.extraction.vocabulary.alternatives import holds_any, places_of
from app.extraction.vocabulary.lexicon import Mention

_LEARN = (
    r"(?:learns?|sees?|knows?|picks? up|hears?|gathers?|finds? out|observes?|detects?|discovers?|tracks?|collects?)"
)
_COMING = tuple(f"{verb} to " for verb in "come comes came coming go goes went rush spring".split())
_COME = rf"(?:{'|'.join(_COMING)})"
_GAPPED = (
    (
        (" available",),
        ("mak",),
        re.compile(r"\bmak(?:e|es|ing) (?:[\w’'-]+ ){1,6}available\b"),
        frozenset({"act.give", "act.admit", "word.access"}),
    ),
    (
        ("what", "all ", "everything", "every "),
        ("what", "all ", "everything", "every "),
        re.compile(r"\b(?:what|whatever|all|everything|every \w+) (?:[\w’'-]+ ){1,6}" + _LEARN + r"\b"),
        frozenset({"obj.secrets"}),
    ),
    (
        (" defence", " defense", " rescue"),
        _COMING,
        re.compile(rf"\b{_COME}(?:[\w’'.-]+ ){{1,4}}(?:defen[cs]e|rescue)\b"),
        frozenset({"act.defend", "word.alliance"}),
    ),
    (
        (" aid", " help", " assistance"),
        _COMING,
        re.compile(rf"\b{_COME}(?:[\w’'.-]+ ){{1,4}}(?:aid|help|assistance)\b"),
        frozenset({"act.help", "word.alliance"}),
    ),
    (
        ("at the disposal of", "at the service of"),
        ("put", "place", "lay", "leave"),
        re.compile(r"\b(?:put|place|lay|leave)(?:s|d|ing)? (?:[\w’'-]+ ){1,10}at the (?:disposal|service) of\b"),
        frozenset({"act.admit", "act.give"}),
    ),
    ((" together",), ("put",), re.compile(r"\bput(?:s|ting)? (?:[\w’'-]+ ){1,4}together\b"), frozenset({"act.make"})),
    (
        (" into battle", " into combat", " into the fight"),
        ("send",),
        re.compile(r"\bsend(?:s|ing)? (?:[\w’'-]+ ){1,4}into (?:battle|combat|the fight)\b"),
        frozenset({"word.send"}),
    ),
    (
        (" each other", " one another"),
        ("tell", "let", "keep", "show", "inform", "brief", "warn", "alert", "notif"),
        re.compile(r"\b(?:tell|let|keep|show|inform|brief|warn|alert|notify)(?:s|ing)? (?:each other|one another)\b"),
        frozenset({"act.pass"}),
    ),
    (
        (" how to",),
        ("show", "teach"),
        re.compile(r"\b(?:show|teach)(?:s|es|ing)? (?:[\w’'-]+ ){1,4}how to\b"),
        frozenset({"act.teach"}),
    ),
    (
        (" on to ",),
        ("hand", "pass", "sell", "give", "send", "lend", "ship"),
        re.compile(r"\b(?:hand|pass|sell|give|send|lend|ship)(?:s|es|ed|ing)? (?:[\w’'-]+ ){1,5}on to\b"),
        frozenset({"word.resell", "act.pass", "act.give"}),
    ),
    (
        ("to an end", "to a close"),
        ("bring",),
        re.compile(r"\bbring(?:s|ing)? (?:[\w’'-]+ ){1,3}to an? (?:end|close)\b"),
        frozenset({"word.terminate"}),
    ),
    (
        ("nato", "european union", " eu", "the alliance", "the union", "the bloc"),
        ("entry of", "accession of", "admission of", "integration of", "membership of"),
        re.compile(
            r"\b(?:entry|accession|admission|integration|membership) of (?:[\w’'-]+ ){1,3}(?:to|into|in|with) "
            r"(?:the )?(?:nato|eu|european union|north atlantic alliance|alliance|union|bloc)\b"
        ),
        frozenset({"obj.bloc_entry", "cue.accession_support"}),
    ),
)
"""What one of must stand in the text, what a phrase begins with, the phrase, and its labels."""


def find_gapped(folded: str) -> Iterator[Mention]:
    """Each such phrase in the folded text, as a mention of its first word; linear, for a gap is short."""
    for hints, openers, pattern, labels in _GAPPED:
        if not holds_any(folded, hints, 0, len(folded)):
            continue
        done = 0
        for at in places_of(folded, openers):
            if at >= done and (match := pattern.match(folded, at)):
                yield Mention(at, folded.index(" ", at), labels)
                done = match.end()
