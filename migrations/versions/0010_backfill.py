"""How far the past of a repository has been read.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "backfills",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("stage", words, nullable=False),
        sa.Column("cursor", words),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("several", sa.Boolean(), nullable=False),
        sa.Column("subjects", sa.BigInteger(), nullable=False),
        sa.Column("known_since", sa.BigInteger()),
        sa.Column("known_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("repo_id", name=op.f("pk_backfills")),
    )
    op.create_table(
        "backfill_rests",
        sa.Column("repo_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("node", words, nullable=False),
        sa.Column("cursor", words, nullable=False),
        sa.PrimaryKeyConstraint("repo_id", "number", name=op.f("pk_backfill_rests")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("backfill_rests")
    op.drop_table("backfills")
