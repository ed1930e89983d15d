"""Sums, dates, durations, deadlines and triggers: what is found, and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from app.extraction.terms import find_dates, find_deadlines, find_durations, find_money, find_triggers


def money(text: str, states: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(str(sum_.value), sum_.currency) for sum_ in find_money(text, 0, len(text), states)]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("€870m for arms", "870000000", "EUR"),
        ("$7.1 bln in arms", "7100000000", "USD"),
        ("$1.05 billion", "1050000000", "USD"),
        ("EUR 28 bn", "28000000000", "EUR"),
        ("GBP2.26bn", "2260000000", "GBP"),
        ("£2.5bn", "2500000000", "GBP"),
        ("US$3bn", "3000000000", "USD"),
        ("A$1.2 million", "1200000", "AUD"),
        ("NZD 8,000,000 a year", "8000000", "NZD"),
        ("1 200 000 SEK", "1200000", "SEK"),
        ("€1.200.000", "1200000", "EUR"),
        ("$2,5 billion", "2500000000", "USD"),
        ("a grant of 240,000 euros", "240000", "EUR"),
        ("GH¢38 million", "38000000", "GHS"),
        ("¥500 billion", "500000000000", "JPY"),
        ("40 billion yen", "40000000000", "JPY"),
        ("₹900 crore", "9000000000", "INR"),
        ("Rs 18 crore", "180000000", "INR"),
        ("R500 million", "500000000", "ZAR"),
        ("UAH 5 billion", "5000000000", "UAH"),
        ("400 million cedis", "400000000", "GHS"),
        ("20 million CFA francs", "20000000", "XOF"),
        ("300 million Tongan pa'anga", "300000000", "TOP"),
        ("10 million Bangladeshi taka", "10000000", "BDT"),
        ("200 million Saudi riyals", "200000000", "SAR"),
        ("five million New Zealand dollars", "5000000", "NZD"),
        ("five hundred million U.S. dollars", "500000000", "USD"),
        ("two million euros", "2000000", "EUR"),
        ("half a billion euros", "500000000", "EUR"),
        ("one and a half billion zlotys", "1500000000", "PLN"),
        ("a billion-dollar loan", "1000000000", "USD"),
        ("a 500-million-euro loan", "500000000", "EUR"),
        ("$500-million package", "500000000", "USD"),
        ("75 billion Swedish crowns", "75000000000", "SEK"),
        ("13.5 billion Norwegian crowns", "13500000000", "NOK"),
        ("3 billion Egyptian pounds", "3000000000", "EGP"),
        ("500 million pounds sterling", "500000000", "GBP"),
        ("a hundred million euros", "100000000", "EUR"),
        ("3 million US$", "3000000", "USD"),
        ("CAD $5 million", "5000000", "CAD"),
        ("KD 20 million", "20000000", "KWD"),
    ],
)
def test_a_sum_is_read_in_any_currency_and_scale(text: str, value: str, currency: str) -> None:
    assert money(text) == [(value, currency)]


@pytest.mark.parametrize(
    "text",
    [
        "50 million people",
        "12,500 troops",
        "ALL 28 members",
        "the TOP 5 ports",
        "500 pounds of explosives",
        "F-16 jets",
        "Article 5",
        "50m away",
        "2% of GDP",
        "in 2024",
        "30 crowned heads",
        "a real 5",
        "",
    ],
)
def test_a_number_without_a_currency_is_no_sum(text: str) -> None:
    assert money(text) == []


@pytest.mark.parametrize(
    ("text", "states", "currency"),
    [
        ("Sweden gives 75 billion crowns", (), "SEK"),
        ("Norway gives 75 billion crowns, more than Sweden", (), "NOK"),
        ("It gives 75 billion crowns", ("DK", "UA"), "DKK"),
        ("an annex of the Danish text names 210 million kroner", (), "DKK"),
        ("Jordan will receive 45 million dinars", (), "JOD"),
        ("It pays 45 million dinars", ("KW", "US"), "KWD"),
        ("It pays 2 billion pounds", (), "GBP"),
        ("It pays 2 billion rupees", ("NP", "CN"), "NPR"),
        ("It pays 5 million dollars", ("JP", "KR"), "USD"),
    ],
)
def test_a_name_of_several_currencies_is_resolved_by_the_states_in_view(
    text: str, states: tuple[str, ...], currency: str
) -> None:
    assert [code for _, code in money(text, states)] == [currency]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (
            "75 billion Swedish crowns ($7.1 billion), or 25 billion a year",
            [("75000000000", "SEK"), ("7100000000", "USD"), ("25000000000", "SEK")],
        ),
        ("€3 billion for 20 million people", [("3000000000", "EUR")]),
        ("between 2 and 3 billion euros", [("2000000000", "EUR"), ("3000000000", "EUR")]),
        ("€1.5-2 billion", [("1500000000", "EUR"), ("2000000000", "EUR")]),
        ("$4 million to $5 million", [("4000000", "USD"), ("5000000", "USD")]),
    ],
)
def test_a_bare_figure_takes_the_currency_of_the_sum_beside_it(text: str, sums: list[tuple[str, str]]) -> None:
    assert money(text) == sums


def test_a_clause_with_a_bare_figure_looks_back_to_the_sum_before_it() -> None:
    text = "They give 75 billion Swedish crowns, or 25 billion a year. Then 30 billion was lost."
    second = text.index("or 25")
    assert [(str(m.value), m.currency, text[m.start : m.end]) for m in find_money(text, second, second + 20)] == [
        ("25000000000", "SEK", "25 billion")
    ]
    third = text.index("Then")
    assert find_money(text, third, len(text)) == ()


REFERENCE = date(2024, 6, 19)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "found", "day"),
    [
        ("signed on May 31, 2024 in Oslo", "May 31, 2024", date(2024, 5, 31)),
        ("signed on 19 June 2024, 07:10", "19 June 2024", date(2024, 6, 19)),
        ("the 3rd of June 2025", "3rd of June 2025", date(2025, 6, 3)),
        ("2024-06-13", "2024-06-13", date(2024, 6, 13)),
        ("on 18.02.2025", "18.02.2025", date(2025, 2, 18)),
        ("13-Jun-2024", "13-Jun-2024", date(2024, 6, 13)),
        ("Monday, 22 September 2025", "22 September 2025", date(2025, 9, 22)),
        (
            "this fourteenth day of August, two thousand and twenty-five",
            "fourteenth day of August, two thousand and twenty-five",
            date(2025, 8, 14),
        ),
        ("on the twenty-first day of May 2024", "twenty-first day of May 2024", date(2024, 5, 21)),
        ("on June 13", "June 13", date(2024, 6, 13)),
        ("on 8 July in Rome", "8 July", date(2024, 7, 8)),
        ("yesterday", "yesterday", date(2024, 6, 18)),
        ("tomorrow", "tomorrow", date(2024, 6, 20)),
        ("last Wednesday", "Wednesday", date(2024, 6, 12)),
        ("next Monday", "Monday", date(2024, 6, 24)),
    ],
)
def test_a_day_is_resolved_against_the_day_of_the_document(text: str, found: str, day: date) -> None:
    (mention,) = find_dates(text, 0, len(text), REFERENCE)
    assert (text[mention.start : mention.end], mention.date, mention.precision) == (found, day, "day")


def test_a_bare_weekday_gives_the_day_before_and_the_day_after() -> None:
    (mention,) = find_dates("on Friday", 0, 9, REFERENCE)
    assert (mention.date, mention.next_date, mention.kind) == (date(2024, 6, 14), date(2024, 6, 21), "weekday")
    (today,) = find_dates("on Wednesday", 0, 12, REFERENCE)
    assert (today.date, today.next_date) == (REFERENCE, REFERENCE)


@pytest.mark.parametrize(
    ("text", "precision", "day"),
    [
        ("in May 2023", "month", date(2023, 5, 1)),
        ("by 2027", "year", date(2027, 1, 1)),
        ("since March", "month", date(2024, 3, 1)),
    ],
)
def test_months_and_years_keep_their_precision(text: str, precision: str, day: date) -> None:
    (mention,) = find_dates(text, 0, len(text), REFERENCE)
    assert (mention.precision, mention.date) == (precision, day)


@pytest.mark.parametrize(
    "text",
    [
        "They may 20 times",
        "11/2025",
        "page 2024 of",
        "1.5 million",
        "May it last",
        "the March of the Living",
        "31.02.2024",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text, 0, len(text), REFERENCE) == ()


def test_without_a_reference_only_full_dates_are_read() -> None:
    text = "On Friday, June 13 and 4 May 2023"
    assert [m.date for m in find_dates(text, 0, len(text), None)] == [date(2023, 5, 4)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("for 10 years:", "P10Y"),
        ("a 10-year deal", "P10Y"),
        ("a ten-year deal", "P10Y"),
        ("for a period of twenty years", "P20Y"),
        ("for ten (10) years", "P10Y"),
        ("for a decade", "P10Y"),
        ("two decades of support", "P20Y"),
        ("over eighteen months", "P18M"),
        ("for a year and a half", "P18M"),
        ("for two and a half years", "P30M"),
        ("for thirty days", "P30D"),
        ("lasts twenty-five years", "P25Y"),
        ("for six weeks", "P6W"),
        ("for 3 (three) years", "P3Y"),
        ("over the coming decade", "P10Y"),
        ("a year-long course", "P1Y"),
        ("the pact is to last twelve years", "P12Y"),
        ("it will last at least a decade", "P10Y"),
        ("the pact expires after five years", "P5Y"),
    ],
)
def test_a_duration_is_read_as_iso_8601(text: str, iso: str) -> None:
    assert [duration.iso for duration in find_durations(text, 0, len(text))] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "within 24 hours",
        "within ten days",
        "every five years",
        "six months' written notice",
        "one year’s notice",
        "over the past decade",
        "for the last twelve years",
        "two years ago",
        "120 places a year",
        "twice a year",
        "in the first five years",
        "a year old",
        "the three-year-old war",
        "200 days a year",
    ],
)
def test_deadlines_intervals_notice_and_the_past_are_no_durations(text: str) -> None:
    assert find_durations(text, 0, len(text)) == ()


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("will consult within 24 hours on what to do", "within 24 hours"),
        ("shall immediately meet", "immediately"),
        (
            "shall consult without delay, and in any event within forty-eight hours, on it",
            "without delay, and in any event within forty-eight hours",
        ),
        ("no later than 24 hours after an attack", "no later than 24 hours"),
        ("and not later than 30 June 2027, two boats", "not later than 30 June 2027"),
        ("by the end of 2025.", "by the end of 2025"),
        ("By the end of December Madrid pays", "By the end of December"),
        ("Before 31 March 2027 they come", "Before 31 March 2027"),
        ("before the winter of 2026, three", "before the winter of 2026"),
        ('sent "within the hour" by the Danes', "within the hour"),
        ("inside a day", "inside a day"),
        ("within 90 days of entry into force", "within 90 days of entry into force"),
        ("within two months of signature", "within two months of signature"),
        ("by 2027", "by 2027"),
        ("by mid-2026", "by mid-2026"),
        ("no later than in June", "no later than in June"),
        ("within\n  ten days", "within\n  ten days"),
        ("by next spring", "by next spring"),
        ("at once", "at once"),
        ("forthwith", "forthwith"),
        ("on the same day", "the same day"),
    ],
)
def test_a_deadline_says_by_when(text: str, deadline: str) -> None:
    assert [text[span.start : span.end] for span in find_deadlines(text, 0, len(text))] == [deadline]


@pytest.mark.parametrize(
    "text",
    [
        "within the framework of",
        "within its means",
        "by Denmark",
        "by the Danes",
        "by turns",
        "by day and by night",
        "before Russia",
        "before the House",
        "by the Parliament",
        "until 2034",
        "all at once",
        "nearby 2027",
    ],
)
def test_limits_agents_and_places_are_no_deadlines(text: str) -> None:
    assert find_deadlines(text, 0, len(text)) == ()


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        (
            "In the event of armed aggression, or the threat of it, against either Party, the Parties shall meet.",
            "In the event of armed aggression, or the threat of it, against either Party",
        ),
        ("They consult in the event of a new attack on Malta.", "in the event of a new attack on Malta"),
        ("In case of a crisis, Oslo and Suva will confer.", "In case of a crisis"),
        (
            "If Russia attacks again once the war is over, the sides will confer.",
            "If Russia attacks again once the war is over",
        ),
        ("Lima promises to supply drones, if it itself is attacked.", "if it itself is attacked"),
        ("A call within a day if the enemy strikes again", "if the enemy strikes again"),
        ("If attacked, the two confer inside a day.", "If attacked"),
        (
            "Should foreign troops cross the border or mass along it, the ministers must talk.",
            "Should foreign troops cross the border or mass along it",
        ),
        ("The two will confer should either be threatened.", "should either be threatened"),
        (
            "The favour is returned: were its partner ever attacked, Mali promises to help.",
            "were its partner ever attacked",
        ),
        (
            "Whenever, in the view of either of them, the security of one is threatened, they shall consult.",
            "Whenever, in the view of either of them, the security of one is threatened",
        ),
        (
            "Whenever a ship under either flag is fired upon or seized, they consult.",
            "Whenever a ship under either flag is fired upon or seized",
        ),
        ("Help comes second: after such an attack Spain stands ready to open its depots.", "after such an attack"),
        (
            "They will hold talks immediately after a possible new attack by Russia to discuss a plan.",
            "after a possible new attack by Russia",
        ),
        ("Following such a disaster, Suva will help.", "Following such a disaster"),
        ("When hostilities resume, Paris will send fuel.", "When hostilities resume"),
        ("once Latvia comes under fire, Canada shall help", "once Latvia comes under fire"),
        ("Japan will send doctors upon request.", "upon request"),
        ("At the request of Tonga, Suva shall deliver food.", "At the request of Tonga"),
        ("Oslo will, at Tonga's request, send boats.", "at Tonga's request"),
        (
            "In the event of a flood, and at the request of Tonga, Suva shall deliver food.",
            "In the event of a flood, and at the request of Tonga",
        ),
        ("An armed attack on one Party would endanger the other.", "An armed attack on one Party"),
        ("Any armed attack on Malta will be met by both.", "Any armed attack on Malta"),
        ("In the case of an attack on one of them, the others help.", "In the case of an attack on one of them"),
        ("If either is hit, the other sends help at once and without fail.", "If either is hit"),
        ("On being asked by Suva, Lima sends a ship.", "On being asked by Suva"),
        ("Lima is to supply fuel in an emergency.", "in an emergency"),
        ("They confer in the\n  event of an attack\n  on Malta.", "in the\n  event of an attack\n  on Malta"),
        ("Within 24 hours of a fresh assault, the two shall talk.", "a fresh assault"),
    ],
)
def test_a_trigger_is_the_condition_and_ends_with_it(text: str, trigger: str) -> None:
    assert [span.of(text) for span in find_triggers(text, 0, len(text))] == [trigger]


@pytest.mark.parametrize(
    "text",
    [
        "The boats will sail only if the committee releases the money.",
        "If ratified, the treaty lasts ten years.",
        "After the talks, the ministers dined.",
        "After Russia's full-scale invasion Poland gave tanks.",
        "The Parties should consult more often.",
        "Once Ukraine has taken in the jets, more may follow.",
        "They were attacked in 1991.",
        "The yard where the army keeps its fire engines is new.",
    ],
)
def test_a_condition_without_an_event_and_an_event_of_the_past_are_no_triggers(text: str) -> None:
    assert find_triggers(text, 0, len(text)) == ()
