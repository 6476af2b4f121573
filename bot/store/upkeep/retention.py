"""Growth and privacy: what is old is thinned out, so that one small machine stays one small machine.

Payloads go first (they are bulk, and GitHub keeps its own for days), then ended deliveries and effects.
Ledger, memory and mirror stay, for they are what the bot knows; unless the operator keeps only so long what
people did. Who was welcomed is a fact of the memory: nobody is greeted again for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, literal_column, select, update

from bot.core.states import EffectState
from bot.store import inbox, pauses
from bot.store.outbox import content, is_unsettled
from bot.store.sql.tables import (
    created_content,
    decisions,
    deliveries,
    ledger,
    mirror_comments,
    outbox,
    sessions,
    timers,
)

AT_ONCE = 1000
"""Rows a transaction thins out at most: a writer must not be kept waiting."""

IN_HAND = timedelta(minutes=2)
"""Whoever is about an effect just now is done with it by then."""


@dataclass(frozen=True)
class Retention:
    """How long things are kept."""

    payloads: timedelta = timedelta(days=14)
    """Bodies of webhooks, in which GitHub tells of people."""
    effects: timedelta = timedelta(days=90)
    """Deliveries and what they led to: reasons, answers, texts of comments."""
    deeds: timedelta | None = None
    """Lines of the ledger: who did what when. None: as long as the App is installed."""


USUAL = Retention()


def thin_out(conn: Connection, now: datetime, keep: Retention = USUAL) -> int:
    """Thin out at most `AT_ONCE` rows of each kind, and return how many there were. Call again until it says
    0."""
    d, old = deliveries.c, now - keep.effects
    # Written out as the partial indexes have it: only then they are used.
    ended = d.state != literal_column("'new'")
    full = func.length(d.payload) > literal_column("0")
    bulky = (
        select(d.seq)
        .where(ended, full, d.received_at < now - keep.payloads)
        .order_by(d.received_at)
        .limit(AT_ONCE)
    )
    thinned = conn.execute(update(deliveries).where(d.seq.in_(bulky)).values(payload=b"")).rowcount
    thinned += _drop(conn, deliveries, ended, d.received_at < old)
    thinned += _drop(conn, outbox, outbox.c.state.not_in(_UNSETTLED), outbox.c.settled_at < old)
    thinned += _drop(conn, timers, timers.c.state != literal_column("'waiting'"), timers.c.due_at < old)
    conn.execute(delete(decisions).where(decisions.c.decided_at < old))
    if keep.deeds is not None:
        thinned += _drop(conn, ledger, ledger.c.at < now - keep.deeds)
    conn.execute(delete(mirror_comments).where(mirror_comments.c.named_at < old))
    pauses.drop_ended(conn, now)
    _shorten_waits(conn, now)
    conn.execute(delete(created_content).where(created_content.c.at <= now - content.WITHIN))
    conn.execute(delete(sessions).where(sessions.c.ends_at <= now))
    return thinned


def _shorten_waits(conn: Connection, now: datetime) -> None:
    """Let what would wait for longer than anything does be tried now: a clock put it off that was ahead."""
    o, d, beyond = outbox.c, deliveries.c, now + pauses.LONGEST
    is_late = is_unsettled(), o.state == EffectState.WAITING, o.due_at > beyond
    conn.execute(update(outbox).where(*is_late).values(due_at=now))
    is_leased = is_unsettled(), o.state == EffectState.INTENT, o.lease_at > beyond
    conn.execute(update(outbox).where(*is_leased).values(lease_at=now + IN_HAND))
    conn.execute(update(deliveries).where(inbox.is_open(), d.next_at > beyond).values(next_at=now))


_UNSETTLED: tuple[ColumnElement[str], ...] = (literal_column("'waiting'"), literal_column("'intent'"))


def _drop(conn: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    (key,) = table.primary_key
    some = select(key).where(*which).limit(AT_ONCE)
    return conn.execute(delete(table).where(key.in_(some))).rowcount
