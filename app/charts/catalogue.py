"""Every chart there is."""

from __future__ import annotations

from collections.abc import Mapping

from app.charts.chart import Chart
from app.charts.coverage import COVERAGE
from app.charts.matrix import MATRIX
from app.charts.modality_by_party import MODALITY_BY_PARTY
from app.charts.timeline import TIMELINE

#: Name to chart, in the order in which they are shown.
CHARTS: Mapping[str, Chart] = {chart.name: chart for chart in (COVERAGE, MODALITY_BY_PARTY, MATRIX, TIMELINE)}
