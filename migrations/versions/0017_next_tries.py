"""Which failed delivery is tried again next is found without reading all that wait.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TRIED_AGAIN = sa.text("state = 'new' AND next_at IS NOT NULL")


def upgrade() -> None:
    """Index the few that failed by when they are tried again."""
    op.create_index(
        "ix_deliveries_next_at",
        "deliveries",
        ["next_at"],
        sqlite_where=_TRIED_AGAIN,
        postgresql_where=_TRIED_AGAIN,
    )


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_deliveries_next_at", table_name="deliveries")
