"""The vocabulary as a SKOS concept scheme (https://www.w3.org/TR/skos-reference/), in JSON-LD.

A category is a concept; so is its group, which is broader. A caveat that denies a commitment is related to it, and the
commitment to the caveat. Commitments are one collection, caveats another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.api.linked_data import Node, links, texts
from app.database.tables import TYPES, CategoryRow
from app.database.topics import opposites

CONTEXT: Node = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "id": "@id",
    "type": "@type",
    **{name: f"skos:{name}" for name in ("ConceptScheme", "Concept", "Collection")},
    **texts("skos", "prefLabel", "definition", "scopeNote"),
    "notation": "skos:notation",
    **links("skos", "inScheme", "topConceptOf", "hasTopConcept", "broader", "narrower", "related", "member"),
}
_COLLECTIONS = {"commitment": "Commitments", "caveat": "Caveats"}


def scheme(base: str, chosen: Sequence[CategoryRow]) -> Node:
    """The scheme with these categories and their groups."""
    groups = {category.group: category.group_label for category in chosen}
    held = {category.slug for category in chosen}
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "id": scheme_address(base),
                "type": "ConceptScheme",
                "prefLabel": "Commitments and caveats of international security agreements",
                "definition": "What parties to agreements on security promise each other, and what they limit or deny.",
                "hasTopConcept": [_group(base, group) for group in groups],
            },
            *(_of_group(base, group, label, chosen) for group, label in groups.items()),
            *(_concept(base, category, held) for category in chosen),
            *_collections(base, chosen),
        ],
    }


def concept(base: str, category: CategoryRow) -> Node:
    """One category alone."""
    return {"@context": CONTEXT, **_concept(base, category, opposites().get(category.slug, ()))}


def address(base: str, category: CategoryRow) -> str:
    return f"{scheme_address(base)}/{category.slug}"


def scheme_address(base: str) -> str:
    return f"{base}/v1/categories"


def _group(base: str, group: str) -> str:
    return f"{scheme_address(base)}#{group}"


def _of_group(base: str, group: str, label: str, chosen: Sequence[CategoryRow]) -> Node:
    return {
        "id": _group(base, group),
        "type": "Concept",
        "notation": group,
        "prefLabel": label,
        "inScheme": scheme_address(base),
        "topConceptOf": scheme_address(base),
        "narrower": [address(base, category) for category in chosen if category.group == group],
    }


def _concept(base: str, category: CategoryRow, held: Iterable[str]) -> Node:
    """`held`: the categories that can be named as related."""
    return {
        "id": address(base, category),
        "type": "Concept",
        "notation": category.slug,
        "prefLabel": category.label,
        "definition": category.definition,
        "scopeNote": category.boundary or None,
        "inScheme": scheme_address(base),
        "broader": _group(base, category.group),
        "related": [f"{scheme_address(base)}/{slug}" for slug in opposites().get(category.slug, ()) if slug in held],
    }


def _collections(base: str, chosen: Sequence[CategoryRow]) -> Iterable[Node]:
    for type_ in TYPES:
        if members := [address(base, category) for category in chosen if category.type == type_]:
            yield {
                "id": f"{scheme_address(base)}#type-{type_}",
                "type": "Collection",
                "prefLabel": _COLLECTIONS[type_],
                "member": members,
            }
