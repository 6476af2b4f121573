"""How a fleet is, for whoever looks from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from bot.store.backlog import backlog
from bot.store.jobs import DOING, TODO, job_rows, worker_rows
from bot.store.jobs.workers import STALLED

_lives = worker_rows.c.last_heartbeat > func.now() - STALLED
_living = select(worker_rows.c.id).where(_lives)
_is_stalled = or_(job_rows.c.worker_id.is_(None), job_rows.c.worker_id.not_in(_living))


@dataclass(frozen=True)
class FleetState:
    """Workers that live, lanes whose job waits, lanes whose worker is gone, and since when the oldest open
    delivery or effect is there; None if nothing is open."""

    workers: int
    waiting: int
    stalled: int
    oldest: datetime | None


def fleet_state(conn: Connection, now: datetime) -> FleetState:
    """Look at it."""
    jobs = select(func.count()).select_from(job_rows)
    left = backlog(conn, now)
    return FleetState(
        workers=conn.scalar(select(func.count()).select_from(worker_rows).where(_lives)) or 0,
        waiting=conn.scalar(jobs.where(TODO)) or 0,
        stalled=conn.scalar(jobs.where(DOING, _is_stalled)) or 0,
        oldest=min((moment for moment in (left.delivery, left.effect) if moment is not None), default=None),
    )
