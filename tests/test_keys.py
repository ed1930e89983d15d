"""Keys for writing: shown once, stored as a digest, found by it, ended for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from app.cli.main import cli
from app.database.engine import reading, version, writing
from app.database.keys import Key, KeyRefused, create_key, find_key, list_keys, revoke_key
from app.database.writer_tables import ApiKeyRow

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def found(engine: Engine, secret: str) -> Key | None:
    with reading(engine) as connection:
        return find_key(connection, secret)


def test_a_key_is_found_by_its_secret_and_by_no_other(engine: Engine) -> None:
    secret, other = create_key(engine, "desk", NOW), create_key(engine, "other", NOW)
    assert secret.startswith("af_")
    assert len(secret) == 46, "256 bits in base64url"
    assert found(engine, secret) == Key(secret[:11], "desk", ("add", "withdraw"), NOW, None)
    for wrong in (secret[:-1], secret + "A", secret.swapcase(), "", "af_", secret[:11], f" {secret}", "af_" + "é" * 43):
        assert found(engine, wrong) is None, wrong
    assert found(engine, other) != found(engine, secret)


def test_the_secret_is_nowhere_in_the_database(engine: Engine) -> None:
    secret = create_key(engine, "desk", NOW)
    with reading(engine) as connection:
        [row] = connection.execute(select(ApiKeyRow.__table__)).all()  # type: ignore[attr-defined]
    assert secret[11:] not in str(row)


def test_a_revoked_key_is_known_as_revoked_and_its_name_is_free(engine: Engine) -> None:
    secret = create_key(engine, "desk", NOW)
    later = NOW + timedelta(days=1)
    assert revoke_key(engine, "desk", later).prefix == secret[:11]
    assert found(engine, secret) == Key(secret[:11], "desk", ("add", "withdraw"), NOW, later)
    create_key(engine, "desk", later)
    assert [(key.name, key.revoked_at) for key in list_keys(engine)] == [("desk", later), ("desk", None)]


def test_a_key_is_revoked_by_its_prefix(engine: Engine) -> None:
    secret = create_key(engine, "desk", NOW)
    assert revoke_key(engine, secret[:11], NOW).name == "desk"


def test_a_key_that_is_not_there_cannot_be_revoked_and_the_nearest_is_named(engine: Engine) -> None:
    create_key(engine, "desk", NOW)
    with pytest.raises(KeyRefused, match="did you mean desk"):
        revoke_key(engine, "deks", NOW)
    revoke_key(engine, "desk", NOW)
    with pytest.raises(KeyRefused, match="no key that is not revoked"):
        revoke_key(engine, "desk", NOW)


def test_two_valid_keys_never_have_one_name(engine: Engine) -> None:
    create_key(engine, "desk", NOW)
    with pytest.raises(KeyRefused, match="there is a key named desk"):
        create_key(engine, "desk", NOW)
    record = {"prefix": "af_12345678", "name": "desk", "rights": "", "digest": "0" * 64, "created_at": NOW}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(ApiKeyRow).values(**record))


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[31m", "n" * 101, "af_12345678"])
def test_a_name_is_one_that_people_can_read_and_tell_from_a_prefix(engine: Engine, name: str) -> None:
    with pytest.raises(KeyRefused, match="a name has"):
        create_key(engine, name, NOW)


def test_keys_are_no_part_of_the_data(engine: Engine) -> None:
    with reading(engine) as connection:
        before = version(connection)
    create_key(engine, "desk", NOW)
    revoke_key(engine, "desk", NOW)
    with reading(engine) as connection:
        assert version(connection) == before


def test_the_command_prints_the_secret_once_and_lists_what_is_known_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGREEMENT_FACTS_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    monkeypatch.setenv("COLUMNS", "200")
    run = CliRunner().invoke
    made = run(cli, ["keys", "create", "desk", "--right", "add"])
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert secret.startswith("af_")
    assert secret not in made.stderr
    assert run(cli, ["keys", "create", "desk"]).exit_code == 1
    listed = run(cli, ["keys", "list"]).stdout
    assert "desk" in listed
    assert secret[:11] in listed
    assert secret not in listed
    assert "withdraw" not in listed
    assert run(cli, ["keys", "revoke", "desk"]).stdout == f"revoked desk ({secret[:11]})\n"
    again = run(cli, ["keys", "revoke", "desk"])
    assert again.exit_code == 1
    assert "no key that is not revoked" in again.stderr
