"""Regular expressions for one of many phrases, quick to fail: common beginnings are tried once.

`one_of(["in the event", "in case", "if"])` matches what `in\\s+the\\s+event|in\\s+case|if` matches, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_Tree = dict[str, "_Tree"]
_GAP = r"\s+"
_END = ""


def one_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases; a space in a phrase stands for any white space."""
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for character in phrase:
            node = node.setdefault(_GAP if character == " " else re.escape(character), {})
        node[_END] = {}
    return _pattern(tree)


def _pattern(tree: _Tree) -> str:
    ways = [atom + _pattern(rest) for atom, rest in tree.items() if atom != _END]
    if not ways:
        return ""
    if len(ways) == 1 and _END not in tree:
        return ways[0]
    return f"(?:{'|'.join(ways)})" + ("?" if _END in tree else "")


def holds_any(text: str, hints: Iterable[str], start: int, end: int) -> bool:
    """Whether one of some strings stands in `text[start:end]`: the cheap question before a costly pattern."""
    for hint in hints:  # noqa: SIM110  # a plain loop is twice as quick
        if text.find(hint, start, end) >= 0:
            return True
    return False


def places_of(text: str, stems: Iterable[str]) -> list[int]:
    """Where any of a few words or beginnings of words stands, sorted: plain searches, far quicker than a pattern."""
    found: list[int] = []
    for stem in stems:
        at = text.find(stem)
        while at >= 0:
            found.append(at)
            at = text.find(stem, at + len(stem))
    found.sort()
    return found
