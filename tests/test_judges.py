"""Programs of others judge the running service; `make judges` brings them, from PyPI and from npm, and runs this.

Spectral reads the specification, REDbot the HTTP of real answers, and a client that openapi-python-client makes is
checked by mypy and reads a list to its end. What could not be brought is not asked: its test is skipped and says so.
Schemathesis is beside these, in `test_schemathesis.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any
from urllib.request import urlopen

import pytest
import uvicorn

from app.cli.serve import prepare
from app.database.engine import create_engine
from app.main import create_app
from app.settings import Settings

SCRIPTS = Path(__file__).parent / "judges"
BROUGHT = Path(__file__).parents[1] / ".venv" / "judges"
FROM_PYPI, FROM_NPM = BROUGHT / "python", BROUGHT / "node_modules"

of_pypi = pytest.mark.skipif(
    not (FROM_PYPI / "redbot").exists(), reason="not brought here: make judges brings it, where PyPI can be reached"
)
of_npm = pytest.mark.skipif(
    not (FROM_NPM / "@stoplight").exists(), reason="not brought here: make judges brings it, where there is npm"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the seed."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('judges')}/seed.db")
    prepare(engine)
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(), engine), port=0, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service ended before it was ready"
        sleep(0.05)
    [listening] = server.servers[0].sockets
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    engine.dispose()


def _run(*command: str | Path, **environment: str) -> str:
    """What it prints; a judge that fails has found something."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=300, env=os.environ | environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _python(*command: str | Path) -> str:
    """In this environment, with the judges beside it."""
    return _run(sys.executable, *command, PYTHONPATH=str(FROM_PYPI), MYPYPATH=str(FROM_PYPI))


def _get(address: str) -> Any:
    return urlopen(address).read()


@of_npm
def test_spectral_finds_no_error_and_no_warning(service: str, tmp_path: Path) -> None:
    specification = tmp_path / "openapi.json"
    specification.write_bytes(_get(f"{service}/openapi.json"))
    assert _run("node", SCRIPTS / "ask_spectral.cjs", specification, NODE_PATH=str(FROM_NPM)) == ""


@of_pypi
def test_redbot_finds_no_error_in_caching_validation_and_negotiation(service: str) -> None:
    [document] = json.loads(_get(f"{service}/v1/documents"))["data"]
    paths = [
        "/v1/facts",
        "/v1/agreements?limit=2&include=evidence",
        "/v1/facts/ua-us-2024.training.us",
        f"/v1/documents/{document['id']}/text",
        f"/v1/documents/{document['id']}/annotations",
        "/v1/facts?format=csv",
        "/v1/facts?format=parquet",
        "/v1/categories?format=jsonld",
        "/v1/catalog",
        "/v1/changes?format=atom",
        "/v1/facts?category=traning",
        "/v1/facts/nothing",
        "/metrics",
        "/",
        "/openapi.json",
    ]
    noted = json.loads(_python(SCRIPTS / "ask_redbot.py", *(service + path for path in paths)))
    assert [path for path in paths if not noted.get(service + path)] == [], "it always has something to say"
    assert [(url, note) for url, notes in noted.items() for level, note in notes if level == "BAD"] == []


#: Texts, papers and pictures: the generator makes no bodies of them, says so, and leaves them out.
_LEFT_OUT = ("text/", "application/pdf", "application/vnd.openxmlformats", "image/")


@of_pypi
def test_a_generated_client_type_checks_and_reads_a_list_to_its_end(service: str, tmp_path: Path) -> None:
    config, made = tmp_path / "config.json", tmp_path / "made"
    config.write_text(json.dumps({"project_name_override": "agreement-facts-client", "post_hooks": []}))
    said = _python(
        "-m", "openapi_python_client", "generate", "--url", f"{service}/openapi.json", "--config", config,
        "--output-path", made, "--meta", "setup",
    )  # fmt: skip
    kinds = re.findall(r"nsupported content[ _]type ([^\s)]+)", said)
    assert said.count("WARNING") == sum(kind.startswith(_LEFT_OUT) for kind in kinds), said

    client, script = made / "agreement_facts_client", shutil.copy(SCRIPTS / "read_a_list.py", made)
    # What it needs is not ours to check.
    _python("-m", "mypy", "--follow-imports=silent", "--cache-dir", os.devnull, client, script)

    seen = json.loads(_python(script, service))
    ids = [json.loads(line)["id"] for line in _get(f"{service}/v1/facts?format=ndjson&fields=id").splitlines()]
    assert len(ids) > 7, "more than a page"
    assert seen == {"ids": ids, "totals": [len(ids)]}
