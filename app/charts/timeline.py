"""`timeline`: when agreements are signed or planned to be, and when documents report on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from app.charts.chart import Chart, Drawing, Object, counted, label_axis, step
from app.charts.look import Look
from app.database.filters import Filters
from app.database.timeline import Dated, latest, reports
from app.database.words import describe
from app.extraction.statements import state_name

#: Agreements that are shown, the latest first.
MAXIMUM_AGREEMENTS = 40
#: Days of reports that are shown of one agreement, the first ones: what follows says little of when.
_MAXIMUM_REPORTS = 50
#: Parties that a label names.
_NAMED = 3
#: What an id says after the year: `fr-pl-2025-declaration`.
_KIND = re.compile(r"-\d{4}-(.+)$")
_SIGNED, _PLANNED, _REPORTED = "signed", "planned", "reported"
#: Over a longer time than this, the axis names months, not days.
_MONTHS = timedelta(days=180)
_SHAPES = {_SIGNED: "diamond", _PLANNED: "square", _REPORTED: "circle"}


def _find(connection: Connection, filters: Filters, _: Look) -> Drawing:
    agreements, total = latest(connection, filters, MAXIMUM_AGREEMENTS)
    told = reports(connection, [agreement.id for agreement in agreements], filters.document)
    rows = [row for agreement in agreements for row in _rows(agreement, told.get(agreement.id, {}))]
    undated = len({agreement.id for agreement in agreements} - {row["agreement"] for row in rows})
    left_out = [
        *([f"The {len(agreements)} latest of {total} agreements."] if len(agreements) < total else []),
        *([f"{undated} without any date {'is' if undated == 1 else 'are'} not shown."] if undated else []),
    ]
    return Drawing(
        title=f"{describe('agreements', filters)}, by date",
        reading="Diamond: signed; square: planned for; circle: a document reports on it, larger for several.",
        rows=rows,
        words=[said for agreement in agreements if (said := _in_words(agreement, told.get(agreement.id, {})))],
        draw=lambda look: _draw(rows, look),
        left_out=" ".join(left_out) or None,
    )


def label(agreement: Dated) -> str:
    """`Ukraine – United States`; with its kind where it is no plain agreement: `France – Poland, declaration`"""
    names = [state_name(code).removeprefix("the ") for code in agreement.parties]
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} others"]
    kind = _KIND.search(agreement.id)
    return (" – ".join(names) or "Unknown parties") + (f", {kind[1]}" if kind else "")


def _rows(agreement: Dated, told: dict[date, int]) -> list[Object]:
    days = [(_SIGNED, agreement.signed_on, 0), (_PLANNED, agreement.planned_on, 0)]
    days += [(_REPORTED, day, number) for day, number in list(told.items())[:_MAXIMUM_REPORTS]]
    return [
        {
            "agreement": agreement.id,
            "label": label(agreement),
            "event": event,
            "date": day.isoformat(),
            "documents": number or None,
        }
        for event, day, number in days
        if day
    ]


def _in_words(agreement: Dated, told: dict[date, int]) -> str | None:
    said = []
    if agreement.signed_on:
        said.append(f"signed {agreement.signed_on}")
    if agreement.planned_on:
        said.append(f"planned for {agreement.planned_on}")
    if told:
        days = f"on {min(told)}" if len(told) == 1 else f"from {min(told)} to {max(told)}"
        said.append(f"reported on by {counted(sum(told.values()), 'document')} {days}")
    return f"{label(agreement)}: {', '.join(said)}" if said else None


def _draw(rows: Sequence[Object], look: Look) -> Object:
    palette = look.palette
    labels = {row["agreement"]: row["label"] for row in rows}
    days = [date.fromisoformat(row["date"]) for row in rows]
    span = max(days) - min(days)
    margin = max(timedelta(days=15), span / 20)
    domain = [
        {"year": day.year, "month": day.month, "date": day.day, "utc": True}
        for day in (min(days) - margin, max(days) + margin)
    ]
    colors = {_SIGNED: palette.mark, _PLANNED: palette.other_mark, _REPORTED: palette.muted}
    return {
        "height": {"step": step(labels, look.labels)},
        "encoding": {
            "y": {
                "field": "agreement",
                "type": "nominal",
                "scale": {"domain": list(labels)},
                "axis": label_axis(labels, look.labels) | {"grid": True},
            },
            "x": {
                "field": "date",
                "type": "temporal",
                "timeUnit": "utcyearmonthdate",
                "scale": {"domain": domain},
                "axis": {
                    "title": None,
                    "orient": "top",
                    "tickCount": max(2, (look.room - look.labels) // 90),
                    "format": "%b %Y" if span > _MONTHS else "%-d %b %Y",
                    "labelOverlap": True,
                },
            },
        },
        "layer": [
            {
                "mark": {"type": "point", "filled": event != _REPORTED, "strokeWidth": 1.5, "opacity": 1},
                "transform": [{"filter": f"datum.event == '{event}'"}],
                "encoding": {
                    "shape": {"value": _SHAPES[event]},
                    "color": {"value": colors[event]},
                    "size": {"value": 110}
                    if event != _REPORTED
                    else {"field": "documents", "type": "quantitative", "scale": {"range": [20, 160]}, "legend": None},
                },
            }
            for event in (_SIGNED, _PLANNED, _REPORTED)
        ],
    }


TIMELINE = Chart("timeline", "Agreements by date", "agreements", (("include", "evidence"),), _find)
