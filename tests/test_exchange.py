"""`export` and `import`: the whole database out and in again, to the same bytes, on either database."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from typer.testing import CliRunner

from app.cli.main import cli
from app.database import transfer
from app.database.engine import create_engine, reading, upgrade
from app.database.keys import create_key
from app.database.load import load_extraction
from app.database.stored import stored_documents
from app.database.tables import PassageRow
from app.database.transfer import Importer
from app.database.withdraw import withdraw_document
from app.extraction.model import Extraction
from app.reading.lines import BadLine, document_line, read_header, read_line
from app.settings import now
from tests.conftest import empty
from tests.factories import caveat, extraction, fact, id_
from tests.test_load import count, documents, everything, make
from tests.test_stored import whole

Use = Callable[[Engine], None]
Run = Callable[..., Result]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """The database that commands work on."""
    return lambda engine: monkeypatch.setenv(
        "AGREEMENT_FACTS_DATABASE_URL", engine.url.render_as_string(hide_password=False)
    )


def run(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], **options)


def exported() -> bytes:
    result = run("export")
    assert result.exit_code == 0, result.stderr
    return result.stdout_bytes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export.ndjson"


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Another empty database."""
    url = (
        request.getfixturevalue("postgresql_new_url") if request.param == "postgresql" else f"sqlite:///{tmp_path}/b.db"
    )
    engine = create_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    """Something of everything, and something that is no more."""
    load_extraction(engine, whole(), source_url="https://example.org/a?b=“c”", publisher="Ένας εκδότης")
    load_extraction(engine, extraction(fact(direction="continue"), fact("demining"), heading="A second report."))
    gone = extraction(fact("military_aid", agreement="fr-ua-2024"), heading="A mistake.")
    load_extraction(engine, gone)
    withdraw_document(engine, id_(gone), "it was a mistake")


