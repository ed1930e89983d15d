"""`matrix`: what the latest agreements say on each topic: affirmed, denied, contested or not mentioned."""

from __future__ import annotations

from sqlalchemy import Connection

from app.charts.chart import Chart, Drawing, Object, label_axis, step
from app.charts.look import TEXT_SIZE, Look
from app.database.filters import Filters
from app.database.matrix import matrix
from app.database.timeline import latest
from app.database.topics import STATES, State
from app.database.vocabulary import chosen
from app.database.words import describe

#: Agreements that are shown at most; fewer where the picture is narrow.
MAXIMUM_AGREEMENTS = 40
_COLUMN = 24
#: State to its sign and what it is called; an affirmed one shows the number of its facts.
_SIGNS: dict[State, tuple[str, str]] = {
    "affirmed": ("", "number of facts that affirm it"),
    "denied": ("×", "denied"),
    "contested": ("±", "contested: affirmed and denied"),
    "not_mentioned": ("–", "not mentioned"),
}


def _find(connection: Connection, filters: Filters, look: Look) -> Drawing:
    agreements, total = latest(connection, filters, _columns(look))
    ids = [agreement.id for agreement in agreements]
    found = matrix(connection, ids, chosen(filters.category, filters.group, filters.type))
    rows: list[Object] = [
        {
            "agreement": id_,
            "category": cell.category.slug,
            "label": cell.category.label,
            "state": cell.state,
            "affirming": cell.affirming,
            "denying": cell.denying,
        }
        for id_, cells in found.rows.items()
        for cell in cells
    ]
    left_out = [
        *([f"The {len(ids)} latest of {total} agreements."] if len(ids) < total else []),
        *([f"None mentions: {'; '.join(category.label for category in found.silent)}."] if found.silent else []),
    ]
    return Drawing(
        title=f"{describe('agreements', filters)}, topic by topic",
        reading="Number: facts that affirm it; × denied; ± affirmed and denied; – not mentioned.",
        rows=rows,
        words=[_in_words(rows, id_) for id_ in found.rows if rows],
        draw=lambda look: _draw(rows, ids, look),
        left_out=" ".join(left_out) or None,
    )


def _columns(look: Look) -> int:
    return min(MAXIMUM_AGREEMENTS, (look.room - look.labels) // _COLUMN)


def _in_words(rows: list[Object], id_: str) -> str:
    states = [row["state"] for row in rows if row["agreement"] == id_]
    said = ", ".join(f"{states.count(state)} {state.replace('_', ' ')}" for state in STATES if state in states)
    return f"{id_}: {said}"


def _draw(rows: list[Object], ids: list[str], look: Look) -> Object:
    palette = look.palette
    labels = {row["category"]: row["label"] for row in rows}
    # Empty columns after the last agreement keep cells of few agreements as narrow as those of many.
    columns = [*ids, *(" " * (n + 1) for n in range(_columns(look) - len(ids)))]
    signs = {state: palette.states[state] for state in STATES}
    sign = " : ".join(f"datum.state == '{state}' ? '{_SIGNS[state][0]}'" for state in STATES if state != "affirmed")

    def by_state(*colors: str) -> Object:
        return {
            "field": "state",
            "type": "nominal",
            "scale": {"domain": list(STATES), "range": list(colors)},
            "legend": None,
        }

    return {
        "height": {"step": step(labels, look.labels)},
        "transform": [{"calculate": f"{sign} : '' + datum.affirming", "as": "sign"}],
        "encoding": {
            "y": {
                "field": "category",
                "type": "nominal",
                "scale": {"domain": list(labels), "padding": 0.1},
                "axis": label_axis(labels, look.labels) | {"grid": False},
            },
            "x": {
                "field": "agreement",
                "type": "nominal",
                "scale": {"domain": columns, "padding": 0.1},
                "axis": {
                    "title": None,
                    "orient": "top",
                    "labelAngle": -90,
                    "labelLimit": 200,
                    "labelOverlap": False,
                },
            },
        },
        "layer": [
            {
                "mark": {"type": "rect", "strokeWidth": 1},
                "encoding": {
                    "fill": by_state(*(signs[state].fill for state in STATES)),
                    "stroke": by_state(*(signs[state].edge for state in STATES)),
                },
            },
            {
                "mark": {"type": "text", "fontSize": TEXT_SIZE, "baseline": "middle"},
                "encoding": {
                    "text": {"field": "sign", "type": "nominal"},
                    "color": by_state(*(signs[state].text for state in STATES)),
                },
            },
        ],
        "resolve": {"scale": {"fill": "independent", "stroke": "independent", "color": "independent"}},
    }


MATRIX = Chart("matrix", "Agreements by topic", "agreements", (("include", "topics"),), _find)
