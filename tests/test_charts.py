"""Charts: the numbers of `/v1/stats` as valid Vega-Lite, and as pictures that hold nothing but themselves."""

from __future__ import annotations

import json
import re
import struct
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator
from starlette.testclient import TestClient

from app.charts import matrix, modality_by_party, rendering, timeline
from app.charts.catalogue import CHARTS
from app.charts.look import MAXIMUM_WIDTH, MINIMUM_WIDTH, PALETTES, Palette, wrapped
from app.cli.serve import prepare
from app.database.engine import create_engine, upgrade
from app.database.load import load_extraction
from app.main import create_app
from app.settings import Settings
from tests.answers import Holding
from tests.factories import agreement, caveat, extraction, fact
from tests.test_readme import is_part

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\\1 \u2028 ' \" ]]> &amp;"

FIRST = extraction(
    fact("training", "US", modality="obligation"),
    fact("consultation", "UA", "US"),
    fact("mutual_defence", "US", modality="possibility"),
    caveat("no_mutual_defence"),
)
SECOND = extraction(
    fact("training", "FR", agreement="fr-ua-2024-declaration", direction="expand"),
    caveat("no_mutual_defence", agreement="fr-ua-2024-declaration"),
    agreements=[
        agreement(
            "fr-ua-2024-declaration",
            status="signed",
            planned_on=None,
            signed_on=date(2024, 2, 16),
            parties=("FR", "UA"),
        ),
        agreement("de-ua-2025", planned_on=None),
    ],
    heading="Another report.",
    published_on=date(2024, 2, 17),
)


@pytest.fixture
def loaded(holding: Holding) -> TestClient:
    return holding(FIRST, SECOND)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One renderer for all pictures of this file, as it takes a moment to begin; nothing is kept, so all are drawn."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('charts')}/test.db")
    upgrade(engine)
    for document in (FIRST, SECOND):
        load_extraction(engine, document)
    yield TestClient(create_app(Settings(cache_megabytes=0), engine))
    engine.dispose()


def values(client: TestClient, address: str) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["values"]
    return found


PAGE = (Path(__file__).parents[1] / "docs" / "charts.md").read_text("utf-8")
QUERIES = re.findall(r"```sh\ncurl -s 'http://127\.0\.0\.1:8000(\S+)'\n```\n\n```json\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_on_charts_shows_what_is_so(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/test.db")
    prepare(engine)
    service = TestClient(create_app(Settings(), engine), base_url="http://127.0.0.1:8000")
    for path, answer in QUERIES:
        assert is_part(json.loads(answer), service.get(path).json()), path
    engine.dispose()
    assert len(QUERIES) == 2
    for chart in CHARTS.values():
        asked = "&".join(f"{name}={value}" for name, value in chart.pairs)
        assert re.search(rf"^\| `{chart.name}` \| .* \| `/v1/{chart.question}\?{asked}` \|$", PAGE, re.MULTILINE)
    assert f"`width={MINIMUM_WIDTH}` to `{MAXIMUM_WIDTH}`" in PAGE
    limits = {matrix.MAXIMUM_AGREEMENTS, timeline.MAXIMUM_AGREEMENTS, modality_by_party.MAXIMUM_PARTIES}
    assert limits == {40}
    assert f"for {rendering._PATIENCE} seconds" in PAGE


SCHEMA = Draft7Validator(json.loads((files("altair") / "vegalite/v6/schema/vega-lite-schema.json").read_text("utf-8")))


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("asked", ["", "?theme=dark&width=280", "?width=1600", "?category=sanctions", "?party=FR"])
def test_a_specification_is_valid_and_needs_no_other_address(loaded: TestClient, name: str, asked: str) -> None:
    made = loaded.get(f"/v1/charts/{name}.vl.json{asked}").json()
    assert [error.message for error in SCHEMA.iter_errors(made)] == []
    assert made["data"].keys() == {"values"}
    assert re.findall(r'"(?:url|href)":', json.dumps(made)) == []


@pytest.mark.parametrize(
    "asked", ["", "party=FR", "type=commitment", "obligor=US&category=training", "has=consultation"]
)
def test_coverage_shows_the_numbers_of_the_statistics(loaded: TestClient, asked: str) -> None:
    stats = loaded.get(f"/v1/stats?group_by=category&{asked}").json()["data"]
    shown = [
        {name: row[name] for name in ("category", "facts", "agreements")}
        for row in values(loaded, f"/v1/charts/coverage.vl.json?{asked}")
    ]
    assert sorted(shown, key=lambda row: row["category"]) == stats


