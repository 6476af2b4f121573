"""What the owner of an installation has granted.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; it is filled when GitHub tells it next."""
    op.add_column("mirror_installations", sa.Column("permissions", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("mirror_installations", "permissions")
