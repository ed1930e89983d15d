"""What charts have in common: from the numbers of one to its Vega-Lite specification."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.charts.look import PADDING, TEXT_SIZE, TITLE_SIZE, Look, wrapped
from app.database.filters import Filters
from app.database.lines import printable

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Object = dict[str, Any]
#: A chart in words names this many of its rows.
_IN_WORDS = 12
LINE_HEIGHT = TEXT_SIZE + 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """The numbers of a chart under some filters, and how they are drawn."""

    title: str
    """The question in words."""
    reading: str
    """How the chart is to be read."""
    rows: Sequence[Object]
    """The data, one object a mark."""
    words: Sequence[str]
    """The same in words: "Training and exercises: 3 facts"."""
    draw: Callable[[Look], Object]
    """Layers, height and scales."""
    left_out: str | None = None
    """What the limit left out: "The 40 latest of 312 agreements."."""


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    title: str
    """Without filters."""
    question: str
    """The path of the API that answers with the same numbers."""
    pairs: Sequence[tuple[str, str]]
    """What that question has beside the filters."""
    find: Callable[[Connection, Filters, Look], Drawing]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a picture is from: it travels without its page."""

    source: str
    license: str
    day: str
    """On which the data last changed."""
    data_url: str
    """The question to the API that has the same numbers."""


def in_words(drawing: Drawing) -> str:
    """The chart for who does not see it."""
    if not drawing.words:
        return f"{drawing.title}. Nothing was found."
    more = len(drawing.words) - _IN_WORDS
    listed = "; ".join(drawing.words[:_IN_WORDS]) + (f"; and {more} more" if more > 0 else "")
    return printable(" ".join(said for said in (f"{drawing.title}.", drawing.left_out, f"{listed}.") if said))


def specification(drawing: Drawing, look: Look, origin: Provenance) -> Object:
    """Everything that a viewer needs, from no other address."""
    palette = look.palette
    below = drawing.left_out or ""
    about = f"{origin.source}, {origin.license}, data of {origin.day}"
    subtitle = [
        line
        for said in (drawing.reading if drawing.rows else "", below, about)
        if said
        for line in wrapped(said, look.room)
    ]
    return {
        "$schema": SCHEMA,
        "description": in_words(drawing),
        "usermeta": {
            "title": drawing.title,
            "source": origin.source,
            "license": origin.license,
            "generated_at": origin.day,
            "data_url": origin.data_url,
        },
        "title": {"text": wrapped(drawing.title, look.room, TITLE_SIZE + 2), "subtitle": subtitle},
        "width": look.width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": PADDING,
        "background": palette.background,
        "config": _config(look),
        "data": {"values": list(drawing.rows) or [{"nothing": "Nothing was found."}]},
        **(drawing.draw(look) if drawing.rows else _nothing(look)),
    }


def _config(look: Look) -> Object:
    palette = look.palette
    small = {"labelFontSize": TEXT_SIZE, "titleFontSize": TEXT_SIZE, "titleFontWeight": "normal"}
    return {
        "font": "sans-serif",
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "align": "left",
            "offset": 14,
            "fontSize": TITLE_SIZE,
            "lineHeight": TITLE_SIZE + 4,
            "color": palette.text,
            "subtitleColor": palette.muted,
            "subtitleFontSize": TEXT_SIZE,
            "subtitleLineHeight": TEXT_SIZE + 4,
            "subtitlePadding": 6,
        },
        "view": {"stroke": None},
        "axis": {
            "labelColor": palette.text,
            "titleColor": palette.muted,
            "gridColor": palette.grid,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            **small,
        },
        "legend": {"labelColor": palette.text, "titleColor": palette.muted, **small},
        "text": {"fontSize": TEXT_SIZE, "color": palette.text},
    }


def _nothing(look: Look) -> Object:
    """A chart of no numbers says that it has none."""
    return {
        "height": 48,
        "mark": {"type": "text", "align": "left", "x": 0, "color": look.palette.text, "fontSize": TITLE_SIZE},
        "encoding": {"text": {"field": "nothing", "type": "nominal"}},
    }


def label_axis(labels: Mapping[str, str], pixels: int) -> Object:
    """A column of labels at the left, flush with the title, for these values; broken into lines where they are long."""
    lines = {value: wrapped(said, pixels) for value, said in labels.items()}
    # ASCII alone: what JSON lets stand in a string, an expression does not always.
    listed = json.dumps(lines)
    return {
        "title": None,
        "labelExpr": f"{listed}[datum.value]",
        # Several lines stand in the middle of their row together, not the first of them alone.
        "labelOffset": {
            "condition": [
                {
                    "test": f"length({listed}[datum.value]) == {number}",
                    "value": -(number - 1) * LINE_HEIGHT / 2,
                }
                for number in sorted({len(broken) for broken in lines.values()} - {1})
            ],
            "value": 0,
        },
        "labelAlign": "left",
        "labelPadding": pixels,
        "labelLimit": pixels + 8,
        "labelLineHeight": LINE_HEIGHT,
        "minExtent": pixels,
        "maxExtent": pixels,
        "grid": False,
    }


def step(labels: Mapping[str, str], pixels: int) -> int:
    """The height of a row whose label may take several lines."""
    lines = max(len(wrapped(said, pixels)) for said in labels.values())
    return max(22, lines * LINE_HEIGHT + 8)


def room_after(longest: int, plot: int, pixels: int) -> float:
    """The end of a scale of this width at whose longest bar a text of so many pixels has room."""
    return round(longest * plot / max(plot - pixels, 1), 3)


def counted(number: int, one: str) -> str:
    """`1 fact`, `2 facts`"""
    return f"{number} {one}{'' if number == 1 else 's'}"
