"""JSON-LD: what a program that knows only the Recommendations gets from our categories, catalog and annotations.

Everything is expanded by pyld, which gets no document from anywhere: contexts are inside, and the one that annotations
name is the standard's (`anno-context.json` has of it the terms that we use).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyld import jsonld
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.database import vocabulary
from tests.answers import Holding
from tests.factories import agreement, caveat, extraction, fact, id_

SKOS, DCAT, DCT = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
OA, AS, FOAF = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://xmlns.com/foaf/0.1/"
VALUE, XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "http://www.w3.org/2001/XMLSchema#"
ANNOTATIONS = json.loads((Path(__file__).parent / "anno-context.json").read_text("utf-8"))
HOME = "http://testserver"

Node = dict[str, Any]

REPORT = extraction(
    fact("training", "US"),
    fact("mutual_defence", "US"),
    caveat("no_mutual_defence"),
    agreements=[agreement(signed_on=date(2024, 6, 13))],
)
OTHER = extraction(
    fact("training", "FR", agreement="fr-ua-2025"),
    agreements=[agreement("fr-ua-2025", planned_on=date(2025, 1, 2))],
    heading="Other.",
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(REPORT, OTHER)


def _held(url: str, _: object) -> Node:
    assert url == "http://www.w3.org/ns/anno.jsonld", f"asked another host for {url}"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": ANNOTATIONS}


def nodes(client: TestClient, address: str) -> dict[str, Node]:
    """Every node of the expanded answer, by its address; nothing in it is lost or relative."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/ld+json")
    expanded = jsonld.expand(answer.json(), {"documentLoader": _held})
    flat = {node["@id"]: node for node in jsonld.flatten(expanded, None, {"documentLoader": _held})}
    for id__, node in flat.items():
        for address_ in (id__, *(value["@id"] for value in _values(node) if "@id" in value)):
            assert address_.startswith("_:") or urlsplit(address_).scheme, f"{address_} is relative"
        assert all(urlsplit(key).scheme or key.startswith("@") for key in node)
    return flat


def _values(node: Node) -> Iterator[Node]:
    for key, values in node.items():
        if not key.startswith("@"):
            yield from (item for value in values for item in value.get("@list", [value]))


def one(node: Node, key: str) -> str:
    [value] = node[key]
    return str(value.get("@id", value.get("@value")))


def all_of(node: Node, key: str) -> set[str]:
    return {str(value.get("@id", value.get("@value"))) for value in node.get(key, ())}


def of_type(found: dict[str, Node], kind: str) -> list[Node]:
    return [node for node in found.values() if kind in node.get("@type", ())]


CATEGORIES = f"{HOME}/v1/categories"


@pytest.fixture
def scheme(loaded: TestClient) -> dict[str, Node]:
    return nodes(loaded, "/v1/categories?format=jsonld")


def test_categories_are_the_concepts_of_one_scheme(scheme: dict[str, Node]) -> None:
    [whole] = of_type(scheme, f"{SKOS}ConceptScheme")
    assert whole["@id"] == CATEGORIES
    concepts = of_type(scheme, f"{SKOS}Concept")
    assert all(one(concept, f"{SKOS}inScheme") == CATEGORIES for concept in concepts)
    categories = {concept["@id"]: concept for concept in concepts if f"{SKOS}broader" in concept}
    assert len(categories) == len(vocabulary.categories())
    for category in vocabulary.categories():
        concept = categories[f"{CATEGORIES}/{category.slug}"]
        assert concept[f"{SKOS}prefLabel"] == [{"@language": "en", "@value": category.label}]
        assert one(concept, f"{SKOS}definition") == category.definition
        assert all_of(concept, f"{SKOS}scopeNote") == ({category.boundary} if category.boundary else set())
        assert one(concept, f"{SKOS}notation") == category.slug


def test_groups_are_the_top_concepts_and_hold_their_categories(scheme: dict[str, Node]) -> None:
    tops = all_of(scheme[CATEGORIES], f"{SKOS}hasTopConcept")
    assert tops == {f"{CATEGORIES}#{group}" for group in vocabulary.groups()}
    for top in tops:
        assert one(scheme[top], f"{SKOS}topConceptOf") == CATEGORIES
        for narrower in all_of(scheme[top], f"{SKOS}narrower"):
            assert one(scheme[narrower], f"{SKOS}broader") == top


def test_a_denial_and_what_it_denies_are_related(scheme: dict[str, Node]) -> None:
    denials = [category for category in vocabulary.categories() if category.denies]
    assert denials
    for category in denials:
        denial, denied = f"{CATEGORIES}/{category.slug}", f"{CATEGORIES}/{category.denies}"
        assert denied in all_of(scheme[denial], f"{SKOS}related")
        assert denial in all_of(scheme[denied], f"{SKOS}related")


