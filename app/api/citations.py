"""A fact as others cite it: plain text, CSL-JSON (https://docs.citationstyles.org) and BibTeX."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import Request

from app.api.answers import base_url
from app.api.formats import Format
from app.database.engine import Version
from app.database.lines import one_line
from app.database.sources import Cited, Source

#: Documents that a citation names before it counts the rest.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Citing:
    """What every citation of one answer has in common."""

    base: str
    """Address of the service."""
    author: str
    issued: date
    """The day on which the data last changed."""

    @classmethod
    def of(cls, request: Request, state: Version) -> Citing:
        return cls(base_url(request), request.app.state.settings.source, state.changed_at.date())

    def url(self, fact: Cited) -> str:
        return f"{self.base}/v1/facts/{quote(fact.id)}"


def text(citing: Citing, fact: Cited) -> str:
    """One paragraph."""
    return (
        f"{citing.author} ({citing.issued.isoformat()}). “{one_line(fact.statement)}” [{fact.id}]. "
        f"In: {one_line(fact.agreement_title)} [{fact.agreement}]. {citing.url(fact)}. {_stated_in(fact)}."
    )


def csl(citing: Citing, fact: Cited) -> dict[str, Any]:
    """One item of CSL-JSON."""
    day = citing.issued
    return {
        "id": fact.id,
        "type": "dataset",
        "author": [{"literal": citing.author}],
        "title": one_line(fact.statement),
        "container-title": one_line(fact.agreement_title),
        "number": fact.id,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": citing.url(fact),
        "language": "en",
        "note": _stated_in(fact),
    }


def bibtex(citing: Citing, fact: Cited) -> str:
    """One entry; its key is the fact's id."""
    fields = {
        # Braces around a whole value keep its capitals, and an author's name in one piece.
        "author": f"{{{_tex(citing.author)}}}",
        "title": f"{{{_tex(fact.statement)}}}",
        "howpublished": f"In: {_tex(fact.agreement_title)} [{_tex(fact.agreement)}]",
        "year": f"{citing.issued.year:04}",
        "date": citing.issued.isoformat(),
        "url": citing.url(fact).translate(_IN_TEX_URL),
        "note": _tex(_stated_in(fact)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{fact.id},\n{lines}}}\n"


def everything(citing: Citing, fact: Cited) -> dict[str, Any]:
    return {"text": text(citing, fact), "csl_json": csl(citing, fact), "bibtex": bibtex(citing, fact)}


#: What is to TeX no letter. A brace counts even where it is escaped, so none is left alone.
_IN_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_IN_TEX_URL = str.maketrans({sign: quote(sign) for sign in "{}\\"})


def _tex(value: str) -> str:
    return one_line(value).translate(_IN_TEX)


def _stated_in(fact: Cited) -> str:
    """`Stated in: A report, 2024-06-13, characters 874–928; and 2 other documents`"""
    named = [_source(source) for source in fact.sources[:_NAMED]]
    if others := len(fact.sources) - len(named):
        named.append(f"and {others} other document{'s' if others > 1 else ''}")
    return f"Stated in: {'; '.join(named)}"


def _source(source: Source) -> str:
    day = source.published_on.isoformat() if source.published_on else None
    places = ", ".join(f"{start}–{end}" for start, end in source.spans)
    parts = (source.title, source.publisher, day, source.url, f"characters {places}")
    return ", ".join(one_line(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Style:
    format: Format
    write: Callable[[Citing, Cited], str]


_STYLES = (
    _Style(Format("text", "text/plain", None), lambda citing, fact: f"{text(citing, fact)}\n"),
    _Style(
        Format("csl-json", "application/vnd.citationstyles.csl+json", None),
        lambda citing, fact: json.dumps([csl(citing, fact)], ensure_ascii=False),
    ),
    _Style(Format("bibtex", "application/x-bibtex", None), bibtex),
)
FORMATS = tuple(style.format for style in _STYLES)
NAMES = tuple(each.name for each in FORMATS)


def schema(chosen: Format) -> dict[str, Any]:
    """Of a citation alone, for the specification."""
    return {"type": "array", "items": {"type": "object"}} if chosen.name == "csl-json" else {"type": "string"}


def write(chosen: Format, citing: Citing, fact: Cited) -> str:
    """The citation alone; CSL-JSON is a list of one item, which is what programs import."""
    return next(style.write(citing, fact) for style in _STYLES if style.format is chosen)
