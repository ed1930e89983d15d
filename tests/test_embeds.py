"""Frames for other pages, and what programs are told about our addresses (oEmbed 1.0)."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.web.embedding import Frame
from tests.answers import Holding
from tests.factories import agreement, caveat, extraction, fact, id_

HOSTILE = "\"><script>alert(1)</script>'&\u202e"
REPORT = extraction(
    fact("training", "US", quotes=["will <b>train</b> & more"]),
    caveat("no_ratification"),
    agreements=[agreement(title=HOSTILE)],
)
DOCUMENT = id_(REPORT)
BASE = "http://testserver"
FRAMES = {
    "/": "/embed/matrix",
    "": "/embed/matrix",
    "/?party=UA&has=training&sort=-signed_on&limit=5": "/embed/matrix?party=UA&has=training",
    "/?as_of=2024-07-01": "/embed/matrix?as_of=2024-07-01",
    "/agreements/ua-us-2024": "/embed/agreement/ua-us-2024",
    "/agreements/ua-us-2024?as_of=2024-07-01": "/embed/agreement/ua-us-2024?as_of=2024-07-01",
    "/agreements/ua-us-2024#contested": "/embed/agreement/ua-us-2024",
    "/agreements/ua-us-2024#ua-us-2024.training.us": "/embed/fact/ua-us-2024.training.us",
    "/facts/ua-us-2024.training.us": "/embed/fact/ua-us-2024.training.us",
    f"/documents/{DOCUMENT}": f"/embed/coverage?document={DOCUMENT}",
    f"/documents/{DOCUMENT}#ua-us-2024.training.us@10-34": "/embed/fact/ua-us-2024.training.us",
    "/documents?party=US": "/embed/timeline?party=US",
    "/categories#training": "/embed/coverage",
    "/v1/charts/modality-by-party.vl.json?party=US&theme=dark": "/embed/modality-by-party?party=US",
    "/v1/charts/coverage.png?scale=2": "/embed/coverage",
    "/embed/timeline?party=UA": "/embed/timeline?party=UA",
    "/embed/fact/ua-us-2024.training.us": "/embed/fact/ua-us-2024.training.us",
}
EMBEDS = sorted(set(FRAMES.values()))
#: One of each kind, for pictures take long to draw.
KINDS = (
    "/embed/matrix?as_of=2024-07-01",
    "/embed/coverage",
    "/embed/timeline?party=UA",
    "/embed/modality-by-party?party=US",
    "/embed/agreement/ua-us-2024?as_of=2024-07-01",
    "/embed/fact/ua-us-2024.training.us",
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT)


def source(html: str) -> str:
    """The address that the snippet frames, below ours."""
    found = re.fullmatch(
        r'<iframe src="([^"]*)" title="[^"<>]*" loading="lazy" [^<>]*></iframe>'
        r'<script async src="[^"]*/embed/frames.js"></script>',
        html,
    )
    assert found, html
    return unescape(found[1]).removeprefix(BASE)


@pytest.mark.parametrize(("address", "shown"), FRAMES.items())
def test_every_page_has_a_frame_that_opens(loaded: TestClient, address: str, shown: str) -> None:
    answer = loaded.get("/oembed", params={"url": BASE + address})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert source(said["html"]) == shown
    assert loaded.get(shown).status_code == 200


def test_a_path_alone_is_an_address_of_ours(loaded: TestClient) -> None:
    whole, path = f"{BASE}/agreements/ua-us-2024", "/agreements/ua-us-2024"
    assert loaded.get("/oembed", params={"url": path}).json() == loaded.get("/oembed", params={"url": whole}).json()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/agreements/ua-us-2024",
        "http://testserver.example.org/",
        "javascript://testserver/",
        "http://[",
        "//testserver/agreements/ua-us-2024",
        "agreements/ua-us-2024",
        f"{BASE}/agreements/ua-us-2042",
        f"{BASE}/facts/ua-us-2024.nothing",
        f"{BASE}/agreements/%00",
        f"{BASE}/?partie=UA",
        f"{BASE}/?party=Atlantis",
        f"{BASE}/?agreement=ua-us-2042",
        f"{BASE}/docs",
        f"{BASE}/v1/charts/nothing.svg",
        f"{BASE}/healthz",
    ],
)
def test_an_address_of_nothing_of_ours_is_not_found(loaded: TestClient, address: str) -> None:
    assert loaded.get("/oembed", params={"url": address}).status_code == 404


def test_a_format_that_there_is_not_is_not_implemented(loaded: TestClient) -> None:
    answer = loaded.get("/oembed", params={"url": f"{BASE}/", "format": "yaml"})
    assert (answer.status_code, answer.json()["code"]) == (501, "not_implemented")


def test_json_and_xml_say_the_same(loaded: TestClient) -> None:
    asked = {"url": f"{BASE}/agreements/ua-us-2024"}
    spoken = loaded.get("/oembed", params=asked).json()
    answer = loaded.get("/oembed", params={**asked, "format": "xml"})
    assert answer.headers["content-type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "oembed"
    assert {element.tag: element.text for element in root} == {name: str(value) for name, value in spoken.items()}


def test_a_frame_is_no_larger_than_asked_and_parameters_of_others_are_let_pass(loaded: TestClient) -> None:
    asked = {"url": f"{BASE}/", "maxwidth": 300, "maxheight": 200, "dnt": "true"}
    said = loaded.get("/oembed", params=asked).json()
    assert (said["width"], said["height"]) == (300, 200)
    assert 'width="300" height="200"' in said["html"]


def test_a_hostile_title_stays_text(loaded: TestClient) -> None:
    said = loaded.get("/oembed", params={"url": f"{BASE}/agreements/ua-us-2024"}).json()
    assert source(said["html"]) == "/embed/agreement/ua-us-2024"
    assert "\u202e" not in said["title"]
    for address in EMBEDS:
        page = loaded.get(address).text
        assert "<script>alert" not in page
        assert "<b>train" not in page


@pytest.mark.parametrize("address", EMBEDS)
def test_embeds_may_be_framed(loaded: TestClient, address: str) -> None:
    policy = loaded.get(address).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors *")
    assert "unsafe" not in policy


def test_no_other_page_may_be_framed(loaded: TestClient) -> None:
    for page in ("/", "/agreements/ua-us-2024", f"/documents/{DOCUMENT}", "/docs", "/embed/nothing"):
        assert "frame-ancestors 'none'" in loaded.get(page).headers["content-security-policy"]


@pytest.mark.parametrize("address", KINDS)
def test_an_embed_says_where_it_is_from_and_of_when_the_data_are(loaded: TestClient, address: str) -> None:
    page = loaded.get(address).text
    assert re.search(r'data of <time datetime="20', page)
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', page)]
    assert [link for link in links if loaded.get(link).status_code != 200] == []
    assert any(link.startswith("/v1/") for link in links)
    assert any(not link.startswith("/v1/") for link in links)


@pytest.mark.parametrize("address", ["/embed/coverag", "/embed/fact/ua-us-2042.x", "/embed/agreement/ua-us-2042"])
def test_an_embed_of_nothing_is_not_found(loaded: TestClient, address: str) -> None:
    assert loaded.get(address).status_code == 404


def test_an_embed_takes_the_filters_of_its_chart_and_no_other(loaded: TestClient) -> None:
    assert "agreements of Ukraine" in loaded.get("/embed/coverage?party=UA").text
    assert loaded.get("/embed/coverage?partie=UA").status_code == 422


def test_an_embed_shows_the_snippet_that_put_it_there(loaded: TestClient) -> None:
    for address in KINDS:
        [snippet] = re.findall(r"<textarea [^>]*readonly[^>]*>(.*?)</textarea>", loaded.get(address).text, re.DOTALL)
        assert source(unescape(snippet)) == address


def test_an_embed_need_not_be_sent_again(loaded: TestClient) -> None:
    tag = loaded.get("/embed/coverage").headers["etag"]
    assert loaded.get("/embed/coverage", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/", "/?party=UA", "/agreements/ua-us-2024", f"/documents/{DOCUMENT}", "/documents", "/categories"]
)
def test_pages_lead_to_what_is_told_of_them_and_show_their_snippet(loaded: TestClient, path: str) -> None:
    page = loaded.get(path).text
    links = re.findall(r'<link rel="alternate" type="([a-z/]+)\+oembed" href="([^"]*)"', page)
    assert [kind for kind, _ in links] == ["application/json", "text/xml"]
    for kind, link in links:
        answer = loaded.get(unescape(link).removeprefix(BASE))
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert quote(f"{BASE}{path}", safe="") in unescape(links[0][1])
    snippets = [
        unescape(text) for text in re.findall(r"<textarea [^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    ]
    assert snippets
    for snippet in snippets:
        assert loaded.get(source(snippet)).status_code == 200
    names = re.findall(r' id="([^"]*)"', page)
    assert sorted(set(names)) == sorted(names)


def test_charts_on_pages_are_told_in_words_and_lead_to_their_numbers(loaded: TestClient) -> None:
    for path, charts in (("/?party=UA", 2), ("/agreements/ua-us-2024", 1)):
        page = loaded.get(path).text
        pictures = re.findall(r'<img src="(/v1/charts/[^"]*)" alt="([^"]*)"', page)
        assert len(pictures) == charts
        assert all(len(words) > 30 for _, words in pictures)
        figures = re.findall(r"<figcaption>(.*?)</figcaption>", page.partition('<figure class="chart">')[2], re.DOTALL)
        links = [unescape(link) for link in re.findall(r'href="(/v1/[^"]*)"', figures[0])]
        assert [loaded.get(link).status_code for link in links if ".png" not in link] == [200, 200, 200]


def test_a_snippet_escapes_what_it_is_given() -> None:
    shown = Frame("chart", "coverage", (("q", '"><script>'),))
    assert source(shown.snippet(BASE, '"><script>')) == "/embed/coverage?q=%22%3E%3Cscript%3E"
