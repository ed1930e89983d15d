"""The specification reads like a manual: everything is described, and every example works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.cli.serve import prepare
from app.database.engine import create_engine
from app.main import create_app
from app.settings import Settings

SPECIFICATION: dict[str, Any] = create_app(Settings(), create_engine("sqlite://")).openapi()
OPERATIONS = [
    (method, address, operation)
    for address, path in SPECIFICATION["paths"].items()
    for method, operation in path.items()
]
PARAMETERS = [
    pytest.param(method, address, operation, parameter, id=f"{operation['operationId']}-{parameter['name']}")
    for method, address, operation in OPERATIONS
    for parameter in operation.get("parameters", ())
]
#: Parameters that mean nothing without another one.
WITH = {"min_amount": {"currency": "EUR"}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """What `make run` serves: the seed, and nothing beside it."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('documentation')}/test.db")
    prepare(engine)
    yield TestClient(create_app(Settings(), engine))
    engine.dispose()


def example(parameter: dict[str, Any]) -> Any:
    [first, *_] = parameter.get("examples", {}).values() or parameter["schema"]["examples"]
    return first["value"] if isinstance(first, dict) and "value" in first else first


@pytest.mark.parametrize(("method", "address", "operation", "parameter"), PARAMETERS)
def test_a_parameter_has_a_description_and_an_example_that_works(
    service: TestClient, method: str, address: str, operation: dict[str, Any], parameter: dict[str, Any]
) -> None:
    assert len(parameter["description"]) > 10
    assert example(parameter) not in (None, "", [], {})
    if method != "get":
        return
    needed = [each for each in operation["parameters"] if each["required"] or each is parameter]
    names = {each["name"]: example(each) for each in needed if each["in"] == "path"}
    query = {each["name"]: example(each) for each in needed if each["in"] == "query"}
    # A picture takes its time; its headers say as well whether there is one.
    ask = service.head if address.endswith((".svg", ".png")) else service.get
    answer = ask(address.format(**names), params=query | WITH.get(parameter["name"], {}))
    assert answer.status_code < 400, answer.text


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS, ids=lambda value: str(value)[:40])
def test_an_operation_is_summed_up_and_described(method: str, address: str, operation: dict[str, Any]) -> None:
    assert len(operation["summary"]) > 10
    assert len(operation["description"]) > 20
    assert not operation["summary"].endswith(".")
    [tag] = operation["tags"]
    assert tag in {each["name"] for each in SPECIFICATION["tags"]}
    assert {"200", "201", "202", "204"} & operation["responses"].keys()
    assert "500" in operation["responses"]
    assert all(response["description"] for response in operation["responses"].values())


def test_every_tag_is_described_and_used() -> None:
    used = {tag for _, _, operation in OPERATIONS for tag in operation["tags"]}
    assert {each["name"] for each in SPECIFICATION["tags"] if each["description"]} == used


def test_the_specification_says_whose_it_is_and_where() -> None:
    info = SPECIFICATION["info"]
    assert info["description"]
    assert info["contact"] == {"name": "Agreement Facts"}
    assert info["license"]["identifier"] == "CC-BY-4.0"
    assert [server["url"] for server in SPECIFICATION["servers"]] == ["/"]
    settings = Settings(public_url="https://facts.example.org/api/", source="The Register", license="CC0-1.0")
    other = create_app(settings, create_engine("sqlite://")).openapi()
    assert other["servers"][0]["url"] == "https://facts.example.org/api"
    assert other["info"]["contact"] == {"name": "The Register", "url": "https://facts.example.org/api/"}
    assert other["info"]["license"]["identifier"] == "CC0-1.0"


@pytest.mark.parametrize("answer", ["ETag", "Last-Modified", "Link"])
def test_headers_of_lists_are_declared(application: FastAPI, answer: str) -> None:
    declared = SPECIFICATION["paths"]["/v1/facts"]["get"]["responses"]
    assert declared["200"]["headers"][answer]["description"]
    assert "304" in declared


def test_an_error_is_a_problem_document_in_every_operation() -> None:
    for _, address, operation in OPERATIONS:
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"], (address, status)
