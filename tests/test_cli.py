"""The command line: results on standard output, reasons on standard error, an exit status that scripts can trust."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rich.text import Text
from sqlalchemy import delete, func, select, update
from sqlmodel import col
from typer.testing import CliRunner

from app.cli.explain import marked
from app.cli.main import cli
from app.cli.serve import prepare
from app.database.engine import create_engine, reading, writing
from app.database.tables import DocumentRow, EvidenceRow
from tests.factories import extraction, fact

Run = Callable[..., Result]

NORWAY = (
    "ACCRA, 3 May 2024 - Norway and Ghana signed a bilateral security agreement in Accra on Friday.\n\n"
    "Norway will train 400 Ghanaian soldiers a year. The agreement does not require ratification.\n"
)
NO_AGREEMENT = "The weather in Oslo was fine on Friday.\n"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that does not exist yet; the settings name it."""
    url = f"sqlite:///{tmp_path}/data/test.db"
    monkeypatch.setenv("AGREEMENT_FACTS_DATABASE_URL", url)
    return url


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*arguments: str | Path, **options: object) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in arguments], **options)  # type: ignore[arg-type]

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good documents, an empty one and a binary one."""
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, data in (
        ("binary.txt", b"\x89PNG\x00\x00"),
        ("empty.txt", b""),
        ("norway.txt", NORWAY.encode()),
        ("weather.md", NO_AGREEMENT.encode()),
    ):
        (documents / name).write_bytes(data)
    return documents


def test_one_document_is_one_object_whose_quotes_are_its_text(run: Run, folder: Path) -> None:
    result = run("extract", folder / "norway.txt")
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown["document"]["name"] == "norway.txt"
    assert [agreement["id"] for agreement in shown["agreements"]] == ["gh-no-2024"]
    assert {f["category"] for f in shown["facts"]} == {"training", "no_ratification"}
    assert all(NORWAY[e["start"] : e["end"]] == e["exact"] for f in shown["facts"] for e in f["evidence"])


def test_a_folder_is_a_list_and_its_bad_files_are_named_with_the_reason(run: Run, folder: Path) -> None:
    result = run("extract", folder)
    assert result.exit_code == 1
    assert [document["document"]["name"] for document in json.loads(result.stdout)] == ["norway.txt", "weather.md"]
    assert "binary.txt: it is binary" in result.stderr
    assert "empty.txt: it is empty" in result.stderr


def test_several_processes_say_the_same_as_one_in_the_same_order(run: Run, folder: Path) -> None:
    one, two = run("extract", folder), run("extract", folder, "--jobs", "2")
    assert two.stdout == one.stdout
    assert two.stderr == one.stderr


def test_ndjson_is_one_object_a_line(run: Run, folder: Path) -> None:
    lines = run("extract", folder, "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line)["document"]["name"] for line in lines] == ["norway.txt", "weather.md"]


def test_a_table_shows_each_fact_with_its_quote(run: Run, folder: Path) -> None:
    shown = run("extract", folder / "norway.txt", "--format", "table").stdout
    assert "gh-no-2024.training.no" in shown
    assert "train 400 Ghanaian soldiers" in shown


def test_output_dir_gets_a_json_for_each_document_and_nothing_is_printed(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    result = run("extract", folder, "--output-dir", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["norway.json", "weather.json"]


def test_two_documents_are_not_written_to_one_file(run: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "a.md"):
        (tmp_path / name).write_text(NORWAY)
    result = run("extract", tmp_path / "a.txt", tmp_path / "a.md", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "a.md: " in result.stderr
    assert "already holds a.txt" in result.stderr


def test_standard_input_is_a_document_too(run: Run) -> None:
    shown = json.loads(run("extract", "-", input=NORWAY).stdout)
    assert [agreement["id"] for agreement in shown["agreements"]] == ["gh-no-2024"]


@pytest.mark.parametrize("command", ["extract", "load"])
def test_a_folder_without_documents_is_said_to_be_one(run: Run, tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path)
    assert result.exit_code == 1
    assert f"no documents in {tmp_path}" in result.stderr


def test_load_says_what_it_did_and_the_same_again_changes_nothing(run: Run, folder: Path) -> None:
    first, second = run("load", folder), run("load", folder)
    assert first.stdout.startswith("2 added, 0 merged, 0 unchanged, 2 refused; 2 documents (")
    assert second.stdout.startswith("0 added, 0 merged, 2 unchanged, 2 refused; 2 documents (")
    assert first.exit_code == second.exit_code == 1
    assert "binary.txt: it is binary" in first.stderr


def test_load_merges_what_a_second_document_says_of_the_same_agreement(run: Run, folder: Path) -> None:
    run("load", folder / "norway.txt")
    (folder / "again.txt").write_text(NORWAY.replace("Norway will train", "Oslo is to train"))
    result = run("load", folder / "again.txt")
    assert result.stdout.startswith("0 added, 1 merged, 0 unchanged, 0 refused; 1 document (")
    assert result.exit_code == 0


def test_check_passes_on_what_load_stored_and_names_a_quote_that_was_changed(
    run: Run, folder: Path, database: str
) -> None:
    run("load", folder)
    assert run("db", "check").exit_code == 0
    engine = create_engine(database)
    with writing(engine) as connection:
        connection.execute(update(EvidenceRow).values(exact=func.upper(col(EvidenceRow.exact))))
    engine.dispose()
    result = run("db", "check")
    assert result.exit_code == 1
    assert "stored 'NORWAY WILL TRAIN 400" in result.stderr


def test_check_of_a_database_without_schema_says_how_to_make_it(run: Run) -> None:
    result = run("db", "check")
    assert result.exit_code == 1
    assert "agreement-facts db upgrade" in result.stderr
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "is no address of SQLite or PostgreSQL"),
        ("sqlite:////dev/null/test.db", "the database cannot be used"),
        ("postgresql://127.0.0.1:1/none", "the database cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_and_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setenv("AGREEMENT_FACTS_DATABASE_URL", url)
    result = run("db", "upgrade")
    assert result.exit_code == 1
    assert reason in result.stderr


def test_serving_loads_the_seed_into_an_empty_database_and_leaves_a_filled_one(folder: Path, database: str) -> None:
    engine = create_engine(database)
    for name in ("binary.txt", "empty.txt"):
        (folder / name).unlink()
    prepare(engine, folder)
    with writing(engine) as connection:
        connection.execute(delete(DocumentRow).where(col(DocumentRow.name) == "weather.md"))
    prepare(engine, folder)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(DocumentRow)).scalar_one() == 1
    engine.dispose()


def test_explain_shows_the_document_its_agreement_and_each_fact(run: Run, folder: Path) -> None:
    shown = run("explain", folder / "norway.txt").stdout
    for expected in ("Norway will train 400 Ghanaian soldiers a year", "gh-no-2024.training.no", "parties", "GH, NO"):
        assert expected in shown


def test_explain_refuses_what_is_no_document(run: Run, folder: Path) -> None:
    result = run("explain", folder / "empty.txt")
    assert result.exit_code == 1
    assert "empty.txt: it is empty" in result.stderr


def test_places_are_marked_where_they_stand_and_numbered_by_their_facts() -> None:
    found = extraction(fact("training", quotes=["trains"]), fact("cyber", quotes=["guards"]))
    assert marked(found).plain == "A report.\ntrains[1]\nguards[2]"


def test_a_document_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(NORWAY.replace("400", "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e400"), "utf-8")
    for arguments in (("explain", path), ("extract", path, "--format", "table")):
        shown = Text.from_ansi(run(*arguments).stdout).plain
        assert not set("\x1b\x07\x9b\u202e") & set(shown)


def test_evaluate_reads_documents_and_ends_with_status_1_below_a_bar(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NO_AGREEMENT)
    (tmp_path / "a.json").write_text(json.dumps({"agreements": [], "facts": [], "non_facts": []}))
    result = run("evaluate", tmp_path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["fact"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    (tmp_path / "a.txt").write_text(NORWAY)
    result = run("evaluate", tmp_path, "--verbose", "--min-f1", "0.5")
    assert result.exit_code == 1
    assert "spurious" in result.stderr
    assert "precision" in result.stdout


def test_evaluate_refuses_a_folder_without_annotations(run: Run, tmp_path: Path) -> None:
    result = run("evaluate", tmp_path)
    assert result.exit_code == 1
    assert "no NAME.txt with NAME.json" in result.stderr


@pytest.mark.parametrize("arguments", [("extract",), ("extract", "a", "--format", "xml"), ("load", "a", "--jobs", "0")])
def test_a_wrong_command_ends_with_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout.strip().count(".") == 2
