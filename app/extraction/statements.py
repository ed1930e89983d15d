"""A fact in one English sentence, made from its fields alone."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale

from app.extraction.model import Fact
from app.extraction.vocabulary import load_toml

_PLAIN = {"EU": "the European Union", "NATO": "NATO"}
_ARTICLE = frozenset({"US", "GB", "NL", "PH", "AE", "BS", "GM", "MV", "SB", "MH", "KM", "CZ", "DO", "CF", "SC"})


@cache
def labels() -> dict[str, str]:
    """Slug to label for every category."""
    taxonomy = load_toml("taxonomy.toml")
    return {entry["slug"]: entry["label"] for kind in ("commitment", "caveat") for entry in taxonomy[kind]}


@lru_cache(maxsize=1024)
def state_name(code: str) -> str:
    """`US` -> `the United States`; an unknown code stays as it is."""
    if code in _PLAIN:
        return _PLAIN[code]
    name = Locale("en").territories.get(code, code)
    return f"the {name}" if code in _ARTICLE else name


def _listing(codes: tuple[str, ...]) -> str:
    names = [state_name(c) for c in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "the parties"


_WILL = {
    "obligation": "must",
    "pledge": "will",
    "intent": "intend to",
    "declaration": "declare that they will",
    "possibility": "may",
}
_WILL_ONE = {**_WILL, "intent": "intends to", "declaration": "declares that it will"}
_DO = {"new": "begin", "continue": "continue", "expand": "expand", "unspecified": "undertake"}


def statement(fact: Fact) -> str:
    """`The United States must continue training and exercises for Ukraine`; a caveat is `Limit: ` and its label."""
    label = labels()[fact.category]
    topic = f"{label[0].lower()}{label[1:]}" if label[1:2].islower() else label
    if fact.type == "caveat":
        return f"Limit: {topic}"
    verb = (_WILL if len(fact.obligors) > 1 else _WILL_ONE)[fact.modality or "declaration"]
    who = _listing(fact.obligors)
    others = tuple(code for code in fact.beneficiaries if code not in fact.obligors)
    aim = f" for {_listing(others)}" if others else ""
    return f"{who[0].upper()}{who[1:]} {verb} {_DO[fact.direction or 'unspecified']} {topic}{aim}"
