"""What this program asks of procrastinate: a queue of lanes, and a worker for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker
from psycopg_pool import AsyncConnectionPool

from bot.store.database import Unavailable
from bot.store.jobs import LANE_JOB, QUEUE
from bot.store.jobs.workers import STALLED
from bot.store.sql.postgres import arguments

LANES = 32
"""Lanes worked on at the same time by one process."""
POLL = 1.0
"""Seconds between two looks for jobs, where no notification comes, or one is missed."""
GRACE = 20.0
"""Seconds that a step may take to end once it is time to stop; platforms kill after 30."""
CONNECTIONS = 4
"""Of procrastinate's own, besides one to listen: jobs are fetched and ended one at a time."""
TROUBLE_REST = 1
LONGEST_REST = 3600.0
NEVER = 1e9
"""Seconds, as long as the server can count back."""


class Released(Exception):
    """A lane has more to do, but it is time to stop: whoever is there next goes on."""


class Rest(BaseRetryStrategy):
    """A job is never given up: its lane rests, longer each time; not at all if it was only released, and no
    longer than a moment if it was the database that failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """See `BaseRetryStrategy`."""
        if isinstance(exception, Released | asyncio.CancelledError):
            return RetryDecision()
        if isinstance(exception, Unavailable):  # The database's trouble, not the lane's.
            return RetryDecision(retry_in={"seconds": TROUBLE_REST})
        rest = min(2.0 ** min(job.attempts, 12), LONGEST_REST)
        return RetryDecision(retry_in={"milliseconds": int(rest * 1000)})


def _pool(**options: Any) -> AsyncConnectionPool:
    """A pool that asks no connection before each use whether it lives: who has lost one begins anew."""
    return AsyncConnectionPool(**options | {"check": None})


async def _each_for_itself(connection: psycopg.AsyncConnection[Any]) -> None:
    """Procrastinate's transactions have one statement each, so they need neither beginning nor end."""
    await connection.set_autocommit(True)


class LaneQueue:
    """The queue on a database (URL in `normal` form), from which this process takes lanes to `work` them."""

    def __init__(self, url: str, work: Callable[[str], Awaitable[None]]) -> None:
        # It tells of each job twice, in its own words.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        self._app = App(
            connector=PsycopgConnector(
                pool_factory=_pool,
                kwargs=arguments(url) | {"application_name": "stewardbot"},
                configure=_each_for_itself,
                min_size=1,
                max_size=CONNECTIONS,
                timeout=POLL,
            )
        )
        self._app.task(name=LANE_JOB, queue=QUEUE, pass_context=True, retry=Rest())(self._job)
        self._work = work
        self._worker: Worker | None = None
        self._running: set[int] = set()
        self._suspects: set[int] = set()
        self.is_stopping = False

    @property
    def worker(self) -> int | None:
        """The number under which this process is known as a worker; None while it is none.

        After the database was lost it is the last one, if it could not take its leave.
        """
        return self._worker.worker_id if self._worker else None

    async def run(self) -> None:
        """Take jobs until cancelled: then no more are taken, and those in hand are ended or given back.

        Raise `Unavailable` when the database is lost.
        """
        try:
            async with self._app.open_async():
                await self._take()
        except (ConnectorException, psycopg.Error) as trouble:
            raise Unavailable(f"the database cannot be used: {trouble.__cause__ or trouble}") from trouble

    async def _take(self) -> None:
        worker = self._worker = Worker(
            self._app,
            queues=[QUEUE],
            concurrency=LANES,
            fetch_job_polling_interval=POLL,
            shutdown_graceful_timeout=GRACE,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=STALLED.total_seconds() / 4,
            # The dead are taken away together with their jobs, when it is still known whose these were.
            stalled_worker_timeout=NEVER,
        )
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # theirs
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            self.is_stopping = True
            worker.stop()  # type: ignore[no-untyped-call]  # theirs
            await running
            raise
        # Nobody told it to: its heart, or its ear for notifications, has lost the server.
        raise Unavailable("the connection to the database is lost")

    async def _job(self, context: JobContext, lane: str) -> None:
        job = context.job.id or 0
        self._running.add(job)
        try:
            await self._work(lane)
        finally:
            self._running.discard(job)

    def lost(self, in_table: Collection[int]) -> set[int]:
        """Of the jobs that are ours by the table, return those that are not, and were not the last time.

        Their end, or that they were fetched, was lost on the way to or from the database.
        """
        absent = set(in_table) - self._running
        lost, self._suspects = absent & self._suspects, absent
        return lost
