"""`/v1/charts`"""

from __future__ import annotations

from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.api import answers, documentation, lists
from app.api.parameters import ChartName
from app.api.problems import NotFound, NotInstalled, Unavailable
from app.api.queries import ChartListQuery, ChartQuery, PixelQuery
from app.api.schemas import Chart as ChartShape
from app.api.schemas import Listing
from app.charts import rendering
from app.charts.catalogue import CHARTS
from app.charts.chart import Chart, Object, Provenance, specification
from app.charts.look import Look, Theme
from app.charts.rendering import RenderingError
from app.database.engine import Version
from app.database.filters import Filters
from app.database.likeness import nearest
from app.database.query import Page, cut
from app.database.rows import dump

router = APIRouter(prefix="/v1/charts", tags=["charts"])

SVG = "image/svg+xml"
PNG = "image/png"
#: Parameters that say how a chart looks, not what it shows.
OF_LOOK = ("theme", "width", "scale")
#: A picture that is opened by its own address holds nothing that runs.
_ALONE = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
_FORMS = {"vega_lite": "vl.json", "svg": "svg", "png": "png"}


@router.get(
    "",
    operation_id="list_charts",
    summary="The charts and where they are",
    response_model=Listing[ChartShape],
    responses=documentation.lists(),
)
def list_charts(request: Request, asked: Annotated[ChartListQuery, Query()]) -> Response:
    """Each as a specification, as a drawing and as a picture, and the question that answers with its numbers."""
    base = answers.base_url(request)

    def find(_: Connection, limit: int, cursor: str | None) -> Page:
        rows = {name: dump(_row(base, chart)) for name, chart in CHARTS.items()}
        return cut(rows, limit, cursor, {"of": "charts"})

    listing = lists.Listing("charts", Filters(), ChartShape, find, description="Charts")
    return lists.respond(request, listing, asked)


def _row(base: str, chart: Chart) -> dict[str, Any]:
    links = {form: f"{base}/v1/charts/{chart.name}.{ending}" for form, ending in _FORMS.items()}
    return {"id": chart.name, "title": chart.title, **links, "data": data_url(base, chart, [])}


@router.get(
    "/{name}.vl.json",
    operation_id="get_chart_specification",
    summary="A chart as Vega-Lite with its data inside",
    response_model=dict[str, Any],
    responses=documentation.problems(404, 422),
)
def get_chart_specification(request: Request, name: ChartName, asked: Annotated[ChartQuery, Query()]) -> Response:
    """For any program that draws https://vega.github.io/vega-lite/; it needs no other data."""
    chart = known(name)

    def make(connection: Connection, state: Version) -> answers.Body:
        return answers.Body(answers.encode(specify(request, connection, state, chart, asked)))

    return answers.answer(request, make, "vega-lite", asked.as_of)


def _picture(media_type: str) -> documentation.Responses:
    declared = {"description": "The picture.", "content": {media_type: {"schema": {"type": "string"}}}}
    return documentation.problems(404, 406, 422, 503) | {200: declared}


@router.get(
    "/{name}.svg",
    operation_id="get_chart_drawing",
    summary="A chart as SVG",
    response_class=Response,
    responses=_picture(SVG),
)
def get_chart_drawing(request: Request, name: ChartName, asked: Annotated[ChartQuery, Query()]) -> Response:
    """Sharp at every size, under every filter; drawn by the service, without scripts."""
    return _drawn(request, name, asked, SVG, lambda made: request.app.state.renderer.svg(made, name))


@router.get(
    "/{name}.png",
    operation_id="get_chart_picture",
    summary="A chart as PNG",
    response_class=Response,
    responses=_picture(PNG),
)
def get_chart_picture(request: Request, name: ChartName, asked: Annotated[PixelQuery, Query()]) -> Response:
    """For where a drawing cannot stand; `scale` for screens with more pixels."""
    return _drawn(request, name, asked, PNG, lambda made: request.app.state.renderer.png(made, asked.scale))


def _drawn(request: Request, name: ChartName, asked: ChartQuery, media_type: str, draw: Any) -> Response:
    """Raises `NotFound`, `NotInstalled`, `Unavailable`."""
    chart = known(name)
    release = rendering.release()
    if release is None:
        raise NotInstalled("Accept", media_type, rendering.INSTALL)

    def make(connection: Connection, state: Version) -> answers.Body:
        made = specify(request, connection, state, chart, asked)
        return answers.Body(lambda: _patiently(draw, made), media_type, dict(_ALONE))

    return answers.answer(request, make, f"{media_type.partition('/')[2][:3]}-{release}", asked.as_of)


def _patiently(draw: Any, made: Object) -> bytes:
    try:
        drawn: bytes = draw(made)
    except RenderingError as error:
        raise Unavailable(f"{error} Asking again later may help.") from error
    return drawn


def known(name: str) -> Chart:
    """The chart of this name. Raises `NotFound`."""
    if name not in CHARTS:
        raise NotFound("chart", name, nearest(name, tuple(CHARTS)))
    return CHARTS[name]


def specify(request: Request, connection: Connection, state: Version, chart: Chart, asked: ChartQuery) -> Object:
    """The chart of one state of the data. Raises `UnknownValues`."""
    filters, look = asked.filters(), Look(cast(Theme, asked.theme), asked.width)
    drawing = lists.found(connection, filters, lambda: chart.find(connection, filters, look))
    settings = request.app.state.settings
    url = data_url(answers.base_url(request), chart, request.query_params.multi_items())
    day = state.changed_at.strftime("%Y-%m-%d")
    return specification(drawing, look, Provenance(settings.source, settings.license, day, url))


def data_url(base: str, chart: Chart, pairs: list[tuple[str, str]]) -> str:
    """The question to the API that has the numbers of the chart under these parameters."""
    asked = [*chart.pairs, *(pair for pair in pairs if pair[0] not in OF_LOOK and pair not in chart.pairs)]
    return f"{base}/v1/{chart.question}?{urlencode(asked)}"
