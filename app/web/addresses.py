"""Where things are: addresses of pages and of the questions to the API behind them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request

from app.api.answers import base_url
from app.web import assets

Pairs = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Paths below the address of the service, which a proxy may have put into a folder."""

    base: str
    """Address of the service, for what is used elsewhere."""
    dated: tuple[tuple[str, str], ...] = ()
    """The day that the page speaks of, as a pair of its address: what it links to speaks of the same day."""

    @classmethod
    def of(cls, request: Request) -> Addresses:
        dated = tuple(pair for pair in request.query_params.multi_items() if pair[0] == "as_of")
        return cls(base_url(request), dated)

    @property
    def root(self) -> str:
        return urlsplit(self.base).path

    def page(self, path: str, pairs: Pairs = (), fragment: str = "") -> str:
        """`/agreements/ua-us-2024?q=aid#training`"""
        asked = f"?{urlencode(list(pairs))}" if pairs else ""
        # An id of a place has an @, which needs no escape.
        at = f"#{quote(fragment, safe='@')}" if fragment else ""
        return f"{self.root}{path}{asked}{at}"

    def agreement(self, id_: str, fragment: str = "") -> str:
        return self.page(f"/agreements/{quote(id_)}", self.dated, fragment)

    def document(self, id_: str, fragment: str = "") -> str:
        return self.page(f"/documents/{quote(id_)}", fragment=fragment)

    def category(self, slug: str) -> str:
        return self.page("/categories", fragment=slug)

    def api(self, path: str, pairs: Pairs = ()) -> str:
        """`/v1/facts?agreement=ua-us-2024`"""
        return self.page(f"/v1/{path}", dict.fromkeys((*pairs, *self.dated)))

    def chart(self, name: str, form: str, pairs: Pairs = ()) -> str:
        """`/v1/charts/coverage.svg?party=UA`"""
        return self.api(f"charts/{name}.{form}", pairs)

    def oembed(self, path: str, pairs: Pairs, form: str) -> str:
        """The whole address of the question how this page is shown on others."""
        shown = f"{self.base}{path}" + (f"?{urlencode(list(pairs))}" if pairs else "")
        return f"{self.base}/oembed?{urlencode({'url': shown, 'format': form})}"

    def asset(self, name: str) -> str:
        return f"{self.root}{assets.address(name)}"
