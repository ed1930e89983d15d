"""Where the words that were looked for stand: short excerpts with the places of the words in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Dialect, select
from sqlmodel import col

from app.database.prepared import Prepared, fetch, numbered, parameters, prepare
from app.database.query import BY_DOCUMENT
from app.database.search import Item, find, parse
from app.database.tables import (
    AgreementPartyRow,
    AgreementRow,
    CategoryRow,
    ClaimantRow,
    DocumentRow,
    EvidenceRow,
    FactRow,
)
from app.extraction.statements import state_name

_AT_MOST = 3
#: Characters on either side of a word.
_AROUND = 80
_By = Literal["id", "agreement_id"]
"""What facts are found by."""


@dataclass(frozen=True, slots=True)
class Snippet:
    text: str
    marks: tuple[tuple[int, int], ...]
    """Spans of `text`, in order and apart."""
    document: str | None = None
    start: int | None = None
    """Where `text` stands in the document; None: it is no part of one, but a title, a statement or a claimant."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A text that may hold what was looked for."""

    text: str
    document: str | None = None
    start: int | None = None


def of_facts(
    connection: Connection, question: str, ids: Sequence[str], documents: Sequence[str] = ()
) -> dict[str, list[Snippet]]:
    """`documents`: those to quote from, where not all."""
    sources = _evidence(connection, "id", ids, documents)
    return {id_: _snippets(parse(question), [source for _, source in sources.get(id_, ())]) for id_ in ids}


def of_agreements(connection: Connection, question: str, ids: Sequence[str]) -> dict[str, list[Snippet]]:
    titles = _titles(connection, ids)
    by_agreement: dict[str, list[_Source]] = {id_: list(titles.get(id_, ())) for id_ in ids}
    for agreement_id, source in chain.from_iterable(_evidence(connection, "agreement_id", ids).values()):
        by_agreement[agreement_id].append(source)
    return {id_: _snippets(parse(question), sources) for id_, sources in by_agreement.items()}


def of_documents(connection: Connection, question: str, ids: Sequence[str]) -> dict[str, list[Snippet]]:
    found: dict[str, list[Snippet]] = {}
    for id_ in ids:
        # One text in memory at a time.
        chosen = select(col(DocumentRow.text), col(DocumentRow.title), col(DocumentRow.publisher)).where(
            col(DocumentRow.id) == id_
        )
        text, *others = connection.execute(chosen).one()
        sources = [_Source(text, id_, 0), *(_Source(other) for other in others if other)]
        found[id_] = _snippets(parse(question), sources)
    return found


def _titles(connection: Connection, ids: Sequence[str]) -> dict[str, list[_Source]]:
    found: dict[str, list[_Source]] = {}
    chosen = select(col(AgreementRow.id), col(AgreementRow.title), col(AgreementRow.venue))
    for id_, *texts in connection.execute(chosen.where(col(AgreementRow.id).in_(ids))):
        found[id_] = [_Source(text) for text in texts if text]
    parties = select(col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party))
    for id_, code in connection.execute(parties.where(col(AgreementPartyRow.agreement_id).in_(ids)).order_by("party")):
        found[id_].append(_Source(state_name(code)))
    return found


def _evidence(
    connection: Connection, by: _By, ids: Sequence[str], documents: Sequence[str] = ()
) -> dict[str, list[tuple[str, _Source]]]:
    """Fact to its quotes, then its claimants, its statement and the label of its category, each with its agreement."""
    quotes: dict[str, list[tuple[str, _Source]]] = {}
    others: dict[str, list[tuple[str, _Source]]] = {}
    asked = _statements(connection.dialect, by, len(ids), len(documents))
    values = numbered("id", ids) | numbered("document", documents)
    for id_, agreement_id, document_id, start, exact in fetch(connection, asked.quotes, values):
        quotes.setdefault(id_, []).append((agreement_id, _Source(exact, document_id, start)))
    for id_, agreement_id, document_id, name in fetch(connection, asked.claimants, values):
        others.setdefault(id_, []).append((agreement_id, _Source(name, document_id)))
    for id_, agreement_id, statement, label in fetch(connection, asked.statements, numbered("id", ids)):
        others.setdefault(id_, []).extend([(agreement_id, _Source(statement)), (agreement_id, _Source(label))])
    return {id_: quotes.get(id_, []) + others.get(id_, []) for id_ in others}


