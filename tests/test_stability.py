"""Within `/v1` nothing breaks that programs count on: the specification is compared with the released one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from tests.compatibility import RELEASED, bare, breaking

FACT: dict[str, Any] = {
    "paths": {
        "/facts": {
            "get": {
                "parameters": [
                    {"in": "query", "name": "status", "schema": {"type": "string", "enum": ["planned", "signed"]}},
                    {"in": "query", "name": "limit", "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
                ],
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Fact"}}
                            },
                            "text/csv": {"schema": {"type": "string"}},
                        }
                    },
                    "422": {"content": {}},
                },
            },
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"text": {"type": "string"}}, "required": []}
                        }
                    }
                },
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Fact": {
                "type": "object",
                "required": ["id", "status", "due"],
                "properties": {
                    "id": {"type": "string"},
                    "status": {"type": "string", "enum": ["planned", "signed"]},
                    "due": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "part": {"$ref": "#/components/schemas/Fact"},
                },
            }
        }
    },
}

Edit = Callable[[Any], Any]


def _get(d: Any) -> Any:
    return d["paths"]["/facts"]["get"]


def _post(d: Any) -> Any:
    return d["paths"]["/facts"]["post"]


def _fact(d: Any) -> Any:
    return d["components"]["schemas"]["Fact"]


def _body(d: Any) -> Any:
    return _post(d)["requestBody"]["content"]["application/json"]["schema"]


BREAKING: list[tuple[Edit, str]] = [
    (lambda d: d["paths"].clear(), "/facts: the path is gone"),
    (lambda d: d["paths"]["/facts"].pop("get"), "GET /facts: the operation is gone"),
    (lambda d: _get(d)["parameters"].pop(0), "GET /facts: the parameter status is gone"),
    (lambda d: _get(d)["parameters"][0].update(required=True), "GET /facts: the parameter status is needed now"),
    (
        lambda d: _get(d)["parameters"].append({"in": "query", "name": "new", "required": True, "schema": {}}),
        "GET /facts: the parameter new is needed now",
    ),
    (
        lambda d: _get(d)["parameters"][0]["schema"]["enum"].remove("signed"),
        "GET /facts, its parameter status: takes no signed any more",
    ),
    (
        lambda d: _get(d)["parameters"][1].update(schema={"type": "string"}),
        "GET /facts, its parameter limit: takes no integer or null any more",
    ),
    (lambda d: _get(d)["responses"].pop("200"), "GET /facts: the answer 200 is gone"),
    (
        lambda d: _get(d)["responses"]["200"]["content"].pop("text/csv"),
        "GET /facts: the answer 200 is no more in text/csv",
    ),
    (lambda d: _fact(d)["properties"].pop("status"), "GET /facts, its answer 200, each: status is gone"),
    (
        lambda d: _fact(d)["required"].remove("id"),
        "GET /facts, its answer 200, each: id is not always there any more",
    ),
    (
        lambda d: _fact(d)["properties"]["id"].update(type="integer"),
        "GET /facts, its answer 200, each, id: can be integer now, where it was string",
    ),
    (
        lambda d: _fact(d)["properties"].update(id={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "GET /facts, its answer 200, each, id: can be null now, where it was string",
    ),
    (
        lambda d: _fact(d)["properties"]["status"]["enum"].remove("signed"),
        "GET /facts, its answer 200, each, status: is never signed any more",
    ),
    (lambda d: _body(d)["required"].append("text"), "POST /facts, its body: text is needed now"),
    (lambda d: _body(d)["properties"].update(text={"type": "integer"}), "POST /facts, its body, text: takes no string"),
    (lambda d: _post(d)["requestBody"].update(required=True), "POST /facts, its body: is needed now"),
    (
        lambda d: _post(d)["requestBody"]["content"].clear(),
        "POST /facts, its body: is no more taken in application/json",
    ),
]
HARMLESS: list[Edit] = [
    lambda d: None,
    lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}}),
    lambda d: d["paths"]["/facts"].update(put={"responses": {}}),
    lambda d: _get(d)["parameters"].append({"in": "query", "name": "new", "schema": {"type": "string"}}),
    lambda d: _get(d)["parameters"][0]["schema"]["enum"].append("in_force"),
    lambda d: _get(d)["parameters"].reverse(),
    lambda d: _get(d)["responses"]["200"]["content"].update({"image/png": {}}),
    lambda d: _get(d)["responses"].pop("422"),
    lambda d: _fact(d)["properties"].update(new={"type": "string"}),
    lambda d: _fact(d)["required"].append("part"),
    lambda d: _fact(d)["properties"]["status"]["enum"].append("in_force"),
    lambda d: _fact(d)["properties"].update(due={"type": "string"}),
    lambda d: _body(d)["properties"].update(new={"type": "string"}),
    lambda d: _fact(d)["properties"]["id"].update(description="Other words."),
]


@pytest.mark.parametrize(("edit", "line"), BREAKING, ids=[line for _, line in BREAKING])
def test_a_change_that_breaks_is_named(edit: Edit, line: str) -> None:
    changed = copy.deepcopy(FACT)
    edit(changed)
    assert any(found.startswith(line) for found in breaking(FACT, changed)), breaking(FACT, changed)


@pytest.mark.parametrize("edit", HARMLESS)
def test_a_change_that_adds_is_harmless(edit: Edit) -> None:
    changed = copy.deepcopy(FACT)
    edit(changed)
    assert breaking(FACT, changed) == []


def test_the_released_specification_holds(application: FastAPI) -> None:
    lines = breaking(json.loads(RELEASED.read_text("utf-8")), bare(application.openapi()))
    assert not lines, "This breaks programs that use /v1 (docs/stability.md):\n" + "\n".join(lines)
