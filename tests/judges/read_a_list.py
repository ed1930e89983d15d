"""Run with the generated client on the path: reads a list to its end through its cursors, and prints what it saw."""

from __future__ import annotations

import json
import sys

from agreement_facts_client import Client
from agreement_facts_client.api.facts import list_facts
from agreement_facts_client.models.listing_fact import ListingFact
from agreement_facts_client.types import UNSET, Unset


def main() -> None:
    client = Client(base_url=sys.argv[1])
    ids: list[str] = []
    totals: set[int] = set()
    cursor: str | Unset = UNSET
    while True:
        page = list_facts.sync(client=client, limit=7, cursor=cursor)
        if not isinstance(page, ListingFact):
            raise SystemExit(f"no list was answered: {page!r}")
        ids += [fact.id for fact in page.data]
        totals.add(page.page.total)
        if page.page.next_ is None:
            break
        cursor = page.page.next_
    print(json.dumps({"ids": ids, "totals": sorted(totals)}))


if __name__ == "__main__":
    main()
