"""The in-process runner: one event loop, one database file, lanes side by side.

`run` is for `serve`: it sleeps until it is nudged or something is due. `drain` is for demo, plans and
tests: it does all that is due at this instant of the clock, and comes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.core.ports.clock import Clock
from bot.engine.execute.executor import Executor
from bot.engine.life import Life
from bot.engine.run.chores import Chores
from bot.engine.run.port import Errand
from bot.engine.run.worker import Worker
from bot.store import inbox, timers
from bot.store.database import Connection, Database, Unavailable
from bot.store.outbox import queue
from bot.store.panics import panics_as_failures

log = structlog.get_logger()

LANES = 32
"""Lanes worked on at the same time."""
LONGEST_SLEEP = 30.0
TROUBLE_SLEEP = 1.0
LONGEST_REST = 3600.0


class EmbeddedRunner:
    """Runs everything in this process."""

    def __init__(
        self,
        db: Database,
        worker: Worker,
        executor: Executor,
        chores: Chores,
        clock: Clock,
        life: Life,
    ) -> None:
        self._db = db
        self._worker = worker
        self._executor = executor
        self._chores = chores
        self._clock = clock
        self._life = life
        self._nudged = asyncio.Event()
        self._begun = False
        self._busy: dict[str, set[str]] = {"decide": set(), "write": set()}
        self._rests: dict[tuple[str, str], float] = {}
        """How long a lane rested, in seconds, after it had failed in a way that nobody foresaw."""
        self._tasks: set[asyncio.Task[None]] = set()

    def nudge(self) -> None:
        """Something new is in the inbox."""
        self._nudged.set()

    async def begin(self) -> None:
        """A life begins; call it before the first delivery of that life is stored, or leave it to `run`."""
        await self._db.write(lambda conn: self._life.begin(conn, self._clock.now()))
        self._begun = True

    async def drain(self, lanes_at_once: int = 1) -> int:
        """Do everything that is due now, effects included, and return how many lanes had something to do.

        One lane at a time by default, in order of arrival, so that the same input gives the same end.
        """
        worked = 0
        await self._chores.plan()
        await self._chores.index()
        while True:
            lanes = await self._open("decide", lanes_at_once)
            step: Callable[[str], Awaitable[bool]] = self._worker.take
            if not lanes:
                lanes = await self._open("write", lanes_at_once)
                step = self._executor.carry_out
            if not lanes:
                return worked
            await asyncio.gather(*(step(lane) for lane in lanes))
            worked += len(lanes)

    async def next_due(self) -> datetime | None:
        """Return when something will be due that is not now; None when nothing is planned."""
        now = self._clock.now()

        def earliest(conn: Connection) -> datetime | None:
            times = (inbox.next_turn(conn, now), queue.next_due(conn, now), timers.next_due(conn, now))
            return min((time for time in times if time is not None), default=None)

        return await self._db.lookup(earliest)

    async def next_slot(self) -> datetime | None:
        """Return when the next job is due; `run` need not know, it looks often enough."""
        return await self._chores.scheduler.next_slot()

    async def run(self, *errands: Errand) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as all_of_it:
            for work in (self._run, *errands):
                all_of_it.create_task(work())

    async def _run(self) -> None:
        try:
            while True:
                self._nudged.clear()
                try:
                    if not self._begun:
                        await self.begin()
                    await self._chores.tick()
                    await self._start()
                    wait = await self._until_due()
                except Unavailable as trouble:
                    log.error("database unavailable", reason=str(trouble))
                    wait = TROUBLE_SLEEP
                except Exception:
                    log.exception("runner failed")
                    self._db.failures["runner"] += 1
                    wait = TROUBLE_SLEEP
                await self._pause(wait)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pause(self, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        nudged = asyncio.ensure_future(self._nudged.wait())
        try:
            await asyncio.wait((sleeping, nudged), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            nudged.cancel()

    async def _until_due(self) -> float:
        due = await self.next_due()
        if due is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.05, (due - self._clock.now()).total_seconds()))

    async def _start(self) -> None:
        for kind, step in (("decide", self._worker.take), ("write", self._executor.carry_out)):
            for lane in await self._open(kind, LANES - len(self._busy[kind])):
                self._busy[kind].add(lane)
                task = asyncio.create_task(self._work(kind, lane, step))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _work(self, kind: str, lane: str, step: Callable[[str], Awaitable[bool]]) -> None:
        try:
            with panics_as_failures():
                while await step(lane):
                    if kind == "decide":
                        self.nudge()  # The lane may have something to write now.
        except Unavailable as trouble:
            log.error("database unavailable", reason=str(trouble))
            await self._clock.sleep(TROUBLE_SLEEP)
        except Exception:
            log.exception("lane failed", lane=lane)
            self._db.failures["lane"] += 1
            rest = self._rests[kind, lane] = min(2 * self._rests.get((kind, lane), 0.5), LONGEST_REST)
            await self._clock.sleep(rest)
        else:
            self._rests.pop((kind, lane), None)
        finally:
            self._busy[kind].discard(lane)
            self.nudge()

    async def _open(self, kind: str, most: int) -> list[str]:
        if most <= 0 or (kind == "write" and self._life.rival):
            return []
        now = self._clock.now()
        busy = tuple(self._busy[kind])
        if kind == "decide":
            return await self._db.lookup(lambda conn: inbox.open_lanes(conn, now, most, busy))
        return await self._db.lookup(lambda conn: queue.due_lanes(conn, now, most, busy))
