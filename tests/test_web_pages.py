"""Pages: what every one of them promises, whatever it shows."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.load import load_extraction
from app.database.withdraw import withdraw_document
from app.main import create_app
from app.settings import Settings
from tests.answers import Holding
from tests.factories import agreement, extraction, fact, id_

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(extraction(fact(), agreements=[agreement(title="Security agreement")]))


PAGES = ["/", "/agreements/ua-us-2024", "/documents", "/categories", "/docs"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_and_asks_nothing_but_its_own_host(loaded: TestClient, path: str) -> None:
    answer = loaded.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    page = html.fromstring(answer.content)
    assert page.xpath("//style | //@style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
    fetched = page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
    assert fetched
    for address in fetched:
        assert address.startswith("/"), address
        assert loaded.get(address).status_code == 200


def test_a_file_of_a_page_may_be_kept_for_ever(loaded: TestClient) -> None:
    [style] = html.fromstring(loaded.get("/").content).xpath("//link[@rel='stylesheet']/@href")
    assert "immutable" in loaded.get(style).headers["cache-control"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_known_is_not_sent_again(loaded: TestClient, engine: Engine, path: str) -> None:
    tag = loaded.get(path).headers["etag"]
    again = loaded.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    load_extraction(engine, extraction(fact("intelligence")))
    assert loaded.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_an_empty_field_of_a_form_asks_nothing(loaded: TestClient) -> None:
    answer = loaded.get("/?q=&party=UA&signed_from=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?party=UA")


def test_a_wrong_value_is_a_page_that_leads_to_the_nearest(loaded: TestClient) -> None:
    answer = loaded.get("/?party=Ukrane&q=training")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    page = html.fromstring(answer.content)
    [offered] = [a.get("href") for a in page.xpath("//main//a") if "party" in a.get("href")]
    assert offered == "/?party=Ukraine&q=training"
    assert loaded.get(offered).status_code == 200


@pytest.mark.parametrize(
    ("path", "accepted", "kind"),
    [
        ("/nonsense", HTML["Accept"], "text/html"),
        ("/nonsense", "*/*", "application/problem+json"),
        ("/v1/nonsense", HTML["Accept"], "application/problem+json"),
        ("/v1/agreements/nonsense", HTML["Accept"], "application/problem+json"),
    ],
)
def test_an_error_is_a_page_for_readers_and_a_document_for_programs(
    loaded: TestClient, path: str, accepted: str, kind: str
) -> None:
    answer = loaded.get(path, headers={"Accept": accepted})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, kind)


def test_the_api_answers_a_browser_in_json(loaded: TestClient) -> None:
    assert loaded.get("/v1/agreements", headers=HTML).headers["content-type"] == "application/json"


def test_links_stay_in_the_folder_of_the_public_address(engine: Engine, loaded: TestClient) -> None:
    with TestClient(create_app(Settings(public_url="https://example.org/facts/"), engine)) as client:
        page = html.fromstring(client.get("/").content)
    links = page.xpath("//a/@href[not(starts-with(., '#'))] | //link/@href | //script/@src")
    assert [link for link in links if not link.startswith(("/facts/", "https://example.org/facts/"))] == []


@pytest.mark.parametrize("path", ["/documents/{document}", "/agreements/ua-us-2024", "/facts/ua-us-2024.training.us"])
def test_what_was_withdrawn_is_a_page_that_gives_the_reason(client: TestClient, engine: Engine, path: str) -> None:
    forged = extraction(fact())
    load_extraction(engine, forged)
    withdraw_document(engine, id_(forged), "it was a forgery")
    answer = client.get(path.format(document=id_(forged)))
    assert (answer.status_code, answer.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert "it was a forgery" in html.fromstring(answer.content).text_content()


def test_an_agreement_of_which_nothing_was_known_on_a_day_is_not_found(loaded: TestClient) -> None:
    answer = loaded.get("/agreements/ua-us-2024?as_of=2020-01-01")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "/?q={}",
        "/documents?q={}",
        "/?party={}",
        "/?{}=1",
        "/?agreement={}",
        "/agreements/{}",
        "/documents/{}",
        "/facts/{}",
        "/categories/{}",
        "/?cursor={}",
    ],
)
def test_what_an_address_says_is_shown_as_text(loaded: TestClient, address: str) -> None:
    hostile = '"><script>alert(1)<\u2215script><img src=x onerror=alert(1)>'
    answer = loaded.get(address.format(quote(hostile)), headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    page = html.fromstring(answer.content)
    assert page.xpath("//img | //@onerror | //script[not(@src)]") == []
