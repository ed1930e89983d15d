"""English words: the lemmas that a form belongs to, and the forms of a lemma.

The data are the tables of the library lemminflect. A table of 80,000 lines is looked up by bisection and read where it
is asked for; the library itself, with its models of unknown words, is never imported, which takes as long as a text.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ENTRY = tuple[str, ...]
"""The spellings of one form."""

_BASES = {"noun": ("NN",), "adj": ("JJ",), "adv": ("RB",), "verb": ("VB", "VBP")}
_FORMS = {"noun": ("NNS",), "adj": ("JJR", "JJS"), "adv": ("RBR", "RBS"), "verb": ("VBD", "VBN", "VBG", "VBZ")}
"""Tags of the Penn Treebank, in the order of the table's columns."""
_EITHER = {"VBD": "VBN", "VBN": "VBD"}
_REGULAR = {"VBZ": "s", "VBD": "ed", "VBN": "ed", "VBG": "ing"}
_AUXILIARIES: dict[str, dict[str, _ENTRY]] = {
    "can": {"VB": ("can",), "VBD": ("could",)},
    "may": {"VB": ("may",), "VBD": ("might",)},
    "will": {"VB": ("will",), "VBD": ("would",)},
    "shall": {"VB": ("shall",), "VBD": ("should",)},
    "must": {"VB": ("must",), "VBD": ("must",)},
    "ought": {"VB": ("ought",), "VBD": ("ought",)},
    "dare": {"VB": ("dare",)},
    "be": {
        "VB": ("be",),
        "VBD": ("was", "were"),
        "VBG": ("being",),
        "VBN": ("been",),
        "VBP": ("am", "are"),
        "VBZ": ("is",),
    },
}


@cache
def _resources() -> Path:
    spec = find_spec("lemminflect")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "resources"


@cache
def _lines(name: str) -> list[str]:
    """The lines `word,category,...` of a table, sorted."""
    lines = gzip.decompress((_resources() / name).read_bytes()).decode("utf-8").split("\n")
    lines.sort()
    return lines


@cache
def _overrides(name: str) -> dict[str, dict[str, _ENTRY]]:
    """Corrections to a table: word to tag to spelling."""
    found: dict[str, dict[str, _ENTRY]] = {}
    for line in (_resources() / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, tag, form = line.strip().split(",")
            found.setdefault(word, {})[tag] = (form.lower(),)
    return found


def _rows(table: str, word: str) -> list[list[str]]:
    """What stands behind a word in a table: its category and its columns, in lower case."""
    lines = _lines(table)
    if "," in word:
        return []
    head = f"{word},"
    at = bisect_left(lines, head)
    rows: list[list[str]] = []
    while at < len(lines) and lines[at].startswith(head):
        rows.append(lines[at][len(head) :].lower().split(","))
        at += 1
    return rows


def lemmas_of(word: str) -> dict[str, tuple[str, ...]]:
    """The lemmas of a form in lower case, by their universal part of speech: `{"VERB": ("give",)}`."""
    found = {
        "AUX" if category == "modal" else category.upper(): tuple(forms.split("/"))
        for category, forms in _rows("lemma_lu.csv.gz", word)
    }
    return found | _overrides("lemma_overrides.csv").get(word, {})


@cache
def inflections_of(lemma: str) -> dict[str, tuple[str, ...]]:
    """The known forms of a lemma in lower case, by their tag: `{"VBZ": ("gives",), "VBD": ("gave",), ...}`."""
    found: dict[str, _ENTRY] = {}
    for category, *columns in _rows("infl_lu.csv.gz", lemma):
        found |= {tag: tuple(forms.split("/")) for tag, forms in zip(_FORMS[category], columns, strict=False) if forms}
        found |= dict.fromkeys(_BASES[category], (lemma,))
    return _AUXILIARIES.get(lemma, found) | _overrides("infl_overrides.csv").get(lemma, {})


def inflect(lemma: str, tag: str) -> tuple[str, ...]:
    """The spellings of one form of a verb; the regular one where no table knows it."""
    known = inflections_of(lemma)
    form = known.get(tag)
    if form is None and tag in _EITHER:
        form = known.get(_EITHER[tag])
    if form is None:
        ending = _REGULAR[tag]
        stem = lemma[:-1] if ending[0] == lemma[-1] or (ending == "ing" and lemma.endswith("e")) else lemma
        form = (stem + ending,)
    return form
