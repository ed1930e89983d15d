"""Form, status, day and place of one agreement, each from the passages about it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.extraction.agreements.instruments import Sentence, Verb, is_asked, is_draft
from app.extraction.agreements.passages import Passage, holding
from app.extraction.agreements.passing import RECITES, is_renewed
from app.extraction.agreements.proposals import Proposal
from app.extraction.agreements.words import View, Word, word_set
from app.extraction.model import LegalForm, Status
from app.extraction.terms import DateMention, find_dates
from app.extraction.vocabulary.alternatives import holds_any

_AROUND = 240
"""Characters around a verb in which its date and place stand."""


@dataclass(frozen=True, slots=True)
class Signing:
    """One place that tells of signing: when, where, and whether it is done."""

    at: int
    planned: bool
    weight: int
    on: date | None
    venue: str | None


_NOT_A = re.compile(r"\b(?:not|no|neither|nor|rather than|instead of|n't|unlike|without)(?: [\w-]+){0,3} $")


_POLITICAL = re.compile(
    r"\b(?:(?:is|are|remains)|(?:though|although|while)) (?:purely |solely |wholly |entirely |"
    r"only )?(?:political (?:in (?:nature|character)|"
    r"and not legal|rather than legal|, not legal)|of an? (?:purely |solely )?political (?:nature|character))"
)
"""`It is political in nature`: the form of what is called an agreement and binds nobody in law."""


def find_form(view: View, passages: Sequence[Passage], kind: str, own_text: bool) -> LegalForm:
    """The legal form that the document gives the agreement."""
    names: Counter[str] = Counter()
    for noun in _own_nouns(passages):
        if not _NOT_A.search(view.folded[max(0, noun.start - 40) : noun.start]):
            names[noun.name] += 1
    if names["executive_agreement"]:
        return "executive_agreement"
    if names["political_agreement"] or names["political_declaration"]:
        return "political_agreement"
    if kind == "memorandum":
        return "memorandum"
    if kind == "declaration":
        return "declaration"
    if any(_POLITICAL.search(view.folded, p.start, p.end) for p in holding(view, passages, ("political",))):
        return "political_agreement"
    if names["treaty"] and (own_text or names["treaty"] * 5 >= names.total() - names["anaphor"] - names["partnership"]):
        return "treaty"
    return "unknown"


def _own_nouns(passages: Sequence[Passage]) -> list[Word]:
    """Not of what one of them only wishes for or may not sign with others."""
    return [
        p.noun
        for passage in passages
        for p in passage.proposals
        if p.noun is not None and not p.passing and p.noun.group == "noun" and p.frame != "wished"
    ]


_PLACE = re.compile(
    r"(?:^|[ ,])(?:in|at|near|aboard)(?: (?:duplicate|triplicate|the city of|the town of|"
    r"a ceremony (?:in|at)))* ((?:the )?[^\W\d_a-z][\w'’‘.-]*(?:(?: | of | de | del | al-|"
    r" on the )[^\W\d_a-z][\w'’‘.-]*){0,4})"
)
_DONE = re.compile(r"\b(?:done|signed)(?: in \w+(?: \w+){0,2})?,? (?:at|in) ")


_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|stated|wrote|added)"
    r"(?: (?!sign|conclu|ink|put)[\w'-]+){0,4},? $"
)


def find_signings(view: View, passages: Sequence[Passage], published: date | None, own_text: bool) -> list[Signing]:
    """Every place that tells of the signing, in order of the text."""
    if own_text:
        return _own_signings(view, passages, published)
    found: list[Signing] = []
    for passage in passages:
        if is_asked(view, passage.sentence):
            continue
        for proposal in passage.proposals:
            signing = _signing(view, passage, proposal, published)
            if signing is not None:
                found.append(signing)
    return found


_CLOSING = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,4},? (?:on |the |this )*$")
_CLOSING_LINE = 80
"""Characters of a line that only says where and when."""
_RESOLVED = re.compile(
    r"\bhave (?:set our hands|agreed|adopted|decided|met|today|resolved|concluded|reached)\b|\bhaving met\b|"
    r"\bput (?:our|their) (?:names?|signatures?|hands?) to\b|\btoday (?:signed|adopted)\b"
)


def _own_signings(view: View, passages: Sequence[Passage], published: date | None) -> list[Signing]:
    """What an agreement's own text says of its signing: its closing formula or line, its opening, or its date."""
    undated: list[Signing] = []
    for read in (_done_at, _closing_line, _resolved_on):
        found = [signing for passage in passages for signing in read(view, passage, published)]
        if any(signing.on for signing in found):
            return found
        undated = undated or found
    if undated:
        return undated
    return [Signing(0, False, 1, published, None)] if published else []


