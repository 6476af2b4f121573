"""What the bot did in a repository is found by its order, however much it does elsewhere.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_outbox_repository", "outbox", ["repo_id", "id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_outbox_repository", "outbox")
