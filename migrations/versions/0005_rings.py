"""A wake-up knows which of its rings comes next.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count on from when each is due, by which it was known until now."""
    op.add_column("timers", sa.Column("rung", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE timers SET rung = due_at / 1000000")
