"""GraphQL's ids of labels, people and comments survive a restart, and all processes know them.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ids; those of what is known already are told by the next event that names it."""
    words = sa.Text(collation="C") if op.get_bind().dialect.name == "postgresql" else sa.Text()
    for table in ("mirror_labels", "mirror_people"):
        op.add_column(table, sa.Column("node_id", words, server_default="", nullable=False))
    op.create_index("ix_mirror_people_login", "mirror_people", [sa.text("lower(login)")])
    op.create_table(
        "mirror_comments",
        sa.Column("target", words, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("repo_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", words, nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", "comment_id", name=op.f("pk_mirror_comments")),
    )
    op.create_index("ix_mirror_comments_repo_id", "mirror_comments", ["repo_id"])
    op.create_index("ix_mirror_comments_named_at", "mirror_comments", ["named_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("mirror_comments")
    op.drop_index("ix_mirror_people_login", "mirror_people")
    for table in ("mirror_people", "mirror_labels"):
        op.drop_column(table, "node_id")
