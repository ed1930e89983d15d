"""Full text: one grammar on both databases, an answer or a clear error to whatever is typed, places of the words."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, text
from starlette.testclient import TestClient

from app.database.engine import reading, upgrade, version, writing
from app.database.load import load_extraction
from app.database.search import MAXIMUM_ITEMS, MAXIMUM_PHRASE, BadSearch, Item, find, parse, words
from app.database.tables import DocumentRow, EvidenceRow, FactRow, PassageRow
from tests.answers import Holding, ids
from tests.factories import Quote, agreement, caveat, extraction, fact, id_

REPORT = extraction(
    fact("training", "US", quotes=[Quote("will continue training F-16 pilots", ("CNN",)), "trains Ukraine's troops"]),
    fact("consultation", "UA", "US", quotes=["will consult within 24 hours"]),
    caveat("no_ratification", quotes=["the Präsident need not ask the Sénat"]),
    agreements=[agreement(title="Bilateral security agreement", venue="Apulia")],
    heading="Kyiv and Washington: <b>a pact</b> & more.",
    title="A pact at the summit",
)
OTHER = extraction(
    fact("training", "FR", agreement="fr-ua-2024", quotes=["France trains pilots"]),
    heading="Paris. \U0001f600 Le pacte de sécurité.",
    title=None,
)
TRAINING_US, TRAINING_FR = "ua-us-2024.training.us", "fr-ua-2024.training.fr"
CONSULTATION, CAVEAT = "ua-us-2024.consultation.ua-us", "ua-us-2024.no_ratification"


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, OTHER)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Training aid", [Item(("training",)), Item(("aid",))]),
        ('"mutual  defence"', [Item(("mutual", "defence"))]),
        ("“mutual defence„", [Item(("mutual", "defence"))]),
        ('"not closed', [Item(("not", "closed"))]),
        ("-nato", [Item(("nato",), negated=True)]),
        ('--"not this" that', [Item(("not", "this"), negated=True), Item(("that",))]),
        ("train*", [Item(("train",), prefix=True)]),
        ('"security agr*"', [Item(("security", "agr"), prefix=True)]),
        ('"security agr"*', [Item(("security", "agr"), prefix=True)]),
        ("F-16", [Item(("f", "16"))]),
        ("- nato", [Item(("nato",))]),
        ("nato nato", [Item(("nato",))]),
        ('a"b c"d', [Item(("a",)), Item(("b", "c")), Item(("d",))]),
        ("Sénat", [Item(("senat",))]),
        ("se\u0301nat", [Item(("senat",))]),
        ("STRASSE straße", [Item(("strasse",))]),
        ("AND OR NOT NEAR(a)", [Item((w,)) for w in ("and", "or", "not")] + [Item(("near", "a"))]),
        ("words:x ^y {z}", [Item(("words", "x")), Item(("y",)), Item(("z",))]),
        ("РАДА*", [Item(("рада",), prefix=True)]),
    ],
)
def test_a_question_is_words_phrases_negations_and_prefixes(question: str, items: list[Item]) -> None:
    assert list(parse(question)) == items


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "no word"),
        ('"" - * -"" _ !', "no word"),
        (" ".join(f"w{n}" for n in range(MAXIMUM_ITEMS + 1)), "33 words and phrases"),
        (f'"{"a " * (MAXIMUM_PHRASE + 1)}"', "phrase of 33 words"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(loaded: TestClient, question: str, says: str) -> None:
    with pytest.raises(BadSearch, match=says):
        parse(question)
    answer = loaded.get("/v1/facts", params={"q": question})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")
    assert says in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("training", [TRAINING_FR, TRAINING_US]),
        ("continue", [TRAINING_US]),
        ("CONTINUE pilots", [TRAINING_US]),
        ("pilots troops", [TRAINING_US]),
        ("pilots trains", [TRAINING_FR, TRAINING_US]),
        ('"trains pilots"', [TRAINING_FR]),
        ('"pilots trains"', []),
        ("cnn", [TRAINING_US]),
        ('"pilots cnn"', []),
        ("pilots -cnn", [TRAINING_FR]),
        ("-pilots", [CONSULTATION, CAVEAT]),
        ('-"trains pilots" pilots', [TRAINING_US]),
        ("consult*", [CONSULTATION]),
        ("pilot", []),
        ("pilot*", [TRAINING_FR, TRAINING_US]),
        ('"continue train*"', [TRAINING_US]),
        ("F-16", [TRAINING_US]),
        ("f16", []),
        ("ukraine troops", [TRAINING_US]),
        ("senat", [CAVEAT]),
        ("SÉNAT prasident", [CAVEAT]),
        ("24", [CONSULTATION]),
        ("wi", []),
        ("nothing of this", []),
    ],
)
def test_facts_are_found_by_their_words(loaded: TestClient, question: str, answer: list[str]) -> None:
    assert ids(loaded, "/v1/facts", q=question) == answer


@pytest.mark.parametrize(
    ("path", "question", "answer"),
    [
        ("/v1/agreements", "bilateral", ["fr-ua-2024", "ua-us-2024"]),
        ("/v1/agreements", "apulia", ["ua-us-2024"]),
        ("/v1/agreements", "bilateral hours cnn", ["ua-us-2024"]),
        ("/v1/agreements", "united states", ["ua-us-2024"]),
        ("/v1/agreements", '"agreement apulia"', []),
        ("/v1/agreements", "-hours", ["fr-ua-2024"]),
        ("/v1/documents", "pact", [id_(REPORT)]),
        ("/v1/documents", "pact*", [id_(REPORT), id_(OTHER)]),
        ("/v1/documents", "summit", [id_(REPORT)]),
        ("/v1/documents", "-summit", [id_(OTHER)]),
        ("/v1/documents", '"pacte de securite"', [id_(OTHER)]),
        ("/v1/commitments", "senat", []),
        ("/v1/caveats", "senat", [CAVEAT]),
        (f"/v1/documents/{id_(OTHER)}/facts", "pilots", [TRAINING_FR]),
    ],
)
def test_everything_is_found_by_its_words(loaded: TestClient, path: str, question: str, answer: list[str]) -> None:
    assert sorted(ids(loaded, path, q=question)) == sorted(answer)


def test_words_narrow_like_every_other_filter(loaded: TestClient) -> None:
    assert ids(loaded, "/v1/facts", q="pilots", party="FR") == [TRAINING_FR]
    assert ids(loaded, "/v1/agreements", q="pilots", category="consultation") == ["ua-us-2024"]
    assert ids(loaded, "/v1/documents", q="troops", agreement="fr-ua-2024") == []
    counted = loaded.get("/v1/stats", params={"group_by": "agreement", "q": "pilots"}).json()["data"]
    assert [cell["facts"] for cell in counted] == [1, 1]
    said = loaded.get("/v1/facts", params={"q": ' pilots  -"cnn" ', "party": "FR"}).json()["meta"]["description"]
    assert said == 'Commitments and caveats in agreements of France with the words pilots -"cnn"'


def test_words_and_a_document_are_asked_of_the_same_evidence(engine: Engine, loaded: TestClient) -> None:
    other = extraction(fact("training", "US", quotes=[Quote("keeps training sailors", ("BBC",))]), heading="A third.")
    load_extraction(engine, other)
    assert ids(loaded, "/v1/facts", q="sailors pilots") == [TRAINING_US]
    assert ids(loaded, "/v1/facts", q="sailors pilots", document=id_(other)) == []
    assert ids(loaded, "/v1/facts", q="sailors -pilots", document=id_(other)) == [TRAINING_US]
    assert ids(loaded, "/v1/facts", q="pilots", claimant="BBC") == []
    [fact_] = loaded.get(f"/v1/documents/{id_(other)}/facts?q=training").json()["data"]
    assert {snippet["document"] for snippet in fact_["snippets"]} <= {id_(other), None}
    assert fact_["snippets"][0]["text"] == "keeps training sailors"


def test_pages_of_a_search_are_the_whole(loaded: TestClient) -> None:
    first = loaded.get("/v1/facts?q=training&limit=1").json()
    rest = loaded.get(f"/v1/facts?q=training&cursor={first['page']['next']}").json()
    assert [item["id"] for page in (first, rest) for item in page["data"]] == [TRAINING_FR, TRAINING_US]
    other = loaded.get(f"/v1/facts?q=trains&cursor={first['page']['next']}")
    assert other.json()["code"] == "invalid_cursor"


def snippets(client: TestClient, path: str, q: str) -> list[dict[str, Any]]:
    return [snippet for item in client.get(path, params={"q": q}).json()["data"] for snippet in item["snippets"]]


def marked(snippet: dict[str, Any]) -> list[str]:
    return [snippet["text"][start:end] for start, end in snippet["marks"]]


@pytest.mark.parametrize(
    ("path", "question", "expected"),
    [
        ("/v1/facts", "continue pilots", ["continue", "pilots"]),
        ("/v1/facts", '"continue training" training -hours', ["continue training"]),
        ("/v1/caveats", "senat", ["Sénat"]),
        ("/v1/facts", "cnn", ["CNN"]),
        ("/v1/agreements", "apulia", ["Apulia"]),
        ("/v1/documents", "securite", ["sécurité"]),
    ],
)
def test_a_snippet_marks_the_words(loaded: TestClient, path: str, question: str, expected: list[str]) -> None:
    assert marked(snippets(loaded, path, question)[0]) == expected


@pytest.mark.parametrize("path", ["/v1/facts", "/v1/agreements", "/v1/documents"])
def test_a_snippet_stands_where_it_says(loaded: TestClient, path: str) -> None:
    placed = [s for s in snippets(loaded, path, "pilots") if s["start"] is not None]
    assert placed
    for snippet in placed:
        whole = loaded.get(f"/v1/documents/{snippet['document']}/text").text
        assert whole[snippet["start"] :].startswith(snippet["text"])
        assert "pilots" in marked(snippet)


def test_a_snippet_is_no_markup_but_its_marks(loaded: TestClient) -> None:
    snippet, _ = snippets(loaded, "/v1/documents", "pact -paris")
    assert "&lt;b&gt;a <mark>pact</mark>&lt;/b&gt; &amp; more." in snippet["html"]


def test_an_excerpt_of_a_long_text_is_short_and_of_whole_words(engine: Engine, client: TestClient) -> None:
    load_extraction(
        engine, extraction(heading="lorem ipsum " * 5000 + "needle" + " dolor sit" * 5000 + " haystack end")
    )
    first, second = snippets(client, "/v1/documents", "needle haystack")
    assert first["text"].startswith(("lorem ", "ipsum "))
    assert first["text"].endswith((" dolor", " sit"))
    assert (len(first["text"]) < 200, marked(first), marked(second)) == (True, ["needle"], ["haystack"])


def test_there_are_snippets_only_where_words_were_asked_for(loaded: TestClient) -> None:
    for path in ("/v1/facts", "/v1/agreements", "/v1/documents"):
        assert [item["snippets"] for item in loaded.get(path).json()["data"]].count(None) > 0
    assert loaded.get(f"/v1/documents/{id_(REPORT)}").json()["snippets"] is None
    assert [item["snippets"] for item in loaded.get("/v1/facts?q=-pilots").json()["data"]] == [[], []]


def test_snippets_of_an_agreement_come_in_the_order_of_its_facts(holding: Holding) -> None:
    categories = ["training", "demining", "intelligence", "consultation"]
    client = holding(extraction(*(fact(each) for each in categories)), extraction(fact("accountability"), heading="2"))
    statements = [each["statement"] for each in client.get("/v1/facts").json()["data"]]
    assert [each["text"] for each in snippets(client, "/v1/agreements", "Ukraine")] == ["Ukraine", *statements[:2]]


@pytest.mark.parametrize("position", [0, 167, 168, 169, 199, 200, 1000, 39_990])
def test_a_phrase_is_found_anywhere_in_a_long_text(engine: Engine, client: TestClient, position: int) -> None:
    filler = ["word"] * 40_000
    phrase = [f"n{n}" for n in range(MAXIMUM_PHRASE)]
    load_extraction(engine, extraction(heading=" ".join(filler[:position] + phrase + filler[position:])))
    assert len(ids(client, "/v1/documents", q=f'"{" ".join(phrase)}"')) == 1
    assert ids(client, "/v1/documents", q=f'"{" ".join(phrase[:-1])} n0"') == []


def test_a_word_of_any_length_can_be_stored_and_found(engine: Engine, client: TestClient) -> None:
    load_extraction(engine, extraction(heading="x" * 100_000 + " ends"))
    assert len(ids(client, "/v1/documents", q="x" * 400)) == 1


def test_a_fact_is_found_by_the_words_of_every_document_and_of_what_it_shows_now(
    engine: Engine, loaded: TestClient
) -> None:
    later = fact("consultation", "UA", "US", quotes=["shall confer"], modality="possibility")

    def stated() -> str:
        return loaded.get(f"/v1/facts/{CONSULTATION}").json()["statement"]

    before = stated()
    assert ids(loaded, "/v1/facts", q=f'"{before}"') == [CONSULTATION]
    load_extraction(engine, extraction(later, heading="A later report.", published_on=date(2030, 1, 1)))
    assert ids(loaded, "/v1/facts", q="confer hours") == [CONSULTATION]
    assert ids(loaded, "/v1/facts", q=f'"{stated()}"') == [CONSULTATION]
    assert ids(loaded, "/v1/facts", q=f'"{before}"') == []


def test_documents_of_before_the_search_are_brought_into_it(engine: Engine, loaded: TestClient) -> None:
    with writing(engine) as connection:
        before = version(connection).number
        stored = connection.execute(select(func.count()).select_from(PassageRow)).scalar_one()
        connection.execute(delete(PassageRow))
    assert ids(loaded, "/v1/facts", q="pilots") == []
    upgrade(engine)
    assert ids(loaded, "/v1/facts", q="pilots") == [TRAINING_FR, TRAINING_US]
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(PassageRow)).scalar_one() == stored
        assert version(connection).number == before + 1


def test_what_is_removed_is_found_no_more(engine: Engine, loaded: TestClient) -> None:
    with writing(engine) as connection:
        connection.execute(delete(FactRow).where(FactRow.id == TRAINING_FR))
        connection.execute(delete(DocumentRow).where(DocumentRow.id == id_(OTHER)))
    assert ids(loaded, "/v1/facts", q="pilots") == [TRAINING_US]
    assert ids(loaded, "/v1/documents", q="paris") == []
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(EvidenceRow)).scalar_one() == 4
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO passages_index (passages_index) VALUES ('integrity-check')"))


TYPED = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["pilots", "training", '"', "-", "*", "(", ")", ":", "'", "\\", "&", "|", "!", "<->", "NEAR", "AND", "%",
             " ", " ", " ", "é", "\0", "\x1a", "\u2028", "ﬁ", "½", "⑴", "ǅ", "İ", "ß", "𝒯", "trai", "{", "^", ";--"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip
HOSTILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(TYPED)
@HOSTILE
def test_whatever_is_typed_is_answered_or_explained(engine: Engine, client: TestClient, typed: str) -> None:
    _once(engine)
    for path in ("/v1/facts", "/v1/agreements", "/v1/documents"):
        answer = client.get(f"{path}?q={quote(typed)}")
        assert answer.status_code in (200, 422), answer.text


WRITTEN = st.lists(
    st.sampled_from(
        ["ab", "abc", "b", "a-b", "É", "e\u0301", "f16", "1e5", "v1.2.3", "x_y", "ﬁn", "½", "-", "'", "日本"]
    ),
    max_size=8,
).map(" ".join)


@given(WRITTEN, st.lists(WRITTEN.map(lambda said: f'"{said}"') | WRITTEN, max_size=2), st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_finds_what_the_grammar_says(
    engine: Engine, client: TestClient, written: str, asked: list[str], negated: bool, prefix: bool
) -> None:
    question = " ".join(("-" if negated else "") + each + ("*" if prefix else "") for each in asked)
    try:
        items = parse(question)
    except BadSearch:
        return
    document = extraction(heading=f"Z {written}", title=None)
    load_extraction(engine, document)
    holds = all(bool(find([Item(item.words, item.prefix)], document.text)[0]) != item.negated for item in items)
    assert (id_(document) in ids(client, "/v1/documents", q=question, limit=500)) == holds


@given(st.text(max_size=200))
def test_every_word_of_a_text_is_found_in_it_at_its_place(given_: str) -> None:
    for word in words(given_):
        assert (word.start, word.end) in find([Item((word.folded,))], given_)[0]
        assert [each.folded for each in words(word.folded)] in ([word.folded], [word.folded[:100]])


def _once(engine: Engine) -> None:
    """The reports, loaded by the first example of a property."""
    load_extraction(engine, REPORT)
