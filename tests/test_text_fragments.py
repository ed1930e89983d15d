"""Evidence links to where its words stand: on our page of the document, and on the page that the document is from."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.text_fragments import address
from app.cli.load import load_files
from app.database.load import load_extraction
from app.main import create_app
from app.reading import find
from app.settings import Settings
from tests.factories import Quote, caveat, extraction, fact, id_

PAGE = "https://example.org/a"
LONG = " ".join(f"word{n}" for n in range(60))


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "directive"),
    [
        ("will train", "", "", "will%20train"),
        # What parts the pieces of a directive, or the directives, is coded; so is all that is no letter or digit.
        ("well-trained, armed & ready", "", "", "well%2Dtrained%2C%20armed%20%26%20ready"),
        ("100% of “it” #1?", "", "", "100%25%20of%20%E2%80%9Cit%E2%80%9D%20%231%3F"),
        ("Україна", "", "", "%D0%A3%D0%BA%D1%80%D0%B0%D1%97%D0%BD%D0%B0"),
        # Runs of white space are one space on a page.
        ("will\ttrain  them", "", "", "will%20train%20them"),
        # The whole words around it tell which place is meant, where the words stand several times.
        ("will train", "The US ", " them.", "The%20US-,will%20train,-them."),
        ("will train", "the armed forces of France and we ", " them and also the others and so fo",
         "armed%20forces%20of%20France%20and%20we-,will%20train,-them%20and%20also%20the%20others%20and%20so"),
        ("will train", "", ", and arm, them.", "will%20train,-%2C%20and%20arm%2C%20them."),
        # Another line is another block of the page, perhaps with something in between.
        ("will train", "A title\nThe US ", " them.\nNext", "The%20US-,will%20train,-them."),
        ("will train", "A title\n", "\n\nNext", "will%20train"),
        # A browser looks for whole words.
        ("rain them", "will t", "", "will-,train%20them"),
        ("will tra", "", "in them.", "will%20train,-them."),
        # A long quote, or one over several lines, by its first and its last words.
        (LONG, "", "", "word0%20word1%20word2%20word3%20word4,word55%20word56%20word57%20word58%20word59"),
        ("will:\n- train\r\n- arm", "", "", "will%3A,%2D%20arm"),
        ("a" * 201, "", "", "a" * 201),
    ],
)  # fmt: skip
def test_the_directive_follows_the_specification(exact: str, prefix: str, suffix: str, directive: str) -> None:
    assert address(PAGE, exact, prefix, suffix) == f"{PAGE}#:~:text={directive}"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("http://example.org", "http://example.org#:~:text=aid"),
        ("HTTPS://example.org/a?b=c&d", "HTTPS://example.org/a?b=c&d#:~:text=aid"),
        ("https://example.org/a#", "https://example.org/a#:~:text=aid"),
        ("https://example.org/a#part-2", "https://example.org/a#part-2:~:text=aid"),
        ("https://example.org/a#part:~:text=other", "https://example.org/a#part:~:text=aid"),
        (None, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org/a", None),
        ("https://", None),
        ("https://[", None),
        ("/a", None),
        ('https://example.org/"><script>', None),
    ],
)
def test_only_a_page_of_the_web_is_linked_and_its_own_fragment_is_kept(url: str | None, link: str | None) -> None:
    assert address(url, "aid") == link


def test_a_directive_can_be_taken_apart_again() -> None:
    link = address(PAGE, "a-b, c & d", "x-y ", " -z")
    assert link is not None
    before, quoted, after = link.partition(":~:text=")[2].split(",")
    assert (before.removesuffix("-"), quoted, after.removeprefix("-")) == ("x%2Dy", "a%2Db%2C%20c%20%26%20d", "%2Dz")
    assert unquote(quoted) == "a-b, c & d"


REPORT = extraction(
    fact("training", "US", quotes=[Quote("continue training")]),
    fact("mutual_defence", "US"),
    caveat("no_mutual_defence", quotes=["no mutual defence"]),
)
OTHER = extraction(fact("training", "FR", agreement="fr-ua-2024"), heading="Other.")
EVIDENCE = [
    ("/v1/facts/ua-us-2024.training.us", lambda body: body["evidence"]),
    ("/v1/facts?include=evidence&obligor=US&category=training", lambda body: body["data"][0]["evidence"]),
    ("/v1/agreements/ua-us-2024", lambda body: [e for t in body["topics"] for f in t["facts"] for e in f["evidence"]]),
    ("/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2024&category=training",
     lambda body: body["data"][0]["cells"][0]["facts"][0]["evidence"]),
    ("/v1/contradictions", lambda body: [e for side in body["data"][0]["sides"] for e in side["evidence"]]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "evidence"), EVIDENCE, ids=[address for address, _ in EVIDENCE])
def test_each_piece_of_evidence_has_both_links(engine: Engine, question: str, evidence: Any) -> None:
    load_extraction(engine, REPORT, source_url="https://example.org/report#top")
    load_extraction(engine, OTHER)
    client = TestClient(create_app(Settings(public_url="https://facts.example.org/sub/"), engine))
    found = evidence(client.get(question).json())
    assert found
    for piece in found:
        ours, _, fact_id = piece["document_url"].partition("#")
        assert ours == f"https://facts.example.org/sub/documents/{id_(REPORT)}"
        assert fact_id.startswith("ua-us-2024.")
        words = piece["exact"].replace(" ", "%20")
        assert piece["source_link"] == f"https://example.org/report#top:~:text={words}"


def test_without_a_source_there_is_no_link_to_it(engine: Engine, client: TestClient) -> None:
    load_extraction(engine, OTHER)
    [piece] = client.get("/v1/facts/fr-ua-2024.training.fr").json()["evidence"]
    assert piece["source_link"] is None


def test_what_a_sidecar_says_is_served_and_linked_to(engine: Engine, client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(
        "Kyiv and Paris signed a bilateral security agreement on 16 February 2024. "
        "France will train the Ukrainian forces."
    )
    (tmp_path / "story.toml").write_text(
        'title = "The story"\nsource_url = "https://example.org/story?id=1#part"\npublisher = "The Paper"\n'
        'published_on = 2024-02-17\nlanguage = "en-GB"\n'
    )
    assert load_files(engine, list(find([tmp_path])))["added"] == 1
    [document] = client.get("/v1/documents").json()["data"]
    said = ("title", "source_url", "publisher", "published_on", "language")
    assert tuple(document[key] for key in said) == (
        "The story",
        "https://example.org/story?id=1#part",
        "The Paper",
        "2024-02-17",
        "en-GB",
    )
    [fact_] = client.get("/v1/commitments?category=training&include=evidence").json()["data"]
    [piece] = fact_["evidence"]
    assert piece["published_on"] == "2024-02-17"
    assert piece["document_url"] == f"http://testserver/documents/{document['id']}#{fact_['id']}"
    link = piece["source_link"]
    assert link.startswith("https://example.org/story?id=1#part:~:text=")
    assert unquote(link.partition(":~:text=")[2]).split(",-")[0].split("-,")[-1] == piece["exact"]
