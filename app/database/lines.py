"""Words of others in a line of ours."""

from __future__ import annotations


def printable(text: str) -> str:
    """Character for character, with a space for every sign that does not print: a break, a control, a turn of the
    direction of writing. A database or XML may refuse them, and a page obey them."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def one_line(text: str) -> str:
    """The same with single spaces, and none around it."""
    return " ".join(printable(text).split())
