"""What any worker does for all, one at a time: takes their jobs from the dead, and finds lanes that wait for
nobody."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog

from bot.engine.decide.outcome import Item
from bot.store import inbox, jobs
from bot.store.database import Connection
from bot.store.jobs import suspects, unattended, workers
from bot.store.outbox import queue

log = structlog.get_logger()

MOST = 500
"""So many lanes at once; the next time comes soon."""


def sweep(conn: Connection, now: datetime) -> None:
    """Do both, unless somebody else is at it."""
    if workers.is_alone(conn):
        reap(conn, now)
        reconcile(conn, now)


def reap(conn: Connection, now: datetime) -> None:
    """Take their jobs from the dead; what these had in hand may have killed them."""
    left = workers.reap(conn)
    together = Counter(worker for _, worker in left)
    for lane, worker in left:
        log.warning("a worker is gone", lane=lane, worker=worker)
        if worker is not None and (work := in_hand(conn, lane, now)):
            suspects.accuse(conn, work, alone=together[worker] == 1)


def in_hand(conn: Connection, lane: str, now: datetime) -> str:
    """Return the name of what a lane's worker was about, sending or else deciding; empty if neither."""
    if key := queue.claimed(conn, lane):
        return key
    stored = inbox.next_in_lane(conn, lane, now)
    return Item.of(stored).guid if stored else ""


def reconcile(conn: Connection, now: datetime) -> None:
    """Have lanes worked that have something to do and no job."""
    jobs.wake(conn, unattended.lanes(conn, now, MOST))
