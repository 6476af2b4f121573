"""What is old is found by an index, however much there is.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BULKY = sa.text("state <> 'new' AND length(payload) > 0")
SETTLED = sa.text("state NOT IN ('waiting', 'intent')")
RUNG = sa.text("state <> 'waiting'")


def upgrade() -> None:
    """Add the indexes."""
    for name, table, column, where in (
        ("ix_deliveries_bulky", "deliveries", "received_at", BULKY),
        ("ix_outbox_settled_at", "outbox", "settled_at", SETTLED),
        ("ix_timers_rung", "timers", "due_at", RUNG),
        ("ix_ledger_at", "ledger", "at", None),
    ):
        op.create_index(name, table, [column], unique=False, sqlite_where=where, postgresql_where=where)
