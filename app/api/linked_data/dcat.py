"""What this service has, as a DCAT catalog (https://www.w3.org/TR/vocab-dcat-3/) after DCAT-AP, in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from app.api.formats import FORMATS, Format
from app.api.linked_data import Node, links, skos, texts
from app.database.rows import instant
from app.database.vocabulary import categories

_XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "id": "@id",
    "type": "@type",
    **{name: f"dcat:{name}" for name in ("Catalog", "Dataset", "Distribution", "DataService")},
    "Agent": "foaf:Agent",
    "name": "foaf:name",
    "identifier": "dct:identifier",
    **{name: f"dct:{name}" for name in ("PeriodOfTime", "MediaTypeOrExtent", "LicenseDocument")},
    **texts("dct", "title", "description"),
    **texts("dcat", "keyword"),
    **{name: {"@id": f"dct:{name}", "@type": f"{_XSD}dateTime"} for name in ("issued", "modified")},
    **{name: {"@id": f"dcat:{name}", "@type": f"{_XSD}date"} for name in ("startDate", "endDate")},
    **links("dct", "publisher", "license", "language", "temporal", "conformsTo"),
    **links("dcat", "dataset", "distribution", "service", "theme", "themeTaxonomy", "servesDataset", "accessService"),
    **links("dcat", "accessURL", "downloadURL", "mediaType", "endpointURL", "endpointDescription", "landingPage"),
}
_ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"

#: Resource to what it is.
_DATASETS = {
    "agreements": "International security agreements: parties, form, status, dates, and what they hold.",
    "facts": "Commitments and caveats of international security agreements, each with the places that state it.",
    "documents": "The documents that agreements and their commitments and caveats were read from.",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """What a catalog says beside the addresses."""

    title: str
    publisher: str
    license: str
    """SPDX identifier."""
    modified: datetime
    earliest: date | None
    """Of the agreements' days."""
    latest: date | None


def catalog(base: str, held: Holding) -> Node:
    publisher = {"id": f"{base}/v1/catalog#publisher", "type": "Agent", "name": held.publisher}
    common = {
        "publisher": publisher["id"],
        "license": f"https://spdx.org/licenses/{quote(held.license)}",
        "modified": instant(held.modified),
        "language": _ENGLISH,
    }
    return {
        "@context": CONTEXT,
        "id": f"{base}/v1/catalog",
        "type": "Catalog",
        "title": held.title,
        "description": "Commitments and caveats of international security agreements, with their proof.",
        **common,
        "publisher": publisher,
        "landingPage": f"{base}/",
        "themeTaxonomy": skos.scheme_address(base),
        "dataset": [_dataset(base, held, name, common) for name in _DATASETS],
        "service": {
            "id": _service(base),
            "type": "DataService",
            "title": f"{held.title}: the API",
            "description": "Reads, counts and compares what the datasets hold.",
            **common,
            "endpointURL": f"{base}/v1",
            "endpointDescription": f"{base}/openapi.json",
            "conformsTo": _OPENAPI,
            "servesDataset": [_address(base, name) for name in _DATASETS],
        },
    }


def _service(base: str) -> str:
    return f"{base}/v1/catalog#service"


def _address(base: str, name: str) -> str:
    return f"{base}/v1/catalog#{name}"


def _dataset(base: str, held: Holding, name: str, common: Node) -> Node:
    return {
        "id": _address(base, name),
        "type": "Dataset",
        "identifier": _address(base, name),
        "title": f"{held.title}: {name}",
        "description": _DATASETS[name],
        **common,
        "temporal": {
            "type": "PeriodOfTime",
            "startDate": held.earliest.isoformat(),
            "endDate": held.latest.isoformat() if held.latest else None,
        }
        if held.earliest
        else None,
        "keyword": [category.label for category in categories()],
        "theme": [skos.address(base, category) for category in categories()],
        "landingPage": f"{base}/",
        "distribution": list(_distributions(base, name, common)),
    }


def _distributions(base: str, name: str, common: Node) -> Iterator[Node]:
    for format_ in FORMATS:
        url = f"{base}/v1/{name}?format={format_.name}"
        yield {
            "id": f"{_address(base, name)}-{format_.name}",
            "type": "Distribution",
            "title": f"{name.capitalize()} in {_NAMES[format_.name]}",
            "description": "In pages." if format_.write is None else "All in one stream.",
            "license": common["license"],
            "modified": common["modified"],
            "accessURL": url,
            "downloadURL": None if format_.write is None else url,
            "mediaType": _media_type(format_),
            "accessService": _service(base),
        }


_NAMES = {"json": "JSON", "ndjson": "NDJSON", "csv": "CSV", "parquet": "Parquet"}


def _media_type(format_: Format) -> str:
    return f"https://www.iana.org/assignments/media-types/{format_.media_type}"
