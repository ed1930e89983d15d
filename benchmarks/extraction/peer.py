"""The peer: spaCy's blank English pipeline, sentences by punctuation, and a phrase matcher over the vocabulary's cues.

It finds where words of a category stand, as any keyword search does; who promises, how firmly, and whether a sentence
denies it, it does not ask. It is here as a yardstick for speed, the fastest thing that people would otherwise use.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.resources import files

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

__all__ = ["mentions", "pipeline"]

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=0)


@Language.factory("cues")
class Cues:
    """Counts the places where a cue stands, letter case aside."""

    def __init__(self, nlp: Language, name: str) -> None:
        taxonomy = tomllib.loads((files("app.extraction.vocabulary") / "taxonomy.toml").read_text("utf-8"))
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for kind in ("commitment", "caveat"):
            for entry in taxonomy[kind]:
                self.matcher.add(entry["slug"], [nlp.make_doc(cue) for cue in entry.get("cues", ())])

    def __call__(self, doc: Doc) -> Doc:
        doc._.mentions = len(self.matcher(doc))
        return doc


def pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("cues")
    return nlp


def mentions(nlp: Language, texts: Iterable[str], jobs: int) -> int:
    """How many places were found in all texts."""
    return sum(doc._.mentions for doc in nlp.pipe(texts, n_process=jobs))
