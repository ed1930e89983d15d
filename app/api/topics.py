"""What agreements say on topics, as objects of an answer: each with its state, numbers, links and proof."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from app.api.evidence import place
from app.database.topics import StatedFact, Topic, opposites
from app.extraction.model import FactType

Object = dict[str, Any]


def topic(base: str, agreement_id: str, said: Topic) -> Object:
    """What one agreement says on one topic."""
    category = said.category
    return {
        "category": category.slug,
        "label": category.label,
        "type": category.type,
        **position(base, agreement_id, said),
    }


def cell(base: str, agreement_id: str, said: Topic) -> Object:
    """The same beside what other agreements say on it."""
    return {"agreement": agreement_id, **position(base, agreement_id, said)}


def position(base: str, agreement_id: str, said: Topic) -> Object:
    slugs = (said.category.slug, *opposites().get(said.category.slug, ()))
    asked = urlencode([("agreement", agreement_id), *(("category", slug) for slug in slugs)])
    return {
        "state": said.state,
        "counts": {
            "affirming": said.count("affirms"),
            "denying": said.count("denies"),
            "evidence": sum(len(fact.evidence) for fact in said.facts),
        },
        "modality": said.modality,
        "url": f"{base}/v1/facts?{asked}",
        "facts": [_fact(base, fact) for fact in said.facts],
    }


_RESOURCES: dict[FactType, str] = {"commitment": "commitments", "caveat": "caveats"}


def _fact(base: str, fact: StatedFact) -> Object:
    shown = fact.shown
    return {
        "id": shown["id"],
        "url": f"{base}/v1/{_RESOURCES[shown['type']]}/{quote(shown['id'])}",
        "stance": fact.stance,
        "statement": shown["statement"],
        "obligors": shown["obligors"],
        "modality": shown["modality"],
        "direction": shown["direction"],
        "evidence": [json.loads(place(base, piece)) for piece in fact.evidence],
    }
