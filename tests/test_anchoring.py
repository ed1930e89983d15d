"""Whether quotes stand in another copy of a text: what is claimed is true, and what is not certain is not claimed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.anchoring import Anchor, Quote, anchor

TEXT = "Kyiv, 13 June. The United States will continue training of Ukrainian soldiers, officials said."
WORDS = "continue training"
AT = TEXT.index(WORDS)


def quoted(text: str, start: int, end: int, context: int = 12) -> Quote:
    return Quote(start, end, text[start:end], text[max(0, start - context) : start], text[end : end + context])


QUOTE = quoted(TEXT, AT, AT + len(WORDS))
ALONE = Quote(AT, AT + len(WORDS), WORDS)


def span(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


LATER = "Update: " + TEXT
TWICE = f"Update: {TEXT} {TEXT}"
REWORDED = LATER.replace(WORDS, "expand the training")
SHORTER = TEXT.replace(WORDS, "")
REWORDED_TWICE = f"{REWORDED} {REWORDED}"
ELSEWHERE = "They would continue training, and continue training."
FAR = TEXT.replace(WORDS, "x" * 1000)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        pytest.param(TEXT, QUOTE, Anchor("exact", (AT, AT + 17), WORDS, True), id="the same text"),
        pytest.param(TEXT, ALONE, Anchor("exact", (AT, AT + 17), WORDS, True), id="the same text, without context"),
        pytest.param(
            TEXT.replace("States will", "States may "), QUOTE, Anchor("exact", (AT, AT + 17), WORDS, False),
            id="the same place between other words",
        ),
        pytest.param(TWICE[8:], QUOTE, Anchor("exact", (AT, AT + 17), WORDS, True), id="the same place and another"),
        pytest.param(LATER, QUOTE, Anchor("moved", (AT + 8, AT + 25), WORDS, True), id="words put before"),
        pytest.param(LATER, ALONE, Anchor("moved", (AT + 8, AT + 25), WORDS, True), id="words put before, no context"),
        pytest.param(
            "\N{BEETLE}" + TEXT, QUOTE, Anchor("moved", (AT + 1, AT + 18), WORDS, True), id="offsets are code points"
        ),
        pytest.param(
            TWICE, QUOTE, Anchor("lost", reason="ambiguous", places=(span(TWICE, WORDS), span(TWICE, WORDS, 1))),
            id="two other places",
        ),
        pytest.param(
            ELSEWHERE, ALONE, Anchor("lost", reason="ambiguous",
                                     places=(span(ELSEWHERE, WORDS), span(ELSEWHERE, WORDS, 1))),
            id="two other places, no context",
        ),
        pytest.param(
            REWORDED, QUOTE, Anchor("changed", span(REWORDED, "expand the training"), "expand the training", True),
            id="other words",
        ),
        pytest.param(SHORTER, QUOTE, Anchor("changed", (AT, AT), "", True), id="words taken out"),
        pytest.param(
            REWORDED_TWICE, QUOTE,
            Anchor("lost", reason="ambiguous", places=(
                span(REWORDED_TWICE, "expand the training"),
                (span(REWORDED_TWICE, "expand the training")[0], span(REWORDED_TWICE, "expand the training", 1)[1]),
                span(REWORDED_TWICE, "expand the training", 1),
            )),
            id="other words at two places",
        ),
        pytest.param(FAR, QUOTE, Anchor("lost", reason="not_found"), id="a context that is far apart"),
        pytest.param(
            ELSEWHERE, QUOTE,
            Anchor("lost", reason="other_context", places=(span(ELSEWHERE, WORDS), span(ELSEWHERE, WORDS, 1))),
            id="the words in another context",
        ),
        pytest.param("", QUOTE, Anchor("lost", reason="not_found"), id="no text"),
        pytest.param(TEXT.upper(), QUOTE, Anchor("lost", reason="not_found"), id="case counts"),
        pytest.param(
            LATER.replace("continue training", "continue\ntraining"), QUOTE,
            Anchor("changed", (AT + 8, AT + 25), "continue\ntraining", True), id="a line break is another character",
        ),
        pytest.param(LATER, Quote(0, 2, "of"), Anchor("lost", reason="too_short"), id="two letters prove nothing"),
        pytest.param(TEXT[: AT + 5], ALONE, Anchor("lost", reason="not_found"), id="a text that ends inside"),
        pytest.param("b" * 3000 + "c", Quote(0, 9, "quotation", "b" * 8, "b" * 8), Anchor("lost", reason="ambiguous",
                     places=tuple((8, end) for end in range(8, 18))), id="a context that is everywhere"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_quote(text: str, quote: Quote, expected: Anchor) -> None:
    assert anchor(text, quote) == expected


def count(text: str, words: str) -> int:
    return sum(text.startswith(words, at) for at in range(len(text) + 1))


#: Few letters, so that quotes and contexts repeat.
texts = st.text(alphabet="ab ", max_size=60)


@st.composite
def quotes(draw: st.DrawFn) -> tuple[str, Quote]:
    text = draw(st.text(alphabet="ab ", min_size=1, max_size=60))
    start = draw(st.integers(0, len(text) - 1))
    return text, quoted(text, start, draw(st.integers(start + 1, len(text))), draw(st.integers(0, 12)))


@given(quotes())
def test_in_its_own_text_every_quote_is_exact(made: tuple[str, Quote]) -> None:
    text, quote = made
    assert anchor(text, quote) == Anchor("exact", (quote.start, quote.end), quote.exact, True)


@given(quotes(), texts)
def test_what_is_claimed_of_a_quote_is_true_of_the_text(made: tuple[str, Quote], text: str) -> None:
    _, quote = made
    found = anchor(text, quote)
    whole = quote.prefix + quote.exact + quote.suffix
    if found.span is None:
        assert (found.state, found.found, found.context_kept) == ("lost", None, None)
        return
    start, end = found.span
    around = text[:start].endswith(quote.prefix) and text[end:].startswith(quote.suffix)
    assert text[start:end] == found.found
    match found.state:
        case "exact":
            assert (found.span, found.found) == ((quote.start, quote.end), quote.exact)
            assert found.context_kept == around
        case "moved":
            assert (found.found, around, count(text, whole)) == (quote.exact, True, 1)
        case "changed":
            assert around
            assert found.found != quote.exact
            assert (count(text, whole), min(count(text, quote.prefix), count(text, quote.suffix)) > 0) == (0, True)


@given(quotes(), st.text(alphabet="xy", min_size=1, max_size=20))
def test_words_put_before_move_a_quote_or_leave_it_in_doubt(made: tuple[str, Quote], before: str) -> None:
    text, quote = made
    whole = quote.prefix + quote.exact + quote.suffix
    found = anchor(before + text, quote)
    if found.state == "exact":  # it repeats, and stands at its old place too
        assert (before + text)[quote.start : quote.end] == quote.exact
    elif len(whole) < 8:
        assert found.reason == "too_short"
    elif count(text, whole) == 1:
        assert found == Anchor("moved", (quote.start + len(before), quote.end + len(before)), quote.exact, True)
    else:
        assert (found.state, found.reason) == ("lost", "ambiguous")
        assert len(found.places) == min(10, count(text, whole))
