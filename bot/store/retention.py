"""Growth: what is old is thinned out, so that one small machine stays one small machine.

Payloads go first (they are bulk, and GitHub keeps its own for days), then ended deliveries and effects.
Ledger, memory and mirror stay: they are what the bot knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.store.tables import deliveries, outbox, pauses, timers

PAYLOADS = timedelta(days=14)
EFFECTS = timedelta(days=90)
AT_ONCE = 1000
"""Rows a transaction thins out at most: a writer must not be kept waiting."""


def thin_out(conn: Connection, now: datetime) -> int:
    """Thin out at most `AT_ONCE` rows of each kind; how many there were. Call again until it says 0."""
    old = (
        select(deliveries.c.seq)
        .where(deliveries.c.state != "new", deliveries.c.received_at < now - PAYLOADS)
        .where(func.length(deliveries.c.payload) > 0)
        .order_by(deliveries.c.received_at)
        .limit(AT_ONCE)
    )
    emptied = conn.execute(update(deliveries).where(deliveries.c.seq.in_(old)).values(payload=b"")).rowcount
    ended = (
        select(deliveries.c.seq)
        .where(deliveries.c.state != "new", deliveries.c.received_at < now - EFFECTS)
        .limit(AT_ONCE)
    )
    settled = select(outbox.c.id).where(outbox.c.settled_at < now - EFFECTS).limit(AT_ONCE)
    removed = conn.execute(delete(deliveries).where(deliveries.c.seq.in_(ended))).rowcount
    removed += conn.execute(delete(outbox).where(outbox.c.id.in_(settled))).rowcount
    rung = select(timers.c.id).where(timers.c.state != "waiting", timers.c.due_at < now - EFFECTS)
    removed += conn.execute(delete(timers).where(timers.c.id.in_(rung.limit(AT_ONCE)))).rowcount
    conn.execute(delete(pauses).where(pauses.c.until < now))
    return emptied + removed
