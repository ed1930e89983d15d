"""What other pages may show of ours: which frame stands for which address, and the snippet that puts it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from app.api.charts import OF_LOOK
from app.charts.catalogue import CHARTS
from app.web.narrowing import question

Kind = Literal["chart", "fact", "agreement"]
Pair = tuple[str, str]

WIDTH = 640
#: What snippets load, for as long as they stand on pages of others.
SCRIPT = "/embed/frames.js"
#: Where that script does not run, a frame keeps this height, and scrolls.
_HEIGHTS: dict[Kind, int] = {"chart": 640, "fact": 300, "agreement": 380}
#: Lists and pages of no single fact or agreement, with the chart that stands for each.
_CHARTS = {"/": "matrix", "/documents": "timeline", "/categories": "coverage"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Something that can be put into another page."""

    kind: Kind
    name: str
    """Of a chart, or the id of a fact or agreement."""
    pairs: tuple[Pair, ...] = ()

    @property
    def path(self) -> str:
        """`/embed/fact/ua-us-2024.training.us`"""
        of = "" if self.kind == "chart" else f"{self.kind}/"
        asked = f"?{urlencode(self.pairs)}" if self.pairs else ""
        return f"/embed/{of}{quote(self.name)}{asked}"

    @property
    def height(self) -> int:
        return _HEIGHTS[self.kind]

    def snippet(self, base: str, title: str, width: int | None = None, height: int | None = None) -> str:
        """The HTML that shows it on another page, as high as it is; without a width it takes what there is."""
        size = f"{width}px" if width else "100%"
        return (
            f'<iframe src="{escape(base + self.path)}" title="{escape(title)}" loading="lazy" '
            f'width="{width or "100%"}" height="{height or self.height}" '
            f'style="border:0;width:{size};max-width:100%"></iframe>'
            f'<script async src="{escape(base)}{SCRIPT}"></script>'
        )


def frame(path: str, pairs: Sequence[Pair] = (), fragment: str = "") -> Frame | None:
    """What stands for an address of ours, below the address of the service; None where nothing does."""
    dated = tuple(pair for pair in pairs if pair[0] == "as_of")
    asked = tuple(pair for pair in question(pairs) if pair[0] not in OF_LOOK)
    if path in _CHARTS:
        return Frame("chart", _CHARTS[path], asked)
    match path.removeprefix("/").split("/"):
        case ["agreements", id_] if _is_fact(fragment):
            return Frame("fact", fragment, dated)
        case ["agreements", id_] | ["embed", "agreement", id_] if id_:
            return Frame("agreement", unquote(id_), dated)
        case ["facts", id_] | ["embed", "fact", id_] if id_:
            return Frame("fact", unquote(id_), dated)
        case ["documents", id_] if _is_fact(fragment):
            # A place of a fact bears its id and where it is: `ua-us-2024.training.us@10-20`.
            return Frame("fact", fragment.partition("@")[0], dated)
        case ["documents", id_] if id_:
            return Frame("chart", "coverage", (("document", unquote(id_)), *dated))
        case ["embed", name] if name in CHARTS:
            return Frame("chart", name, asked)
        case ["v1", "charts", file] if (name := file.partition(".")[0]) in CHARTS:
            return Frame("chart", name, asked)
    return None


def _is_fact(fragment: str) -> bool:
    """An id of a fact names its category after a point; other places of a page have names without one."""
    return "." in fragment


def of_address(base: str, address: str) -> Frame | None:
    """The same of a whole address, whose host must be ours, or of a path below ours."""
    try:
        below = address.startswith("/") and not address.startswith("//")
        ours, asked = urlsplit(base), urlsplit(f"{base}{address}" if below else address)
    except ValueError:
        return None
    if asked.netloc.lower() != ours.netloc.lower() or asked.scheme not in ("http", "https"):
        return None
    if not asked.path.startswith(f"{ours.path}/") and asked.path != ours.path:
        return None
    path = asked.path.removeprefix(ours.path) or "/"
    return frame(path, parse_qsl(asked.query), unquote(asked.fragment))
