"""Contradictions

Revision 0003, after 0002. Notes what is contested in what is stored.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AGREEMENTS = "SELECT id, NULL, NULL, merged FROM agreements WHERE documents > 1"
FACTS = "SELECT agreement_id, category, id, merged FROM facts WHERE documents > 1"
DENIALS = """
    SELECT DISTINCT f.agreement_id, f.category
    FROM facts f
    JOIN categories c ON c.denies = f.category
    JOIN facts d ON d.agreement_id = f.agreement_id AND d.category = c.slug
"""


def upgrade() -> None:
    table = op.create_table(
        "contradictions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agreement_id", KEY, nullable=False),
        sa.Column("category", KEY, nullable=True),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('denial', 'modality', 'direction', 'deadline', 'duration', 'amounts', 'legal_form', 'status', "
            "'signed_on', 'planned_on', 'venue', 'ratification_required')",
            name="contradiction_kind_is_known",
        ),
        sa.CheckConstraint("fact_id IS NULL OR category IS NOT NULL", name="contradiction_names_all_above_it"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["category"], ["categories.slug"]),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("contradictions_by_agreement", "contradictions", ["agreement_id"], unique=False)
    op.create_index("contradictions_by_fact", "contradictions", ["fact_id"], unique=False)
    op.create_index("contradictions_by_kind", "contradictions", ["kind", "id"], unique=False)
    if found := _found():
        op.bulk_insert(table, found)


def _found() -> list[dict[str, Any]]:
    connection = op.get_bind()
    found = [
        _record(field, agreement, category, fact)
        for statement in (AGREEMENTS, FACTS)
        for agreement, category, fact, merged in connection.execute(sa.text(statement))
        for field, (_, _, contested) in json.loads(merged).items()
        if contested
    ]
    denials = connection.execute(sa.text(DENIALS))
    return found + [_record("denial", agreement, category, None) for agreement, category in denials]


def _record(kind: str, agreement: str, category: str | None, fact: str | None) -> dict[str, Any]:
    about = fact or (f"{agreement}.{category}" if category else agreement)
    shown = {"id": f"{about}.{kind}", "kind": kind, "agreement": agreement, "category": category, "fact": fact}
    return {
        "id": shown["id"],
        "kind": kind,
        "agreement_id": agreement,
        "category": category,
        "fact_id": fact,
        "row": json.dumps(shown, ensure_ascii=False, separators=(",", ":")),
    }


def downgrade() -> None:
    op.drop_table("contradictions")
