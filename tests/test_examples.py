"""The documentation's examples: one for every operation that answers in JSON, in the declared shape, about the seed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from app.api import agreements, catalog, categories, changes, comparison, contradictions, documents, facts, statistics
from app.extraction import extract
from tests.make_examples import EXAMPLES, SEED

ROUTES = [
    route
    for resource in (agreements, changes, comparison, contradictions, facts, categories, catalog, documents, statistics)
    for route in resource.router.routes
    if isinstance(route, APIRoute) and route.operation_id not in ("get_document_text", "cite_fact")
]


@cache
def examples() -> dict[str, Any]:
    return json.loads(EXAMPLES.read_text("utf-8"))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_an_operation_shows_an_example_in_its_own_shape(route: APIRoute) -> None:
    TypeAdapter(route.response_model).validate_json(json.dumps(examples()[route.operation_id]))


def test_the_examples_are_in_the_specification(application: FastAPI) -> None:
    paths = TestClient(application).get("/openapi.json").json()["paths"]
    shown = paths["/v1/agreements/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert shown == examples()["get_agreement"]


def test_the_examples_are_about_the_seed() -> None:
    known = {fact.id for fact in extract(SEED.read_bytes().decode(), SEED.name).facts}
    named = {item["id"] for name in ("list_facts", "list_commitments") for item in examples()[name]["data"]}
    named |= {examples()[name]["id"] for name in ("get_fact", "get_commitment", "get_caveat")}
    assert named <= known
