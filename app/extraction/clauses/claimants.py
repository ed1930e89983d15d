"""Who says so: the speakers of a sentence, outermost first, and whether the document trusts them with the text.

CNN, citing two officials, writes that ...        ('CNN', 'two officials')
"...", the defence minister, Carmen Urrutia, said ('Carmen Urrutia',)
the text says that ...                             ()   the agreement is no claimant
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.extraction.actors import find_actors
from app.extraction.clauses import Clause
from app.extraction.clauses.tokens import Tag, Token
from app.extraction.vocabulary import load_toml
from app.extraction.vocabulary.lexicon import Mention

_CITING = (
    "citing",
    "quoting",
    "regarding",
    "referring",
    "with a link to",
    "with links to",
    "with reference to",
    "referring to",
    "relying on",
)
_CITING_WORDS = frozenset({"citing", "quoting", "regarding", "referring", "relying", "with"})
_QUOTES_OTHERS = frozenset({"cites", "quotes", "cited", "quoted"})
"""`the daily, which cites a deputy`."""
_FUTURE = frozenset({"shall", "must", "may", "to", "should", "can", "will", "would", "could", "might"})
_COMMA = Token(0, 0, ",", Tag.COMMA, ",")
_TITLES = frozenset(load_toml("markers.toml")["speakers"]["titles"].split())
_LEADING = frozenset(
    ["as", "the", "a", "an", "but", "and", "while", "when", "also", "meanwhile", "however", "yet", "that", "so"]
)
_NOT_PEOPLE = frozenset(load_toml("markers.toml")["speakers"]["not_people"].split())
_PASSIVE = "report.passive"
_STATES = frozenset({"state", "states"})
"""`The Contracting State shall`: in treaties a party, and no verb."""


class Claim(NamedTuple):
    """Who speaks in one sentence."""

    claimants: tuple[str, ...]
    voice: str
    """`named`, `passive` (it is noted), or `own` (the document itself)."""
    outsider: bool
    """The speaker has no part in the agreement: an analyst, a critic, the opposition."""
    report_clauses: tuple[int, ...]
    """Starts of the clauses that only say who speaks."""


OWN = Claim((), "own", False, ())


def find_claim(text: str, clauses: Sequence[Clause], mentions: Sequence[Mention]) -> Claim:
    """The claim under which the clauses of one sentence stand."""
    names: list[str] = []
    inner: list[str] = []
    reporting: list[int] = []
    outsider = False
    if passive := [m.start for m in mentions if _PASSIVE in m.labels]:
        said = tuple(c.start for c in clauses if any(c.start <= at < c.end for at in passive))
        return Claim((), "passive", False, said)
    reports = [m for m in mentions if "report" in m.labels]
    if not reports:
        return OWN
    for number, clause in enumerate(clauses):
        for mention in reports:
            if not clause.start <= mention.start < clause.end:
                continue
            word = text[mention.start : mention.end].lower()
            if word.startswith(
                (
                    "according to",
                    "in the words of",
                    "by the account",
                    "on the evidence",
                    "in the view",
                    "as reported by",
                )
            ):
                noun, ok = _phrase_after(clause, mention.end)
                if ok:
                    names.append(noun)
                    outsider |= _outsider(mentions, clause.start, clause.end)
            elif word in _CITING or word.startswith(_CITING):
                kept = 3 if word.endswith(" its") else 0
                noun, ok = _phrase_after(clause, mention.end - kept)
                if ok:
                    inner.append(noun)
                    reporting.append(clause.start)
            elif names and clause.kind == "relative" and word in _QUOTES_OTHERS:
                noun, ok = _phrase_after(clause, mention.end)
                if ok:
                    inner.append(noun)
            elif _is_report(text, clause, clauses, number, mention, mentions):
                noun, ok, begin, end = _speaker(text, clauses, number, mention)
                if ok and not ("report_strict" in mention.labels and is_state(noun)):
                    if noun not in names:
                        names.append(noun)
                    reporting.append(clause.start)
                    outsider |= _outsider(mentions, begin, end)
    claimants = tuple(dict.fromkeys(names + inner))
    return Claim(claimants, "named", outsider, tuple(reporting)) if claimants else OWN


def is_state(name: str) -> bool:
    """A state that declares or notes is a party speaking in its own text, and no source of the report."""
    found = find_actors(name)
    return len(found) == 1 and found[0].kind == "state" and found[0].end - found[0].start == len(name)


def _outsider(mentions: Sequence[Mention], start: int, end: int) -> bool:
    return any("opinion" in m.labels and start <= m.start < end for m in mentions)


def _is_report(
    text: str, clause: Clause, clauses: Sequence[Clause], number: int, mention: Mention, mentions: Sequence[Mention]
) -> bool:
    """A finite verb of saying that has a complement, or stands in a clause of its own."""
    tokens = clause.tokens
    index = next((i for i, t in enumerate(tokens) if t.start == mention.start), None)
    if index is None or not clause.predicates:
        return False
    token = tokens[index]
    if index and token.word in _STATES and token.tag & Tag.CAPITAL:
        return False
    verb = (
        next((p for p in clause.predicates if token.start >= clause.verb_at and p.finite), None)
        if clause.verb_at is not None
        else None
    )
    if (
        verb is None
        or verb.auxiliary in _FUTURE
        or token.tag & Tag.ING
        or verb.passive
        or (
            token.tag & Tag.PARTICIPLE
            and tokens[index - 1].tag & (Tag.BE | Tag.ADVERB)
            and index > 0
            and not verb.auxiliary
            and clauses[0].tokens[0].word != "as"
        )
    ):
        return False
    in_predicate = (
        any(t.start <= token.start for t in tokens if t.start == clause.verb_at)
        and token.start - (clause.verb_at or 0) < 40
    )
    if not in_predicate:
        return False
    tail = tokens[index + 1 : index + 5]
    complement = any(t.word == "that" or t.tag & (Tag.QUOTE | Tag.BREAK) for t in tail)
    complement |= any(c.kind == "complement" or c.lead == "that" for c in clauses[number + 1 : number + 3])
    complement |= clause.end == mention.end and any(c.lead == ":" for c in clauses[number + 1 : number + 2])
    trailing = (
        number > 0
        and all(not t.tag & Tag.TO for t in tail[:1])
        and (clause.lead in (",", "“", '"') or bool(text[clause.start - 2 : clause.start].strip('( ,”"')) is False)
    )
    if "report_strict" in mention.labels:
        return complement or (trailing and len(tail) <= 3) or (tokens[0].word == "as" and number < len(clauses) - 1)
    first_as = clauses[0].tokens[0].word == "as" if clauses and clauses[0].tokens else False
    return (
        complement
        or trailing
        or first_as
        or any(t.word in ("reporters", "journalists", "parliament", "us", "lawmakers", "deputies") for t in tail)
        or number == len(clauses) - 1
        or _has_people(tokens[:index])
    )


def _has_people(tokens: Sequence[Token]) -> bool:
    return any(t.tag & Tag.CAPITAL for t in tokens)


def _speaker(text: str, clauses: Sequence[Clause], number: int, mention: Mention) -> tuple[str, bool, int, int]:
    clause = clauses[number]
    before = [t for t in clause.tokens if t.start < (clause.verb_at or clause.start) and not t.tag & Tag.QUOTE]
    while before and (
        (before[0].word in _LEADING and len(before) > 1 and before[0].word != "the") or before[0].tag & Tag.COMMA
    ):
        before = before[1:]
    before = [t for t in before if not (t.tag & Tag.ADVERB and not t.tag & Tag.NOUN)]
    while any(t.tag & Tag.COMMA for t in before) and before[0].tag & (Tag.PREPOSITION | Tag.ADVERB):
        before = before[next(i for i, t in enumerate(before) if t.tag & Tag.COMMA) + 1 :]
    if not before or all(t.word in _LEADING for t in before):
        if clause.lead in ("and", "or", "but"):
            return _shared_speaker(clauses, number, mention)
        after, ok = _phrase_after(clause, mention.end)
        first = number
        while (
            first > 0
            and (clauses[first - 1].verb_at is None or clauses[first - 1].kind == "relative")
            and not _quoted_end(text, clauses[first - 1], clauses[first])
        ):
            first -= 1
        run = [
            c
            for c in clauses[first:number]
            if c.tokens and c.tokens[0].word not in _CITING_WORDS and (c.verb_at is None or c.kind != "relative")
        ]
        if run:
            noun, ok = phrase_head([t for c in run for t in (*c.tokens, _COMMA)])
            return noun, ok, run[0].start, clause.end
        if ok and number > 0:
            return after, True, clause.start, clause.end
        if number > 0 and clause.lead == "," and (named := _in_apposition(clauses[number - 1])):
            noun, ok = phrase_head(named)
            return noun, ok, clause.start, clause.end
        return "", False, clause.start, clause.end
    end = clause.end
    if number + 1 < len(clauses) and clauses[number + 1].kind == "relative":
        end = clauses[number + 1].end
    pieces = [i for i, t in enumerate(before) if t.tag & Tag.COMMA]
    if pieces and before[pieces[-1] + 1 :] and before[-1].word in ("he", "she", "they", "i"):
        before = before[pieces[-1] + 1 :]
    noun, ok = phrase_head(before)
    return noun, ok, clause.start, end


def _in_apposition(clause: Clause) -> list[Token]:
    """`would lend aircraft, its defence minister, Ann Lee, | told reporters`: the last name of the clause before."""
    commas = [i for i, t in enumerate(clause.tokens) if t.tag & Tag.COMMA]
    if len(commas) < 2:
        return []
    title, name = clause.tokens[commas[-2] + 1 : commas[-1]], list(clause.tokens[commas[-1] + 1 :])
    titled = bool(title) and bool(title[0].tag & (Tag.DETERMINER | Tag.PRONOUN)) and len(title) < 8
    return name if titled and 1 < len(name) < 5 and all(t.tag & Tag.CAPITAL for t in name) else []


def _shared_speaker(clauses: Sequence[Clause], number: int, mention: Mention) -> tuple[str, bool, int, int]:
    """`The newspaper has seen the draft and assures:`; the subject of two verbs, where what is said follows."""
    clause = clauses[number]
    first = clauses[number - 1] if number else clause
    subject = [t for t in first.tokens if t.start < (first.verb_at or first.start)]
    if number + 1 == len(clauses) or clause.end != mention.end or clauses[number + 1].lead != ":" or not subject:
        return "", False, clause.start, clause.end
    noun, ok = phrase_head(subject)
    return noun, ok, clause.start, clause.end


def _quoted_end(text: str, before: Clause, after: Clause) -> bool:
    """A closing quotation mark between two clauses: what stands before it is not the speaker."""
    return any(mark in text[max(before.start, before.end - 2) : after.start + 1] for mark in '”»"')


def _phrase_after(clause: Clause, offset: int) -> tuple[str, bool]:
    """The noun phrase that follows: up to its comma, or over a name in apposition (`the minister, Ann Lee,`)."""
    tokens: list[Token] = []
    for position, token in enumerate(clause.tokens):
        if token.tag & Tag.COMMA and tokens:
            rest = list(clause.tokens[position + 1 : position + 4])
            named = (
                len(rest) >= 2
                and rest[0].tag & Tag.CAPITAL
                and rest[1].tag & Tag.CAPITAL
                and (len(rest) < 3 or not rest[2].tag & (Tag.MODAL | Tag.BE | Tag.HAVE))
            )
            if not named or any(t.tag & Tag.COMMA for t in tokens):
                break
        if token.start < offset:
            continue
        if token.word in ("to", "from") and not tokens:
            continue
        if token.word in _NOT_PEOPLE:
            return "", False
        if (
            token.tag & (Tag.BREAK | Tag.RELATIVE | Tag.QUOTE)
            or (token.tag & (Tag.MODAL | Tag.BE | Tag.HAVE) and tokens)
            or token.word in ".!?)"
            or (token.word in ("when", "after", "during", "on", "at") and len(tokens) > 3)
        ):
            break
        tokens.append(token)
    return phrase_head(tokens)


def phrase_head(tokens: Sequence[Token]) -> tuple[str, bool]:
    """A noun phrase as a claimant is written: no article, no title before a name. False where it is no speaker."""
    items = list(tokens)
    while items and (items[0].word in _LEADING or items[0].tag & (Tag.COMMA | Tag.QUOTE) or items[0].word in ".([“"):
        items = items[1:]
    while items and (items[-1].tag & (Tag.COMMA | Tag.QUOTE | Tag.CONJUNCTION) or items[-1].word in ".)]"):
        items.pop()
    if not items:
        return "", False
    pieces: list[list[Token]] = [[]]
    for token in items:
        if token.tag & Tag.COMMA:
            pieces.append([])
        else:
            pieces[-1].append(token)
    pieces = [p for p in pieces if p]
    if not pieces:
        return "", False
    if len(pieces[0]) == 1 and pieces[0][0].word in ("he", "she"):
        return "<last>", True
    name = next((n for p in pieces[:2] if (n := _name(p))), None)
    if name is not None and not (len(name) == 1 and len(pieces[0]) == 1 and name[0].word in _NOT_PEOPLE):
        return " ".join(_surface(t) for t in name), True
    head = pieces[0]
    if (
        not head
        or all(t.word in _NOT_PEOPLE or t.tag & (Tag.DETERMINER | Tag.PREPOSITION) for t in head)
        or _core(head) in _NOT_PEOPLE
        or head[0].word in ("he", "she", "they", "we", "i", "you")
    ):
        pronoun = bool(head) and head[0].word in ("he", "she", "they", "i")
        return ("<last>", True) if pronoun else ("", False)
    return " ".join(_surface(t) for t in head), True


def _surface(token: Token) -> str:
    return token.surface


def _core(head: Sequence[Token]) -> str:
    """The last noun before the first preposition."""
    core = ""
    for token in head:
        if (token.tag & Tag.PREPOSITION and token.word != "of" and core) or (token.word == "of" and core):
            break
        core = token.word
    return core


def _name(piece: Sequence[Token]) -> list[Token] | None:
    """The capitalised name that a title leads up to: General Pascual Iriarte -> Pascual Iriarte."""
    best: list[Token] = []
    run: list[Token] = []
    for token in piece:
        if token.tag & Tag.CAPITAL or (run and token.word in ("de", "van", "von", "el", "al", "bin", "da", "del")):
            run.append(token)
            continue
        if token.word in ("of", "for", "from", "at", "in") and (best or run):
            break
        if run:
            best, run = run, []
        if token.tag & Tag.PREPOSITION:
            return None
    best = run or best
    last_title = max((i for i, t in enumerate(best[:-1]) if t.word in _TITLES), default=-1)
    best = best[last_title + 1 :]
    if not best or (len(best) == 1 and (best[0].word in _TITLES or (len(piece) > 1 and best[0] is not piece[-1]))):
        return None
    if (
        len(best) < len(piece)
        and best[-1] is not piece[-1]
        and not any(t.word in ("of", "for", "from", "at", "in", "on") for t in piece)
    ):
        return None
    return best