def test_an_export_makes_the_same_database_and_the_same_bytes_again(
    engine: Engine, target: Engine, use: Use, file: Path
) -> None:
    fill(engine)
    use(engine)
    file.write_bytes(exported())
    use(target)
    result = run("import", file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("1 added, 1 merged, 0 unchanged, 0 refused; 2 documents (")
    assert exported() == file.read_bytes()
    # The index holds words as each database wants them.
    made, held = ({k: v for k, v in everything(each).items() if k != "PassageRow"} for each in (target, engine))
    assert made == held
    assert count(target, PassageRow) == count(engine, PassageRow)


@given(documents)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_documents_are_the_same_after_their_lines(sqlite_database: Engine, plan: list[Any]) -> None:
    empty(sqlite_database)
    for document in make(plan):
        load_extraction(sqlite_database, document)
    with reading(sqlite_database) as connection:
        held = list(stored_documents(connection))
    for each in held:
        read = read_line(document_line(each.extraction, each.source_url, each.publisher).encode())
        assert read.extraction == each.extraction  # type: ignore[union-attr]


def test_an_import_again_changes_nothing(engine: Engine, target: Engine, use: Use, file: Path) -> None:
    fill(engine)
    use(engine)
    file.write_bytes(exported())
    use(target)
    for _ in range(2):
        result = run("import", file)
    assert result.stdout.startswith("0 added, 0 merged, 2 unchanged, 0 refused")
    assert exported() == file.read_bytes()


def test_an_import_that_was_interrupted_is_finished_by_another_one(
    sqlite_database: Engine, tmp_path: Path, use: Use, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty(sqlite_database)
    fill(sqlite_database)
    use(sqlite_database)
    file.write_bytes(exported())
    target = create_engine(f"sqlite:///{tmp_path}/b.db")
    use(target)
    with monkeypatch.context() as interrupted:
        interrupted.setattr(transfer, "_DOCUMENTS", 1)
        store = Importer.add_documents

        def once(self: Importer, batch: Any) -> Any:
            interrupted.setattr(Importer, "add_documents", lambda *_: 1 / 0)
            return store(self, batch)

        interrupted.setattr(Importer, "add_documents", once)
        assert isinstance(run("import", file).exception, ZeroDivisionError)
    assert len(exported().splitlines()) == 2
    assert run("import", file).exit_code == 0
    assert exported() == file.read_bytes()


def test_documents_are_added_to_what_is_there_and_the_changes_are_noted(
    sqlite_database: Engine, tmp_path: Path, use: Use, file: Path
) -> None:
    empty(sqlite_database)
    load_extraction(sqlite_database, extraction(fact("training"), heading="One."))
    use(sqlite_database)
    file.write_bytes(exported())
    target = create_engine(f"sqlite:///{tmp_path}/b.db")
    upgrade(target)
    load_extraction(target, extraction(fact("training"), heading="Two."))
    use(target)
    before = len(exported().splitlines())
    assert run("import", file).stdout.startswith("0 added, 1 merged")
    told = [json.loads(line) for line in exported().splitlines()[before + 1 :]]
    assert [(each["change"]["kind"], each["change"]["resource"]) for each in told] == [
        ("added", "document"),
        ("merged", "agreement"),
        ("merged", "fact"),
    ]


def test_what_others_write_is_stored_and_its_changes_noted(sqlite_database: Engine, use: Use, file: Path) -> None:
    empty(sqlite_database)
    use(sqlite_database)
    line = json.loads(document_line(extraction(fact(), caveat()), None, None))
    for needless in ("warnings", "source_url", "publisher"):
        del line[needless]
    for each in line["facts"]:
        del each["rules"], each["statement"], each["evidence"][0]["cues"]
    file.write_text(f'{{"format": "agreement-facts", "version": 1}}\n{json.dumps(line)}\n')
    assert run("import", file).exit_code == 0
    kinds = [json.loads(each).get("change", {}).get("resource") for each in exported().splitlines()]
    assert kinds == [None, None, "document", "agreement", "fact", "fact"]


@pytest.mark.parametrize("place", ["file", "standard input"])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_file_may_be_compressed_and_may_be_the_standard_input(
    sqlite_database: Engine, tmp_path: Path, use: Use, place: str, compressed: bool
) -> None:
    empty(sqlite_database)
    fill(sqlite_database)
    use(sqlite_database)
    file = tmp_path / f"export.ndjson{'.gz' if compressed else ''}"
    assert run("export", "--output", file).exit_code == 0
    data = file.read_bytes()
    assert (gzip.decompress(data) if compressed else data) == exported()
    empty(sqlite_database)
    given_ = {"args": [file]} if place == "file" else {"args": ["-"], "input": data}
    result = run("import", *given_.pop("args"), **given_)
    assert (result.exit_code, count(sqlite_database, transfer.DocumentRow)) == (0, 2)


def test_the_same_data_is_the_same_compressed_file(sqlite_database: Engine, tmp_path: Path, use: Use) -> None:
    empty(sqlite_database)
    fill(sqlite_database)
    use(sqlite_database)
    one, other = tmp_path / "one.gz", tmp_path / "other.gz"
    for file in (one, other):
        run("export", "-o", file)
    assert one.read_bytes() == other.read_bytes()
    assert sorted(tmp_path.iterdir()) == [one, other]


def edited(**changes: Any) -> str:
    return json.dumps({**json.loads(document_line(extraction(fact(), heading="Edited."), None, None)), **changes})


def with_fact(**changes: Any) -> str:
    line = json.loads(document_line(extraction(fact(), heading="Edited."), None, None))
    line["facts"][0] |= changes
    return json.dumps(line)


BAD = [
    ('{"document":', "Invalid JSON"),
    ("", "Invalid JSON"),
    ("[]", "should be an object"),
    (edited(documents=1), "documents: Extra inputs are not permitted"),
    (edited(agreements=None), "agreements: "),
    (edited(source_url="javascript:alert(1)"), "source_url: "),
    (edited(text="Other words."), "the digest or the length"),
    (edited(text="a\0b"), "NUL"),
    (with_fact(category="trainning"), "a category that is none"),
    (with_fact(obligors=["Ukraine"]), "facts.0.obligors.0: "),
    (with_fact(amounts=[{"value": 1e30, "currency": "EUR"}]), "facts.0.amounts.0.value: "),
    (with_fact(evidnce=[]), "facts.0.evidnce: Extra inputs"),
    (with_fact(agreement="fr-ua-2024"), "names an agreement that the document does not report"),
    (edited(agreements=json.loads(edited())["agreements"] * 2), "break a rule of the database"),
]


@pytest.mark.parametrize(("line", "says"), BAD)
def test_a_bad_line_is_named_and_leaves_the_others_alone(
    sqlite_database: Engine, use: Use, file: Path, line: str, says: str
) -> None:
    empty(sqlite_database)
    use(sqlite_database)
    good = [document_line(extraction(fact(), heading=f"Good {number}."), None, None) for number in (1, 2)]
    file.write_text(f'{{"format":"agreement-facts","version":1}}\n{good[0]}{line}\n{good[1]}')
    result = run("import", file)
    assert result.exit_code == 1
    assert f"{file}: line 3: " in result.stderr
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout.startswith("1 added, 1 merged, 0 unchanged, 1 refused")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not the header"),
        (b"# Title\n", "is not the header"),
        (b'{"format":"agreement-facts","version":2}\n', "is of version 2"),
    ],
)
def test_what_is_no_export_is_refused_before_anything_is_done(
    tmp_path: Path, use: Use, file: Path, content: bytes, says: str
) -> None:
    use(create_engine(f"sqlite:///{tmp_path}/new/b.db"))
    file.write_bytes(content)
    result = run("import", file)
    assert (result.exit_code, "line 1 " in result.stderr, says in result.stderr) == (1, True, True)


