"""The dictionary says of every word what the library behind it says."""

from __future__ import annotations

import lemminflect
import pytest

from app.extraction.vocabulary.dictionary import inflect, inflections_of, lemmas_of

WORDS = (
    "give gave given gives giving be was were will would can shall must dare lie lay laid lain leaves leaf found bound "
    "data agenda aircraft forces means treaties armies bless blessed abdomen all another better worst quickly attacked "
    "re-arm cooperate co-operate focussed programme defence fly-by book zz qworble"
).split()


@pytest.mark.parametrize("word", WORDS)
def test_lemmas_and_forms_are_those_of_the_library(word: str) -> None:
    assert lemmas_of(word) == lemminflect.getAllLemmas(word)
    assert inflections_of(word) == lemminflect.getAllInflections(word)


VERBS = (
    "give be will would may must shall dare ought lie lay leave find bind bless focus attack re-arm cooperate "
    "co-operate americanize joy-ride beware ok"
).split()
"""Of the last ones, and of the modals, the tables do not know each form."""


@pytest.mark.parametrize("tag", ["VBZ", "VBD", "VBN", "VBG"])
@pytest.mark.parametrize("verb", VERBS)
def test_each_form_of_a_verb_is_that_of_the_library(verb: str, tag: str) -> None:
    assert inflect(verb, tag) == lemminflect.getInflection(verb, tag)


@pytest.mark.parametrize("text", ["", "a,noun", ",", "give,verb"])
def test_what_is_no_word_has_no_entry(text: str) -> None:
    assert lemmas_of(text) == {}
    assert inflections_of(text) == {}
