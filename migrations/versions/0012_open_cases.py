"""The open support cases of a steward are found by an index, however many issues are open.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    steward, resolved = (
        f"json_extract(value, '$.{name}')" if is_sqlite else f"value ->> '{name}'"
        for name in ("steward", "resolved_at")
    )
    of_cases = sa.text(f"feature = 'case' AND key = 'case' AND {resolved} IS NULL")
    op.create_index(
        "ix_memory_open_cases",
        "memory",
        [sa.text(f"lower({steward})"), "scope"],
        sqlite_where=of_cases,
        postgresql_where=of_cases,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_memory_open_cases", "memory")
