"""What stands beside a document: `treaty.toml` says of `treaty.txt` what its text does not.

title = "Agreement on Security Cooperation"
source_url = "https://example.org/treaty"
publisher = "Ministry of Defence"
published_on = 2024-06-13
language = "en"
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.reading.source import Metadata, UnreadableDocument

__all__ = ["beside"]

#: Of a page that can be linked to.
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
_TEXTS = ("title", "source_url", "publisher", "language")


def beside(path: Path, metadata: Metadata) -> Metadata:
    """`metadata` with what the document's sidecar says instead, if there is one. Raises `UnreadableDocument`."""
    sidecar = path.with_suffix(".toml")
    if sidecar == path or not sidecar.is_file():
        return metadata
    try:
        said = tomllib.loads(sidecar.read_text("utf-8"))
        return replace(metadata, **{key: _value(key, value) for key, value in said.items()})
    except (OSError, ValueError) as error:
        raise UnreadableDocument(path.name, f"{sidecar.name} beside it: {error}") from error


def _value(key: str, value: Any) -> Any:
    if key == "published_on":
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise ValueError(f"published_on is a date, such as 2024-06-13, not {value!r}")
    if key not in _TEXTS:
        raise ValueError(f"{key} is no key; keys are published_on, {', '.join(_TEXTS)}")
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is a text, not {value!r}")
    if key == "source_url" and not _WEB_ADDRESS.fullmatch(value):
        raise ValueError(f"source_url begins with http:// or https:// and names a host, not {value!r}")
    return value
