"""Charts on pages: a picture for each width and theme, its words, and where its numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.api.lists import found
from app.charts.catalogue import CHARTS
from app.charts.chart import Chart, in_words
from app.charts.look import DEFAULT_WIDTH, Look
from app.database.filters import Filters
from app.web.embedding import Frame

Pair = tuple[str, str]
#: Up to this width of the window a picture for narrow ones is shown, whose letters stay as large as the page's.
NARROW = 480
_NARROW_WIDTH = 340


@dataclass(frozen=True, slots=True)
class Figure:
    chart: Chart
    title: str
    words: str
    """The chart for who does not see it."""
    pairs: tuple[Pair, ...]
    """What is asked, without how it looks."""

    @property
    def sources(self) -> list[tuple[str, list[Pair]]]:
        """The media queries of a `picture` with what its address asks beside `pairs`; the last one holds always."""
        # On paper there is no dark.
        dark = "screen and (prefers-color-scheme: dark)"
        narrow = f"(max-width: {NARROW}px)"
        small, large = ("width", str(_NARROW_WIDTH)), ("width", str(DEFAULT_WIDTH))
        return [
            (f"{dark} and {narrow}", [small, ("theme", "dark")]),
            (narrow, [small]),
            (dark, [large, ("theme", "dark")]),
            ("", [large]),
        ]

    @property
    def frame(self) -> Frame:
        return Frame("chart", self.chart.name, self.pairs)

    @property
    def data(self) -> list[Pair]:
        """What asks `chart.question` for the same numbers."""
        return [*self.chart.pairs, *(pair for pair in self.pairs if pair not in self.chart.pairs)]


def figure(connection: Connection, name: str, filters: Filters, pairs: Sequence[Pair]) -> Figure:
    """Raises `UnknownValues`."""
    chart = CHARTS[name]
    drawing = found(connection, filters, lambda: chart.find(connection, filters, Look()))
    return Figure(chart, drawing.title, in_words(drawing), tuple(pairs))
