"""The register: agreements, the matrix, and filters that are those of the API."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database.load import load_extraction
from tests.conftest import empty
from tests.factories import agreement, caveat, extraction, fact


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest) -> TestClient:
    """Three agreements: one of them with a promise that another document denies. The tests only read."""
    engine: Engine = request.getfixturevalue(f"{request.param}_database")
    empty(engine)
    load_extraction(engine, extraction(fact("training"), fact("mutual_defence"), caveat("no_ratification")))
    denial = extraction(caveat("no_mutual_defence"), heading="Denied.", published_on=date(2024, 6, 14))
    load_extraction(engine, denial)
    signed = agreement("fr-ua-2024", title="Cooperation", status="signed", signed_on=date(2024, 2, 16), planned_on=None)
    other = fact("demining", "FR", agreement="fr-ua-2024")
    load_extraction(engine, extraction(other, agreements=[signed], heading="In Paris."))
    bare = agreement("de-ua-2024", title="<script>alert(1)</script>")
    load_extraction(engine, extraction(agreements=[bare], heading="In Berlin."))
    return TestClient(request.getfixturevalue(f"{request.param}_application"), raise_server_exceptions=False)


def page(client: TestClient, address: str = "/") -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content.decode())


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def shown(client: TestClient, address: str) -> list[str]:
    """Ids of the agreements on the page, in its order."""
    links = page(client, address).xpath("//tbody//th/a[@class='title']/@href")
    return [link.split("?")[0].removeprefix("/agreements/") for link in links]


def cell(client: TestClient, agreement_id: str, label: str) -> html.HtmlElement:
    [found] = page(client).xpath(
        f"//tr[th/a[@href='/agreements/{agreement_id}']]/td[.//span[@class='label' and text()='{label}']]"
    )
    return found


def test_an_agreement_has_its_parties_date_form_and_status(register: TestClient) -> None:
    [row] = page(register).xpath("//tbody//th[a[@href='/agreements/fr-ua-2024']]")
    said = text(row)
    for expected in ("Cooperation", "France FR", "Ukraine UA", "16 February 2024", "executive agreement", "signed"):
        assert expected in said


@pytest.mark.parametrize(
    ("agreement_id", "label", "expected"),
    [
        ("ua-us-2024", "Training and exercises", "1 affirmed"),
        ("ua-us-2024", "Mutual defence", "1:1 contested"),
        ("ua-us-2024", "No ratification step", "1 affirmed"),
        ("ua-us-2024", "Demining", "not mentioned"),
        ("fr-ua-2024", "Demining", "1 affirmed"),
    ],
)
def test_a_cell_says_its_state_in_words(register: TestClient, agreement_id: str, label: str, expected: str) -> None:
    assert expected in text(cell(register, agreement_id, label))


def test_a_cell_leads_to_the_query_that_counts_it(register: TestClient) -> None:
    [address] = cell(register, "ua-us-2024", "Mutual defence").xpath(".//a[starts-with(@href, '/v1/')]/@href")
    found = {item["id"] for item in register.get(address).json()["data"]}
    assert found == {"ua-us-2024.mutual_defence.us", "ua-us-2024.no_mutual_defence"}


def test_every_cell_and_row_leads_to_its_query(register: TestClient) -> None:
    whole = page(register)
    for held in whole.xpath("//tbody//td | //tbody//th"):
        addresses = held.xpath(".//a[starts-with(@href, '/v1/')]/@href")
        assert addresses, text(held)
        assert {register.get(address).status_code for address in addresses} == {200}


def test_a_topic_that_no_agreement_mentions_has_no_column_but_is_named(register: TestClient) -> None:
    whole = page(register)
    columns = {text(column) for column in whole.xpath("//th[contains(@class, 'topic')]")}
    silent = {text(item) for item in whole.xpath("//details[@class='silent']//li")}
    assert "Demining" in columns
    assert "Sanctions and economic pressure" in silent
    assert not columns & silent


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["de-ua-2024", "fr-ua-2024", "ua-us-2024"]),
        ("?party=France", ["fr-ua-2024"]),
        ("?has=training&lacks=demining", ["ua-us-2024"]),
        ("?status=signed", ["fr-ua-2024"]),
        ("?signed_from=2024-01-01&sort=-signed_on", ["fr-ua-2024"]),
        ("?q=cooperation", ["fr-ua-2024"]),
        ("?obligor=FR", ["fr-ua-2024"]),
    ],
)
def test_the_address_filters_as_the_api_does(register: TestClient, query: str, expected: list[str]) -> None:
    assert shown(register, f"/{query}") == expected
    assert [item["id"] for item in register.get(f"/v1/agreements{query}").json()["data"]] == expected


def test_the_list_is_offered_as_json_and_csv_of_the_same_question(register: TestClient) -> None:
    links = page(register, "/?party=France&sort=-id").xpath("//p[@class='lead']//a/@href")
    assert links == ["/v1/agreements?party=France", "/v1/agreements?party=France&format=csv"]
    assert register.get(links[1]).headers["content-type"].startswith("text/csv")


def test_the_form_shows_what_is_asked_and_keeps_what_it_has_no_field_for(register: TestClient) -> None:
    form = page(register, "/?party=fr&status=signed&q=paris&obligor=FR").xpath("//form")[0]
    assert form.xpath(".//option[@selected and @value='FR']")
    assert form.xpath(".//input[@name='status' and @value='signed' and @checked]")
    assert form.xpath(".//input[@name='q']/@value") == ["paris"]
    assert form.xpath(".//input[@type='hidden']/@name") == ["obligor"]


def test_submitting_the_form_unchanged_asks_the_same(register: TestClient) -> None:
    form = page(register, "/?party=FR&party=US&has=demining").forms[0]
    submitted = register.get("/", params=form.form_values(), follow_redirects=False)
    assert submitted.status_code == 303
    assert submitted.headers["location"] == "/?party=FR&party=US&has=demining"


def test_each_condition_can_be_taken_away(register: TestClient) -> None:
    removals = page(register, "/?party=FR&party=US&has=demining").xpath("//ul[contains(@class, 'narrowings')]//a/@href")
    assert removals == ["/?party=US&has=demining", "/?party=FR&has=demining", "/?party=FR&party=US", "/"]


def test_nothing_found_says_what_to_change(register: TestClient) -> None:
    whole = page(register, "/?party=US&has=demining")
    assert "No agreement is like that" in text(whole)
    offered = whole.xpath("//section[@class='empty']//a/@href")
    assert [shown(register, address) for address in offered] == [["fr-ua-2024"], ["ua-us-2024"]]


def test_pages_follow_each_other(register: TestClient) -> None:
    seen, address = [], "/?limit=1&sort=-id"
    while address:
        seen += shown(register, address)
        following = page(register, address).xpath("//a[@rel='next']/@href")
        address = following[0] if following else ""
    assert seen == ["ua-us-2024", "fr-ua-2024", "de-ua-2024"]


def test_a_day_shows_what_was_known_on_it_and_its_links_stay_there(register: TestClient) -> None:
    held = page(register, "/?as_of=2024-06-13&agreement=ua-us-2024")
    [mutual] = held.xpath("//td[.//span[@class='label' and text()='Mutual defence']]")
    assert "affirmed" in text(mutual)
    assert mutual.xpath(".//a/@href") == [
        "/agreements/ua-us-2024?as_of=2024-06-13#mutual_defence",
        "/v1/facts?agreement=ua-us-2024&category=mutual_defence&category=no_mutual_defence&as_of=2024-06-13",
    ]


def test_a_hostile_title_is_shown_as_text(register: TestClient) -> None:
    assert page(register).xpath("//a[@href='/agreements/de-ua-2024']//text()") == ["<script>alert(1)</script>"]


def test_a_table_says_what_it_is_and_what_its_headings_head(register: TestClient) -> None:
    [table] = page(register).xpath("//table")
    assert table.xpath("caption")
    assert set(table.xpath(".//th/@scope")) == {"col", "colgroup", "row"}
    assert table.xpath(".//th[not(@scope)]") == []
