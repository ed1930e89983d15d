"""Changes as an Atom feed (RFC 4287), newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.api.formats import Format

ATOM = Format("atom", "application/atom+xml", None)
_NAMESPACE = "http://www.w3.org/2005/Atom"
_PATHS = {"agreement": "agreements", "fact": "facts", "document": "documents"}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself."""

    base: str
    """Address of the service."""
    itself: str
    """Address of this feed."""
    title: str
    author: str
    license: str
    updated: str
    """When the data last changed, for a feed without entries."""


def write(feed: Feed, rows: Sequence[str]) -> bytes:
    """`rows`: changes, newest first."""
    changes = [json.loads(row) for row in rows]
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en"})
    # The address is the identity: it tells one question from another, and stays.
    _texts(root, id=feed.itself, title=feed.title, updated=changes[0]["at"] if changes else feed.updated)
    _texts(SubElement(root, "author"), name=feed.author)
    _texts(root, rights=feed.license)
    SubElement(root, "link", rel="self", type=ATOM.media_type, href=feed.itself)
    for change in changes:
        _entry(root, feed.base, change)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(root: Element, base: str, change: dict[str, Any]) -> None:
    entry = SubElement(root, "entry")
    kind, resource, target = change["kind"], change["resource"], change["target"]
    into = f" into {target}" if target else ""
    _texts(
        entry,
        id=f"{base}/v1/changes#{change['number']}",
        title=f"{resource.capitalize()} {kind}{into}: {change['id']}",
        updated=change["at"],
        published=change["at"],
    )
    path = f"{_PATHS[resource]}/{quote(target or change['id'])}"
    SubElement(entry, "link", rel="alternate", type="text/html", href=f"{base}/{path}")
    SubElement(entry, "link", rel="alternate", type="application/json", href=f"{base}/v1/{path}")
    for term in (kind, resource):
        SubElement(entry, "category", term=term)
    fields = f" Changed: {', '.join(change['fields'])}." if change["fields"] else ""
    document = f" ({change['document']})" if change["document"] else ""
    why = change["why"]
    _texts(entry, summary=f"{why[0].upper()}{why[1:]}{document}.{fields}")


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text
