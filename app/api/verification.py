"""`POST /v1/verify`: evidence checked against the caller's own copy of a text."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Engine
from starlette.responses import Response

from app.api import answers, bodies, documentation, work
from app.api.anchoring import STATES, Anchor, Quote, Reason, State, anchor_all
from app.api.bodies.documentation import json_body
from app.api.bodies.problems import InvalidBody
from app.api.filters import Parameters
from app.api.parameters import Name
from app.api.problems import ParameterError, Problem
from app.api.schemas import Pair, Shape
from app.database.engine import reading
from app.database.quotes import StoredQuote, Unknown, quotes, unknown_document, unknown_facts

router = APIRouter(prefix="/v1", tags=["tools"])

_MAXIMUM_FACTS = 100
MAXIMUM_EVIDENCE = 2_000


class EvidenceToVerify(Parameters):
    start: int = Field(ge=0, description="Where it stood, in Unicode code points.")
    end: int = Field(ge=0)
    exact: str = Field(min_length=1, description="The words.")
    prefix: str = Field(default="", description="What was before them.")
    suffix: str = Field(default="", description="What was after them.")

    @model_validator(mode="after")
    def _span_fits(self) -> EvidenceToVerify:
        if self.end - self.start != len(self.exact):
            raise PydanticCustomError(
                "span_does_not_fit",
                "has {length} code points in exact, and [start, end) has {span}; offsets are Unicode code points",
                {"length": len(self.exact), "span": self.end - self.start},
            )
        return self


class Verification(Parameters):
    """The caller's text, and what to look for in it: the evidence of a `document`, of `facts`, of both together (these
    facts in that document), or `evidence` of the caller's own."""

    text: str = Field(min_length=1, description="The caller's copy of the text.")
    document: Name | None = Field(default=None, description="The id of a document.")
    facts: list[Name] | None = Field(default=None, min_length=1, max_length=_MAXIMUM_FACTS, description="Ids of facts.")
    evidence: list[EvidenceToVerify] | None = Field(
        default=None,
        min_length=1,
        max_length=MAXIMUM_EVIDENCE,
        description="Quotes, with the places that they had.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Verification:
        stored = self.document is not None or self.facts is not None
        if stored == (self.evidence is not None):
            raise PydanticCustomError("one_kind", "names a document, facts, or evidence of its own: one of these kinds")
        return self


class Words(Shape):
    start: int
    end: int
    exact: str


class VerifiedEvidence(Shape):
    state: State = Field(
        description="`exact`: the words stand at the same place. `moved`: between the same prefix and suffix they "
        "stand at one other place, and at no second. `changed`: prefix and suffix stand at one place, with other words "
        "between. `lost`: none of these."
    )
    reason: Reason | None = Field(
        description="Why it is lost: `ambiguous`, several places are possible; `other_context`, the words stand "
        "elsewhere, between others; `too_short` to be looked for elsewhere; `not_found`."
    )
    found: Words | None = Field(description="What stands where in the caller's text; null where it is lost.")
    context_kept: bool | None = Field(
        description="Whether prefix and suffix stand around it; null where it is lost. `false` of what is `exact`: "
        "look at it, the words around it are others."
    )
    places: list[Pair] = Field(
        description="Of what is lost: up to ten places that are possible, of which none is certain."
    )
    fact: str | None = Field(description="null of the caller's own evidence.")
    document: str | None = Field(description="null of the caller's own evidence.")
    start: int = Field(description="Where it stood, in Unicode code points.")
    end: int
    exact: str
    prefix: str
    suffix: str


class VerifiedText(Shape):
    sha256: str = Field(description="Of the caller's text in UTF-8: that of the document where they are the same.")
    length: int = Field(description="In code points.")


class VerifiedCounts(Shape):
    exact: int
    moved: int
    changed: int
    lost: int


class Verified(Shape):
    text: VerifiedText
    counts: VerifiedCounts
    data: list[VerifiedEvidence] = Field(description="As given; what is stored in the order of its document.")


_EXAMPLE = {
    "text": "Update: the United States will, he said, continue training Ukrainian soldiers.",
    "evidence": [
        {
            "start": 23,
            "end": 40,
            "exact": "continue training",
            "prefix": "ll, he said, ",
            "suffix": " Ukrainian soldiers.",
        }
    ],
}


@router.post(
    "/verify",
    operation_id="verify_evidence",
    summary="Check evidence against your own copy of a text",
    description="Offsets are Unicode code points, and characters are compared as they are. Nothing is anchored anew by "
    "guess: where several places are possible, the evidence is `lost`, `ambiguous`. Other words are looked for where "
    "prefix and suffix have eight characters each and stand no further apart than four times the quote and 200 more.",
    response_model=Verified,
    responses=documentation.problems(413, 415, 422, 429, 503),
    openapi_extra={"requestBody": json_body(Verification, _EXAMPLE)},
    dependencies=[Depends(work.allowed)],
)
async def verify(request: Request, asked: Annotated[Parameters, Query()]) -> Response:
    bodies.content_type(request, [bodies.JSON])
    data = await bodies.read(request, request.app.state.settings.maximum_open_bytes)
    wanted = bodies.parse(data, Verification, EvidenceToVerify)
    if wanted.evidence is not None:
        named: list[tuple[str | None, str | None]] = [(None, None)] * len(wanted.evidence)
        looked_for = [Quote(e.start, e.end, e.exact, e.prefix, e.suffix) for e in wanted.evidence]
    else:
        stored = await run_in_threadpool(_stored, request.app.state.engine, wanted)
        named = [(each.fact_id, each.document_id) for each in stored]
        looked_for = [Quote(e.start, e.end, e.exact, e.prefix, e.suffix) for e in stored]
    found = await work.run(request.app.state.open_readers, anchor_all, wanted.text, looked_for)
    counts = Counter(each.state for each in found)
    answer = {
        "text": {"sha256": hashlib.sha256(wanted.text.encode()).hexdigest(), "length": len(wanted.text)},
        "counts": {state: counts[state] for state in STATES},
        "data": [_verified(*each) for each in zip(named, looked_for, found, strict=True)],
    }
    headers = {"Cache-Control": "no-store", **work.rate_headers(request)}
    return Response(answers.encode(answer), headers=headers, media_type=answers.JSON)


def _stored(engine: Engine, wanted: Verification) -> list[StoredQuote]:
    with reading(engine) as connection:
        errors = []
        if wanted.document is not None and (unknown := unknown_document(connection, wanted.document)):
            errors.append(_unknown(unknown, "document", "/document"))
        facts = wanted.facts or []
        errors += [
            _unknown(unknown, "facts", f"/facts/{facts.index(unknown.id)}")
            for unknown in unknown_facts(connection, facts)
        ]
        if errors:
            raise Problem("unknown_value", " ".join(f"{e.pointer}: {e.message}." for e in errors), errors)
        found = quotes(connection, wanted.document, facts, MAXIMUM_EVIDENCE + 1)
    if len(found) > MAXIMUM_EVIDENCE:
        where = "/document" if wanted.document is not None else "/facts"
        raise InvalidBody(f"has more than {MAXIMUM_EVIDENCE} pieces of evidence; ask for a few facts of it", where)
    return found


def _unknown(unknown: Unknown, field: str, pointer: str) -> ParameterError:
    return ParameterError(field, f"{unknown.id} is not known", None, unknown.nearest, unknown.id, pointer)


def _verified(named: tuple[str | None, str | None], quote: Quote, found: Anchor) -> dict[str, Any]:
    fact, document = named
    words = None
    if found.span is not None:
        words = {"start": found.span[0], "end": found.span[1], "exact": found.found}
    return {
        "state": found.state,
        "reason": found.reason,
        "found": words,
        "context_kept": found.context_kept,
        "places": found.places,
        "fact": fact,
        "document": document,
        "start": quote.start,
        "end": quote.end,
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
    }
