"""A question as a value: what it asks, in SQL; `words.describe` says the same in English.

Values of one field are alternatives, but for `has` and `lacks`; different fields narrow each other. Each field speaks
of an agreement, of a fact of it, or of a piece of evidence of that fact; conditions on one of these hold on the same
one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.database import search
from app.database.tables import (
    DENIAL,
    AgreementClaimRow,
    AgreementPartyRow,
    AgreementRow,
    ClaimantRow,
    ContradictionRow,
    DocumentRow,
    EvidenceRow,
    FactAmountRow,
    FactPartyRow,
    FactRow,
    PassageRow,
)
from app.database.vocabulary import categories, slugs_of_denials, slugs_of_groups

Scope = Literal["agreement", "fact", "evidence"]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter; an empty one asks nothing."""

    category: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    obligor: tuple[str, ...] = ()
    beneficiary: tuple[str, ...] = ()
    agreement: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    legal_form: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    claimant: tuple[str, ...] = ()
    """Without case: `cnn`."""
    has: tuple[str, ...] = ()
    """Categories that the agreement holds, every one of them."""
    lacks: tuple[str, ...] = ()
    """Categories that it holds none of."""
    kind: tuple[str, ...] = ()
    """Of contradictions."""
    at: int | None = None
    """An offset into the document: what is stated by words that cover it."""
    signed_from: date | None = None
    signed_to: date | None = None
    """Inclusive."""
    min_amount: Decimal | None = None
    q: str | None = None
    """Words, as `search` reads them: of a fact (in the evidence that is asked for), of an agreement with all its facts,
    or of a document's text."""
    currency: tuple[str, ...] = ()
    as_of: date | None = None
    """Only what documents published by this day say: no condition, but a choice of the database that is asked
    (`snapshots`)."""

    def asked(self) -> dict[str, Any]:
        """The fields that ask something, values in one order: the same question is the same value."""
        return {name: sorted(set(value)) if isinstance(value, tuple) else str(value) for name, value in given(self)}


@lru_cache(maxsize=1 << 10)
def given(filters: Filters) -> tuple[tuple[str, Any], ...]:
    """The fields that ask something, with their values."""
    found = ((each.name, getattr(filters, each.name)) for each in fields(filters))
    return tuple((name, value) for name, value in found if is_asked(value))


def is_asked(value: Any) -> bool:
    return bool(value) if isinstance(value, tuple) else value is not None


Way = Callable[..., Condition]
"""How rows are held against those that belong to them: `(column, column of theirs, *conditions on them)`."""


def walking(outer: Any, inner: Any, *conditions: Condition) -> Condition:
    """Looks at each row in turn, whether one that meets the conditions belongs to it: good where many do."""
    return exists().where(inner == outer, *conditions)


def gathering(outer: Any, inner: Any, *conditions: Condition) -> Condition:
    """Finds all that meet the conditions, then the rows that they belong to: good where few do, and for counting."""
    return cast(Condition, outer.in_(select(inner).where(*conditions)))


_Sql = Callable[[Filters, Any, Way], Condition]


def _among(column: Any) -> _Sql:
    return lambda _, values, __: col(column).in_(values)


def _has_party(role: str) -> _Sql:
    def narrow(_: Filters, values: Sequence[str], way: Way) -> Condition:
        # An alias: a list may be led by the parties itself.
        named = aliased(FactPartyRow)
        return way(col(FactRow.id), col(named.fact_id), col(named.role) == role, col(named.party).in_(values))

    return narrow


def _party(_: Filters, values: Sequence[str], way: Way) -> Condition:
    return way(col(AgreementRow.id), col(AgreementPartyRow.agreement_id), col(AgreementPartyRow.party).in_(values))


def _holds(category: str, way: Way) -> Condition:
    # An alias: the question may be about facts itself.
    held = aliased(FactRow)
    return way(col(AgreementRow.id), col(held.agreement_id), col(held.category) == category)


def _claimant(_: Filters, values: Sequence[str], way: Way) -> Condition:
    return way(col(EvidenceRow.id), col(ClaimantRow.evidence_id), col(ClaimantRow.folded).in_(values))


def _amount(filters: Filters, currencies: Sequence[str], way: Way) -> Condition:
    conditions: list[Condition] = [col(FactAmountRow.currency).in_(currencies)]
    if filters.min_amount is not None:
        conditions.append(col(FactAmountRow.value) >= filters.min_amount)
    return way(col(FactRow.id), col(FactAmountRow.fact_id), *conditions)


def _covers(_: Filters, offset: int, __: Way) -> Condition:
    return and_(col(EvidenceRow.start) <= offset, col(EvidenceRow.end) > offset)


@dataclass(frozen=True, slots=True)
class Term:
    """How one field of `Filters` narrows."""

    name: str
    scope: Scope
    sql: _Sql


TERMS: tuple[Term, ...] = (
    Term("party", "agreement", _party),
    Term("agreement", "agreement", _among(AgreementRow.id)),
    Term("status", "agreement", _among(AgreementRow.status)),
    Term("legal_form", "agreement", _among(AgreementRow.legal_form)),
    Term("signed_from", "agreement", lambda _, day, __: col(AgreementRow.signed_on) >= day),
    Term("signed_to", "agreement", lambda _, day, __: col(AgreementRow.signed_on) <= day),
    Term("has", "agreement", lambda _, values, way: and_(*(_holds(each, way) for each in values))),
    Term("lacks", "agreement", lambda _, values, way: not_(or_(*(_holds(each, way) for each in values)))),
    Term("category", "fact", _among(FactRow.category)),
    Term("group", "fact", lambda _, values, __: col(FactRow.category).in_(slugs_of_groups(values))),
    Term("type", "fact", _among(FactRow.type)),
    Term("obligor", "fact", _has_party("obligor")),
    Term("beneficiary", "fact", _has_party("beneficiary")),
    Term("modality", "fact", _among(FactRow.modality)),
    Term("direction", "fact", _among(FactRow.direction)),
    Term("currency", "fact", _amount),
    Term("document", "evidence", _among(EvidenceRow.document_id)),
    Term("claimant", "evidence", _claimant),
    Term("at", "evidence", _covers),
)


