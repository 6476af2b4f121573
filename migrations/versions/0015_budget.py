"""What each installation created within the last hour, and which effects go out before which.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column; what waits just now gets its rank."""
    op.create_table(
        "created_content",
        sa.Column("installation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "ordinal", name=op.f("pk_created_content")),
    )
    op.create_index("ix_created_content_repository", "created_content", ["repo_id", "at"])
    op.add_column("outbox", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE outbox SET rank = 1 WHERE state IN ('waiting', 'intent')"
        " AND kind IN ('comment', 'react', 'open_issue', 'check', 'transfer')"
    )
    op.execute("DELETE FROM memory WHERE feature = 'pace' AND scope = 'house'")


def downgrade() -> None:
    """Take both away."""
    op.drop_column("outbox", "rank")
    op.drop_index("ix_created_content_repository", "created_content")
    op.drop_table("created_content")