@pytest.mark.parametrize("asked", ["", "party=FR", "obligor=UA", "modality=obligation"])
def test_strength_shows_the_numbers_of_the_statistics(loaded: TestClient, asked: str) -> None:
    stats = loaded.get(f"/v1/stats?group_by=obligor,modality&type=commitment&{asked}").json()["data"]
    shown = values(loaded, f"/v1/charts/modality-by-party.vl.json?{asked}")
    assert Counter((row["obligor"], row["modality"], row["commitments"]) for row in shown) == Counter(
        (row["obligor"], row["modality"], row["facts"]) for row in stats
    )


@pytest.mark.parametrize("asked", ["", "party=FR", "category=mutual_defence", "group=capability", "has=consultation"])
def test_the_matrix_shows_the_states_of_the_agreements(loaded: TestClient, asked: str) -> None:
    agreements = loaded.get(f"/v1/agreements?include=topics&{asked}").json()["data"]
    spoken = {
        (each["id"], topic["category"]): (topic["state"], topic["counts"]["affirming"], topic["counts"]["denying"])
        for each in agreements
        for topic in each["topics"]
    }
    shown = {
        (row["agreement"], row["category"]): (row["state"], row["affirming"], row["denying"])
        for row in values(loaded, f"/v1/charts/matrix.vl.json?{asked}")
    }
    assert shown.items() <= spoken.items()
    assert {agreement for agreement, _ in shown} == {each["id"] for each in agreements}
    if not asked:
        silent = {topic for topic in {t for _, t in spoken} if topic not in {t for _, t in shown}}
        assert all(state == "not_mentioned" for (_, topic), (state, _, _) in spoken.items() if topic in silent)


def test_the_timeline_shows_days_of_agreements_and_of_reports(loaded: TestClient) -> None:
    shown = values(loaded, "/v1/charts/timeline.vl.json")
    assert [(row["agreement"], row["event"], row["date"], row["documents"]) for row in shown] == [
        ("ua-us-2024", "planned", "2024-06-13", None),
        ("ua-us-2024", "reported", "2024-06-13", 1),
        ("fr-ua-2024-declaration", "signed", "2024-02-16", None),
        ("fr-ua-2024-declaration", "reported", "2024-02-17", 1),
        ("de-ua-2025", "reported", "2024-02-17", 1),
    ]
    assert shown[2]["label"] == "France – Ukraine, declaration"


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_in_words_what_it_shows_and_where_the_numbers_are(loaded: TestClient, name: str) -> None:
    made = loaded.get(f"/v1/charts/{name}.vl.json?party=US&theme=dark").json()
    assert "Ukraine" not in made["usermeta"]["title"]
    assert "agreements of the United States" in made["usermeta"]["title"][0].lower() + made["usermeta"]["title"][1:]
    question = made["usermeta"]["data_url"].removeprefix("http://testserver")
    assert "party=US" in question
    assert loaded.get(question).status_code == 200


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_a_day_shows_only_what_was_known_then(loaded: TestClient, name: str) -> None:
    shown = values(loaded, f"/v1/charts/{name}.vl.json?as_of=2024-02-20")
    agreements = {row["agreement"] for row in shown if "agreement" in row}
    assert agreements <= {"fr-ua-2024-declaration", "de-ua-2025"}
    assert sum(row.get("facts", 0) or row.get("commitments", 0) for row in shown) <= 2
    assert shown != values(loaded, f"/v1/charts/{name}.vl.json")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_nothing_says_so(loaded: TestClient, name: str) -> None:
    made = loaded.get(f"/v1/charts/{name}.vl.json?party=JP").json()
    assert made["data"]["values"] == [{"nothing": "Nothing was found."}]
    assert made["description"].endswith("Nothing was found.")