def _closing_line(view: View, passage: Passage, published: date | None) -> list[Signing]:
    """`Zwolle, 17 April 2026` on a line of its own."""
    if passage.end - passage.start > _CLOSING_LINE:
        return []
    for day in find_dates(view.text, passage.start, passage.end, published):
        rest = view.text[day.end : passage.end].strip(" .")
        if day.precision == "day" and not rest and _CLOSING.match(view.text, passage.start, day.start):
            place = view.text[passage.start : day.start].split(",")[0].strip()
            return [Signing(passage.start, False, 2, day.date, place)]
    return []


def _resolved_on(view: View, passage: Passage, published: date | None) -> list[Signing]:
    """`having met in Zwolle on 17 April 2026, have agreed`."""
    match = _RESOLVED.search(view.folded, passage.start, passage.end)
    days = _days(view, passage.start, passage.end, published) if match else []
    return [Signing(passage.start, False, 1, days[0].date, _place(view, passage.start, passage.end))] if days else []


def _done_at(view: View, passage: Passage, published: date | None) -> list[Signing]:
    """`DONE in duplicate at Apia, this third day of May 2024`."""
    told = holds_any(view.folded, ("done", "signed"), passage.start, passage.end)
    match = _DONE.search(view.folded, passage.start, passage.end) if told else None
    if match is None or RECITES.match(view.folded, passage.start, passage.end):
        return []
    dates = [d for d in find_dates(view.text, match.start(), passage.end, published) if d.precision == "day"]
    return [
        Signing(
            match.start(), not dates, 3, dates[0].date if dates else None, _place(view, match.end() - 4, passage.end)
        )
    ]


def _signing(view: View, passage: Passage, proposal: Proposal, published: date | None) -> Signing | None:
    if proposal.passing or proposal.frame not in ("signed", "planned"):
        return None
    noun = proposal.noun
    verb = _sign_verb(passage.sentence, proposal)
    if verb is None and noun is None:
        days = _days(view, proposal.at, passage.end, published)
        return Signing(proposal.at, proposal.frame == "planned", 2, days[0].date if days else None, None)
    if verb is None:
        return Signing(proposal.at, True, 1, None, None) if proposal.frame == "planned" else None
    if noun is not None and noun.group == "plural" and not proposal.strong:
        return None
    low, high = _reach(passage, proposal, verb)
    dates = [
        d
        for d in _days(view, low, high, published)
        if not _SAID_ON.search(view.folded[max(low, d.start - 48) : d.start])
    ]
    own_low, own_high = _share(passage.sentence, proposal, low, high)
    planned = (
        "planned" in (verb.tense, proposal.frame)
        or verb.name == "draft"
        or (noun is not None and is_draft(view, passage.sentence, noun))
    )
    if verb.name == "announce" and not planned and not is_renewed(view, verb):
        return None
    if verb.name == "draft":
        # The day of initialling is not that of signing: only a verb of signing beside it gives one.
        dates = dates if any(v.name == "sign" and v.tense == "planned" for v in passage.sentence.verbs) else []
    when = _own(dates, own_low, own_high) or _nearest(dates, verb) or _beside(view, passage, verb, published)
    place = _place(view, own_low, own_high) or _place(view, verb.end, high) or _place(view, low, verb.start)
    agreed = view.folded.startswith("agree", verb.start)
    weight = int(not agreed) + proposal.strong + (when is not None)
    return Signing(verb.start, planned, weight, _day(when, planned) if when else None, place)


def _sign_verb(sentence: Sentence, proposal: Proposal) -> Verb | None:
    """The verb of signing that belongs to a proposal: the nearest of those with its tense."""
    verbs = [v for v in sentence.verbs if v.name in ("sign", "draft", "announce") and v.tense in ("signed", "planned")]
    verbs = [v for v in verbs if v.tense == proposal.frame or v.name == "draft"] or verbs
    signs = [v for v in verbs if v.name == "sign"] or verbs
    return min(signs, key=lambda v: abs(v.start - proposal.at), default=None)


