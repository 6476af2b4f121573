"""Lanes with something to do now that nobody works and no job waits for: what became due by time, what one
lane left in another, and what lost its job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, or_, select

from bot.store.inbox import is_open
from bot.store.jobs import DOING, TODO, job_rows
from bot.store.outbox import is_unsettled
from bot.store.outbox.queue import is_due
from bot.store.pauses import is_held
from bot.store.sql.tables import deliveries, outbox, timers
from bot.store.timers import is_pending

_d, _o, _t = deliveries.c, outbox.c, timers.c
_NOW = bindparam("now", type_=_d.next_at.type)

_heads = select(func.min(_d.seq)).where(is_open()).group_by(_d.lane)
_first_effects = select(func.min(_o.id)).where(is_unsettled()).group_by(_o.lane)
_waits = exists().where(is_open(), _d.lane == _t.lane)
_due = (
    select(_d.lane)
    .where(_d.seq.in_(_heads), or_(_d.next_at.is_(None), _d.next_at <= _NOW))
    .union(
        # A lane whose oldest delivery waits for its next try waits as a whole.
        select(_t.lane).where(is_pending(), _t.due_at <= _NOW, ~_waits),
        select(_o.lane).where(_o.id.in_(_first_effects), is_due(), ~is_held(_NOW)),
    )
    .subquery()
)
_UNATTENDED = (
    select(_due.c.lane)
    .where(~exists().where(job_rows.c.lock == _due.c.lane, or_(TODO, DOING)))
    .limit(bindparam("most"))
)


def lanes(conn: Connection, now: datetime, most: int) -> list[str]:
    """Return at most so many of them."""
    return list(conn.scalars(_UNATTENDED, {"now": now, "most": most}))
