"""What happened on a subject, and which subjects moved lately, is found by an index.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_ledger_subject", "ledger", ["repo_id", "number", "what"])
    op.create_index("ix_mirror_subjects_updated_at", "mirror_subjects", ["repo_id", "updated_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_mirror_subjects_updated_at", "mirror_subjects")
    op.drop_index("ix_ledger_subject", "ledger")