def test_a_file_that_breaks_off_keeps_what_it_has_and_no_history(
    sqlite_database: Engine, tmp_path: Path, use: Use, file: Path
) -> None:
    empty(sqlite_database)
    fill(sqlite_database)
    use(sqlite_database)
    whole_file = exported()
    for broken, says in (
        (b"".join(whole_file.splitlines(keepends=True)[:-1]), "the header tells of"),
        (gzip.compress(whole_file)[:-20], "breaks off after line"),
    ):
        empty(sqlite_database)
        file.write_bytes(broken)
        result = run("import", file)
        assert (result.exit_code, says in result.stderr) == (1, True), result.stderr
        assert count(sqlite_database, transfer.ChangeRow) == 0
    file.write_bytes(whole_file)
    assert run("import", file).exit_code == 0
    assert exported() == whole_file


def test_keys_are_not_exported(sqlite_database: Engine, use: Use) -> None:
    empty(sqlite_database)
    create_key(sqlite_database, "the archive", now())
    use(sqlite_database)
    assert len(exported().splitlines()) == 1


def test_a_database_without_schema_says_how_to_make_it(tmp_path: Path, use: Use) -> None:
    use(create_engine(f"sqlite:///{tmp_path}/new.db"))
    result = run("export")
    assert (result.exit_code, "agreement-facts db upgrade" in result.stderr) == (1, True)


def test_the_table_has_a_row_for_each_fact_with_its_agreement_and_no_formula(engine: Engine, use: Use) -> None:
    made = extraction(fact(trigger="=1+1"), caveat())
    load_extraction(engine, made)
    use(engine)
    result = run("export", "--format", "csv")
    first, second = csv.DictReader(io.StringIO(result.stdout_bytes.decode(), newline=""))
    assert (first["id"], first["agreement_title"]) == ("ua-us-2024.no_ratification", "Bilateral security agreement")
    assert (second["id"], second["agreement_parties"], second["trigger"]) == (
        "ua-us-2024.training.us",
        "UA; US",
        "'=1+1",
    )


def test_the_table_as_parquet_has_the_same_rows(sqlite_database: Engine, tmp_path: Path, use: Use) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    empty(sqlite_database)
    fill(sqlite_database)
    use(sqlite_database)
    file = tmp_path / "facts.parquet"
    assert run("export", "-f", "parquet", "-o", file).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(run("export", "-f", "csv").stdout_bytes.decode(), newline="")))
    table = parquet.read_table(file)
    assert table.column_names == list(rows[0])
    assert table["id"].to_pylist() == [row["id"] for row in rows]


def test_a_header_says_what_it_is() -> None:
    with pytest.raises(BadLine, match="header"):
        read_header(b'{"format":"another","version":1}')


def test_an_output_that_cannot_be_written_is_one_line(sqlite_database: Engine, use: Use) -> None:
    use(sqlite_database)
    result = run("export", "-o", "/dev/null/file")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_a_line_read_is_the_extraction_written() -> None:
    given_: Extraction = whole()
    read = read_line(document_line(given_, "https://example.org/", "A paper").encode())
    assert (read.extraction, read.source_url, read.publisher) == (given_, "https://example.org/", "A paper")  # type: ignore[union-attr]
