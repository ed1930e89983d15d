"""The grammar of security-agreement prose: one sentence, one expectation, in `tests/grammar/*.md`.

A case is a list item, and under it what is expected of it:

    - Norway will send Ghana forty howitzers.
      = military_aid NO pledge
    - Norway will not send Ghana a single soldier.
      = no_troop_commitment
    - Norway has sent Ghana forty howitzers since 2021.
      = nothing

`= category OBLIGORS modality [direction]` for a commitment (obligors joined by `+`, `*` where they do not matter),
`= category` for a caveat, `= nothing` for neither. Further `=` lines are further facts. `@ A, B` adds the claimants
that every piece of evidence has. A case that starts with `- !` is known to fail, and is expected to.

Each sentence is read after a line that reports an agreement between Norway and Ghana, unless the file says otherwise
in a `Context:` line, which then holds for the cases below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.extraction import extract

_FOLDER = Path(__file__).parent / "grammar"
_CONTEXT = "ACCRA, 3 May 2024 - Norway and Ghana signed a bilateral security agreement in Accra on Friday."


@dataclass
class Case:
    file: str
    line: int
    context: str
    sentence: str
    expected: list[str] = field(default_factory=list)
    claimants: tuple[str, ...] | None = None
    known_failure: bool = False


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    context = _CONTEXT
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if text.startswith("Context:"):
            context = text.removeprefix("Context:").strip()
        elif line.startswith("- "):
            sentence = line[2:].strip()
            failing = sentence.startswith("! ")
            cases.append(Case(path.stem, number, context, sentence.removeprefix("! "), known_failure=failing))
        elif text.startswith("= ") and cases:
            cases[-1].expected.append(text[2:].strip())
        elif text.startswith("@ ") and cases:
            cases[-1].claimants = tuple(name.strip() for name in text[2:].split(","))
    return cases


CASES = [case for path in sorted(_FOLDER.glob("*.md")) for case in read_cases(path)]


def describe(case: Case) -> str:
    return f"{case.file}:{case.line}"


@pytest.mark.parametrize("case", CASES, ids=describe)
def test_a_sentence_says_what_its_grammar_says(case: Case, request: pytest.FixtureRequest) -> None:
    if case.known_failure:
        request.applymarker(pytest.mark.xfail(reason="a known limit of the grammar", strict=True))
    separator = "\n" if case.context else ""
    text = f"{case.context}{separator}{separator}{case.sentence}\n"
    offset = len(case.context)
    facts = [f for f in extract(text).facts if any(e.start >= offset for e in f.evidence)]
    wanted = sorted(e for e in case.expected if e != "nothing")
    got = sorted(_render(f, next((w for w in wanted if w.split()[0] == f.category), "")) for f in facts)
    assert got == wanted, case.sentence
    if case.claimants is not None:
        assert {e.claimants for f in facts for e in f.evidence} == {case.claimants}, case.sentence


def _render(fact: object, wanted: str) -> str:
    """A fact in the words of the expectation, with as many fields as that one states."""
    category, obligors = fact.category, fact.obligors  # type: ignore[attr-defined]
    if fact.type == "caveat":  # type: ignore[attr-defined]
        return str(category)
    fields = wanted.split()[1:]
    rendered = [category]
    if not wanted or fields:
        rendered.append("*" if fields[:1] == ["*"] else "+".join(obligors))
    if not wanted or len(fields) > 1:
        rendered.append(fact.modality)  # type: ignore[attr-defined]
    if len(fields) > 2:
        rendered.append(fact.direction)  # type: ignore[attr-defined]
    return " ".join(rendered)


def test_the_grammar_is_there() -> None:
    assert len(CASES) > 300
