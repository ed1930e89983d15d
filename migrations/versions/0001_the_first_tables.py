"""The first tables

Revision 0001, after none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("legal_form", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("ratification_required", sa.Boolean(), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "legal_form IN ('executive_agreement', 'treaty', 'political_agreement', "
            "'memorandum', 'declaration', 'unknown')",
            name="agreement_legal_form_is_known",
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'signed', 'in_force', 'terminated')", name="agreement_status_is_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("agreements_by_legal_form", "agreements", ["legal_form", "id"], unique=False)
    op.create_index("agreements_by_signature", "agreements", ["signed_on", "id"], unique=False)
    op.create_index("agreements_by_status", "agreements", ["status", "id"], unique=False)

    op.create_table(
        "categories",
        sa.Column("slug", KEY, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("group_label", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=False),
        sa.Column("denies", KEY, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("type IN ('commitment', 'caveat')", name="category_type_is_known"),
        sa.ForeignKeyConstraint(
            ["denies"],
            ["categories.slug"],
        ),
        sa.PrimaryKeyConstraint("slug"),
        sa.UniqueConstraint("slug", "type", name="category_has_one_type"),
    )
    op.create_table(
        "data_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name="data_version_has_one_row"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("length >= 0", name="document_length_is_no_debt"),
        sa.CheckConstraint("length(sha256) = 64", name="document_sha256_is_a_digest"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", name="document_is_stored_once"),
    )
    op.create_index("documents_by_date", "documents", ["published_on", "id"], unique=False)

    op.create_table(
        "agreement_claims",
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("legal_form", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("ratification_required", sa.Boolean(), nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "legal_form IN ('executive_agreement', 'treaty', 'political_agreement', "
            "'memorandum', 'declaration', 'unknown')",
            name="agreement_claim_legal_form_is_known",
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'signed', 'in_force', 'terminated')", name="agreement_claim_status_is_known"
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agreement_id", "document_id"),
    )
    op.create_index("agreement_claims_by_document", "agreement_claims", ["document_id", "agreement_id"], unique=False)

    op.create_table(
        "agreement_parties",
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("party", KEY, nullable=False),
        sa.CheckConstraint("length(party) IN (2, 4)", name="agreement_party_is_a_code"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agreement_id", "party"),
    )
    op.create_index("agreement_parties_by_party", "agreement_parties", ["party", "agreement_id"], unique=False)

    op.create_table(
        "facts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("category", KEY, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("trigger", sa.Text(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(type = 'caveat') = (modality IS NULL) AND (type = 'caveat') = (direction IS NULL)",
            name="fact_has_modality_where_it_is_a_commitment",
        ),
        sa.CheckConstraint("direction IN ('new', 'continue', 'expand', 'unspecified')", name="fact_direction_is_known"),
        sa.CheckConstraint(
            "modality IN ('obligation', 'pledge', 'intent', 'declaration', 'possibility')",
            name="fact_modality_is_known",
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["category", "type"], ["categories.slug", "categories.type"], name="fact_category_is_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("facts_by_agreement", "facts", ["agreement_id", "category"], unique=False)
    op.create_index("facts_by_category", "facts", ["category", "id"], unique=False)
    op.create_index("facts_by_type", "facts", ["type", "id"], unique=False)

    op.create_table(
        "warnings",
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint('0 <= start AND start <= "end"', name="warning_span_runs_forward"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "position"),
    )
    op.create_table(
        "fact_amounts",
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name="fact_amount_currency_is_a_code"),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fact_id", "position"),
    )
    op.create_index("fact_amounts_by_value", "fact_amounts", ["currency", "value"], unique=False)

    op.create_table(
        "fact_claims",
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("beneficiaries", sa.Text(), nullable=False),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("trigger", sa.Text(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("amounts", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('new', 'continue', 'expand', 'unspecified')", name="fact_claim_direction_is_known"
        ),
        sa.CheckConstraint(
            "modality IN ('obligation', 'pledge', 'intent', 'declaration', 'possibility')",
            name="fact_claim_modality_is_known",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fact_id", "document_id"),
    )
    op.create_index("fact_claims_by_document", "fact_claims", ["document_id", "fact_id"], unique=False)

    op.create_table(
        "fact_parties",
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("party", KEY, nullable=False),
        sa.CheckConstraint("role IN ('obligor', 'beneficiary')", name="fact_party_role_is_known"),
        sa.CheckConstraint("length(party) IN (2, 4)", name="fact_party_is_a_code"),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("fact_id", "role", "party"),
    )
    op.create_index("fact_parties_by_party", "fact_parties", ["role", "party", "fact_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("trigger", sa.Text(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("duration", sa.String(), nullable=True),
        sa.Column("amounts", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "direction IN ('new', 'continue', 'expand', 'unspecified')", name="evidence_direction_is_known"
        ),
        sa.CheckConstraint(
            "modality IN ('obligation', 'pledge', 'intent', 'declaration', 'possibility')",
            name="evidence_modality_is_known",
        ),
        sa.CheckConstraint('0 <= start AND start < "end"', name="evidence_span_runs_forward"),
        sa.CheckConstraint('length(exact) = "end" - start', name="evidence_quote_fills_its_span"),
        sa.ForeignKeyConstraint(
            ["fact_id", "document_id"],
            ["fact_claims.fact_id", "fact_claims.document_id"],
            name="evidence_belongs_to_a_claim",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fact_id", "document_id", "start", "end", name="evidence_is_stored_once"),
    )
    op.create_index("evidence_by_place", "evidence", ["document_id", "start"], unique=False)

    op.create_table(
        "claimants",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", KEY, nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("evidence_id", "position"),
    )
    op.create_index("claimants_by_name", "claimants", ["folded", "evidence_id"], unique=False)
    op.execute("INSERT INTO data_version (id, number, changed_at) VALUES (1, 1, CURRENT_TIMESTAMP)")


def downgrade() -> None:
    for table in (
        "claimants",
        "evidence",
        "fact_parties",
        "fact_claims",
        "fact_amounts",
        "warnings",
        "facts",
        "agreement_parties",
        "agreement_claims",
        "documents",
        "data_version",
        "categories",
        "agreements",
    ):
        op.drop_table(table)
