"""What a text's shape is read as: kinds, headings, leads, labels, speakers, the day of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.extraction.document import Block, Document, Kind, read_document
from app.extraction.document.sentences import split_sentences
from app.extraction.terms import find_dates, find_deadlines, find_durations, find_money, find_triggers


def shape(text: str) -> list[tuple[str, str]]:
    """Kind and words of every block."""
    return [(block.kind.value, text[block.start : block.end]) for block in read_document(text).blocks]


def block_with(document: Document, words: str) -> Block:
    return next(block for block in document.blocks if words in document.text[block.start : block.end])


def lead_of(document: Document, words: str) -> str | None:
    """The words that introduce the block which holds `words`."""
    lead = block_with(document, words).lead
    return None if lead is None else document.text[document.blocks[lead].start : document.blocks[lead].end]


def test_a_wire_report_has_title_byline_dateline_prose_headings_and_credits() -> None:
    text = (
        "Oslo pledges boats to Suva under sea pact\n\nBy Kari Dahl\n\n"
        "OSLO, May 3, 2025 (Fjordnews) - Norway will hand Fiji two boats under a pact signed on Friday, the "
        "government said in a statement.\n\n"
        "LIMITS\n\nThe pact names no sum.\n\n(Reporting by Kari Dahl; Editing by Jo Vik)\n"
    )
    document = read_document(text)
    assert shape(text) == [
        ("title", "Oslo pledges boats to Suva under sea pact"),
        ("meta", "By Kari Dahl"),
        (
            "paragraph",
            "Norway will hand Fiji two boats under a pact signed on Friday, the government said in a statement.",
        ),
        ("heading", "LIMITS"),
        ("paragraph", "The pact names no sum."),
        ("meta", "(Reporting by Kari Dahl; Editing by Jo Vik)"),
    ]
    label = document.blocks[2].label
    assert label is not None
    assert label.of(text) == "OSLO, May 3, 2025 (Fjordnews) - "
    assert document.published_on == date(2025, 5, 3)
    assert document.blocks[4].heading == 3
    assert document.language == "en"


def test_a_date_header_before_prose_stands_apart_from_it() -> None:
    text = (
        " date 2025-02-11 Rome and Hanoi will sign a pact on February 12. It will not be ratified.\nWhat is "
        "known\nThe pact covers training."
    )
    document = read_document(text)
    assert shape(text)[0] == ("meta", "date 2025-02-11")
    assert shape(text)[1] == ("paragraph", "Rome and Hanoi will sign a pact on February 12. It will not be ratified.")
    assert document.title is None
    assert document.published_on == date(2025, 2, 11)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 31, 2024", date(2024, 5, 31)),
        ("Madrid, 19 June 2024, 07:10. Updated 20 June 2024", date(2024, 6, 19)),
        ("Monday, 22 September 2025 | Front page", date(2025, 9, 22)),
        ("Wednesday, 19th March, 2025", date(2025, 3, 19)),
        ("Published: 2024-06-13 14:20", date(2024, 6, 13)),
        ("6.7.2024", date(2024, 7, 6)),
        ("COMMENTARY 4/2025 · 24 June 2025", date(2025, 6, 24)),
        ("By Ann Other | March 5, 2024", date(2024, 3, 5)),
    ],
)
def test_the_day_of_publication_is_read_from_a_line_at_the_head(line: str, day: date) -> None:
    text = (
        f"Chile and Peru agree on joint patrols at sea\n{line}\n\nThe two navies will patrol together, the "
        f"ministers said on Tuesday in Lima.\n"
    )
    assert read_document(text).published_on == day


def test_a_day_in_the_prose_is_no_day_of_publication() -> None:
    text = (
        "TREATY BETWEEN CHAD AND MALI\n\nThe Parties, recalling their declaration of 4 May 2019, have agreed to "
        "consult.\n\nDONE at Bamako on 3 June 2025.\n"
    )
    assert read_document(text).published_on is None


def test_items_without_marks_under_a_colon_are_led_by_its_clause() -> None:
    text = (
        "Paris explained what changes.\nAccording to the paper, France will be obliged for five years:\nto "
        "go on training pilots,\nsend spare parts,\nshare radar pictures.\n"
        "In addition, the sides will meet every year."
    )
    document = read_document(text)
    assert [kind for kind, _ in shape(text)] == ["paragraph", "paragraph", "item", "item", "item", "paragraph"]
    assert {block.lead for block in document.blocks if block.kind is Kind.ITEM} == {1}


@pytest.mark.parametrize("mark", ["-", "•", "–", "▪", "*", "(a)", "a)", "1.", "2)", "(iv)"])
def test_marks_of_list_items_are_labels(mark: str) -> None:
    text = f"Under the accord Kenya will:\n{mark} open its port;\n"
    item = read_document(text).blocks[-1]
    assert item.kind is Kind.ITEM
    assert item.lead == 0
    assert item.label is not None
    assert item.label.of(text) == mark
    assert text[item.start : item.end] == "open its port;"


def test_a_list_that_carries_an_unfinished_sentence_on_is_led_by_it() -> None:
    text = (
        "What changes?\n\nFor ten years the richer partner undertakes\n– to train crews;\n– to mend "
        "ships.\n\nThe poorer one pays nothing at all for any of this.\n"
    )
    assert lead_of(read_document(text), "to mend") == "For ten years the richer partner undertakes"


def test_bullets_under_a_heading_that_says_who_does_what_are_led_by_the_heading() -> None:
    text = (
        "Rome and Hanoi sign a pact on the sea\n\nWhat Rome will do\n\n• Two frigates\n• Spare "
        "parts\n\nBackground\n\n• A visit in 2019\n"
    )
    document = read_document(text)
    assert lead_of(document, "Two frigates") == "What Rome will do"
    assert lead_of(document, "A visit") is None
    assert {block.kind for block in document.blocks if block.label} == {Kind.BULLET}


def test_letters_nest_under_numbers_and_each_list_has_its_own_lead() -> None:
    text = (
        "Article 5\nDefence\n\n1. Peru shall:\n\n(a) train crews;\n\n(b) give to Chile:\n\n(i) two "
        "boats;\n\n(ii) one tug.\n\n2. The Parties shall meet once a year.\n"
    )
    document = read_document(text)
    assert [(block.level, lead_of(document, text[block.start : block.end])) for block in document.blocks[1:]] == [
        (1, None),
        (2, "Peru shall:"),
        (2, "Peru shall:"),
        (3, "give to Chile:"),
        (3, "give to Chile:"),
        (1, None),
    ]
    assert document.blocks[0].label is not None
    assert document.blocks[0].label.of(text) == "Article 5"
    assert text[document.blocks[0].start : document.blocks[0].end] == "Defence"


def test_articles_stand_under_their_part() -> None:
    text = (
        "TREATY BETWEEN CHAD AND MALI\n\nPART I\nGENERAL\n\nArticle 1\nAim\n\nThe Parties shall be friends for "
        "ever.\n\nArticle 2\n\nThey shall consult.\n\nPART II\nFORCES\n\nArticle 3\nVisits\n\nVisits shall be "
        "free of charge.\n"
    )
    document = read_document(text)
    headings = {text[b.start : b.end]: b.heading for b in document.blocks if b.kind is Kind.HEADING}
    general = next(i for i, b in enumerate(document.blocks) if text[b.start : b.end] == "GENERAL")
    forces = next(i for i, b in enumerate(document.blocks) if text[b.start : b.end] == "FORCES")
    assert headings == {"GENERAL": None, "Aim": general, "Article 2": general, "FORCES": None, "Visits": forces}


def test_a_title_broken_into_lines_is_one_title() -> None:
    text = (
        "MEMORANDUM\n\nBETWEEN\n\nTHE REPUBLIC OF CHAD\n\nAND\n\nTHE REPUBLIC OF MALI\n\nThe two Republics have "
        "reached the following understanding:\n"
    )
    document = read_document(text)
    assert document.title is not None
    assert document.title.of(text).split() == [
        "MEMORANDUM",
        "BETWEEN",
        "THE",
        "REPUBLIC",
        "OF",
        "CHAD",
        "AND",
        "THE",
        "REPUBLIC",
        "OF",
        "MALI",
    ]


def test_a_title_in_small_letters_goes_on_over_its_lines() -> None:
    text = "AGREEMENT\n\nbetween\n\nthe Republic of Chad\n\nand\n\nthe Republic of Mali\n\nThe Parties have agreed:\n"
    title = read_document(text).title
    assert title is not None
    assert title.of(text).split() == "AGREEMENT between the Republic of Chad and the Republic of Mali".split()


def test_numbered_headings_govern_prose_and_numbered_items_do_not() -> None:
    text = (
        "What Chad gets from the pact with Mali\n\n1. Introduction\n\nThe pact is short, and both sides like it.\n\n"
        "2. Terms\n\n2.1 Boats\n\nThere are two boats in the pact.[1]\n\n"
        "It names:\n\n1. Two boats\n2. One tug\n\nNothing else is named in it.\n"
    )
    found = [kind for kind, _ in shape(text)]
    assert found == [
        "title",
        "heading",
        "paragraph",
        "heading",
        "heading",
        "paragraph",
        "paragraph",
        "item",
        "item",
        "paragraph",
    ]


def test_signs_before_a_line_are_its_mark() -> None:
    text = "Main points\n✔ Chad pays.\n❗️ Mali does not.\n"
    assert shape(text)[1:] == [("bullet", "Chad pays."), ("bullet", "Mali does not.")]


def test_lines_wrapped_at_a_width_are_one_paragraph_and_items_keep_their_continuations() -> None:
    text = (
        "The Government of Chile and the Government of Peru, wishing to deepen\n"
        "the friendship of their navies and to keep the sea between them safe,\n"
        "have agreed as follows on the third of May in the city of Lima. They\n"
        "shall:\n"
        "  a) hold two exercises a year off the coast, one of them in winter\n"
        "     and one in summer;\n"
        "  b) share radar pictures.\n"
    )
    assert [kind for kind, _ in shape(text)] == ["paragraph", "item", "item"]
    assert shape(text)[1][1].endswith("summer;")


def test_short_lines_that_are_not_wrapped_stay_apart() -> None:
    text = "Both sides won something.\nChad gets boats.\nMali gets planes.\nNobody gets troops.\n"
    assert len(read_document(text).blocks) == 4


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read also: Malta buys two boats", Kind.LINK),
        ("Podcast: how the deal was struck", Kind.LINK),
        ("Advertising: boots at half the price until Sunday", Kind.ADVERT),
        ("Sponsored by Acme Boats", Kind.ADVERT),
        ("[Photo] A sergeant shows recruits the way, Lima, 2023", Kind.CAPTION),
        ("Photo: instructors teach the crews (archive)", Kind.CAPTION),
        ("Soldiers on parade in Lima. AP Photo/Jo Vik", Kind.CAPTION),
        ("![A boat](boat.jpg)", Kind.CAPTION),
        ("1.4K shares | 86 comments", Kind.META),
        ("Share · Print · Save", Kind.META),
        ("© 2025 The Bugle. All rights reserved", Kind.META),
        ("Sign up for our Sunday letter", Kind.META),
        ("###", Kind.META),
        ("# # #", Kind.META),
        ("-ENDS-", Kind.META),
        ("Ref. No. 114/2024", Kind.META),
        ("- 3 -", Kind.META),
        ("[Laughter.]", Kind.META),
        ("($1 = 10.5 crowns)", Kind.META),
        ("Correction: an earlier version named three boats.", Kind.NOTE),
        ("HOW WE WORKED: two reporters read the text.", Kind.NOTE),
        ("The boats are paid for by Chad, the minister said.", Kind.PARAGRAPH),
        ("Share prices fell after the deal was announced.", Kind.PARAGRAPH),
        ("By December, Chad will have paid for both of them.", Kind.PARAGRAPH),
        ("What does Chad get?", Kind.QUESTION),
        ("Limits of the deal", Kind.HEADING),
    ],
)
def test_a_line_between_paragraphs_is_told_by_its_words(line: str, kind: Kind) -> None:
    text = (
        f"Chad and Mali sign a pact on the desert\n\nThe pact was signed in Bamako on Monday, officials "
        f"said.\n\n{line}\n\nIt runs for ten years and may be renewed by letter.\n"
    )
    assert block_with(read_document(text), line.strip("[]()*-! 3")[:12] if line != "- 3 -" else "- 3").kind is kind


def test_links_and_advertisements_reach_to_the_next_empty_line() -> None:
    text = (
        "Chad and Mali sign a pact on the desert\n\nThe pact was signed in Bamako on Monday, officials "
        "said.\n\nADVERTISEMENT\nHire a car in Bamako. From 19 euros a day.\n\n"
        "It runs for ten years, the text says.\n\nMore on this\nNiger to host a base\nTogo buys jets\n"
    )
    assert [kind for kind, _ in shape(text)] == [
        "title",
        "paragraph",
        "advert",
        "advert",
        "paragraph",
        "link",
        "link",
        "link",
    ]


def test_numbered_footnotes_carry_content_and_notes_on_authors_do_not() -> None:
    text = (
        "One pact, two readers: what Chad gets\n\nAda Obi and Max Roth\n\n"
        + "The pact names no sum, and both sides say so in public.\n\n" * 4
        + "NOTE\n\n1 Annex B provides for help with networks.\n\nAda Obi heads the desert programme.\n"
    )
    assert shape(text)[-3:] == [
        ("note", "NOTE"),
        ("footnote", "Annex B provides for help with networks."),
        ("note", "Ada Obi heads the desert programme."),
    ]


def test_signatures_are_no_headings() -> None:
    text = (
        "Article 1\nAim\n\nThe Parties shall consult.\n\nDONE at Lima on 3 May 2025.\n\nFor the Republic of "
        "Chile\nAna Rojas\n\nFOR PERU                FOR CHILE\n"
    )
    assert [kind for kind, _ in shape(text)][-4:] == ["paragraph", "meta", "meta", "meta"]


def test_turns_of_a_transcript_carry_their_speaker_to_the_next_turn() -> None:
    text = (
        "PRESIDENT KARU: We signed a pact with Malta today.\n\nIt runs for ten years.\n\nQUESTION: Will "
        "troops go? Many fear it.\n\n"
        "Minister for Defence (Ms Ada Obi) (MP): None will.\n\nJournalist: And money?\n\nMR. LEE: No money either.\n"
    )
    document = read_document(text)
    assert [(b.kind.value, b.speaker.of(text) if b.speaker else None) for b in document.blocks] == [
        ("paragraph", "PRESIDENT KARU"),
        ("paragraph", "PRESIDENT KARU"),
        ("question", None),
        ("paragraph", "Minister for Defence (Ms Ada Obi) (MP)"),
        ("question", "Journalist"),
        ("paragraph", "MR. LEE"),
    ]
    assert text[document.blocks[0].start :].startswith("We signed")


def test_questions_and_answers_are_told_apart_and_answers_have_no_speaker() -> None:
    text = "Q: What was signed?\nA: A compact on the sea.\n\nQ: Who pays?\nA: India does.\n"
    assert [(b.kind.value, b.speaker) for b in read_document(text).blocks] == [
        ("question", None),
        ("paragraph", None),
    ] * 2


def test_a_colon_in_prose_makes_no_transcript() -> None:
    text = (
        "Training: Chad will train crews.\n\nMoney: there is none in the text.\n\nOne thing is sure: nobody fights.\n"
    )
    assert {block.speaker for block in read_document(text).blocks} == {None}


def test_markdown_marks_are_no_part_of_the_words() -> None:
    text = (
        "# Japan and Italy sign a pact\n\n## What Tokyo promises\n\n- **Training:** pilots\n\n> It is no "
        "alliance.\n\n**Money**\n\nThere is no money in the pact, both say.\n"
    )
    assert shape(text) == [
        ("title", "Japan and Italy sign a pact"),
        ("heading", "What Tokyo promises"),
        ("bullet", "**Training:** pilots"),
        ("paragraph", "It is no alliance."),
        ("heading", "Money"),
        ("paragraph", "There is no money in the pact, both say."),
    ]


def test_line_ends_of_every_system_are_read_alike() -> None:
    text = (
        "Chad and Mali sign a pact on the desert\n\nIt provides for:\njoint drills,\nshared radars.\n\nIt was "
        "signed on Monday.\n"
    )
    kinds = [kind for kind, _ in shape(text)]
    assert [kind for kind, _ in shape(text.replace("\n", "\r\n"))] == kinds
    assert [kind for kind, _ in shape(text.replace("\n", "\r"))] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n ",
        "x",
        ":",
        "- ",
        "\ufeff",
        "1.",
        "Article 1",
        "Q:",
        "(((((",
        "A: B: C:\n" * 3,
        "\x00\x1c\u2028",
        "0\r\x1f",
        "a\n" * 50,
        "- \n" * 20,
        "ADVERTISEMENT",
        "For the:\n",
        "#",
        "# ",
        "[1]",
    ],
)
def test_any_text_gives_ordered_blocks_within_it(text: str) -> None:
    blocks = read_document(text).blocks
    ends = [0, *(block.end for block in blocks)]
    for block, before in zip(blocks, ends, strict=False):
        assert before <= block.start <= block.end <= len(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The pact of the two states is to be signed in Lima and it will run for ten years.", "en"),
        ("Der Vertrag wird in Berlin unterzeichnet und ist nicht mit einer Pflicht zum Beistand verbunden.", "de"),
        ("Угода не передбачає взаємної оборони, і сторони проведуть консультації у разі нападу на Україну.", "uk"),
        ("12 34 56", None),
    ],
)
def test_the_language_shows_in_frequent_words(text: str, language: str | None) -> None:
    assert read_document(text).language == language


_FRAGMENTS = st.sampled_from(
    "\n|\r\n|\n\n|- |• |(a) |1. |Article 1|Q: |Mr Lee: |ADVERTISEMENT|Read also|# |> |**|:|;|.|?|[1]|$5 bn|10 years|"
    "within |if attacked, |May 3, 2024|NOTE|For the |DONE at |\t|"
    "    |“|”|Chad will train. |By Ann|2|é|\u2028|—".split("|")
)


@settings(deadline=None)
@given(st.lists(_FRAGMENTS | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_breaks_the_reading_of_its_shape_and_terms(text: str) -> None:
    document = read_document(text)
    last = 0
    for block in document.blocks:
        assert last <= block.start <= block.end <= len(text)
        last = block.end
        assert block.heading is None or document.blocks[block.heading].kind in (Kind.HEADING, Kind.QUESTION)
        for span in split_sentences(text, block):
            assert block.start <= span.start < span.end <= block.end
    for find in (find_money, find_durations, find_deadlines, find_triggers):
        for term in find(text, 0, len(text)):
            assert 0 <= term.start < term.end <= len(text)
    for mention in find_dates(text, 0, len(text), date(2024, 6, 19)):
        assert text[mention.start : mention.end].strip()
