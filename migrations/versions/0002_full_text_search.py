"""Full text search

Revision 0002, after 0001. Fills nothing: the words of documents that are there are added after the migrations.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: FTS5 keeps the places of words; the words themselves stay in `passages`. ASCII: what parts words is a space, they
#: come without case and accents.
FTS5 = (
    "CREATE VIRTUAL TABLE passages_index USING fts5(words, content=passages, content_rowid=id, tokenize=ascii)",
    """CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
        INSERT INTO passages_index (rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
        INSERT INTO passages_index (passages_index, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER passages_changed AFTER UPDATE ON passages BEGIN
        INSERT INTO passages_index (passages_index, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO passages_index (rowid, words) VALUES (new.id, new.words);
    END""",
)


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("agreement_id", KEY, nullable=True),
        sa.Column("fact_id", KEY, nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.CheckConstraint(
            "(document_id IS NULL) = (agreement_id IS NOT NULL)", name="passage_is_of_a_document_or_an_agreement"
        ),
        sa.CheckConstraint(
            "(fact_id IS NULL OR agreement_id IS NOT NULL) AND (evidence_id IS NULL OR fact_id IS NOT NULL)",
            name="passage_names_all_above_it",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    for owner in ("document", "agreement", "fact", "evidence"):
        op.create_index(f"passages_by_{owner}", "passages", [f"{owner}_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for statement in FTS5:
            op.execute(statement)
    else:
        op.create_index("passages_by_words", "passages", ["words"], postgresql_using="gin")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passages_index")
    op.drop_table("passages")