def _conditions(filters: Filters, scope: Scope, way: Way) -> list[Condition]:
    return [
        term.sql(filters, value, way)
        for term in TERMS
        if term.scope == scope and is_asked(value := getattr(filters, term.name))
    ]


def _words(filters: Filters, id_: Any, owner: Any, *among: Condition) -> list[Condition]:
    if not filters.q:
        return []
    asked = search.sought(filters.q) if isinstance(filters.q, str) else filters.q
    return search.conditions(asked, col(id_), col(owner), PassageRow, *among)


def _in_evidence(evidence: list[Condition]) -> Condition:
    """Passages that are not of evidence, or of evidence that meets the conditions."""
    meets = exists().where(col(EvidenceRow.id) == col(PassageRow.evidence_id), *evidence)
    return or_(col(PassageRow.evidence_id).is_(None), meets)


def on_facts(filters: Filters, way: Way = walking) -> list[Condition]:
    """Conditions on a statement over `facts`. Raises `BadSearch`, as do the others."""
    conditions = _conditions(filters, "fact", way)
    if evidence := _conditions(filters, "evidence", way):
        conditions.append(way(col(FactRow.id), col(EvidenceRow.fact_id), *evidence))
    among = [_in_evidence(evidence)] if evidence else []
    conditions += _words(filters, FactRow.id, PassageRow.fact_id, *among)
    if agreement := _conditions(filters, "agreement", way):
        conditions.append(way(col(FactRow.agreement_id), col(AgreementRow.id), *agreement))
    return conditions


def on_evidence(filters: Filters, table: Any) -> list[Condition]:
    """Conditions on a statement over this alias of `evidence`."""
    if asked := _conditions(filters, "evidence", walking):
        return [walking(table.id, col(EvidenceRow.id), *asked)]
    return []


def on_agreements(filters: Filters, way: Way = walking) -> list[Condition]:
    """Conditions on a statement over `agreements`: one fact of it meets all that is asked of facts."""
    conditions = _conditions(filters, "agreement", way) + _words(filters, AgreementRow.id, PassageRow.agreement_id)
    fact, evidence = _conditions(filters, "fact", way), _conditions(filters, "evidence", way)
    if fact or filters.claimant:
        if evidence:
            fact.append(way(col(FactRow.id), col(EvidenceRow.fact_id), *evidence))
        conditions.append(way(col(AgreementRow.id), col(FactRow.agreement_id), *fact))
    elif filters.document:
        conditions.append(
            way(
                col(AgreementRow.id),
                col(AgreementClaimRow.agreement_id),
                col(AgreementClaimRow.document_id).in_(filters.document),
            )
        )
    return conditions


def on_contradictions(filters: Filters, way: Way = walking) -> list[Condition]:
    """Conditions on a statement over `contradictions`: one fact that it is about meets all that is asked of facts; one
    about no fact is found by its agreement, where nothing is asked of facts."""
    about = exists().where(_is_about(), *on_facts(filters, way))
    conditions: list[Condition] = [col(ContradictionRow.kind).in_(filters.kind)] if filters.kind else []
    if filters.q or filters.claimant or _conditions(filters, "fact", way):
        return [*conditions, about]
    itself = way(col(ContradictionRow.agreement_id), col(AgreementRow.id), *on_agreements(filters, way))
    return [*conditions, or_(about, and_(col(ContradictionRow.category).is_(None), itself))]


def _is_about() -> Condition:
    """Whether the contradiction is about the fact: the fact itself, or one that affirms or denies what it names."""
    denials = (
        and_(col(ContradictionRow.category) == denied, col(FactRow.category).in_((denied, *slugs_of_denials(denied))))
        for denied in {category.denies for category in categories()}
        if denied
    )
    return or_(
        col(FactRow.id) == col(ContradictionRow.fact_id),
        and_(
            col(ContradictionRow.kind) == DENIAL,
            col(FactRow.agreement_id) == col(ContradictionRow.agreement_id),
            or_(*denials),
        ),
    )


def on_documents(filters: Filters, way: Way = walking) -> list[Condition]:
    """Conditions on a statement over `documents`: one piece of its evidence meets all that is asked."""
    conditions = _words(filters, DocumentRow.id, PassageRow.document_id)
    if filters.document:
        conditions.append(col(DocumentRow.id).in_(filters.document))
    agreement, fact = _conditions(filters, "agreement", way), _conditions(filters, "fact", way)
    if fact or filters.claimant:
        joined = [
            col(FactRow.id) == col(EvidenceRow.fact_id),
            *_conditions(filters, "evidence", way),
            *fact,
        ]
        if agreement:
            joined += [col(AgreementRow.id) == col(FactRow.agreement_id), *agreement]
        conditions.append(way(col(DocumentRow.id), col(EvidenceRow.document_id), *joined))
    elif agreement:
        reported = [
            col(AgreementRow.id) == col(AgreementClaimRow.agreement_id),
        ]
        conditions.append(way(col(DocumentRow.id), col(AgreementClaimRow.document_id), *reported, *agreement))
    return conditions
