"""Keys for writing, and the answers kept for requests that are sent again

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
VALID = sa.text("revoked_at IS NULL")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("prefix", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name="api_key_digest_is_one"),
        sa.PrimaryKeyConstraint("prefix"),
        sa.UniqueConstraint("digest", name="api_key_digest_is_unique"),
    )
    op.create_index("api_keys_by_name", "api_keys", ["name"], unique=True, sqlite_where=VALID, postgresql_where=VALID)
    op.create_table(
        "kept_answers",
        sa.Column("api_key", KEY, nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status IS NULL) = (body IS NULL) AND (status IS NULL) = (headers IS NULL)", name="kept_answer_is_whole"
        ),
        sa.ForeignKeyConstraint(["api_key"], ["api_keys.prefix"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("api_key", "name"),
    )
    op.create_index("kept_answers_by_time", "kept_answers", ["begun_at"], unique=False)
    op.create_index("kept_answers_by_key", "kept_answers", ["api_key", "begun_at"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_answers")
    op.drop_table("api_keys")
