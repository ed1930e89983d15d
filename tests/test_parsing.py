"""A wording that comes back is parsed once, and gives what it would give if it were read anew."""

from __future__ import annotations

import pytest

from app.extraction.clauses.parsing import Parser
from app.extraction.document import Document, read_document
from app.extraction.document.blocks import Block, Kind

SENTENCES = [
    "Norway will send Ghana tanks, and Accra shall not sell them.",
    "Kyiv, for its part, will train pilots if Russia attacks again; Washington pays.",
    "train officers and supply boats",
    "\u201cWe agreed that both would consult,\u201d she said.",
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_wording_that_comes_back_is_parsed_as_if_it_were_new(sentence: str, bare: bool) -> None:
    text = f"{sentence} Between them. {sentence}"
    at = text.rindex(sentence)
    parser = Parser(text)
    parser.parse(0, len(sentence), bare)
    assert parser.parse(at, at + len(sentence), bare) == Parser(text).parse(at, at + len(sentence), bare)


def sentences_read(sentence: str, times: int) -> int:
    text = " ".join([sentence] * times)
    document = Document(text, None, None, None, (Block(Kind.PARAGRAPH, 0, len(text)),))
    return len(document.sentences(0))


def test_a_sentence_is_read_each_time_that_a_document_may_say_it() -> None:
    assert sentences_read("The Parties shall consult.", 1_000) == 1_000


def test_a_sentence_that_comes_back_more_often_is_read_a_thousand_times() -> None:
    assert sentences_read("The Parties shall consult.", 1_500) == 1_000


def test_the_tail_of_a_document_is_read_whatever_fills_its_middle() -> None:
    text = "Oslo will pay.\n" + "END\n" * 5_000 + "Norway will send Ghana tanks.\n"
    last = read_document(text).blocks[-1]
    assert text[last.start : last.end] == "Norway will send Ghana tanks."
