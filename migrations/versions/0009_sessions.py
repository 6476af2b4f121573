"""Who is signed in to the pages, and what repositories were called before.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "mirror_former_names",
        sa.Column("name_key", words, nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name_key", name=op.f("pk_mirror_former_names")),
    )
    op.create_index(op.f("ix_mirror_former_names_repo_id"), "mirror_former_names", ["repo_id"])
    op.create_table(
        "sessions",
        sa.Column("digest", words, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("login", words, nullable=False),
        sa.Column("repositories", sa.JSON(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"])
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"])


def downgrade() -> None:
    """Take them away: everybody signs in again."""
    op.drop_table("sessions")
    op.drop_table("mirror_former_names")
