"""Jobs of the fleet (PostgreSQL): each says that a lane is to be worked, and no more.

The queue is procrastinate's, whose tables the migrations make. Here are the statements that belong into a
transaction of ours; whoever works the jobs is `bot.engine.run.fleet`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ARRAY, Connection, Text, bindparam, column, func, literal_column, select, table, text

from bot.store.database import Database
from bot.store.inbox import Also

QUEUE = "stewardbot"
LANE_JOB = "stewardbot.lane"
"""The name of such a job, whose argument is the `lane`. Neighbouring versions must agree about both."""

job_rows = table(
    "procrastinate_jobs",
    *(column(name) for name in ("id", "queue_name", "lock", "status", "worker_id")),
)
worker_rows = table("procrastinate_workers", column("id"), column("last_heartbeat"))

TODO = job_rows.c.status == literal_column("'todo'")
DOING = job_rows.c.status == literal_column("'doing'")

_WAITING = (
    select(job_rows.c.lock)
    .where(
        TODO,
        job_rows.c.queue_name == QUEUE,
        job_rows.c.lock == func.any(bindparam("lanes", type_=ARRAY(Text))),
    )
    .with_for_update(read=True, skip_locked=True)
)
_ADD = text(
    "SELECT procrastinate_defer_jobs_v1(array_agg(ROW("
    "  :queue, :job, -turn, lane, NULL, jsonb_build_object('lane', lane), NULL"
    ")::procrastinate_job_to_defer_v1 ORDER BY turn)) FROM ("
    "  SELECT lane, row_number() OVER (PARTITION BY split_part(lane, '#', 1)) - 1 + ("
    "    SELECT count(*) FROM procrastinate_jobs"
    "    WHERE status = 'todo' AND split_part(lock, '#', 1) = split_part(lane, '#', 1)"
    "  ) AS turn FROM unnest(CAST(:lanes AS text[])) AS lane"
    ") AS turns"
)
"""Repositories take turns, by priority: behind as many of its own as wait, and no more of any other."""
_NOTIFY = text("SELECT stewardbot_wake(:queue)")


def also_for(db: Database) -> Also | None:
    """What is written together with new deliveries on a database: their jobs, where there is a fleet."""
    return (lambda conn, arrivals: wake(conn, (new.lane for new in arrivals))) if db.is_shared else None


def wake(conn: Connection, lanes: Iterable[str]) -> None:
    """Have these lanes worked as soon as this transaction is committed.

    A lane has one job that waits, however much there is to do: in a queue of thousands with one lock, finding
    the next takes procrastinate seconds. Where one waits, it is locked: nobody takes it before we commit, so
    whoever does sees what we wrote; and since nobody could take it, everybody is told to look again.
    """
    names = sorted(set(lanes))
    if not names:
        return
    waiting = set(conn.scalars(_WAITING, {"lanes": names}))
    if missing := [name for name in names if name not in waiting]:
        conn.execute(_ADD, {"queue": QUEUE, "job": LANE_JOB, "lanes": missing})
    if waiting:
        conn.execute(_NOTIFY, {"queue": QUEUE})
