"""The workers of a fleet, who show that they live, and the jobs of those who do not any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, Interval, bindparam, delete, func, or_, select, text

from bot.store.jobs import DOING, job_rows, worker_rows

STALLED = timedelta(seconds=20)
"""A worker that showed no sign of life for so long counts as dead. By the server's clock alone."""

_SWEEPING = 0x5742_5357
"""The server's lock for whoever sweeps."""
_ALONE = text(f"SELECT pg_try_advisory_xact_lock({_SWEEPING})")
# Whoever is stopped in the middle of it must not keep the others from it.
_NOT_FOR_LONG = text("SET LOCAL idle_in_transaction_session_timeout = '10s'")

_lives = worker_rows.c.last_heartbeat > func.now() - bindparam(
    "stalled", type_=Interval, callable_=lambda: STALLED
)
_LIVING = select(func.count()).select_from(worker_rows).where(_lives)
_FIRST = select(func.min(worker_rows.c.id)).where(_lives)
_LIVING_IDS = select(worker_rows.c.id).where(_lives)
_REAP = (
    delete(job_rows)
    .where(DOING, or_(job_rows.c.worker_id.is_(None), job_rows.c.worker_id.not_in(_LIVING_IDS)))
    .returning(job_rows.c.lock, job_rows.c.worker_id)
)
_BURY = delete(worker_rows).where(~_lives)
_IN_HAND = select(job_rows.c.id).where(DOING, job_rows.c.worker_id == bindparam("worker"))


def is_any_alive(conn: Connection) -> bool:
    """Return whether a worker of this fleet is at work."""
    return bool(conn.scalar(_LIVING))


def is_first(conn: Connection, worker: int) -> bool:
    """Return whether a worker has been there for longest of those that live."""
    return bool(conn.scalar(_FIRST) == worker)


def is_alone(conn: Connection) -> bool:
    """Return whether nobody else sweeps; the others are kept from it until this transaction ends."""
    conn.execute(_NOT_FOR_LONG)
    return bool(conn.scalar(_ALONE))


def reap(conn: Connection) -> list[tuple[str, int | None]]:
    """Take their jobs from the dead; return the lane of each, and who had it where that is known.

    Nobody died over a job whose worker is unknown: that one took its leave, and only the job's end was lost.
    What is still to be done is found by `unattended`. A worker that was only stopped for a while finds its
    job gone when it ends it, and does nothing twice: the tables keep it from that.
    """
    left = conn.execute(_REAP).all()
    conn.execute(_BURY)
    return [(job.lock, job.worker_id) for job in left if job.lock is not None]


def jobs_of(conn: Connection, worker: int) -> set[int]:
    """Return the ids of the jobs that a worker has in hand by the table."""
    return set(conn.scalars(_IN_HAND, {"worker": worker}))


def leave(conn: Connection, worker: int) -> None:
    """Let a worker that is none any more, and could not say so, leave its jobs and go."""
    conn.execute(delete(job_rows).where(DOING, job_rows.c.worker_id == worker))
    conn.execute(delete(worker_rows).where(worker_rows.c.id == worker))


def drop(conn: Connection, ids: Collection[int]) -> None:
    """Free the lanes of these jobs."""
    if ids:
        conn.execute(delete(job_rows).where(job_rows.c.id.in_(ids)))
