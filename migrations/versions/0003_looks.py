"""Effects that may be on GitHub already are looked for before they are sent.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add how often, and back to when."""
    op.add_column("outbox", sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("look_from", sa.BigInteger(), nullable=True))
