"""The page of an agreement: promises beside what is left out, each with its proof, and what was reported when."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.documents import Document
from app.database.load import load_extraction
from app.extraction.model import Extraction
from app.web.words import on_from, up_to
from tests.answers import Holding
from tests.factories import Quote, agreement, amount, caveat, extraction, fact, id_

PATH = "/agreements/ua-us-2024"


def first_report() -> Extraction:
    promise = fact(
        "military_aid",
        modality="obligation",
        direction="continue",
        amounts=(amount("5000000"),),
        trigger="if Ukraine is attacked",
        quotes=[Quote("must send arms", ("CNN", "insiders")), "goes on sending arms"],
    )
    promised = (promise, fact("mutual_defence"), caveat("no_ratification"))
    return extraction(*promised, published_on=date(2024, 6, 13), title="First report")


def second_report() -> Extraction:
    signed = agreement(status="signed", signed_on=date(2024, 6, 13))
    said = (fact("military_aid", modality="possibility"), fact("demining"), caveat("no_mutual_defence"))
    return extraction(
        *said, agreements=[signed], heading="Later.", published_on=date(2024, 6, 20), title="Second report"
    )


@pytest.fixture
def reader(holding: Holding) -> TestClient:
    return holding(
        Document.of(first_report(), source_url="https://example.org/first?a=1&b=2", publisher="A paper"),
        Document.of(second_report(), source_url="javascript:alert(1)"),
    )


def page(client: TestClient, address: str = PATH) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content.decode())


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(whole: html.HtmlElement, heading: str) -> html.HtmlElement:
    [found] = whole.xpath(f"//section[@aria-labelledby='{heading}']")
    return found


def test_what_it_promises_stands_beside_what_it_leaves_out(reader: TestClient) -> None:
    whole = page(reader)
    promised = [text(each) for each in section(whole, "promises").xpath("./section/h3/a[contains(@class, 'chip')]")]
    left_out = [text(each) for each in section(whole, "leaves-out").xpath("./section/h3/a[contains(@class, 'chip')]")]
    assert promised == ["Military aid and equipment", "Mutual defence", "Demining"]
    assert left_out == ["No mutual defence", "No ratification step"]


def test_not_mentioned_is_no_denial_and_says_how_many_documents_were_asked(reader: TestClient) -> None:
    [silent] = page(reader).xpath("//section[@class='silent']")
    assert "Not mentioned in any of 2 documents. That is not a denial" in text(silent)
    assert "Intelligence sharing" in text(silent)
    assert "Mutual defence" not in text(silent)


def test_a_denied_topic_has_its_place_among_what_is_left_out(client: TestClient, engine: Engine) -> None:
    load_extraction(engine, extraction(caveat("no_mutual_defence")))
    [anchor] = page(client).xpath("//*[@id='mutual_defence']")
    [topic] = anchor.xpath("ancestor::section[1]")
    assert "Mutual defence: ✕ denied" in text(topic)


def test_a_fact_says_how_firm_it_is_for_whom_and_who_says_so(reader: TestClient) -> None:
    [shown] = page(reader).xpath("//*[@id='ua-us-2024.military_aid.us']")
    said = text(shown)
    for expected in (
        "possibility (“may”)",
        "the United States → Ukraine",
        "€5,000,000",
        "when: if Ukraine is attacked",
        "must send arms",
        "according to CNN, citing insiders",
        "the document’s own words",
        "First report, 13 June 2024",
        "contested: modality",
    ):
        assert expected in said


def test_a_quote_leads_to_its_place_in_the_document_and_at_its_source(reader: TestClient) -> None:
    [quote] = page(reader).xpath("//article//figure[.//*[@class='exact' and text()='must send arms']][1]")[:1]
    place, source = quote.xpath(".//a/@href")
    document, anchor = place.split("#")
    assert page(reader, document).xpath(f"//*[@id='{anchor}']/ancestor::mark[contains(., 'must send arms')]")
    assert source.startswith("https://example.org/first?a=1&b=2#:~:text=")


def test_a_source_that_is_no_address_of_the_web_is_no_link(reader: TestClient) -> None:
    assert page(reader).xpath("//a[starts-with(@href, 'javascript')]") == []


def test_contested_points_show_both_sides_with_their_words(reader: TestClient) -> None:
    points = {text(point.find("h3")): point for point in section(page(reader), "contested").xpath("./section")}
    strength = points["Military aid and equipment: modality"]
    assert [text(each) for each in strength.xpath(".//strong")] == ["obligation (“must”)", "possibility (“may”)"]
    denial = points["Mutual defence: is there such a commitment?"]
    assert [text(each) for each in denial.xpath(".//strong")] == ["affirmed", "denied"]
    assert [len(side.xpath(".//blockquote")) for side in denial.xpath(".//div[@class='side']")] == [1, 1]
    status = points["The agreement: status"]
    assert [text(each) for each in status.xpath(".//strong")] == ["planned", "signed"]


def test_the_timeline_tells_what_was_new_and_what_changed(reader: TestClient) -> None:
    first, second = section(page(reader), "timeline").xpath(".//ol[@class='timeline']/li")
    assert "First report, A paper" in text(first)
    assert "3 new facts" in text(first)
    assert "Status: planned → signed" in text(second)
    assert "States 1 fact again" in text(second)
    assert "2 new facts" in text(second)


def test_without_a_script_the_days_are_links_and_each_shows_what_was_known(reader: TestClient) -> None:
    links = section(page(reader), "timeline").xpath(".//ol[@data-slider]//a")
    assert [(text(link), link.get("href")) for link in links] == [
        ("13 June 2024", f"{PATH}?as_of=2024-06-13#timeline"),
        ("20 June 2024", f"{PATH}?as_of=2024-06-20#timeline"),
        ("now", f"{PATH}#timeline"),
    ]
    then = page(reader, links[0].get("href"))
    assert then.xpath("//*[@id='ua-us-2024.demining.us']") == []
    assert then.xpath("//section[@aria-labelledby='contested']") == []
    assert "Not mentioned in any of 1 document." in text(then)
    assert [text(link) for link in then.xpath("//ol[@data-slider]//a[@aria-current]")] == ["13 June 2024"]
    assert "not known then" in text(then.xpath("//ol[@class='timeline']/li")[1])


def test_links_on_the_page_of_a_day_ask_of_that_day(reader: TestClient) -> None:
    addresses = page(reader, f"{PATH}?as_of=2024-06-13").xpath("//a[starts-with(@href, '/v1/')]/@href")
    assert addresses
    assert [address for address in addresses if "as_of=2024-06-13" not in address] == []
    assert {reader.get(address).status_code for address in addresses} == {200}


def test_every_link_of_the_page_leads_somewhere(reader: TestClient) -> None:
    whole = page(reader)
    for address in set(whole.xpath("//a/@href[starts-with(., '/') or starts-with(., '#')]")):
        path, _, anchor = address.partition("#")
        target = page(reader, path) if anchor and path else whole
        if path:
            assert reader.get(path).status_code == 200, address
        if anchor:
            assert target.xpath(f"//*[@id='{anchor}']"), address


def test_no_id_stands_twice(reader: TestClient) -> None:
    ids = page(reader).xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)


def test_each_fact_can_be_cited(reader: TestClient) -> None:
    [shown] = page(reader).xpath("//*[@id='ua-us-2024.demining.us']")
    cited = reader.get("/v1/facts/ua-us-2024.demining.us/cite?format=text").text.strip()
    assert text(shown.xpath(".//p[@class='citation']")[0]) == cited
    [button] = shown.xpath(".//details[@class='cite']//button[@data-copy]")
    assert shown.xpath(f".//*[@id='{button.get('data-copy')}']")


def test_each_fact_has_a_snippet_of_the_same_day(reader: TestClient) -> None:
    [shown] = page(reader, f"{PATH}?as_of=2024-06-20").xpath("//*[@id='ua-us-2024.demining.us']")
    [button] = shown.xpath(".//details[@class='embed']//button[@data-copy]")
    [snippet] = shown.xpath(f".//textarea[@id='{button.get('data-copy')}']")
    assert '<iframe src="http://testserver/embed/fact/ua-us-2024.demining.us?as_of=2024-06-20"' in text(snippet)


def test_the_address_of_a_fact_leads_to_its_place(reader: TestClient) -> None:
    answer = reader.get("/facts/ua-us-2024.demining.us", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"{PATH}#ua-us-2024.demining.us")


@pytest.mark.parametrize(
    ("path", "nearest"),
    [("/agreements/ua-us-2025", PATH), ("/facts/ua-us-2024.deminin.us", "/facts/ua-us-2024.demining.us")],
)
def test_a_wrong_id_leads_to_the_nearest(reader: TestClient, path: str, nearest: str) -> None:
    answer = reader.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert nearest in html.fromstring(answer.content).xpath("//main//a/@href")


def test_words_of_documents_are_shown_as_text(client: TestClient, engine: Engine) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    quoted = fact("training", quotes=[Quote(f"{hostile} trains\u202e", (hostile,))], trigger=hostile)
    made = extraction(quoted, agreements=[agreement(title=hostile, venue=hostile)], title=f"{hostile}\u202e")
    load_extraction(engine, made, publisher=hostile)
    for path in (PATH, "/", "/documents", f"/documents/{id_(made)}"):
        whole = page(client, path)
        assert whole.xpath("//img[not(starts-with(@src, '/v1/charts/'))] | //@onerror") == []
        assert hostile in text(whole)
        assert "\u202e" not in whole.text_content()


@pytest.mark.parametrize(
    ("context", "before", "after"),
    [
        ("t in Italy. As CNN has learned, ", "in Italy. As CNN has learned, ", "t in Italy. As CNN has learned,"),
        (" and military a", "and military a", " and military"),
        ("wholeword", "wholeword", "wholeword"),
        ("", "", ""),
        (".", ".", "."),
    ],
)
def test_the_context_of_a_quote_begins_and_ends_with_whole_words(context: str, before: str, after: str) -> None:
    assert (up_to(context), on_from(context)) == (before, after)
