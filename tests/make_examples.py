"""Writes `app/api/examples.json`, the answers over the seed that the documentation shows.

Run as `python -m tests.make_examples`.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.api import documentation
from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.extraction import extract
from app.main import create_app
from app.settings import Settings

SEED = Path(__file__).parents[1] / "seed" / "seed-document.txt"
EXAMPLES = Path(documentation.__file__).with_name("examples.json")

#: A second agreement, to compare the seed's with.
OTHER = (
    "Kyiv and Paris signed a bilateral security agreement on 16 February 2024. France will train the Ukrainian armed "
    "forces. France will come to the defence of Ukraine in the event of an attack."
)
#: A report that contradicts it.
ANOTHER = (
    "Kyiv and Paris signed a bilateral security agreement on 16 February 2024. The agreement does not include mutual "
    "defence."
)

#: And one that contradicts it on more.
THIRD = (
    "Kyiv and Paris plan to sign a bilateral security agreement on 17 February 2024. "
    "France will train Ukrainian pilots."
)

#: Operation to the address whose answer is its example; `{document}` is the seed's id.
ADDRESSES = {
    "list_agreements": "/v1/agreements?party=UA",
    "get_agreement": "/v1/agreements/ua-us-2024",
    "list_facts": "/v1/facts?category=training&include=evidence",
    "get_fact": "/v1/facts/ua-us-2024.training.us",
    "list_commitments": "/v1/commitments?obligor=United States&limit=1",
    "get_commitment": "/v1/commitments/ua-us-2024.training.us",
    "list_caveats": "/v1/caveats?category=no_ratification",
    "get_caveat": "/v1/caveats/ua-us-2024.no_ratification",
    "list_documents": "/v1/documents",
    "get_document": "/v1/documents/{document}",
    "get_document_annotations": "/v1/documents/{document}/annotations",
    "list_document_facts": "/v1/documents/{document}/facts?at=900",
    "list_changes": "/v1/changes?resource=agreement",
    "get_statistics": "/v1/stats?group_by=modality,obligor&type=commitment",
    "list_charts": "/v1/charts",
    "get_chart_specification": "/v1/charts/modality-by-party.vl.json?party=UA",
    "list_categories": "/v1/categories?type=caveat&limit=1",
    "get_category": "/v1/categories/training",
    "get_catalog": "/v1/catalog",
}
#: The same, of a service that also holds these.
ADDRESSES_OF_TWO = {
    "compare_agreements": "/v1/compare?agreement=ua-us-2024&agreement=fr-ua-2024&category=mutual_defence",
    "list_contradictions": "/v1/contradictions?category=mutual_defence",
}


def answers(client: TestClient) -> dict[str, Any]:
    """What a service that holds the seed answers at each address."""
    [document] = (found["id"] for found in client.get("/v1/documents").json()["data"])
    return {name: client.get(address.format(document=document)).json() for name, address in ADDRESSES.items()}


def _shorten(catalog: dict[str, Any]) -> None:
    """One dataset in one format, and no time that another run would change."""
    day = "2026-01-01T12:00:00Z"
    [kept, *_] = catalog["dataset"]
    del kept["keyword"][1:], kept["theme"][1:], kept["distribution"][1:]
    catalog["dataset"] = [kept]
    for node in (catalog, kept, catalog["service"], *kept["distribution"]):
        node["modified"] = day


def cursors(client: TestClient) -> dict[str, str]:
    """For each list that has a second page, the cursor of it."""
    [document] = (found["id"] for found in client.get("/v1/documents?party=US").json()["data"])
    paths = client.get("/openapi.json").json()["paths"]
    found = {}
    for address, path in paths.items():
        parameters = {parameter["name"]: parameter for parameter in path.get("get", {}).get("parameters", ())}
        if "cursor" in parameters:
            asked = {name: p for name, p in parameters.items() if p["required"] and p["in"] == "query"}
            needed = {name: parameter["schema"]["examples"][0] for name, parameter in asked.items()}
            answer = client.get(address.format(id=document), params={"limit": 1, **needed})
            found[path["get"]["operationId"]] = answer.json()["page"]["next"]
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/examples.db")
        upgrade(engine)
        load_extraction(engine, extract(SEED.read_bytes().decode(), SEED.name))
        client = TestClient(create_app(Settings(public_url="http://127.0.0.1:8000"), engine))
        made = answers(client)
        for text in (OTHER, ANOTHER, THIRD):
            load_extraction(engine, extract(text, "other.txt"))
        made |= {name: client.get(address).json() for name, address in ADDRESSES_OF_TWO.items()}
        made["cursors"] = cursors(client)
        engine.dispose()
    for example in made.values():
        if "first" in example:
            del example["first"]["items"][1:]
        if "dataset" in example:
            _shorten(example)
        if "meta" in example:
            example["meta"]["generated_at"] = "2026-01-01T12:00:00Z"
    for change in made["list_changes"]["data"]:
        change["at"] = "2026-01-01T12:00:00Z"
    EXAMPLES.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
