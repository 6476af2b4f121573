"""What one person did, opened and is assigned to is found by an index, however much others did.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the index of deeds by person, so that counting reads nothing else, and add those of subjects."""
    op.drop_index("ix_ledger_person", "ledger")
    op.create_index("ix_ledger_person", "ledger", ["person_id", "repo_id", "what", "at", "owner_id"])
    op.create_index(
        "ix_mirror_subjects_author", "mirror_subjects", ["repo_id", "author_id", "number", "state"]
    )
    is_assigned = sa.text("state = 'open' AND CAST(assignees AS TEXT) <> '[]'")
    op.create_index(
        "ix_mirror_subjects_assigned",
        "mirror_subjects",
        ["repo_id", "state", "number"],
        sqlite_where=is_assigned,
        postgresql_where=is_assigned,
    )


def downgrade() -> None:
    """Take them away, and what was there before comes back."""
    op.drop_index("ix_mirror_subjects_assigned", "mirror_subjects")
    op.drop_index("ix_mirror_subjects_author", "mirror_subjects")
    op.drop_index("ix_ledger_person", "ledger")
    op.create_index("ix_ledger_person", "ledger", ["person_id", "owner_id", "at"])
