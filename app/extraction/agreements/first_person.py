"""The state of those who say "I" in a record or a speech: `my colleagues from Riga and I signed a treaty`.

A record of a parliament, a release of a ministry or a speech names its own state above the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.extraction.actors.states import Actor
from app.extraction.agreements.words import View, word_set
from app.extraction.document import Document, Kind

_I = re.compile(
    r"\band I\b|\bI and (?:my|our|the)\b|"
    r"\bI (?:have |will |shall |today |also )?(?:sign(?:ed)?|put my|initialled|concluded)\b"
)
_ABOVE = 600
"""Characters in which the state above a text is named."""
_AROUND = 48
"""Characters around a state in which its ministry or parliament stands."""
_QUOTED = 600
"""Characters back to the mark that opens a quotation."""
_BESIDE = 60
"""Characters between "I" and those who sign with him or her."""
_WORDS = re.compile(r"[^\W\d_]+")


def add_speaker(view: View, document: Document, actors: Sequence[Actor]) -> Sequence[Actor]:
    """The actors with each "I" that signs together with others, sorted; without a state above the text, none."""
    if " I " not in view.plain:
        return actors
    places = [match.start() + match.group().index("I") for match in _I.finditer(view.plain)]
    home = _home(view, document, actors) if places else ()
    if not home:
        return actors
    voices = [Actor(at, at + 1, home, "leader") for at in _fitting(view, actors, places)]
    return sorted((*actors, *voices), key=lambda actor: actor.start) if voices else actors


def _fitting(view: View, actors: Sequence[Actor], places: Sequence[int]) -> Iterator[int]:
    """The places outside quotations that stand beside an actor."""
    following = 0
    for at in places:
        while following < len(actors) and actors[following].start < at:
            following += 1
        beside = (following and at - actors[following - 1].end < _BESIDE) or (
            following < len(actors) and actors[following].start - at < _BESIDE
        )
        if beside and not _is_quoted(view.text, at):
            yield at


def _is_quoted(text: str, at: int) -> bool:
    paragraph = text.rfind("\n\n", max(0, at - _QUOTED), at)
    before = text[max(paragraph, at - _QUOTED, 0) : at]
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def _home(view: View, document: Document, actors: Sequence[Actor]) -> tuple[str, ...]:
    """The one state whose ministry, parliament or government is named above the text."""
    body = next((b.start for b in document.blocks if b.kind is Kind.PARAGRAPH), _ABOVE)
    owners = {
        actor.codes
        for actor in actors
        if actor.start < min(body, _ABOVE) and not actor.locative and _holds_office(view, actor)
    }
    return owners.pop() if len(owners) == 1 else ()


def _holds_office(view: View, actor: Actor) -> bool:
    if actor.kind in ("metonym", "leader"):
        return actor.kind == "metonym"
    near = view.folded[max(0, actor.start - _AROUND) : actor.end + _AROUND]
    return not word_set("government", "words").isdisjoint(_WORDS.findall(near))
