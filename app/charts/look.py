"""How charts look: their colours in light and dark, their sizes, and where lines of text are broken."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from app.database.lines import printable
from app.database.topics import State

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)

DEFAULT_WIDTH = 640
MINIMUM_WIDTH = 280
MAXIMUM_WIDTH = 1600

PADDING = 12
TITLE_SIZE = 15
TEXT_SIZE = 12
#: Of a letter's mean width to the size of its font, for a plain sans-serif; a little wide, so that lines fit.
_LETTER = 0.5
#: Between a line and what follows it.
_GAP = 8


@dataclass(frozen=True, slots=True)
class Sign:
    """A cell of a table: its ground, and what is written on it."""

    fill: str
    text: str
    edge: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Text stands out from what is behind it by 4.5 to 1 at least, shapes by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

    background: str
    text: str
    muted: str
    grid: str
    mark: str
    other_mark: str
    states: Mapping[State, Sign]


#: Paper and ink are those of the pages (`app/web/static/style.css`).
PALETTES: Mapping[Theme, Palette] = {
    "light": Palette(
        background="#fdfcfa",
        text="#1d1f22",
        muted="#555b63",
        grid="#dfe2e6",
        mark="#1f5fa8",
        other_mark="#a3420a",
        states={
            "affirmed": Sign("#1f5fa8", "#ffffff", "#1f5fa8"),
            "denied": Sign("#fff1ea", "#a3320a", "#a3320a"),
            "contested": Sign("#f2c744", "#1c1e21", "#7a5c00"),
            "not_mentioned": Sign("#fdfcfa", "#555b63", "#fdfcfa"),
        },
    ),
    "dark": Palette(
        background="#16181b",
        text="#e6e4df",
        muted="#a9b1bb",
        grid="#343a42",
        mark="#7db4f0",
        other_mark="#f2a36e",
        states={
            "affirmed": Sign("#7db4f0", "#10151b", "#7db4f0"),
            "denied": Sign("#33190f", "#f8a580", "#f8a580"),
            "contested": Sign("#e3bb45", "#15181c", "#e3bb45"),
            "not_mentioned": Sign("#16181b", "#a9b1bb", "#16181b"),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a caller chooses of the look."""

    theme: Theme = "light"
    width: int = DEFAULT_WIDTH
    """Of the picture, in pixels at scale 1; the height follows from the data."""

    @property
    def palette(self) -> Palette:
        return PALETTES[self.theme]

    @property
    def room(self) -> int:
        """The width inside the padding."""
        return self.width - 2 * PADDING

    @property
    def labels(self) -> int:
        """The width of the column of labels at the left."""
        return min(250, self.room // 2)


def wrapped(text: str, pixels: int, size: int = TEXT_SIZE) -> list[str]:
    """The text in lines of this width at most; a word wider than that is broken."""
    letters = max(8, int((pixels - _GAP) / (size * _LETTER)))
    return textwrap.wrap(printable(text), letters, break_on_hyphens=False) or [""]
