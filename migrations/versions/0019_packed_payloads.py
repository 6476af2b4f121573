"""On SQLite payloads are kept packed: an earlier program must not take them for what GitHub sent.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa
from alembic import op
from lz4 import block

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PACKED, BEHIND = b"\x04", b"\x05"
"""What stands before an LZ4 block, and what is sorted behind all that begin so."""


def upgrade() -> None:
    """Change nothing: what is there already stays as it is, and is read so."""


def downgrade() -> None:
    """Unpack what is there."""
    conn = op.get_bind()
    deliveries = sa.table("deliveries", sa.column("seq", sa.Integer), sa.column("payload", sa.LargeBinary))
    packed = (deliveries.c.payload >= PACKED) & (deliveries.c.payload < BEHIND)
    change = sa.update(deliveries).where(deliveries.c.seq == sa.bindparam("at"))
    for seq in conn.scalars(sa.select(deliveries.c.seq).where(packed)).all():
        payload = conn.scalars(sa.select(deliveries.c.payload).where(deliveries.c.seq == seq)).one()
        with suppress(block.LZ4BlockError, ValueError, MemoryError):  # What is damaged stays so.
            conn.execute(change.values(payload=block.decompress(payload[len(PACKED) :])), {"at": seq})
