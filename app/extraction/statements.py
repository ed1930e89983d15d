"""A fact in one English sentence, made from its fields alone."""

from __future__ import annotations

from functools import cache

from babel import Locale

from app.extraction.lexicon import load_toml
from app.extraction.model import Fact

_VERBS = {
    "obligation": "must",
    "pledge": "will",
    "intent": "intends to",
    "possibility": "may",
    "declaration": "affirms to",
}
_DIRECTIONS = {"new": "newly", "continue": "continue to", "expand": "expand what it does to", "unspecified": ""}
_PLAIN = {"EU": "the European Union", "NATO": "NATO"}
_ARTICLE = frozenset({"US", "GB", "NL", "PH", "AE", "BS", "GM", "MV", "SB", "MH", "KM", "CZ", "DO", "CF", "SC"})


@cache
def labels() -> dict[str, str]:
    """Slug to label for every category."""
    taxonomy = load_toml("taxonomy.toml")
    return {entry["slug"]: entry["label"] for kind in ("commitment", "caveat") for entry in taxonomy[kind]}


def state_name(code: str) -> str:
    """`US` -> `the United States`; an unknown code stays as it is."""
    if code in _PLAIN:
        return _PLAIN[code]
    name = Locale("en").territories.get(code, code)
    return f"the {name}" if code in _ARTICLE else name


def _listing(codes: tuple[str, ...]) -> str:
    names = [state_name(c) for c in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "the parties"


_MODES = {
    "obligation": "are bound to",
    "pledge": "promise",
    "intent": "intend",
    "declaration": "declare",
    "possibility": "may come to",
}
_MODE = {
    "obligation": "is bound to",
    "pledge": "promises",
    "intent": "intends",
    "declaration": "declares",
    "possibility": "may come to",
}
_WAY = {"new": "new", "continue": "continued", "expand": "expanded", "unspecified": ""}


def statement(fact: Fact) -> str:
    """`Promised by the United States: training and exercises (continued), with Ukraine`; a caveat is its label."""
    label = labels()[fact.category]
    if fact.type == "caveat":
        return f"Limit: {label[0].lower()}{label[1:]}"
    way = _WAY[fact.direction or "unspecified"]
    topic = f"{way} {label[0].lower()}{label[1:]}".strip()
    verb = (_MODES if len(fact.obligors) > 1 else _MODE)[fact.modality or "declaration"]
    who = _listing(fact.obligors)
    others = tuple(b for b in fact.beneficiaries if b not in fact.obligors)
    aim = f" for {_listing(others)}" if others else ""
    return f"{who[0].upper()}{who[1:]} {verb} {topic}{aim}"
