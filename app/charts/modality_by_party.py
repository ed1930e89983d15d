"""`modality-by-party`: how strongly each party is bound by what it undertakes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from app.charts.chart import Chart, Drawing, Object, label_axis, room_after, step
from app.charts.look import TEXT_SIZE, Look
from app.database.filters import Filters
from app.database.statistics import count_facts
from app.database.words import describe_counts
from app.extraction.model import MODALITIES
from app.extraction.statements import state_name

#: Parties that are shown, those with the most commitments first.
MAXIMUM_PARTIES = 40
_UNKNOWN = "unknown"


def _find(connection: Connection, filters: Filters, _: Look) -> Drawing:
    cells = count_facts(connection, filters, ["obligor", "modality"])
    numbers: dict[str, dict[str, int]] = {}
    for cell in cells:
        obligor, modality = cell.values
        if modality is not None:
            numbers.setdefault(str(obligor or _UNKNOWN), {})[str(modality)] = cell.counts.facts
    ordered = sorted(numbers, key=lambda party: (-sum(numbers[party].values()), party))
    shown = ordered[:MAXIMUM_PARTIES]
    rows: list[Object] = [
        {
            "obligor": party,
            "label": _label(party),
            "modality": modality,
            "commitments": numbers[party][modality],
        }
        for party in shown
        for modality in MODALITIES
        if modality in numbers[party]
    ]
    commitments = replace(filters, type=("commitment",))
    return Drawing(
        title=describe_counts(commitments, ["obligor", "modality"]),
        reading="Strongest at the left: an obligation binds, a possibility promises nothing. A commitment of several "
        "parties counts for each.",
        rows=rows,
        words=[_in_words(party, numbers[party]) for party in shown],
        draw=lambda look: _draw(rows, look),
        left_out=f"The first {len(shown)} of {len(ordered)} parties." if len(shown) < len(ordered) else None,
    )


def _label(party: str) -> str:
    return "Not named" if party == _UNKNOWN else state_name(party).removeprefix("the ")


def _in_words(party: str, numbers: dict[str, int]) -> str:
    said = ", ".join(f"{numbers[modality]} {modality}" for modality in MODALITIES if modality in numbers)
    return f"{_label(party)}: {said}"


def _draw(rows: list[Object], look: Look) -> Object:
    palette = look.palette
    column = min(130, look.room // 3)
    labels = {row["obligor"]: row["label"] for row in rows}
    most = max(row["commitments"] for row in rows)
    # A column for each strength in one scale: every bar begins at its column, with room for its number at the end.
    width = (look.room - column) // len(MODALITIES)
    span = room_after(most, width, 22)
    names = {round(index * span, 3): modality for index, modality in enumerate(MODALITIES)}
    expression = " : ".join(f"datum.value == {at} ? '{name}'" for at, name in names.items()) + " : ''"
    top = {
        "orient": "top",
        "title": None,
        "values": list(names),
        "labelExpr": expression,
        "labelAlign": "left",
        "labelAngle": -40 if width < 72 else 0,
        "labelOverlap": False,
        "labelFlush": False,
        "grid": True,
    }
    return {
        "height": {"step": step(labels, column)},
        "transform": [
            {"calculate": f"indexof({list(MODALITIES)!r}, datum.modality) * {span}", "as": "start"},
            {"calculate": "datum.start + datum.commitments", "as": "end"},
        ],
        "encoding": {
            "y": {
                "field": "obligor",
                "type": "nominal",
                "scale": {"domain": list(labels), "paddingInner": 0.3},
                "axis": label_axis(labels, column),
            }
        },
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.mark},
                "encoding": {
                    "x": {
                        "field": "start",
                        "type": "quantitative",
                        "scale": {"domain": [0, span * len(MODALITIES)], "nice": False},
                        "axis": top,
                    },
                    "x2": {"field": "end"},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": TEXT_SIZE, "color": palette.text},
                "encoding": {
                    "x": {"field": "end", "type": "quantitative"},
                    "text": {"field": "commitments", "type": "quantitative"},
                },
            },
        ],
    }


MODALITY_BY_PARTY = Chart(
    "modality-by-party",
    "Strength of commitments by party",
    "stats",
    (("group_by", "obligor,modality"), ("type", "commitment")),
    _find,
)
