"""The words and rules of the field, as data, and what reads them.

`taxonomy.toml` says what a fact can be about; `lexicon.toml` groups the words of acts and objects, `frames.toml`
composes them into categories, `markers.toml` says how a clause is meant; the others serve one module each.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["load_toml"]


@cache
def load_toml(name: str) -> dict:  # type: ignore[type-arg]
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))
