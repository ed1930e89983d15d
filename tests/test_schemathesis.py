"""Schemathesis (https://schemathesis.readthedocs.io) reads the specification and looks for answers that break it.

Each operation gets its documented examples, every boundary of every parameter, right and wrong, and random requests;
then chains of operations that take each other's ids. All checks are on. What the specification cannot say is set here:

- a name that nobody knows is 422, though it is a text as the schema wants it;
- with `fields`, objects have the keys asked for alone, which is checked here instead.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import negative_data_rejection, response_schema_conformance
from sqlalchemy import Engine
from starlette.types import Receive, Scope, Send

from app.cli.serve import prepare
from app.database.engine import create_engine
from app.database.keys import create_key
from app.main import create_app
from app.reading.formats import DOCX, PDF
from app.settings import Settings, now
from tests.test_reading import pdf
from tests.test_writing import word_document

APPLICATION = create_app(
    Settings(cache_megabytes=0, open_requests_per_minute=0, maximum_open_bytes=20_000, maximum_document_bytes=20_000),
    create_engine("sqlite://"),
)
_ALSO_FOR_RIGHT_TYPES = ["2xx", "3xx", "401", "403", "404", "406", "409", "410", "413", "415", "422", "503"]
_FOR_WRONG_ONES = ["401", "403", "404", "405", "406", "413", "415", "422", "501"]
#: They have most parameters of `/v1/facts`, whose boundaries are all tried; of these, random requests are.
_LIKE_FACTS = ["agreements", "commitments", "caveats", "contradictions", "documents", "stats", "charts/{name}.vl.json"]
CONFIGURATION = schemathesis.Config.from_dict(
    {
        # On a busy machine the process that reads documents takes its time to start.
        "request-timeout": 60,
        "checks": {
            "positive_data_acceptance": {"expected-statuses": _ALSO_FOR_RIGHT_TYPES},
            # What is too long is refused before it is read (413); oEmbed wants 501 for a form that is not written.
            "negative_data_rejection": {"expected-statuses": _FOR_WRONG_ONES},
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
        },
        "operations": [
            {"include-name": f"GET /v1/{name}", "phases": {"coverage": {"enabled": False}}} for name in _LIKE_FACTS
        ],
    }
)


async def _running(scope: Scope, receive: Receive, send: Send) -> None:
    """The application for as long as the tests run: each request would start and end it."""
    if scope["type"] != "lifespan":
        return await APPLICATION(scope, receive, send)
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return None


# Papers are read where they are papers, and refused where they are not.
schemathesis.openapi.media_type(PDF, st.sampled_from([pdf("Norway will train soldiers."), b"%PDF-1.7 broken"]))
schemathesis.openapi.media_type(DOCX, st.sampled_from([word_document(), b"PK broken"]))
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", _running, config=CONFIGURATION)
# A picture takes a second to draw; it has the parameters of `.vl.json`, which is asked.
SCHEMA = SCHEMA.exclude(path_regex=r"\.(svg|png)$")
_STEADY = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
EACH = settings(_STEADY, max_examples=8)
CHAINS = settings(_STEADY, max_examples=10, stateful_step_count=8)
AT_LEAST = 2_000
judged: Counter[str] = Counter()
"""Operation to the cases of it whose answers were checked."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schemathesis") / "seed.db"
    engine = create_engine(f"sqlite:///{path}")
    prepare(engine)
    create_key(engine, "judge", now())
    engine.dispose()
    return path


@pytest.fixture
def service(filled: Path, tmp_path: Path) -> Iterator[Engine]:
    """The application over its own copy of the seed: some operations take it away."""
    engine = create_engine(f"sqlite:///{shutil.copy(filled, tmp_path)}")
    APPLICATION.state.engine = engine
    yield engine
    engine.dispose()


def judge(case: schemathesis.Case, **arguments: Any) -> None:
    answer = case.call(**arguments)
    check(case, answer)


def check(case: schemathesis.Case, answer: Any) -> None:
    judged[case.operation.label] += 1
    chosen = (case.query or {}).get("fields")
    # Whatever stands in a body of text is a text, whatever it looks like.
    excluded = [negative_data_rejection] if str(case.media_type).startswith("text/") else []
    if chosen and answer.status_code == 200 and answer.headers["content-type"] == ["application/json"]:
        case.validate_response(answer, excluded_checks=[*excluded, response_schema_conformance])
        names = [name for value in ([chosen] if isinstance(chosen, str) else chosen) for name in value.split(",")]
        assert all(list(row) == list(dict.fromkeys(names)) for row in answer.json()["data"])
    else:
        case.validate_response(answer, excluded_checks=excluded)


@SCHEMA.parametrize()
@EACH
@pytest.mark.usefixtures("service")
def test_no_answer_breaks_the_specification(case: schemathesis.Case) -> None:
    judge(case)


class _Chains(SCHEMA.as_state_machine()):  # type: ignore[misc]
    def validate_response(self, response: Any, case: schemathesis.Case, **_: Any) -> None:
        check(case, response)


@pytest.mark.usefixtures("service")
def test_no_chain_of_operations_breaks_the_specification() -> None:
    _Chains.run(settings=CHAINS)


def test_enough_cases_were_judged_of_every_operation() -> None:
    """Of the two tests above."""
    assert judged.total() >= AT_LEAST
    assert [each.ok().label for each in SCHEMA.get_all_operations() if each.ok().label not in judged] == []