@pytest.mark.parametrize(
    ("address", "status", "meant"),
    [
        ("coverag.svg", 404, "coverage"),
        ("coverage.svg?scale=2", 422, None),
        ("coverage.vl.json?partie=US", 422, "party"),
        ("coverage.vl.json?theme=drak", 422, "dark"),
        ("coverage.vl.json?width=99999", 422, "1600"),
        ("coverage.png?scale=9", 422, "3.0"),
        ("matrix.vl.json?category=traning", 422, "training"),
        ("timeline.vl.json?agreement=ua-us-2042", 422, "ua-us-2024"),
    ],
)
def test_a_wrong_address_of_a_chart_names_the_right_one(
    loaded: TestClient, address: str, status: int, meant: str | None
) -> None:
    answer = loaded.get(f"/v1/charts/{address}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["did_you_mean"] == meant


def test_every_chart_is_listed_with_addresses_that_answer(loaded: TestClient) -> None:
    listed = loaded.get("/v1/charts").json()["data"]
    assert [chart["id"] for chart in listed] == list(CHARTS)
    for chart in listed:
        for name in ("vega_lite", "data"):
            assert loaded.get(chart[name]).status_code == 200
        assert {chart["svg"], chart["png"]} == {
            f"http://testserver/v1/charts/{chart['id']}.{ending}" for ending in ("svg", "png")
        }


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_named_and_holds_no_script_and_no_other_address(service: TestClient, name: str) -> None:
    answer = service.get(f"/v1/charts/{name}.svg", params={"q": HOSTILE})
    picture = service.get(f"/v1/charts/{name}.svg?theme=dark")
    for made in (answer, picture):
        assert (made.status_code, made.headers["content-type"]) == (200, "image/svg+xml")
        root = ElementTree.fromstring(made.content)
        named = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
        assert root.get("role") == "img"
        assert named[root.get("aria-labelledby")]
        assert named[root.get("aria-describedby")]
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "path", "rect", "line", "text", "tspan"}
        names = {name.rpartition("}")[2] for element in root.iter() for name in element.attrib}
        assert {name for name in names if name == "href" or name.startswith("on") or name == "style"} == set()


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_as_wide_as_asked(service: TestClient, name: str) -> None:
    root = ElementTree.fromstring(service.get(f"/v1/charts/{name}.svg?width=300").content)
    assert root.get("width") == "300"


@pytest.mark.parametrize(("asked", "width"), [("", 640), ("?width=300&scale=2", 600)])
def test_a_picture_has_as_many_pixels_as_asked(service: TestClient, asked: str, width: int) -> None:
    answer = service.get(f"/v1/charts/coverage.png{asked}")
    assert (answer.content[:8], answer.headers["content-type"]) == (b"\x89PNG\r\n\x1a\n", "image/png")
    assert struct.unpack(">I", answer.content[16:20])[0] == width


@pytest.mark.parametrize("ending", ["vl.json", "svg", "png"])
def test_the_same_chart_is_the_same_bytes_and_need_not_be_sent_again(service: TestClient, ending: str) -> None:
    address = f"/v1/charts/coverage.{ending}"
    first = service.get(address)
    assert service.get(address).content == first.content
    known = service.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_without_the_renderer_the_answer_says_what_to_install(
    service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "release", lambda: None)
    answer = service.get("/v1/charts/coverage.svg?party=UA&width=333")
    assert answer.status_code == 406
    assert "agreement-facts[charts]" in answer.json()["detail"]
    assert service.get("/v1/charts/coverage.vl.json?party=UA&width=333").status_code == 200


def test_a_drawing_that_takes_too_long_is_given_up_and_the_next_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = rendering.Renderer()
    endless = {"data": {"sequence": {"start": 0, "stop": 10**9}}, "mark": "point", "encoding": {}, "config": {}}
    monkeypatch.setattr(rendering, "_PATIENCE", 0.5)
    with pytest.raises(rendering.RenderingError, match="in time"):
        renderer.png(endless, 1)
    monkeypatch.undo()
    assert renderer.png({"mark": "point", "data": {"values": [{}]}, "config": {}}, 1).startswith(b"\x89PNG")


def test_more_pictures_than_may_wait_are_refused(service: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = rendering.Renderer()
    for _ in range(rendering._WAITING + 1):
        renderer._places.acquire()
    monkeypatch.setattr(service.app.state, "renderer", renderer)  # type: ignore[attr-defined]
    answer = service.get("/v1/charts/coverage.svg?width=334")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_colours_stand_out_in_light_and_dark(palette: Palette) -> None:
    ground = palette.background
    texts = [(palette.text, ground), (palette.muted, ground), *((s.text, s.fill) for s in palette.states.values())]
    shapes = [(palette.mark, ground), (palette.other_mark, ground)]
    shapes += [(sign.edge, ground) for state, sign in palette.states.items() if state != "not_mentioned"]
    assert [pair for pair in texts if contrast(*pair) < 4.5] == []
    assert [pair for pair in shapes if contrast(*pair) < 3] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Training", ["Training"]),
        ("Force development and interoperability", ["Force development", "and", "interoperability"]),
        ("x" * 30, ["x" * 18, "x" * 12]),
        ("a\u0007b\u2028c", ["a b c"]),
        ("", [""]),
    ],
)
def test_a_label_is_broken_into_lines_that_fit(text: str, lines: list[str]) -> None:
    assert wrapped(text, 120) == lines