def test_the_integrity_conditions_of_skos_hold(scheme: dict[str, Node]) -> None:
    kinds = {kind: {n["@id"] for n in of_type(scheme, f"{SKOS}{kind}")} for kind in ("ConceptScheme", "Concept")}
    collections = {node["@id"] for node in of_type(scheme, f"{SKOS}Collection")}
    # S9, S37: schemes, concepts and collections are different things.
    assert not kinds["ConceptScheme"] & kinds["Concept"]
    assert not collections & (kinds["Concept"] | kinds["ConceptScheme"])
    for node in scheme.values():
        # S14: one preferred label a language.
        labels = Counter(value.get("@language") for value in node.get(f"{SKOS}prefLabel", ()))
        assert all(count == 1 for count in labels.values())
        # S27: what is related is not broader, however far up; ours has two levels.
        above = all_of(node, f"{SKOS}broader")
        above |= {far for near in above for far in all_of(scheme[near], f"{SKOS}broader")}
        assert not above & all_of(node, f"{SKOS}related")
        assert not all_of(node, f"{SKOS}narrower") & all_of(node, f"{SKOS}related")
        # S5, S6: what is named is there and is a concept.
        named = above | all_of(node, f"{SKOS}narrower") | all_of(node, f"{SKOS}related") | all_of(node, f"{SKOS}member")
        assert named <= kinds["Concept"]
    # Our own: notations are unique.
    notations = Counter(one(node, f"{SKOS}notation") for node in of_type(scheme, f"{SKOS}Concept"))
    assert {name for name, count in notations.items() if count > 1} <= set()


def test_filters_choose_the_concepts(loaded: TestClient) -> None:
    found = nodes(loaded, "/v1/categories?format=jsonld&type=caveat&group=caveat")
    slugs = {c.slug for c in vocabulary.categories() if c.group == "caveat" and c.type == "caveat"}
    assert {n["@id"] for n in of_type(found, f"{SKOS}Concept")} == (
        {f"{CATEGORIES}/{slug}" for slug in slugs} | {f"{CATEGORIES}#caveat"}
    )


@pytest.mark.parametrize("parameter", ["limit=3", "cursor=x", "fields=slug"])
def test_a_scheme_is_whole(loaded: TestClient, parameter: str) -> None:
    answer = loaded.get(f"/v1/categories?format=jsonld&{parameter}")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, parameter.partition("=")[0])


def test_one_category_is_a_concept_of_the_scheme(loaded: TestClient, scheme: dict[str, Node]) -> None:
    for slug in ("mutual_defence", "no_mutual_defence", "training"):
        alone = nodes(loaded, f"/v1/categories/{slug}?format=jsonld")[f"{CATEGORIES}/{slug}"]
        assert alone == scheme[f"{CATEGORIES}/{slug}"]


@pytest.mark.parametrize("address", ["/v1/categories", "/v1/categories/training"])
def test_the_form_is_chosen_by_what_is_accepted(loaded: TestClient, address: str) -> None:
    linked = loaded.get(address, headers={"Accept": "application/ld+json"})
    assert linked.headers["content-type"] == "application/ld+json"
    plain = loaded.get(address)
    assert plain.headers["content-type"] == "application/json"
    assert plain.headers["etag"] != linked.headers["etag"]
    assert loaded.get(address, headers={"Accept": "text/turtle"}).status_code == 406


CATALOG = f"{HOME}/v1/catalog"


@pytest.fixture
def catalog(loaded: TestClient) -> dict[str, Node]:
    return nodes(loaded, "/v1/catalog")


def test_the_catalog_has_what_dcat_ap_demands(catalog: dict[str, Node]) -> None:
    demanded = {
        f"{DCAT}Catalog": [f"{DCT}title", f"{DCT}description", f"{DCT}publisher", f"{DCAT}dataset"],
        f"{DCAT}Dataset": [f"{DCT}title", f"{DCT}description", f"{DCAT}distribution"],
        f"{DCAT}Distribution": [f"{DCAT}accessURL", f"{DCT}license"],
        f"{DCAT}DataService": [f"{DCT}title", f"{DCAT}endpointURL"],
        f"{FOAF}Agent": [f"{FOAF}name"],
    }
    for kind, properties in demanded.items():
        found = of_type(catalog, kind)
        assert found, kind
        for node in found:
            assert [name for name in properties if not node.get(name)] == [], node["@id"]


