"""Writing over HTTP: who may, what can be sent, what is answered, and that it is there at once."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.api.bodies.documentation import EXAMPLE_TEXT, document_body
from app.api.writing import StoredDocument
from app.database import idempotency
from app.database.keys import create_key, revoke_key
from app.main import create_app
from app.settings import Settings, now
from tests.conftest import empty

TEXT = EXAMPLE_TEXT
OTHER = TEXT.replace("400", "500")
NOTHING = "The weather in Oslo was fine on Friday.\n"
PLAIN = {"Content-Type": "text/plain"}


@pytest.fixture
def desk(sqlite_application: FastAPI, sqlite_database: Engine) -> TestClient:
    """The same over one database, where what is promised ends before any."""
    empty(sqlite_database)
    key = create_key(sqlite_database, "desk", now())
    return TestClient(sqlite_application, raise_server_exceptions=False, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def writer(client: TestClient, engine: Engine) -> TestClient:
    """The service, for one who holds a key."""
    client.headers["Authorization"] = f"Bearer {create_key(engine, 'desk', now())}"
    return client


def add(client: TestClient, text: str = TEXT, **headers: str) -> Any:
    return client.post("/v1/documents", content=text.encode(), headers=PLAIN | headers)


def fault(answer: Any) -> tuple[int, str, str | None, str | None]:
    """Status, code, and the place of the first error."""
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    first = problem["errors"][0] if problem["errors"] else {"pointer": None, "did_you_mean": None}
    return answer.status_code, problem["code"], first["pointer"], first["did_you_mean"]


# ---- what is added


def test_a_new_document_is_201_with_its_address_and_every_answer_knows_it(writer: TestClient) -> None:
    tag = writer.get("/v1/facts").headers["etag"]
    answer = add(writer)
    assert answer.status_code == 201
    stored = StoredDocument.model_validate_json(answer.content)
    assert (stored.outcome, stored.agreements) == ("added", ["gh-no-2024"])
    assert answer.headers["location"] == f"http://testserver/v1/documents/{stored.id}"
    assert answer.headers["cache-control"] == "no-store"
    got = writer.get(answer.headers["location"])
    assert {**got.json(), "outcome": "added"} == answer.json()
    assert writer.get(f"/v1/documents/{stored.id}/text").text == TEXT
    again = writer.get("/v1/facts", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["page"]["total"]) == (200, 2)


def test_the_same_text_is_200_and_changes_nothing(writer: TestClient) -> None:
    first = add(writer)
    tag = writer.get("/v1/documents").headers["etag"]
    again = writer.post("/v1/documents?title=Another", content=TEXT, headers=PLAIN)
    assert (again.status_code, again.json()["outcome"], again.json()["id"]) == (200, "unchanged", first.json()["id"])
    assert "location" not in again.headers
    assert again.headers["content-location"] == first.headers["location"]
    assert writer.get("/v1/documents", headers={"If-None-Match": tag}).status_code == 304


def test_a_document_on_a_known_agreement_is_merged(writer: TestClient) -> None:
    add(writer)
    answer = add(writer, OTHER)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "merged")


def test_a_document_in_which_nothing_was_found_is_stored_with_its_warnings(writer: TestClient) -> None:
    answer = add(writer, NOTHING)
    assert answer.status_code == 201
    assert [warning["code"] for warning in answer.json()["warnings"]] == ["no_agreement"]
    assert writer.get("/v1/documents").json()["page"]["total"] == 1


# ---- in which formats


SAID = {
    "name": "norway.txt",
    "title": "Norway and Ghana sign",
    "published_on": "2024-05-04",
    "source_url": "https://example.org/norway?a=1#b",
    "publisher": "Ministère de la Défense",
    "language": "en-GB",
}


def as_json(client: TestClient) -> Any:
    return client.post("/v1/documents", json={"text": TEXT, **SAID})


def as_form(client: TestClient) -> Any:
    return client.post("/v1/documents", data=SAID, files={"file": ("other.txt", TEXT.encode())})


def as_text_with_parameters(client: TestClient) -> Any:
    return client.post("/v1/documents", content=TEXT, params=SAID, headers=PLAIN)


def as_form_with_parameters(client: TestClient) -> Any:
    return client.post("/v1/documents", params=SAID, files={"file": ("other.txt", TEXT.encode(), "text/plain")})


@pytest.mark.parametrize("send", [as_json, as_form, as_text_with_parameters, as_form_with_parameters])
def test_what_is_said_beside_the_text_stands_before_what_it_shows(desk: TestClient, send: Any) -> None:
    stored = send(desk).json()
    assert {name: stored[name] for name in SAID} == SAID
    assert desk.get(f"/v1/documents/{stored['id']}/text").text == TEXT


def word_document() -> bytes:
    made, file = Document(), BytesIO()
    for line in TEXT.split("\n\n"):
        made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


PAGE = document_body()["content"]["text/html"]["example"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content_type", "body", "name"),
    [
        ("text/plain", TEXT.encode(), "document.txt"),
        ("text/plain; charset=utf-8", TEXT.encode(), "document.txt"),
        ('Text/Plain; Charset="UTF-16"', TEXT.encode("utf-16"), "document.txt"),
        ("text/plain", TEXT.encode("utf-16"), "document.txt"),
        ("text/markdown", TEXT.encode(), "document.md"),
        ("text/html", PAGE.encode(), "document.html"),
        ("text/html; charset=koi8-r", PAGE.encode("koi8-r"), "document.html"),
        ("application/xhtml+xml", PAGE.encode(), "document.html"),
        (DOCX, word_document(), "document.docx"),
    ],
)
def test_a_document_comes_in_any_format(desk: TestClient, content_type: str, body: bytes, name: str) -> None:
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 201, answer.text
    stored = answer.json()
    assert (stored["name"], stored["agreements"]) == (name, ["gh-no-2024"])


@pytest.mark.parametrize("path", ["../../etc/news.txt", "C:\\papers\\news.txt", "/news.txt"])
def test_of_the_path_of_a_file_its_name_is_kept(desk: TestClient, path: str) -> None:
    assert desk.post("/v1/documents", files={"file": (path, b"words", "text/plain")}).json()["name"] == "news.txt"


@pytest.mark.parametrize(
    ("filename", "content_type", "body"),
    [
        ("treaty.md", "application/octet-stream", TEXT.encode()),
        ("treaty.html", "application/octet-stream", PAGE.encode()),
        ("page", "text/html", PAGE.encode()),
        ("treaty.docx", "application/octet-stream", word_document()),
        ("no suffix", DOCX, word_document()),
        ("treaty.txt", "text/plain; charset=latin-1", TEXT.replace("-", "\xad").encode("latin-1")),
    ],
)
def test_a_form_holds_a_file_of_any_format(desk: TestClient, filename: str, content_type: str, body: bytes) -> None:
    answer = desk.post("/v1/documents", files={"file": (filename, body, content_type)})
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], answer.json()["agreements"]) == (filename, ["gh-no-2024"])


def test_a_charset_that_is_told_decides(desk: TestClient) -> None:
    text = TEXT + "Принято в Осло."
    answer = desk.post(
        "/v1/documents", content=text.encode("cp1251"), headers={"Content-Type": "text/plain; charset=windows-1251"}
    )
    assert desk.get(f"/v1/documents/{answer.json()['id']}/text").text == text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/markdown", "text/html"])
def test_the_example_of_the_documentation_works(desk: TestClient, kind: str) -> None:
    body = desk.get("/openapi.json").json()["paths"]["/v1/documents"]["post"]["requestBody"]
    example = body["content"][kind]["example"]
    content = json.dumps(example) if kind == "application/json" else example
    answer = desk.post("/v1/documents", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["counts"]["commitments"]) == (201, 1)


# ---- what cannot be taken


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"text": TEXT, "titel": "t"}, ("unknown_field", "/titel", "title")),
        ({"txt": TEXT}, ("unknown_field", "/text", None)),
        ({}, ("invalid_body", "/text", None)),
        ({"text": 1}, ("invalid_body", "/text", None)),
        ({"text": ""}, ("invalid_body", "/text", None)),
        ({"text": " \n"}, ("unreadable_document", "/text", None)),
        ({"text": "a\0b"}, ("unreadable_document", "/text", None)),
        ({"text": TEXT, "published_on": "13 June 2024"}, ("invalid_body", "/published_on", None)),
        ({"text": TEXT, "published_on": "2024-02-30"}, ("invalid_body", "/published_on", None)),
        ({"text": TEXT, "published_on": 0}, ("invalid_body", "/published_on", None)),
        ({"text": TEXT, "source_url": "javascript:alert(1)"}, ("invalid_body", "/source_url", None)),
        ({"text": TEXT, "language": "English please"}, ("invalid_body", "/language", None)),
        ({"text": TEXT, "title": "a\nb"}, ("invalid_body", "/title", None)),
        ({"text": TEXT, "name": ""}, ("invalid_body", "/name", None)),
        ([], ("invalid_body", "", None)),
        ("text", ("invalid_body", "", None)),
    ],
)
def test_a_wrong_field_is_named_with_its_place(desk: TestClient, body: Any, place: tuple[str, str, str | None]) -> None:
    answer = desk.post("/v1/documents", json=body)
    assert fault(answer) == (422, *place)
    assert desk.get("/v1/documents").json()["page"]["total"] == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"text": "a",}', b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"[" * 100_000, b'{"text": NaN}'],
)
def test_what_is_no_json_is_said_to_be_none(desk: TestClient, body: bytes) -> None:
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": "application/json"})
    assert fault(answer)[:2] == (422, "invalid_body")


def test_a_key_of_json_stands_once(desk: TestClient) -> None:
    body = b'{"text": "one", "name": "a.txt", "text": "another"}'
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": "application/json"})
    assert (*fault(answer)[:2], answer.json()["detail"]) == (
        422, "invalid_body", "body: has the key text more than once."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b""),
        ("text/plain", b" \r\n"),
        ("text/plain", b"\x89PNG\r\n\0\0"),
        ("text/plain; charset=utf-8", b"\xff"),
        ("text/plain; charset=utf-16", b"a"),
        ("text/html", b"<p></p>"),
        ("application/pdf", b"no pdf"),
        (DOCX, b"PK\x03\x04word/"),
    ],
)
def test_what_cannot_be_read_is_422_with_the_reason(desk: TestClient, content_type: str, body: bytes) -> None:
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": content_type})
    assert fault(answer)[:3] == (422, "unreadable_document", "")
    assert len(answer.json()["errors"][0]["message"]) > 10


FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", FILE + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", FILE),
        ("multipart/form-data; boundary=c", FILE + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE + FILE + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b'"file"', b'"document"') + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b"form-data;", b"attachment;") + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b'name="file"', b'name="\xff"') + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b"a.txt", b"a" * 9000) + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b"Content", b"\0") + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", FILE.replace(b'"file"', b'"x"') * 2000 + b"--b--\r\n"),
    ],
)
def test_a_broken_form_is_422(desk: TestClient, content_type: str, body: bytes) -> None:
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": content_type})
    assert fault(answer)[:2] == (422, "invalid_body")


def test_an_unknown_part_of_a_form_names_the_nearest(desk: TestClient) -> None:
    answer = desk.post("/v1/documents", data={"publishd_on": "2024-05-04"}, files={"file": ("a.txt", TEXT)})
    assert fault(answer) == (422, "unknown_field", "/publishd_on", "published_on")


def test_a_field_is_said_in_one_place(desk: TestClient) -> None:
    answer = desk.post("/v1/documents?title=a", json={"text": TEXT, "title": "a"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "title"


def test_an_unknown_parameter_names_the_nearest(desk: TestClient) -> None:
    answer = desk.post("/v1/documents?titel=a", content=TEXT, headers=PLAIN)
    assert fault(answer) == (422, "unknown_parameter", None, "title")


@pytest.mark.parametrize(
    "content_type",
    [None, "", "application/x-www-form-urlencoded", "image/png", "text/plain; charset=klingon", "text", "text/plain,x",
     "text/plain; charset=unicode_escape", "text/plain; charset=hex", "application/json; charset=latin-1", "\xff"],
)  # fmt: skip
def test_another_format_is_415_and_says_what_is_taken(desk: TestClient, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type.encode("latin-1")}
    answer = desk.post("/v1/documents", content=TEXT.encode(), headers=headers)  # type: ignore[arg-type]
    assert fault(answer)[:2] == (415, "unsupported_media_type")
    assert "text/plain" in answer.headers["accept-post"].split(", ")
    assert answer.json()["errors"][0]["allowed"] == answer.headers["accept-post"].split(", ")


def test_a_file_of_another_format_is_415(desk: TestClient) -> None:
    answer = desk.post("/v1/documents", files={"file": ("a.png", b"\x89PNG", "image/png")})
    assert fault(answer)[:2] == (415, "unsupported_media_type")


def test_a_compressed_body_is_415_and_says_that_none_is_taken(desk: TestClient) -> None:
    answer = add(desk, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


def test_a_body_beyond_the_limit_is_413_whether_its_length_is_told_or_not(application: FastAPI, engine: Engine) -> None:
    app = create_app(Settings(maximum_document_bytes=len(TEXT)), engine)
    app.state.writers_reader = application.state.writers_reader
    writer = TestClient(app)
    writer.headers["Authorization"] = f"Bearer {create_key(engine, 'desk', now())}"
    assert add(writer, TEXT).status_code == 201
    assert fault(add(writer, TEXT + "."))[:2] == (413, "content_too_large")
    chunks = iter([TEXT.encode(), b"."])
    answer = writer.post("/v1/documents", content=chunks, headers=PLAIN)
    assert "content-length" not in answer.request.headers
    assert fault(answer)[:2] == (413, "content_too_large")


@given(st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=b", "text/html"]), st.binary())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_is_a_failure_of_the_service(desk: TestClient, content_type: str, body: bytes) -> None:
    answer = desk.post("/v1/documents", content=body, headers={"Content-Type": content_type})
    assert answer.status_code in (200, 201, 422), answer.text


# ---- who may


@pytest.mark.parametrize("header", [None, "", "Basic ZGVzazpkZXNr", "Bearer", "af_secret"])
def test_without_a_key_it_is_401_with_a_challenge(client: TestClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for answer in (add(client, **headers), client.delete("/v1/documents/a", headers=headers)):
        assert fault(answer)[:2] == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == 'Bearer realm="Agreement Facts"'


@pytest.mark.parametrize("key", ["x", "af_" + "A" * 43, "\xff", "a b"])
def test_with_an_unknown_key_it_is_401_invalid_token(client: TestClient, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}".encode("latin-1")}
    answer = client.post("/v1/documents", content=TEXT, headers=PLAIN | headers)  # type: ignore[operator]
    assert fault(answer)[:2] == (401, "unauthorized")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_revoked_key_is_401_from_the_next_request_on(engine: Engine, writer: TestClient) -> None:
    assert add(writer).status_code == 201
    revoke_key(engine, "desk", now())
    answer = add(writer, OTHER)
    assert fault(answer)[:2] == (401, "unauthorized")
    assert "was revoked" in answer.json()["detail"]
    assert writer.get("/v1/documents").json()["page"]["total"] == 1


@pytest.mark.parametrize(("right", "statuses"), [("add", (201, 403)), ("withdraw", (403, 404))])
def test_a_key_may_do_what_it_was_made_for_and_else_it_is_403(
    engine: Engine, client: TestClient, right: str, statuses: tuple[int, int]
) -> None:
    key = create_key(engine, "narrow", now(), [right])
    headers = {"Authorization": f"bearer {key}"}
    answers = add(client, **headers), client.delete("/v1/documents/a", headers=headers)
    assert tuple(answer.status_code for answer in answers) == statuses
    [refused] = [answer for answer in answers if answer.status_code == 403]
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]


def test_the_key_is_asked_for_before_anything_is_read(client: TestClient) -> None:
    assert client.post("/v1/documents?titel=a", content=b"", headers={"Content-Type": "image/png"}).status_code == 401


# ---- withdrawing


def test_a_document_is_withdrawn_with_its_reason_and_then_gone(writer: TestClient) -> None:
    address = add(writer).headers["location"]
    tag = writer.get("/v1/facts").headers["etag"]
    answer = writer.delete(address, params={"reason": "published by mistake"})
    assert (answer.status_code, answer.content) == (204, b"")
    gone = writer.get(address)
    assert fault(gone)[:2] == (410, "gone")
    assert "published by mistake" in gone.json()["detail"]
    assert fault(writer.delete(address))[:2] == (410, "gone")
    again = writer.get("/v1/facts", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["page"]["total"]) == (200, 0)


def test_a_withdrawn_document_can_be_added_again(writer: TestClient) -> None:
    address = add(writer).headers["location"]
    writer.delete(address)
    assert add(writer).status_code == 201
    assert writer.get(address).status_code == 200


def test_an_unknown_document_cannot_be_withdrawn_and_the_nearest_is_named(writer: TestClient) -> None:
    id_ = add(writer).json()["id"]
    answer = writer.delete(f"/v1/documents/{id_[:-1]}")
    assert fault(answer) == (404, "not_found", None, id_)


@pytest.mark.parametrize("reason", ["", "a\nb", "r" * 501])
def test_a_reason_is_words_on_one_line(desk: TestClient, reason: str) -> None:
    address = add(desk).headers["location"]
    assert desk.delete(address, params={"reason": reason}).status_code == 422
    assert desk.get(address).status_code == 200


# ---- sent again


def test_a_request_sent_again_gets_the_answer_of_the_first(writer: TestClient) -> None:
    first = add(writer, **{"Idempotency-Key": '"8e03978e"'})
    again = add(writer, **{"Idempotency-Key": '"8e03978e"'})
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["content-type"] == first.headers["content-type"]
    assert add(writer).status_code == 200, "without a name it is done again"


def test_an_error_of_the_document_is_kept_too(writer: TestClient) -> None:
    answers = [add(writer, "\x89PNG\0", **{"Idempotency-Key": "a"}) for _ in range(2)]
    assert fault(answers[1]) == fault(answers[0])
    assert fault(answers[1])[:2] == (422, "unreadable_document")
    assert answers[1].headers["idempotent-replayed"] == "true"


def test_the_same_form_with_another_boundary_is_the_same_request(writer: TestClient) -> None:
    sent = [writer.post("/v1/documents", files={"file": ("a.txt", TEXT)}, headers={"Idempotency-Key": "a"})
            for _ in range(2)]  # fmt: skip
    assert sent[0].request.headers["content-type"] != sent[1].request.headers["content-type"]
    assert [answer.status_code for answer in sent] == [201, 201]


def test_a_name_used_for_another_request_is_422(writer: TestClient) -> None:
    add(writer, **{"Idempotency-Key": "a"})
    assert fault(add(writer, OTHER, **{"Idempotency-Key": "a"}))[:2] == (422, "idempotency_key_reused")
    titled = writer.post("/v1/documents?title=t", content=TEXT, headers=PLAIN | {"Idempotency-Key": "a"})
    assert fault(titled)[:2] == (422, "idempotency_key_reused")


def test_while_the_first_request_runs_the_second_is_409(writer: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "keep", lambda *_: None)
    add(writer, **{"Idempotency-Key": "a"})
    answer = add(writer, **{"Idempotency-Key": "a"})
    assert fault(answer)[:2] == (409, "still_running")
    assert answer.headers["retry-after"] == "1"


def test_a_failure_of_the_service_is_not_kept(writer: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as failing:
        failing.setattr("app.api.writing.load_extraction", lambda *_, **__: 1 / 0)
        assert add(writer, **{"Idempotency-Key": "a"}).status_code == 500
    assert add(writer, **{"Idempotency-Key": "a"}).status_code == 201


def test_an_answer_is_kept_for_a_day(writer: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    add(writer, **{"Idempotency-Key": "a"})
    monkeypatch.setattr("app.api.idempotency.now", lambda: now() + timedelta(days=1, minutes=1))
    assert add(writer, **{"Idempotency-Key": "a"}).status_code == 200


@pytest.mark.parametrize("name", ["", '"', '""', '"a"b"', "a b", "n" * 256, "\xe9", '"\t"'])
def test_a_name_that_is_none_is_422(desk: TestClient, name: str) -> None:
    headers = PLAIN | {"Idempotency-Key": name.encode("latin-1")}  # type: ignore[operator]
    answer = desk.post("/v1/documents", content=TEXT, headers=headers)
    assert fault(answer)[:2] == (422, "invalid_value")
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"


# ---- from other sites


@pytest.mark.parametrize(
    ("method", "address"), [("POST", "/v1/documents"), ("DELETE", "/v1/documents/a"), ("POST", "/v1/extract")]
)
def test_a_page_of_another_site_may_write_with_a_key(client: TestClient, method: str, address: str) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
    }
    answer = client.options(address, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"]
    assert "idempotency-key" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_405_names_every_method_of_the_address(client: TestClient) -> None:
    assert client.put("/v1/documents").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.post("/v1/documents/a").headers["allow"] == "DELETE, GET, HEAD, OPTIONS"
    assert client.get("/v1/extract").headers["allow"] == "OPTIONS, POST"


def test_the_documentation_declares_the_key_and_every_error(client: TestClient) -> None:
    specification = client.get("/openapi.json").json()
    assert specification["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    post = specification["paths"]["/v1/documents"]["post"]
    assert post["security"] == [{"bearer": []}]
    assert set(post["responses"]) == {"200", "201", "401", "403", "409", "413", "415", "422", "500", "503"}
    for address in ("/v1/extract", "/v1/verify"):
        open_to_all = specification["paths"][address]["post"]["responses"]
        assert set(open_to_all) == {"200", "413", "415", "422", "429", "500", "503"}
    assert "security" not in specification["paths"]["/v1/extract"]["post"]