class _Statements(NamedTuple):
    quotes: Prepared
    claimants: Prepared
    statements: Prepared


@lru_cache(maxsize=1 << 10)
def _statements(dialect: Dialect, by: _By, ids: int, documents: int) -> _Statements:
    """Of facts with so many ids, in so many documents; 0: in all."""
    of_facts = col(getattr(FactRow, by)).in_(parameters("id", ids))
    quoted = [of_facts]
    if documents:
        quoted.append(col(EvidenceRow.document_id).in_(parameters("document", documents)))
    quotes = (
        select(
            col(FactRow.id),
            col(FactRow.agreement_id),
            col(EvidenceRow.document_id),
            col(EvidenceRow.start),
            col(EvidenceRow.exact),
        )
        .join(EvidenceRow, col(EvidenceRow.fact_id) == col(FactRow.id))
        .join(DocumentRow, col(DocumentRow.id) == col(EvidenceRow.document_id))
        .where(*quoted)
        .order_by(col(FactRow.id), *BY_DOCUMENT, col(EvidenceRow.start), col(EvidenceRow.end))
    )
    claimants = (
        select(col(FactRow.id), col(FactRow.agreement_id), col(EvidenceRow.document_id), col(ClaimantRow.name))
        .join(EvidenceRow, col(EvidenceRow.fact_id) == col(FactRow.id))
        .join(ClaimantRow, col(ClaimantRow.evidence_id) == col(EvidenceRow.id))
        .where(*quoted)
        .order_by(col(EvidenceRow.document_id), col(EvidenceRow.start), col(ClaimantRow.position))
    )
    statements = (
        select(col(FactRow.id), col(FactRow.agreement_id), col(FactRow.statement), col(CategoryRow.label))
        .join(CategoryRow, col(CategoryRow.slug) == col(FactRow.category))
        .where(of_facts)
        .order_by(col(FactRow.id))
    )
    return _Statements(prepare(dialect, quotes), prepare(dialect, claimants), prepare(dialect, statements))


def _snippets(items: Sequence[Item], sources: Iterable[_Source]) -> list[Snippet]:
    """The first few excerpts, each text once."""
    found: dict[str, Snippet] = {}
    for source in sources:
        for snippet in _excerpts(items, source):
            found.setdefault(snippet.text, snippet)
            if len(found) == _AT_MOST:
                return list(found.values())
    return list(found.values())


def _excerpts(items: Sequence[Item], source: _Source) -> Iterator[Snippet]:
    """Around the first place of each item, none of them overlapping."""
    places = find(items, source.text)
    marks = sorted(set(chain.from_iterable(places)))
    ended = 0
    for start, end in sorted(spans[0] for spans in places if spans):
        if start < ended:
            continue
        left, right = _from(source.text, ended, start), _to(source.text, end)
        inside = [(a - left, b - left) for a, b in marks if left <= a and b <= right]
        at = None if source.start is None else source.start + left
        yield Snippet(source.text[left:right], _apart(inside), source.document, at)
        ended = right


def _from(text: str, least: int, start: int) -> int:
    """Where an excerpt begins: at the beginning of a word, if one begins near."""
    left = max(least, start - _AROUND)
    if left == 0:
        return 0
    return next((i + 1 for i in range(left, start) if text[i].isspace()), left)


def _to(text: str, end: int) -> int:
    right = min(len(text), end + _AROUND)
    if right == len(text):
        return right
    return next((i for i in range(right, end, -1) if text[i].isspace()), right)


def _apart(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted spans, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
