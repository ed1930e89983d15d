"""What tests read of answers over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

Holding = Callable[..., TestClient]
"""From documents to the service over a database of just these; the fixture `holding`."""


def ids(client: TestClient, address: str, **parameters: Any) -> list[str]:
    """The ids of the items of a list, in its order."""
    answer = client.get(address, params=parameters or None)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["data"]]
