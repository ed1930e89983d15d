"""Reading: any common encoding and format in, one text out; what is no document is refused with a reason."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.reading import MAX_BYTES, Found, UnreadableDocument, find, read, read_bytes
from app.reading.pdf import unwrap

ENGLISH = "“It won’t cost Müller’s office €1.1bn” – said the minister. The Parties shall consult within 24 hours.\r\n"
RUSSIAN = "Соглашение о безопасности между Украиной и США не является юридически обязывающим, сообщил источник."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        ("Málaga y España firmaron el acuerdo de cooperación en defensa con Perú en el año 2021.", "latin-1"),
        ("Umowa o współpracy w dziedzinie bezpieczeństwa między Polską a Ukrainą została podpisana.", "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        ("日本とウクライナは安全保障協定に署名した。両国は情報共有を強化する。", "shift_jis"),
        ("中国与俄罗斯签署了安全合作协议，双方承诺在受到攻击时进行磋商。", "gb18030"),
    ],
)
def test_text_is_read_in_any_common_encoding(text: str, encoding: str) -> None:
    assert read_bytes(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.text", "notes", "a.TXT"])
@pytest.mark.parametrize(
    "text", [" \r\n  two\rends \n\n", "\ufeffa mark stays", "tab\tand\x0bfeeds\x0c\u2028", "e\u0301"]
)
def test_text_in_utf8_passes_character_for_character(name: str, text: str) -> None:
    assert read_bytes(text.encode(), name).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t", "it holds no text"),
        ("\ufeff\n".encode(), "it holds no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "it is binary"),
        (b"\x7fELF\x02\x01\x01\x00", "it is binary"),
        (b"abc\x01\x02\x03\x04\x05", "control characters"),
        (b"\xff\xfea", "breaks that encoding at byte 2"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as refusal:
        read_bytes(data, "a.txt")
    assert refusal.value.name == "a.txt"


def test_an_unknown_media_type_is_refused_with_those_that_can_be_read() -> None:
    with pytest.raises(UnreadableDocument, match=r"image/png cannot be read; can be: .*text/plain"):
        read_bytes(b"text", "a", "image/png")


PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}"><title>Oslo and Accra sign pact</title>
<meta property="og:title" content="Oslo and Accra sign pact"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2024-05-03T10:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Oslo and Accra sign pact</h1>
<p>Norway and Ghana signed a security agreement in Accra on Friday, both said in a joint “statement”.</p>
<ul><li>Norway trains 400 Ghanaian soldiers a year;</li><li>both share intelligence on piracy.</li></ul>
<p>The agreement runs for ten years and either party may terminate it with six months’ notice.</p></article>
<aside>Read also: Sweden joins an alliance</aside><footer>Copyright The Paper. Subscribe now!</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_html_becomes_headline_day_and_article_without_what_surrounds_it(charset: str) -> None:
    source = read_bytes(PAGE.format(charset=charset).encode(charset), "a.html")
    assert source.text.splitlines() == [
        "Oslo and Accra sign pact",
        "2024-05-03",
        "Norway and Ghana signed a security agreement in Accra on Friday, both said in a joint “statement”.",
        "- Norway trains 400 Ghanaian soldiers a year;",
        "- both share intelligence on piracy.",
        "The agreement runs for ten years and either party may terminate it with six months’ notice.",
    ]
    assert source.metadata.publisher == "The Paper"
    assert source.metadata.published_on == date(2024, 5, 3)


@pytest.mark.parametrize("page", ["<html></html>", "<p>" * 60_000 + "text", "<div>" * 5_000 + "deep"])
def test_a_page_without_article_or_of_hostile_shape_is_refused(page: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_bytes(page.encode(), "a.html")


def test_a_word_document_keeps_paragraphs_items_tables_and_accepted_changes() -> None:
    document = Document()
    document.core_properties.title = "Security Agreement"
    document.add_paragraph("The Parties shall consult:")
    document.add_paragraph("at once;", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Article 1", "Norway trains\n400 soldiers"
    paragraph = document.add_paragraph("Norway shall ")
    change = f'<w:{{0}} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{{1}}>{{2}}</w:{{1}}></w:r></w:{{0}}>'
    paragraph._p.append(parse_xml(change.format("ins", "t", "not ")))
    paragraph._p.append(parse_xml(change.format("del", "delText", "never ")))
    paragraph.add_run("send troops.")
    packed = io.BytesIO()
    document.save(packed)
    source = read_bytes(packed.getvalue(), "a.docx")
    assert source.text.splitlines() == [
        "The Parties shall consult:",
        "- at once;",
        "Article 1 | Norway trains 400 soldiers",
        "Norway shall not send troops.",
    ]
    assert source.metadata.title == "Security Agreement"


def pdf(*lines: str) -> bytes:
    """A PDF of one page with one line of text under the other."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 50 700 Td {shown} ET".encode("latin-1")
    fonts = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    rest = b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + rest % (table, len(written))


