"""Retired ids

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retired",
        sa.Column("resource", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target", KEY, nullable=True),
        sa.CheckConstraint("resource IN ('agreement', 'fact', 'document')", name="retired_resource_is_known"),
        sa.PrimaryKeyConstraint("resource", "id"),
    )


def downgrade() -> None:
    op.drop_table("retired")
