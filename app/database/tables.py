"""The tables. What a document says is kept as it said it (`*_claims`, `evidence`); what all documents say together
(`agreements`, `facts`) is made from that at load, in an order that does not depend on the order of loading.

Columns named `row` hold the ready-made JSON of the served object, so that an answer is rows joined by commas.
Columns of JSON are text on both databases. Dates are ISO 8601; durations are ISO 8601 text; offsets are code points.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, Numeric, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.database.search import WordsType
from app.extraction.model import MODALITIES, Direction, LegalForm, Status

#: Byte order on every database, so that pages are cut at the same places.
Key = String().with_variant(String(collation="C"), "postgresql")

STATUSES: tuple[str, ...] = get_args(Status)
LEGAL_FORMS: tuple[str, ...] = get_args(LegalForm)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
TYPES: tuple[str, ...] = ("commitment", "caveat")


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=name)


def key(**arguments: Any) -> Any:
    return Field(sa_type=Key, **arguments)


def text(**arguments: Any) -> Any:
    return Field(sa_type=Text, **arguments)


class DataVersionRow(SQLModel, table=True):
    """The sequence: one row, raised by every transaction that changes what is served."""

    __tablename__ = "data_version"
    __table_args__ = (CheckConstraint("id = 1", name="data_version_has_one_row"),)

    id: int = Field(default=1, primary_key=True)
    number: int
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


class CategoryRow(SQLModel, table=True):
    """The vocabulary, brought up to date with the taxonomy by `engine.upgrade`."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("slug", "type", name="category_has_one_type"),
        one_of("type", TYPES, "category_type_is_known"),
    )

    slug: str = key(primary_key=True)
    type: str
    group: str
    group_label: str
    label: str
    definition: str = text()
    boundary: str = text()
    denies: str | None = key(default=None, foreign_key="categories.slug", nullable=True)
    position: int
    """Order of the taxonomy."""


class DocumentRow(SQLModel, table=True):
    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("sha256", name="document_is_stored_once"),
        CheckConstraint("length(sha256) = 64", name="document_sha256_is_a_digest"),
        CheckConstraint("length >= 0", name="document_length_is_no_debt"),
        Index("documents_by_date", "published_on", "id"),
    )

    id: str = key(primary_key=True)
    name: str
    title: str | None = None
    published_on: date | None = None
    sha256: str
    length: int
    language: str | None = None
    source_url: str | None = None
    publisher: str | None = None
    row: str = text()
    text: str = text()


class WarningRow(SQLModel, table=True):
    __tablename__ = "warnings"
    __table_args__ = (CheckConstraint('0 <= start AND start <= "end"', name="warning_span_runs_forward"),)

    document_id: str = key(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    code: str
    message: str = text()
    start: int
    end: int


class AgreementRow(SQLModel, table=True):
    """One agreement as all documents together show it."""

    __tablename__ = "agreements"
    __table_args__ = (
        one_of("legal_form", LEGAL_FORMS, "agreement_legal_form_is_known"),
        one_of("status", STATUSES, "agreement_status_is_known"),
        Index("agreements_by_status", "status", "id"),
        Index("agreements_by_legal_form", "legal_form", "id"),
        Index("agreements_by_signature", "signed_on", "id"),
        Index("agreements_by_plan", "planned_on", "id"),
    )

    id: str = key(primary_key=True)
    title: str
    legal_form: str
    status: str
    signed_on: date | None = None
    planned_on: date | None = None
    venue: str | None = None
    duration: str | None = None
    ratification_required: bool | None = None
    documents: int
    """How many documents report on it."""
    merged: str = text()
    """JSON: for each field its value, the document that it comes from, and whether another one says otherwise."""
    row: str = text()


class AgreementPartyRow(SQLModel, table=True):
    __tablename__ = "agreement_parties"
    __table_args__ = (
        CheckConstraint("length(party) IN (2, 4)", name="agreement_party_is_a_code"),
        Index("agreement_parties_by_party", "party", "agreement_id"),
    )

    agreement_id: str = key(primary_key=True, foreign_key="agreements.id", ondelete="CASCADE")
    party: str = key(primary_key=True)


class AgreementClaimRow(SQLModel, table=True):
    """What one document says of an agreement."""

    __tablename__ = "agreement_claims"
    __table_args__ = (
        one_of("legal_form", LEGAL_FORMS, "agreement_claim_legal_form_is_known"),
        one_of("status", STATUSES, "agreement_claim_status_is_known"),
        Index("agreement_claims_by_document", "document_id", "agreement_id"),
    )

    agreement_id: str = key(primary_key=True, foreign_key="agreements.id", ondelete="CASCADE")
    document_id: str = key(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    title: str
    parties: str = text()
    """JSON list of codes."""
    legal_form: str
    status: str
    signed_on: date | None = None
    planned_on: date | None = None
    venue: str | None = None
    duration: str | None = None
    ratification_required: bool | None = None
    row: str = text()


class FactRow(SQLModel, table=True):
    """One commitment or caveat as all documents together show it."""

    __tablename__ = "facts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["category", "type"], ["categories.slug", "categories.type"], name="fact_category_is_known"
        ),
        one_of("modality", MODALITIES, "fact_modality_is_known"),
        one_of("direction", DIRECTIONS, "fact_direction_is_known"),
        CheckConstraint(
            "(type = 'caveat') = (modality IS NULL) AND (type = 'caveat') = (direction IS NULL)",
            name="fact_has_modality_where_it_is_a_commitment",
        ),
        Index("facts_by_agreement", "agreement_id", "category"),
        Index("facts_by_category", "category", "id"),
        Index("facts_by_category_and_agreement", "category", "agreement_id"),
        Index("facts_by_modality", "modality", "id"),
        Index("facts_by_direction", "direction", "id"),
        Index("facts_by_type", "type", "id"),
    )

    id: str = key(primary_key=True)
    agreement_id: str = key(foreign_key="agreements.id", ondelete="CASCADE")
    type: str
    category: str = key()
    statement: str = text()
    modality: str | None = None
    direction: str | None = None
    trigger: str | None = text(default=None, nullable=True)
    deadline: str | None = text(default=None, nullable=True)
    duration: str | None = None
    pieces: int
    """How many pieces of evidence it has."""
    documents: int
    merged: str = text()
    row: str = text()


