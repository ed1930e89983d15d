"""`coverage`: how many facts there are on each category, group by group."""

from __future__ import annotations

from sqlalchemy import Connection

from app.charts.chart import Chart, Drawing, Object, counted, label_axis, room_after, step
from app.charts.look import TEXT_SIZE, Look
from app.database.filters import Filters
from app.database.statistics import count_facts
from app.database.vocabulary import categories
from app.database.words import describe_counts


def _find(connection: Connection, filters: Filters, _: Look) -> Drawing:
    numbers = {cell.values[0]: cell.counts for cell in count_facts(connection, filters, ["category"])}
    rows: list[Object] = [
        {
            "group": category.group,
            "group_label": category.group_label,
            "category": category.slug,
            "label": category.label,
            **numbers[category.slug]._asdict(),
        }
        for category in categories()
        if category.slug in numbers
    ]
    return Drawing(
        title=describe_counts(filters, ["category"]),
        reading="Length of the bars and first number: facts; second number: agreements that have them.",
        rows=rows,
        words=[f"{r['label']}: {counted(r['facts'], 'fact')} in {counted(r['agreements'], 'agreement')}" for r in rows],
        draw=lambda look: _draw(rows, look),
    )


def _draw(rows: list[Object], look: Look) -> Object:
    palette = look.palette
    labels: dict[str, str] = {}
    for row in rows:
        labels[_heading(row)] = row["group_label"]
        labels[row["category"]] = row["label"]
    axis = label_axis(labels, look.labels) | {
        "labelFontWeight": {
            "condition": {"test": f"indexof(datum.value, '{_HEADING}') == 0", "value": "bold"},
            "value": "normal",
        }
    }
    most = max(row["facts"] for row in rows)
    return {
        "height": {"step": step(labels, look.labels)},
        "encoding": {
            "y": {
                "field": "category",
                "type": "nominal",
                "scale": {"domain": list(labels), "paddingInner": 0.3},
                "axis": axis,
            }
        },
        "layer": [
            {
                "mark": {"type": "bar", "color": palette.mark},
                "encoding": {
                    "x": {
                        "field": "facts",
                        "type": "quantitative",
                        # Room for the numbers at the end of the longest bar.
                        "scale": {"domain": [0, room_after(most, look.room - look.labels, 76)], "nice": False},
                        "axis": None,
                    }
                },
            },
            {
                "transform": [{"calculate": "datum.facts + ' in ' + datum.agreements", "as": "said"}],
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": TEXT_SIZE, "color": palette.text},
                "encoding": {
                    "x": {"field": "facts", "type": "quantitative"},
                    "text": {"field": "said", "type": "nominal"},
                },
            },
        ],
    }


#: Before the slug of a group: a line of the chart that has no bar.
_HEADING = "group "


def _heading(row: Object) -> str:
    return f"{_HEADING}{row['group']}"


COVERAGE = Chart("coverage", "Facts by category", "stats", (("group_by", "category"),), _find)