def _reach(passage: Passage, proposal: Proposal, verb: Verb) -> tuple[int, int]:
    """The part of a sentence in which the date and place of a verb stand: up to the nouns of other agreements."""
    low, high = (
        max(passage.start, min(verb.start, proposal.at) - _AROUND),
        min(passage.end, max(verb.end, proposal.at) + _AROUND),
    )
    others = [v.start for v in passage.sentence.verbs if v is not verb and v.name == "sign"]
    for noun in passage.sentence.nouns if others else ():
        if noun.start >= high:
            break
        if noun.end <= low or noun is proposal.noun or noun.name == "anaphor":
            continue
        if proposal.at < noun.start and verb.end < noun.start and _any_within(others, noun.start, high):
            high = noun.start
        if noun.end < verb.start and noun.end < proposal.at and _any_within(others, low, proposal.at):
            low = noun.end
    return low, high


def _share(sentence: Sentence, proposal: Proposal, low: int, high: int) -> tuple[int, int]:
    """What follows a noun that shares its verb: `a treaty with X on Monday and a memorandum with Y on Friday`."""
    others = [n for n in sentence.nouns if n is not proposal.noun and n.name != "anaphor" and low <= n.start < high]
    if proposal.noun is None or not others:
        return high, high
    return proposal.noun.end, min((n.start for n in others if n.start > proposal.noun.end), default=high)


_SAME_DAY = re.compile(
    r"\b(?:this (?:morning|afternoon|evening)|(?:hours?|minutes?|moments?) (?:ago|earlier)|earlier (?:today|"
    r"in the day)|"
    r"(?:have|has|'ve|’ve) just|just now|last night)\b"
)
"""Words for the day of the document, or the evening before it."""


def _days(view: View, low: int, high: int, published: date | None) -> list[DateMention]:
    """The days named in a stretch of text, also as `an hour ago`, `this morning`."""
    found = [d for d in find_dates(view.text, low, high, published) if d.precision == "day"]
    if published is not None:
        for match in _SAME_DAY.finditer(view.folded, low, high):
            day = published - timedelta(days=match.group() == "last night")
            found.append(DateMention(match.start(), match.end(), day, "day", "relative", day))
        found.sort(key=lambda d: d.start)
    return found


def _own(dates: Sequence[DateMention], low: int, high: int) -> DateMention | None:
    return next((d for d in dates if low <= d.start < high), None)


def _any_within(places: Sequence[int], low: int, high: int) -> bool:
    return bisect_left(places, low) < bisect_left(places, high)


def _nearest(dates: Sequence[DateMention], verb: Verb) -> DateMention | None:
    """The first day after the verb, else the last before it."""
    after = [d for d in dates if d.start >= verb.end]
    before = [d for d in dates if d.end <= verb.start]
    return after[0] if after else before[-1] if before else None


_THAT_DAY = re.compile(
    r"\b(?:(?:hours?|minutes?|moments?) (?:later|afterwards?)|later (?:in the day|that day|the same day)|"
    r"(?:on )?(?:the same|that) (?:day|afternoon|evening|night)|at the same (?:ceremony|table|meeting|sitting)|"
    r"on the same occasion)\b|\bthere, "
)
"""Words for the day that the sentence before gives."""


def _beside(view: View, passage: Passage, verb: Verb, published: date | None) -> DateMention | None:
    """The day that the sentence gives before: `signed a treaty on Thursday; before midnight he put his name to ...`."""
    sentence = passage.sentence
    if verb.tense != "signed":
        return None
    if passage.start == sentence.start:
        same = _THAT_DAY.search(view.folded, sentence.start, sentence.end)
        before = _days(view, max(0, sentence.start - _AROUND), sentence.start, published) if same else []
        return before[-1] if before else None
    return _nearest(_days(view, max(sentence.start, passage.start - _AROUND), passage.start, published), verb)


def _day(mention: DateMention, planned: bool) -> date:
    return mention.next_date if planned and mention.next_date is not None else mention.date