def test_a_pdf_is_read_whatever_it_is_called() -> None:
    source = read_bytes(pdf("Norway and Ghana shall", "consult within 24 hours."), "a.txt")
    assert source.text == "Norway and Ghana shall consult within 24 hours."
    assert source.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(), "it holds no text; if it is a scan, read it with OCR first"),
        (b"%PDF-1.4 broken", "it is broken as application/pdf"),
        (b"PK\x03\x04 word/ broken", "it is no Word document"),
    ],
)
def test_a_broken_or_textless_file_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        read_bytes(data, "a.pdf")


@pytest.mark.parametrize(
    ("page", "paragraphs"),
    [
        ("The Parties shall consult\nat once.\nArticle 2", ["The Parties shall consult at once.", "Article 2"]),
        ("mutual assis-\ntance between states", ["mutual assistance between states"]),
        ("Norway shall provide:\n- training;\n- arms.", ["Norway shall provide:", "- training;", "- arms."]),
        (
            "ARTICLE ONE\nThe Parties, being states of\nEurope, agree.",
            ["ARTICLE ONE", "The Parties, being states of Europe, agree."],
        ),
    ],
)
def test_lines_that_the_width_of_a_page_broke_are_joined(page: str, paragraphs: list[str]) -> None:
    assert unwrap(page).splitlines() == paragraphs


@pytest.mark.parametrize("missing", ["trafilatura", "pypdf", "docx"])
def test_a_format_whose_extra_is_not_installed_names_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"trafilatura": "html", "pypdf": "pdf", "docx": "docx"}
    data = {"trafilatura": PAGE.encode(), "pypdf": pdf("text"), "docx": b"PK\x03\x04 word/"}[missing]
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    monkeypatch.delitem(__import__("sys").modules, f"app.reading.{names[missing]}", raising=False)
    with pytest.raises(UnreadableDocument, match=r"pip install \"agreement-facts\[formats\]\""):
        read_bytes(data, f"a.{names[missing]}")


def write(path: Path, data: bytes = b"text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_folder_means_its_documents_in_order_and_nothing_twice(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.HTML", ".hidden/d.txt", ".e.txt", "f.json", "a.toml", "g.py"):
        write(tmp_path / name)
    found = find([tmp_path, tmp_path / "b.txt", tmp_path / "g.py"])
    assert [file.name for file in found] == ["a.md", "b.txt", "sub/c.HTML", "g.py"]


def test_a_missing_file_is_found_and_refused_when_read(tmp_path: Path) -> None:
    (found,) = find([tmp_path / "none.txt"])
    with pytest.raises(UnreadableDocument, match=r"none\.txt: there is no such file"):
        read(found)


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableDocument, match="larger than 32 MiB"):
        read(Found(path, path.name))


def test_a_sidecar_says_of_a_document_what_its_text_does_not(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    said = ("title = 'T'", "source_url = 'https://example.org/a'", "publisher = 'P'", "published_on = 2024-06-13")
    write(tmp_path / "a.toml", "\n".join((*said, "language = 'en'")).encode())
    metadata = read(Found(path, "a.txt")).metadata
    assert (metadata.title, metadata.publisher, metadata.published_on) == ("T", "P", date(2024, 6, 13))
    assert (metadata.source_url, metadata.language) == ("https://example.org/a", "en")


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("titel = 'T'", "titel is no key; keys are published_on, title"),
        ("title = 3", "title is a text"),
        ("published_on = 'May'", "published_on is a date"),
        ("source_url = 'javascript:alert(1)'", "source_url begins with http"),
        ("source_url = 'https://'", "source_url .* names a host"),
        ("source_url = 'https://example.org/a b'", "source_url begins with http"),
        ("title = ", "a.toml beside it"),
    ],
)
def test_a_wrong_sidecar_refuses_its_document_with_a_reason(tmp_path: Path, sidecar: str, reason: str) -> None:
    path = write(tmp_path / "a.txt")
    write(tmp_path / "a.toml", sidecar.encode())
    with pytest.raises(UnreadableDocument, match=reason):
        read(Found(path, "a.txt"))
