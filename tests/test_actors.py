"""Who is spoken of: words for states, the EU, NATO and their office-holders, and the false friends among them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.actors import Actor, find_actors, find_people, state_codes
from app.extraction.actors.states import words_by_state


def seen(text: str) -> list[tuple[str, str]]:
    return [(text[a.start : a.end], ",".join(a.codes)) for a in find_actors(text)]


def everyone(text: str) -> tuple[Actor, ...]:
    actors = find_actors(text)
    return tuple(sorted((*actors, *find_people(text, actors)), key=lambda a: a.start))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Kingdom of Tonga and Aotearoa New Zealand", [("Kingdom of Tonga", "TO"), ("Aotearoa New Zealand", "NZ")]),
        ("the U.S. and the U.K.", [("U.S.", "US"), ("U.K.", "GB")]),
        (
            "England, Scotland, Wales and Northern Ireland",
            [("England", "GB"), ("Scotland", "GB"), ("Wales", "GB"), ("Northern Ireland", "GB")],
        ),
        ("the Royal Navy and the RAF", [("Royal Navy", "GB"), ("RAF", "GB")]),
        ("the ROK, the DPRK and Taiwan", [("ROK", "KR"), ("DPRK", "KP"), ("Taiwan", "TW")]),
        ("Türkiye, Turkiye and Turkey", [("Türkiye", "TR"), ("Turkiye", "TR"), ("Turkey", "TR")]),
        (
            "Côte d’Ivoire, Cote d'Ivoire and the Ivory Coast",
            [("Côte d’Ivoire", "CI"), ("Cote d'Ivoire", "CI"), ("Ivory Coast", "CI")],
        ),
        ("DR Congo and the Republic of the Congo", [("DR Congo", "CD"), ("Republic of the Congo", "CG")]),
        ("SOUTH KOREA AND MONGOLIA", [("SOUTH KOREA", "KR"), ("MONGOLIA", "MN")]),
        ("United\nStates", [("United\nStates", "US")]),
        ("Kosovo, Palestine and the Holy See", [("Kosovo", "XK"), ("Palestine", "PS"), ("Holy See", "VA")]),
        ("Danes, Filipinos and a Spaniard", [("Danes", "DK"), ("Filipinos", "PH"), ("Spaniard", "ES")]),
        (
            "the Franco-German and Sino-Russian texts",
            [("Franco", "FR"), ("German", "DE"), ("Sino", "CN"), ("Russian", "RU")],
        ),
        ("Kiev, Nay Pyi Taw and The Hague", [("Kiev", "UA"), ("Nay Pyi Taw", "MM"), ("The Hague", "NL")]),
        ("the Élysée, the Sejm and the Knesset", [("Élysée", "FR"), ("Sejm", "PL"), ("Knesset", "IL")]),
        ("the Baltic states", [("Baltic states", "EE,LT,LV")]),
        ("the EU and NATO", [("EU", "EU"), ("NATO", "NATO")]),
        (
            "Equatorial Guinea, Guinea-Bissau, Papua New Guinea",
            [("Equatorial Guinea", "GQ"), ("Guinea-Bissau", "GW"), ("Papua New Guinea", "PG")],
        ),
        ("Trinidad and Tobago", [("Trinidad and Tobago", "TT")]),
    ],
)
def test_a_state_is_known_by_its_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Washington Post, the Jakarta Post and the Kyiv Independent wrote.",
        "The Times of India and Radio Poland say so.",
        "THE ACCRA SENTINEL",
        "Jordan Peterson met Chad Johnson.",
        "Michael Jordan and Paris Hilton danced.",
        "the Paris Agreement, the Warsaw Pact, the Vienna Convention",
        "the South China Sea, the Gulf of Guinea, the Indian Ocean",
        "American Samoa, Puerto Rico, New Mexico, French Guiana",
        "He wore a Panama hat. Polish the silver, please.",
        "a polished turkey with china",
        "US$3bn",
        "FOLLOW US",
        "pro-Russian separatists",
        "in the English and Tongan languages",
        "Bank of Japan, Turkish Airlines",
        "write to us@Ukraine.com",
        "Georgia Tech, Georgia National Guard",
        "the Church of England, the Prince of Wales, New South Wales, Scotland Yard",
        "each in English and in Welsh.",
    ],
)
def test_what_only_looks_like_a_state_is_none(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "locative"),
    [
        ("signed in Warsaw", True),
        ("at Ramstein, Germany", True),
        ("a London-based firm", True),
        ("STOCKHOLM, May 31, 2024 - ", True),
        ("Warsaw will send tanks", False),
        ("with Poland", False),
        ("from Poland's stores", False),
        ("a flight from Apia", True),
        ("my colleagues from Apia", False),
        ("the delegation from Chile", False),
    ],
)
def test_a_place_is_told_from_a_party(text: str, locative: bool) -> None:
    assert [a.locative for a in find_actors(text)] == [locative]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Brussels said no. The EU agreed. The European Union will pay.", "EU"),
        ("Brussels said no. Belgium agreed. Belgian soldiers will train.", "BE"),
        ("Brussels said no.", "EU"),
    ],
)
def test_a_capital_of_two_stands_for_the_one_that_the_text_names_more(text: str, code: str) -> None:
    assert find_actors(text)[0].codes == (code,)


def test_every_state_has_a_name_and_its_people() -> None:
    words = words_by_state()
    for code in state_codes() - {"EU", "NATO"}:
        assert {"state"} <= words[code], code
        assert words[code] & {"demonym", "people", "ambiguous"} or code == "VA", code


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Ukrainian President Ivan Petrenko spoke.", "Ivan Petrenko", "UA"),
        ("the Polish foreign minister, Jan Wilk, said", "Jan Wilk", "PL"),
        ("Carla Ruiz, the Spanish defence minister, said", "Carla Ruiz", "ES"),
        ("Foreign Minister of Japan Aiko Mori said", "Aiko Mori", "JP"),
        ("President Otieno Barasa of Kenya said", "Otieno Barasa", "KE"),
        ("Ghana's deputy defence minister, Kofi Ansah, said", "Kofi Ansah", "GH"),
        ("the head of Finnish diplomacy, Aino Virtanen, said", "Aino Virtanen", "FI"),
        ("OSLO, 3 May 2024 - Prime Minister Kari Dahl said.", "Kari Dahl", "NO"),
        ("Talks with the President of Kenya\nOslo, 3 May 2024\n\nPresident Barasa: Thank you.", "Barasa", "KE"),
        ("Oslo, Viken, May 3, 2024, 1 p.m.\n\nPrime Minister Kari Dahl: Thank you.", "Kari Dahl", "NO"),
    ],
)
def test_an_office_holder_speaks_for_the_state_beside_the_office(text: str, name: str, code: str) -> None:
    assert (name, (code,)) in [(text[a.start : a.end], a.codes) for a in everyone(text) if a.kind == "leader"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In the Mirror Hall, the Greek prime minister signed it.", "Mirror Hall"),
        ("Will Lima train our crews?\n\nMinister of Defence Tomasi Vea\n", "Tomasi Vea"),
    ],
)
def test_neither_a_room_nor_a_state_in_another_paragraph_makes_an_office_holder(text: str, name: str) -> None:
    assert name not in [text[a.start : a.end] for a in everyone(text)]


def test_a_family_name_alone_keeps_the_state_of_its_introduction() -> None:
    text = "The Chilean defence minister, Ana Lopez-Rey, signed. Lopez-Rey smiled."
    assert [text[a.start : a.end] for a in everyone(text) if a.codes == ("CL",)] == [
        "Chilean",
        "Ana Lopez-Rey",
        "Lopez-Rey",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Washington agreed. Bilinken said so.", [("Washington", "US"), ("Bilinken", "US")]),
        ("Kyiv agreed. Zelensy said so.", [("Kyiv", "UA"), ("Zelensy", "UA")]),
        ("Oslo agreed. Bilinken said so.", [("Oslo", "NO")]),
        ("Washington agreed with Bilinken Motors.", [("Washington", "US")]),
    ],
)
def test_a_misspelt_name_counts_where_its_role_and_its_state_fit(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[a.start : a.end], a.codes[0]) for a in everyone(text)] == expected


@given(st.text(alphabet="USA.’' -,\nUkraine Poland President said the of", max_size=200))
def test_actors_are_sorted_words_of_the_text_that_do_not_overlap(text: str) -> None:
    actors = everyone(text)
    assert all(0 <= a.start < a.end <= len(text) for a in actors)
    assert all(a.end <= b.start for a, b in itertools.pairwise(actors))
