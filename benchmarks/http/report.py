"""What was measured, as a table of ratios."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

from benchmarks.http.measure import Figures

_CORES = os.cpu_count()


def table(figures: Sequence[Figures]) -> list[list[str]]:
    """A line for each workload: ours, then each other with how many times ours is as many."""
    ours, *others = figures
    lines = [["work", f"{ours.name} {ours.version}", *(f"{f.name} {f.version}" for f in others)]]
    for workload, per_second in ours.per_second.items():
        cells = [_beside(per_second, f.per_second.get(workload)) for f in others]
        lines.append([workload, f"{per_second:,.0f}", *cells])
    memory = [f.memory for f in figures]
    lines.append(["more memory for all rows (MB)", *("" if m is None else f"{m / 1e6:,.0f}" for m in memory)])
    return lines


def _beside(ours: float, theirs: float | None) -> str:
    if theirs is None:
        return ""
    if theirs == 0:
        return "none in time"
    ratio = ours / theirs
    return f"{theirs:,.0f} ({ratio:,.2f}×)" if ratio < 10 else f"{theirs:,.0f} ({ratio:,.0f}×)"


def markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *rest = lines
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rest))


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), platform.machine())
    return f"{model}, {_CORES} cores, {platform.system()}, Python {platform.python_version()}"
