"""The process that draws: tasks come in, pictures go out, each after its length; it ends where its input does.

A task is JSON: `{"specification": {...}, "scale": 2}`; without a scale the picture is SVG, else PNG.
"""

from __future__ import annotations

import json
import sys
from typing import IO, Any

#: Bytes of a length.
_LENGTH = 4


def send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_LENGTH, "big") + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the stream ended."""
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    size = int.from_bytes(length, "big")
    message = stream.read(size)
    return message if len(message) == size else None


def draw(task: dict[str, Any]) -> bytes:
    import vl_convert

    specification = task["specification"]
    # What the shapes say is said once, by the description of the whole picture.
    specification["config"]["aria"] = False
    # No address is allowed: a picture depends on its specification alone.
    svg = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return svg.encode() if task["scale"] is None else vl_convert.svg_to_png(svg, scale=task["scale"])


def main() -> None:
    while (task := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, draw(json.loads(task)))


if __name__ == "__main__":
    main()