class FactPartyRow(SQLModel, table=True):
    __tablename__ = "fact_parties"
    __table_args__ = (
        one_of("role", ("obligor", "beneficiary"), "fact_party_role_is_known"),
        CheckConstraint("length(party) IN (2, 4)", name="fact_party_is_a_code"),
        Index("fact_parties_by_party", "role", "party", "fact_id"),
    )

    fact_id: str = key(primary_key=True, foreign_key="facts.id", ondelete="CASCADE")
    role: str = Field(primary_key=True)
    party: str = key(primary_key=True)


class FactAmountRow(SQLModel, table=True):
    """The sums that a fact shows, for comparisons."""

    __tablename__ = "fact_amounts"
    __table_args__ = (
        CheckConstraint("length(currency) = 3", name="fact_amount_currency_is_a_code"),
        Index("fact_amounts_by_value", "currency", "value"),
    )

    fact_id: str = key(primary_key=True, foreign_key="facts.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    value: Decimal = Field(sa_type=Numeric(20, 2))
    currency: str


class FactClaimRow(SQLModel, table=True):
    """What one document says of a fact, all its places together."""

    __tablename__ = "fact_claims"
    __table_args__ = (
        one_of("modality", MODALITIES, "fact_claim_modality_is_known"),
        one_of("direction", DIRECTIONS, "fact_claim_direction_is_known"),
        Index("fact_claims_by_document", "document_id", "fact_id"),
    )

    fact_id: str = key(primary_key=True, foreign_key="facts.id", ondelete="CASCADE")
    document_id: str = key(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    beneficiaries: str = text()
    modality: str | None = None
    direction: str | None = None
    trigger: str | None = text(default=None, nullable=True)
    deadline: str | None = text(default=None, nullable=True)
    duration: str | None = None
    amounts: str = text()
    """JSON list of `{"value", "currency"}`."""
    rules: str = text()


class EvidenceRow(SQLModel, table=True):
    """One place of one document that states a fact."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["fact_id", "document_id"],
            ["fact_claims.fact_id", "fact_claims.document_id"],
            ondelete="CASCADE",
            name="evidence_belongs_to_a_claim",
        ),
        UniqueConstraint("fact_id", "document_id", "start", "end", name="evidence_is_stored_once"),
        CheckConstraint('0 <= start AND start < "end"', name="evidence_span_runs_forward"),
        CheckConstraint('length(exact) = "end" - start', name="evidence_quote_fills_its_span"),
        one_of("modality", MODALITIES, "evidence_modality_is_known"),
        one_of("direction", DIRECTIONS, "evidence_direction_is_known"),
        Index("evidence_by_place", "document_id", "start"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Numbered by the loader, which no other loader runs beside."""
    fact_id: str = key()
    document_id: str = key()
    start: int
    end: int
    exact: str = text()
    prefix: str = text()
    suffix: str = text()
    modality: str | None = None
    direction: str | None = None
    trigger: str | None = text(default=None, nullable=True)
    deadline: str | None = text(default=None, nullable=True)
    duration: str | None = None
    amounts: str = text()
    rules: str = text()
    cues: str = text()
    """JSON list of `[start, end]`."""
    row: str = text()


class ClaimantRow(SQLModel, table=True):
    """Who is said to say it, outermost first."""

    __tablename__ = "claimants"
    __table_args__ = (Index("claimants_by_name", "folded", "evidence_id"),)

    evidence_id: int = Field(primary_key=True, foreign_key="evidence.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: str
    folded: str = key()
    """Without case, for comparison."""


class PassageRow(SQLModel, table=True):
    """Words for full text search: of a document, of an agreement's title, of a fact's statement or of its evidence.

    A row names all that it is part of, from the agreement down. What indexes the words is made by the migrations alone:
    an FTS5 table `passages_index` on SQLite, an index `passages_by_words` on PostgreSQL.
    """

    __tablename__ = "passages"
    __table_args__ = (
        CheckConstraint(
            "(document_id IS NULL) = (agreement_id IS NOT NULL)", name="passage_is_of_a_document_or_an_agreement"
        ),
        CheckConstraint(
            "(fact_id IS NULL OR agreement_id IS NOT NULL) AND (evidence_id IS NULL OR fact_id IS NOT NULL)",
            name="passage_names_all_above_it",
        ),
        Index("passages_by_document", "document_id"),
        Index("passages_by_agreement", "agreement_id"),
        Index("passages_by_fact", "fact_id"),
        Index("passages_by_evidence", "evidence_id"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    document_id: str | None = key(default=None, foreign_key="documents.id", ondelete="CASCADE", nullable=True)
    agreement_id: str | None = key(default=None, foreign_key="agreements.id", ondelete="CASCADE", nullable=True)
    fact_id: str | None = key(default=None, foreign_key="facts.id", ondelete="CASCADE", nullable=True)
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id", ondelete="CASCADE", nullable=True)
    words: Any = Field(sa_type=WordsType, nullable=False)


#: A commitment beside a caveat that denies it; other kinds are the fields that documents contradict each other on.
DENIAL = "denial"
CONTRADICTIONS: tuple[str, ...] = (
    DENIAL,
    *("modality", "direction", "deadline", "duration", "amounts"),
    *("legal_form", "status", "signed_on", "planned_on", "venue", "ratification_required"),
)


class ContradictionRow(SQLModel, table=True):
    """Something that sources disagree on: a field of a fact or of an agreement, or whether there is a commitment."""

    __tablename__ = "contradictions"
    __table_args__ = (
        one_of("kind", CONTRADICTIONS, "contradiction_kind_is_known"),
        CheckConstraint("fact_id IS NULL OR category IS NOT NULL", name="contradiction_names_all_above_it"),
        Index("contradictions_by_agreement", "agreement_id"),
        Index("contradictions_by_fact", "fact_id"),
        Index("contradictions_by_kind", "kind", "id"),
    )

    id: str = key(primary_key=True)
    """`ua-us-2024.training.us.modality`, `ua-us-2024.mutual_defence.denial`, `ua-us-2024.status`"""
    kind: str
    agreement_id: str = key(foreign_key="agreements.id", ondelete="CASCADE")
    category: str | None = key(default=None, foreign_key="categories.slug", nullable=True)
    """None: the agreement itself is described differently."""
    fact_id: str | None = key(default=None, foreign_key="facts.id", ondelete="CASCADE", nullable=True)
    row: str = text()


def is_modelled(_: Any, name: str | None, *__: Any) -> bool:
    """Whether a table or index found in a database is one that a model declares; for Alembic's `include_object`."""
    return not (name or "").startswith(("passages_index", "passages_by_words"))


#: Tables of what was loaded, children first, for emptying a database; the vocabulary and the sequence stay.
LOADED: tuple[type[SQLModel], ...] = (
    ContradictionRow,
    PassageRow,
    ClaimantRow,
    EvidenceRow,
    FactClaimRow,
    FactAmountRow,
    FactPartyRow,
    FactRow,
    AgreementClaimRow,
    AgreementPartyRow,
    AgreementRow,
    WarningRow,
    DocumentRow,
)
