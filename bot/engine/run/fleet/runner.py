"""One worker of a fleet: works the lanes whose jobs it gets, sees to those whose worker is gone, and, if it
has been there for longest, does what one does for all.

A job only says that a lane is to be worked: what is to be done in it stands in the tables. So a job too many
does nothing, and one too few is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog

from bot.core.ports.clock import Clock
from bot.engine.execute.executor import Executor
from bot.engine.life import Life
from bot.engine.run.chores import Chores
from bot.engine.run.fleet.queue import LaneQueue, Released
from bot.engine.run.fleet.sweep import sweep
from bot.engine.run.port import Errand
from bot.engine.run.worker import Worker
from bot.store.database import Connection, Database, Unavailable
from bot.store.jobs import workers
from bot.store.panics import panics_as_failures

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two looks of the first worker at what is due."""
OTHERS_EVERY = 5.0
"""And of the others, for the time when it does not."""
CHECK_EVERY = 10.0
TROUBLE_SLEEP = 1.0


class FleetRunner:
    """Runs lanes beside others that do the same."""

    def __init__(
        self, db: Database, worker: Worker, executor: Executor, chores: Chores, clock: Clock, life: Life
    ) -> None:
        self._db = db
        self._worker = worker
        self._executor = executor
        self._chores = chores
        self._clock = clock
        self._life = life
        self._queue = LaneQueue(db.url, self._work)
        self._begun = False
        self._nudged = asyncio.Event()
        self._next_check = 0.0
        self._errands: list[asyncio.Future[None]] = []

    def nudge(self) -> None:
        """Look at once for what is due."""
        self._nudged.set()

    async def begin(self) -> None:
        """Begin a life, or join those that go on."""
        await self._db.write(self._begin)
        self._begun = True

    def _begin(self, conn: Connection) -> None:
        now = self._clock.now()
        if workers.is_any_alive(conn):
            self._life.join(conn, now)
        else:
            self._life.begin(conn, now)

    async def run(self, *errands: Errand) -> None:
        """Work until cancelled; then steps under way are ended, and lanes with more to do given back."""
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._again(self._take_jobs))
                both.create_task(self._again(partial(self._look, errands)))
        finally:
            self._stop()

    async def _again(self, step: Callable[[], Awaitable[None]]) -> None:
        """Over and over; trouble passes."""
        while True:
            try:
                with panics_as_failures():
                    await step()
                continue
            except Unavailable as trouble:
                log.error("database unavailable", reason=str(trouble))
            except Exception:
                log.exception("runner failed")
                self._db.failures["runner"] += 1
            await self._clock.sleep(TROUBLE_SLEEP)

    async def _take_jobs(self) -> None:
        if not self._begun:
            await self._chores.begin()
            await self.begin()
        if (before := self._queue.worker) is not None:
            await self._db.write(partial(workers.leave, worker=before))
        await self._queue.run()

    async def _work(self, lane: str) -> None:
        """Do all that there is to do in a lane; what is decided is carried out before the next is."""
        try:
            with panics_as_failures():
                await self._empty(lane)
        except Released:
            raise
        except Unavailable as trouble:
            log.error("database unavailable", reason=str(trouble))
            raise
        except Exception:
            log.exception("lane failed", lane=lane)
            self._db.failures["lane"] += 1
            raise

    async def _empty(self, lane: str) -> None:
        await self._worker.take(lane)
        while True:
            while not self._life.rival and await self._executor.carry_out(lane):
                self._go_on()
            if not await self._worker.take(lane):
                return
            self._go_on()

    def _go_on(self) -> None:
        if self._queue.is_stopping:
            raise Released

    async def _look(self, errands: tuple[Errand, ...]) -> None:
        """Do what any worker does for all, and see whether it is on us to do the rest."""
        await self._db.write(partial(sweep, now=self._clock.now()))
        if await self._db.lookup(self._is_first):
            self._start(errands)
        else:
            self._stop()
        if self._clock.monotonic() >= self._next_check:
            self._next_check = self._clock.monotonic() + CHECK_EVERY
            await self._drop_lost()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._nudged.wait(), EVERY if self._errands else OTHERS_EVERY)
        self._nudged.clear()

    def _is_first(self, conn: Connection) -> bool:
        self._life.follow(conn)
        return self._queue.worker is not None and workers.is_first(conn, self._queue.worker)

    async def _drop_lost(self) -> None:
        worker = self._queue.worker
        if worker is not None:
            lost = self._queue.lost(await self._db.lookup(partial(workers.jobs_of, worker=worker)))
            await self._db.write(partial(workers.drop, ids=lost))

    async def _tick(self) -> None:
        await self._chores.tick()
        await self._clock.sleep(EVERY)

    def _start(self, errands: tuple[Errand, ...]) -> None:
        if not self._errands:
            log.info("this worker does the errands of all")
            works = [self._again(self._tick), *(errand() for errand in errands)]
            self._errands = [asyncio.ensure_future(work) for work in works]

    def _stop(self) -> None:
        for task in self._errands:
            task.cancel()
        self._errands = []
