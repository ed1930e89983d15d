"""The page of a document: its text as it is, each piece of evidence marked where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.load import load_extraction
from app.extraction import extract
from app.extraction.model import Warning
from app.web.highlights import Note, blocks
from tests.factories import Quote, caveat, extraction, fact, id_


def note(number: int, start: int, end: int) -> Note:
    return Note(number, {"id": f"fact-{number}"}, {"start": start, "end": end}, "capability", True)


def page(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content.decode())


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_overlapping_evidence_is_cut_into_segments_that_name_all_their_facts() -> None:
    [block] = blocks("0123456789", [note(1, 1, 6), note(2, 4, 9)])
    assert [(s.text, [n.number for n in s.notes]) for s in block.segments] == [
        ("0", []),
        ("123", [1]),
        ("45", [1, 2]),
        ("678", [2]),
        ("9", []),
    ]
    assert [[n.number for n in s.begin] for s in block.segments] == [[], [1], [2], [], []]
    assert [[n.number for n in s.end] for s in block.segments] == [[], [], [1], [2], []]


def test_evidence_over_two_paragraphs_has_its_note_beside_the_first() -> None:
    first, second = blocks("one two\n\nthree four", [note(1, 4, 14)])
    assert [s.text for s in first.segments + second.segments if s.notes] == ["two", "three"]
    assert ([n.number for n in first.notes], second.notes) == ([1], [])


def test_wrapped_lines_stay_together_and_others_stand_alone() -> None:
    wrapped = "These words go on and on up to the end of the line and\nstop here."
    assert ["".join(s.text for s in b.segments) for b in blocks(f"Heading\n- one\n- two\n\n{wrapped}\n", [])] == [
        "Heading",
        "- one",
        "- two",
        wrapped,
    ]


@settings(max_examples=50)
@given(
    st.text(alphabet="ab \n", min_size=1, max_size=60).flatmap(
        lambda words: st.tuples(
            st.just(words),
            st.lists(
                st.tuples(st.integers(0, len(words)), st.integers(0, len(words)))
                .map(lambda span: tuple(sorted(span)))
                .filter(lambda span: span[0] < span[1]),
                max_size=6,
            ),
        )
    )
)
def test_no_character_is_lost_and_each_stands_under_the_evidence_that_covers_it(
    drawn: tuple[str, list[tuple[int, int]]],
) -> None:
    words, spans = drawn
    notes = [note(n, start, end) for n, (start, end) in enumerate(sorted(spans), 1)]
    offset = 0
    for segment in (segment for block in blocks(words, notes) for segment in block.segments):
        end = segment.start + len(segment.text)
        assert segment.text == words[segment.start : end] != ""
        assert words[offset : segment.start].strip() == ""
        assert [n.number for n in segment.notes] == [n.number for n in notes if n.start < end and n.end > segment.start]
        offset = end
    assert words[offset:].strip() == ""


@pytest.fixture
def address(engine: Engine, client: TestClient) -> str:
    said = (
        fact("training", quotes=["trains troops", Quote("exercises with them", ("CNN",))]),
        caveat("no_ratification", quotes=["no vote"]),
    )
    made = extraction(*said, warnings=[Warning("breaks_off", "the text breaks off here", 0, 8)], title="A report")
    load_extraction(engine, made)
    return f"/documents/{id_(made)}"


def test_each_piece_of_evidence_is_marked_where_it_stands(client: TestClient, address: str) -> None:
    marks = page(client, address).xpath("//mark")
    without_numbers = ["".join(mark.xpath("./text()")) for mark in marks]
    assert without_numbers == ["trains troops", "exercises with them", "no vote"]
    said = "The United States will undertake training and exercises for Ukraine"
    assert marks[0].get("data-says") == f"1  Training and exercises: {said}"


def test_a_fact_and_each_of_its_places_can_be_linked_to(client: TestClient, address: str) -> None:
    whole = page(client, address)
    places = client.get(f"/v1{address}/facts?include=evidence").json()["data"]
    for shown in places:
        first = min(shown["evidence"], key=lambda place: place["start"])
        [anchor] = whole.xpath(f"//*[@id='{shown['id']}']")
        assert first["exact"] in text(anchor.getparent())
        for place in shown["evidence"]:
            [anchor] = whole.xpath(f"//*[@id='{shown['id']}@{place['start']}-{place['end']}']")
            assert place["exact"] in text(anchor.getparent())


def test_the_document_url_of_the_api_leads_to_the_mark(client: TestClient, address: str) -> None:
    [shown] = client.get("/v1/caveats?include=evidence").json()["data"]
    path, _, anchor = shown["evidence"][0]["document_url"].removeprefix("http://testserver").partition("#")
    assert path == address
    assert page(client, path).xpath(f"//mark[.//*[@id='{anchor}']]")


def test_a_note_says_in_words_what_the_colour_says(client: TestClient, address: str) -> None:
    notes = [text(each) for each in page(client, address).xpath("//li[contains(@class, 'note')]")]
    assert len(notes) == 3
    assert notes[1].startswith("2 Training and exercises The United States will undertake training")
    assert notes[1].endswith("according to CNN")
    assert notes[2].startswith("3 No ratification step")


def test_a_mark_and_its_note_lead_to_each_other(client: TestClient, address: str) -> None:
    whole = page(client, address)
    for reference in whole.xpath("//mark//a"):
        [target] = whole.xpath(f"//*[@id='{reference.get('href')[1:]}']")
        [back] = target.xpath(".//a[@class='back']/@href")
        assert whole.xpath(f"//*[@id='{back[1:]}']")[0].getparent().tag == "mark"


def test_warnings_are_shown_and_lead_to_their_place(client: TestClient, address: str) -> None:
    [warning] = page(client, address).xpath("//details[contains(@class, 'warnings')]//li")
    assert text(warning) == "the text breaks off here where: A report"
    assert page(client, address).xpath("//*[@id='warning-1']")


def test_no_id_stands_twice(client: TestClient, address: str) -> None:
    ids = page(client, address).xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)


HOSTILE = (
    "<script>alert(1)</script>",
    "</p></main><h1>Another page</h1>",
    "&lt;b&gt; & \"quotes\" 'single'",
    "right-to-left \u202eoverride\u202c",
    "bell \x07 escape \x1b[31m zero\u200bwidth",
    "x" * 100_000,
    "{{ 7 * 7 }} {% raw %}",
    "combining " + "e" + "\u0301" * 500,
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_as_text(client: TestClient, engine: Engine, hostile: str) -> None:
    made = extraction(fact(quotes=[f"trains {hostile} troops"]), heading=hostile)
    load_extraction(engine, made)
    whole = page(client, f"/documents/{id_(made)}")
    assert (len(whole.xpath("//h1")), len(whole.xpath("//script[not(@src)]"))) == (1, 0)
    visible = "".join(letter for letter in hostile if letter not in "\u202e\u202c\x07\x1b\u200b")
    marked = "".join(whole.xpath("//mark")[0].xpath("./text()"))
    assert " ".join(marked.split()) == " ".join(f"trains {visible} troops".split())
    named = whole.xpath("//mark//span[@class='sign-of']/@data-code")
    assert named == [f"U+{ord(letter):04X}" for letter in hostile if letter in "\u202e\u202c\x07\x1b\u200b"]


def test_a_real_document_is_shown_whole(client: TestClient, engine: Engine) -> None:
    seed = Path(__file__).parents[1] / "seed" / "seed-document.txt"
    made = extract(seed.read_text("utf-8"), name=seed.name)
    load_extraction(engine, made)
    whole = page(client, f"/documents/{id_(made)}")
    for reference in whole.xpath("//div[@class='text']//a[@class and contains(@class, 'ref')]"):
        reference.text = ""
    shown = " ".join(each.text_content() for each in whole.xpath("//div[@class='block']/p"))
    assert shown.split() == made.text.split()


def test_documents_are_listed_with_the_filters_of_the_api(client: TestClient, engine: Engine, address: str) -> None:
    other = extraction(fact("demining", "FR", agreement="fr-ua-2024"), heading="In Paris.", title="Another report")
    load_extraction(engine, other)
    assert len(page(client, "/documents").xpath("//ul[@class='cards']/li")) == 2
    [found] = page(client, "/documents?q=paris").xpath("//ul[@class='cards']/li/h2/a")
    assert (text(found), found.get("href")) == ("Another report", f"/documents/{id_(other)}")
    assert "No document is like that" in text(page(client, "/documents?category=sanctions"))


def test_the_vocabulary_has_every_category_with_its_numbers(client: TestClient, address: str) -> None:
    whole = page(client, "/categories")
    known = {item["slug"]: item for item in client.get("/v1/categories").json()["data"]}
    for slug, item in known.items():
        [entry] = whole.xpath(f"//*[@id='{slug}']")
        assert item["label"] in text(entry)
    assert "1 agreement · 1 fact" in text(whole.xpath("//*[@id='training']")[0])
    assert client.get("/categories/training", follow_redirects=False).headers["location"] == "/categories#training"
    assert client.get("/categories/trainin").status_code == 404