def test_the_catalog_says_whose_it_is_and_what_it_is_about(catalog: dict[str, Node]) -> None:
    whole = catalog[CATALOG]
    assert one(whole, f"{DCT}license") == "https://spdx.org/licenses/CC-BY-4.0"
    assert one(catalog[one(whole, f"{DCT}publisher")], f"{FOAF}name") == "Agreement Facts"
    assert one(whole, f"{DCAT}themeTaxonomy") == CATEGORIES
    facts = catalog[f"{CATALOG}#facts"]
    assert all_of(facts, f"{DCAT}theme") == {f"{CATEGORIES}/{category.slug}" for category in vocabulary.categories()}
    assert {"@language": "en", "@value": "Training and exercises"} in facts[f"{DCAT}keyword"]
    period = catalog[one(facts, f"{DCT}temporal")]
    assert period["@type"] == [f"{DCT}PeriodOfTime"]
    assert period[f"{DCAT}startDate"] == [{"@type": f"{XSD}date", "@value": "2024-06-13"}]
    assert period[f"{DCAT}endDate"] == [{"@type": f"{XSD}date", "@value": "2025-01-02"}]
    [modified] = facts[f"{DCT}modified"]
    assert modified["@type"] == f"{XSD}dateTime"


def test_each_distribution_is_there_in_its_media_type(loaded: TestClient, catalog: dict[str, Node]) -> None:
    found = of_type(catalog, f"{DCAT}Distribution")
    assert len(found) == 3 * 4
    for node in found:
        answer = loaded.get(one(node, f"{DCAT}accessURL"))
        assert answer.status_code == 200
        assert one(node, f"{DCAT}mediaType").endswith(answer.headers["content-type"].partition(";")[0])
    downloads = {one(node, f"{DCAT}downloadURL") for node in found if f"{DCAT}downloadURL" in node}
    assert f"{HOME}/v1/facts?format=parquet" in downloads
    assert f"{HOME}/v1/facts?format=json" not in downloads


def test_the_data_service_is_this_api(loaded: TestClient, catalog: dict[str, Node]) -> None:
    [service] = of_type(catalog, f"{DCAT}DataService")
    assert one(service, f"{DCAT}endpointURL") == f"{HOME}/v1"
    assert "openapi" in loaded.get(one(service, f"{DCAT}endpointDescription")).json()
    datasets = {node["@id"] for node in of_type(catalog, f"{DCAT}Dataset")}
    assert all_of(service, f"{DCAT}servesDataset") == datasets == all_of(catalog[CATALOG], f"{DCAT}dataset")


def test_a_catalog_of_nothing_covers_no_time(client: TestClient, engine: Engine) -> None:
    assert f"{DCT}temporal" not in nodes(client, "/v1/catalog")[f"{CATALOG}#facts"]


def test_annotations_have_what_the_recommendation_demands(loaded: TestClient) -> None:
    address = f"{HOME}/v1/documents/{id_(REPORT)}"
    found = nodes(loaded, f"/v1/documents/{id_(REPORT)}/annotations")
    whole = found[f"{address}/annotations"]
    assert whole["@type"] == [f"{AS}OrderedCollection"]
    page = found[one(whole, f"{AS}first")]
    assert (page["@type"], one(page, f"{AS}partOf")) == ([f"{AS}OrderedCollectionPage"], whole["@id"])
    items = [item["@id"] for item in page[f"{AS}items"][0]["@list"]]
    assert str(len(items)) == one(whole, f"{AS}totalItems") == "3"
    assert {node["@id"] for node in of_type(found, f"{OA}Annotation")} == set(items)
    text = loaded.get(f"/v1/documents/{id_(REPORT)}/text").text
    for item in items:
        annotation = found[item]
        assert all_of(annotation, f"{OA}motivatedBy") == {f"{OA}identifying", f"{OA}classifying"}
        target = found[one(annotation, f"{OA}hasTarget")]
        assert one(target, f"{OA}hasSource") == f"{address}/text"
        selectors = {found[id__]["@type"][0]: found[id__] for id__ in all_of(target, f"{OA}hasSelector")}
        place, quote = selectors[f"{OA}TextPositionSelector"], selectors[f"{OA}TextQuoteSelector"]
        start, end = int(one(place, f"{OA}start")), int(one(place, f"{OA}end"))
        assert text[start:end] == one(quote, f"{OA}exact")
        bodies = [found[id__] for id__ in all_of(annotation, f"{OA}hasBody")]
        assert {one(body, f"{OA}hasPurpose") for body in bodies} == {
            f"{OA}{purpose}" for purpose in ("identifying", "classifying", "describing")
        }
        for body in bodies:
            said = f"{OA}hasSource" if f"{OA}SpecificResource" in body["@type"] else VALUE
            assert one(body, said)