def _place(view: View, low: int, high: int) -> str | None:
    """The first place named in a stretch of text."""
    at = max(0, low - 1)
    while (match := _PLACE.search(view.text, at, high)) is not None:
        name = match.group(1).rstrip(".,’'")
        name = re.sub(r"['’]s$| I$", "", name)
        first = name.split()[0].lower()
        if first not in word_set("grammar", "no_place") and not (first == "the" and len(name.split()) < 2):
            return " ".join(name.split())
        at = match.end()
    return None


def settle_status(view: View, passages: Sequence[Passage], signings: Sequence[Signing]) -> Status:
    """planned, signed, in_force or terminated, as the whole of the document has it."""
    planned = sum(s.weight for s in signings if s.planned)
    signed = sum(s.weight for s in signings if not s.planned)
    first = next((s for s in signings if s.weight > 1), None)
    if first is not None:
        planned += 2 * first.planned
        signed += 2 * (not first.planned)
    if any(
        p.frame == "end" and not p.passing and _ended(view, passage) for passage in passages for p in passage.proposals
    ):
        return "terminated"
    if planned > signed:
        return "planned"
    if any(_takes_effect(view, passage) for passage in holding(view, passages, _EFFECT_STEMS)):
        return "in_force"
    return "signed" if signed or not planned else "planned"


_MAY_END = re.compile(
    r"\b(?:may|can|could|might|would|either|neither|if|whether|unless|until|notice|shall|will|is not|"
    r"not|threat\w*|plan\w*|want\w*|refus\w+|question|to) "
)
_ENDED = re.compile(
    r"\b(?:terminated|withdrew from|has withdrawn|have withdrawn|pulled out|denounced|scrapped|tore up|"
    r"cancelled|canceled|abrogated|annulled|rescinded|expired|lapsed|walked out|no longer in force|"
    r"ceased to|scraps|tears up|pulls out|withdraws from|quits|cancels|terminates)\b"
)


def _ended(view: View, passage: Passage) -> bool:
    match = _ENDED.search(view.folded, passage.start, passage.end)
    return match is not None and not _MAY_END.search(
        view.folded[max(passage.start, match.start() - 48) : match.start()]
    )


_ON_SIGNING = (
    r"(?:(?:(?:up)?on|from|with|at|as of|since) (?:(?:the|its|their) )?"
    r"(?:(?:date|day|moment|time|hour) (?:of |it is |when it was )?)?"
    r"(?:(?:the|its|their|last|second|final) ){0,2}sign(?:ature|ing|ed)|"
    r"(?:(?:from|on|since|as of) )?(?:the same|that very) day)"
)
_EFFECT = re.compile(
    r"\b(?:took effect|kicked in|(?:has|have) (?:now |already )?(?:come|entered|gone) into (?:force|effect)|"
    r"in force since|"
    r"(?:has|have) effect (?:from|on|upon|with|as of)\b|(?:has|have) taken effect|"
    r"entered into force|came into force|came into effect|went into effect|"
    r"(?:is|are|has been|have been|already|now) (?:now |already |fully )?in (?:force|effect)\b|in (?:force|effect):? "
    + _ON_SIGNING
    + "|"
    r"(?:takes?|comes?|enters?|goes|taking|coming|entering)(?: in| into)? (?:effect|force) "
    r"(?:today|immediately|at once|"
    + _ON_SIGNING
    + r"|the moment|from today|tonight|this (?:morning|afternoon|evening|week)|"
    r"with immediate effect|as of today)|"
    r"effective immediately|with immediate effect|effective " + _ON_SIGNING + r"|"
    r"(?:applies|apply|applied|has applied) " + _ON_SIGNING + r"|applies from today)"
)
_EFFECT_STEMS = ("effect", "in force", "into force", "kicked in", "applies ", "apply ", "applied ")
_NO_EFFECT = re.compile(r"\b(?:not|never|until|before|once|when|after|if|unless|n't|since)(?: [\w-]+){0,4} $")


def _takes_effect(view: View, passage: Passage) -> bool:
    """`takes effect today`, `in force on signature`; not `enters into force after ratification`."""
    if any(p.passing for p in passage.proposals) and not any(not p.passing for p in passage.proposals):
        return False
    match = _EFFECT.search(view.folded, passage.start, passage.end)
    return match is not None and not _NO_EFFECT.search(
        view.folded[max(passage.start, match.start() - 40) : match.start()]
    )
