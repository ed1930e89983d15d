"""Run with REDbot on the path: `ask_redbot.py ADDRESS...` prints its notes on each, as JSON."""

from __future__ import annotations

import json
import sys
from configparser import ConfigParser
from typing import Any

import thor
from redbot.resource import HttpResource


def main() -> None:
    config = ConfigParser()
    config.read_dict({"redbot": {"enable_local_access": "True"}})
    waiting = set(sys.argv[1:])
    found: dict[str, list[tuple[str, str]]] = {}

    def ask(address: str) -> None:
        resource = HttpResource(config["redbot"])
        resource.set_request(address)

        @thor.events.on(resource)
        def check_done(*_: Any) -> None:
            found[address] = _notes(resource)
            waiting.discard(address)
            if not waiting:
                thor.stop()

        resource.check()

    for address in sys.argv[1:]:
        ask(address)
    thor.run()
    print(json.dumps(found))


def _notes(resource: HttpResource) -> list[tuple[str, str]]:
    """Level and summary, of the answer and of those to the further requests that REDbot makes of its own."""
    asked = [resource, *resource.subreqs.values()]
    messages = [message for each in asked for message in (each.request, each.response)]
    return [(note.level.name, str(note.summary)) for message in messages for note in message.notes]


if __name__ == "__main__":
    main()
