"""An index for every filter, and one that counts facts and agreements by category alone."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEXES = (
    ("facts_by_category_and_agreement", "facts", ["category", "agreement_id"]),
    ("facts_by_modality", "facts", ["modality", "id"]),
    ("facts_by_direction", "facts", ["direction", "id"]),
    ("agreements_by_plan", "agreements", ["planned_on", "id"]),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in _INDEXES:
        op.drop_index(name, table)
