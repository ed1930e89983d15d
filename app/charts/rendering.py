"""Specifications to pictures, by a process beside the service.

A renderer of Vega-Lite computes for tens of milliseconds and lets no other thread of its process run meanwhile, so it
has a process of its own: the service goes on answering, a picture that takes too long is given up, and memory that a
picture took is not the service's.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import weakref
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from app.charts import worker

INSTALL = "pip install 'agreement-facts[charts]'"
#: Seconds after which a picture is given up.
_PATIENCE = 30
#: Pictures that may wait for the one that is being made.
_WAITING = 8


class RenderingError(Exception):
    """No picture: the renderer is busy, took too long or ended."""


@cache
def release() -> str | None:
    """The version of the renderer; None where it is not installed."""
    try:
        return version("vl-convert-python")
    except PackageNotFoundError:
        return None


class Renderer:
    """One picture at a time, made by a process that begins with the first of them and ends with this one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._alone = threading.Lock()
        self._places = threading.BoundedSemaphore(_WAITING + 1)

    def svg(self, specification: dict[str, Any], name: str) -> bytes:
        """The picture as a document, described for who does not see it. Raises `RenderingError`."""
        made = self._make({"specification": specification, "scale": None}).decode()
        return _described(made, name, specification["usermeta"]["title"], specification["description"]).encode()

    def png(self, specification: dict[str, Any], scale: float) -> bytes:
        """The picture in pixels, `scale` for each of the specification. Raises `RenderingError`."""
        return self._make({"specification": specification, "scale": scale})

    def _make(self, task: dict[str, Any]) -> bytes:
        if not self._places.acquire(blocking=False):
            raise RenderingError("Too many charts are being drawn.")
        try:
            with self._alone:
                return self._ask(task)
        finally:
            self._places.release()

    def _ask(self, task: dict[str, Any]) -> bytes:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        # A process that was ended answers with the end of its output.
        patience = threading.Timer(_PATIENCE, process.kill)
        patience.daemon = True
        patience.start()
        try:
            worker.send(process.stdin, json.dumps(task).encode())
            made = worker.receive(process.stdout)
        except OSError:
            made = None
        finally:
            patience.cancel()
        if made is None:
            process.kill()
            process.wait()
            raise RenderingError("The chart could not be drawn in time.")
        return made

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "app.charts.worker"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            weakref.finalize(self, self._process.kill)
        return self._process


_ROOT = re.compile(r"<svg([^>]*)>")


def _described(svg: str, name: str, title: str, description: str) -> str:
    """With a name and a description that assistive technology reads instead of the shapes."""
    at = f"chart-{name}"
    opening = (
        rf'<svg\1 role="img" aria-labelledby="{at}-title" aria-describedby="{at}-description">'
        f'<title id="{at}-title">{_escaped(title)}</title>'
        f'<desc id="{at}-description">{_escaped(description)}</desc>'
    )
    return _ROOT.sub(opening, svg, count=1)


def _escaped(text: str) -> str:
    # Also for the template of the substitution, in which a backslash means something.
    return escape(text, quote=False).replace("\\", r"\\")
