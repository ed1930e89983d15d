"""Where a sentence ends, and where a full stop ends none."""

from __future__ import annotations

import pytest

from app.extraction.document.sentences import split_sentences
from app.extraction.model import Span


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "parts",
    [
        ["Chad gets boats.", "Mali gets none."],
        ["Will they fight?", "No!", "They will not."],
        ['"We stand together," he said.', "Nobody clapped."],
        ['He said: "It is done."', "Then he left."],
        ["“One sentence!” says Oksana.", "She wants more."],
        ["(It was not published.)", "It may be later."],
        ["They waited…", "Nothing came."],
        ["The U.S. and the U.K. signed it.", "The E.U. did not."],
        ["It was signed in the U.S.", "The text is short."],
        ["Mr. Lee met Gen. Obi and Dr. Roth.", "They agreed."],
        ["J. R. Smith and A. Lee wrote it.", "It is long."],
        ["Under Art. 5 and No. 7 they help.", "That is all."],
        ["The answer is no.", "The text is clear."],
        ["It costs $7.1 bln, or 2.5 per cent.", "Payment is due in 2026.", "It is late."],
        ["Article 3. 1. The Parties shall consult.", "They shall do so at once."],
        ["1. The Parties shall train together."],
        ["Under Article 5.", "They consult."],
        ["They train, e.g. in winter, and i.e. together.", "That helps."],
        ["Boats, radars, etc. will follow.", "They are new."],
        ["It was agreed at 4 p.m. in Lima.", "All left."],
        ["It ends at 4 p.m.", "The guests leave."],
        ["They train; they share; they pay.", "That is all."],
        ["Lockheed Inc. will build it.", "It is big."],
        ["It is binding.[1]", "It is short."],
        ["He came on Jan. 5 and left.", "She stayed."],
        ["“We teach soldiers.", "We rebuild towns,” he said."],
        ["St. Petersburg is far.", "Lima is near."],
        ["Not one... of them came.", "All stayed."],
    ],
    ids=lambda parts: parts[0][:30],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_white_space_and_line_ends_around_sentences_belong_to_none() -> None:
    text = "  Chad gets\nboats. \r\n Mali gets\tnone.  "
    assert sentences(text) == ["Chad gets\nboats.", "Mali gets\tnone."]


def test_only_the_block_is_read() -> None:
    text = "Before. Inside one. Inside two. After."
    assert [span.of(text) for span in split_sentences(text, Span(8, 31))] == ["Inside one.", "Inside two."]


@pytest.mark.parametrize("text", ["", " ", ".", "...", "No stop", "a.b.c", "?!?!"])
def test_sentences_cover_all_words_of_any_text(text: str) -> None:
    assert (
        "".join(sentences(text)) == "".join(text.split(" ")) if " " not in text.strip() else sentences(text) == [text]
    )
