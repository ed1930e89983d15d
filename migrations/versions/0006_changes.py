"""Changes

Revision 0006, after 0005. What is stored is noted as added: a feed that is read from its beginning tells of all.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

#: Byte order on every database.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_ONCE = 1000
STORED = {
    "document": "SELECT id, NULL FROM documents ORDER BY id",
    "agreement": "SELECT id, id FROM agreements ORDER BY id",
    "fact": "SELECT id, agreement_id FROM facts ORDER BY id",
}


def upgrade() -> None:
    table = op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("agreement_id", KEY, nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('added', 'revised', 'merged', 'withdrawn')", name="change_kind_is_known"),
        sa.CheckConstraint("resource IN ('agreement', 'fact', 'document')", name="change_resource_is_known"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("changes_by_agreement", "changes", ["agreement_id", "number"], unique=False)
    connection, number, at = op.get_bind(), 0, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for resource, statement in STORED.items():
        records: list[dict[str, object]] = []
        for id_, agreement in connection.execute(sa.text(statement)).all():
            number += 1
            row = {
                "number": number,
                "at": at,
                "kind": "added",
                "resource": resource,
                "id": id_,
                "agreement": agreement,
                "document": None,
                "why": "stored before changes were noted",
                "fields": [],
                "target": None,
            }
            columns = {"number": number, "kind": "added", "resource": resource, "id": id_, "agreement_id": agreement}
            records.append({**columns, "row": json.dumps(row, ensure_ascii=False, separators=(",", ":"))})
            if len(records) == AT_ONCE:
                op.bulk_insert(table, records)
                records = []
        if records:
            op.bulk_insert(table, records)


def downgrade() -> None:
    op.drop_table("changes")
