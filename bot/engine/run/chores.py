"""Chores: what a server does beside its lanes, at hours of its own, once for all processes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from bot.engine.run.budget_notes import BudgetNotes
from bot.engine.run.housekeeping import Housekeeping
from bot.engine.run.indexing import Indexing
from bot.engine.run.scheduler import Scheduler
from bot.store.database import Database, Unavailable
from bot.store.panics import panics_as_failures

log = structlog.get_logger()


class Chores:
    """The slots of jobs, the hour's work on the store, and notes for whoever looks after the server."""

    def __init__(
        self,
        db: Database,
        scheduler: Scheduler,
        housekeeping: Housekeeping,
        budgets: BudgetNotes | None = None,
        indexing: Indexing | None = None,
    ) -> None:
        self._db = db
        self.scheduler = scheduler
        self._housekeeping = housekeeping
        self._budgets = budgets
        self._indexing = indexing
        self._has_begun = False

    async def tick(self) -> None:
        """Do those whose time has come, as often as you like. Raise `Unavailable`."""
        await self.begin()
        await self.plan()
        await self._run("housekeeping", self._housekeeping.tick)
        if self._budgets is not None:
            await self._run("budgets", self._budgets.tick)

    async def index(self) -> None:
        """Put whatever waits into the index of similar issues; `keep_indexing` does so beside the lanes."""
        while self._indexing is not None and await self._indexing.tick():
            pass

    async def keep_indexing(self) -> None:
        """Fill the index until cancelled, if there is one."""
        if self._indexing is not None:
            await self._indexing.keep_indexing()

    async def begin(self) -> None:
        """Go on from where the process before was, once; before anything is asked of GitHub."""
        if self._budgets is not None and not self._has_begun:
            await self._budgets.begin()
        self._has_begun = True

    async def plan(self) -> None:
        """Only put into lanes what begins by the clock."""
        await self._run("scheduler", self.scheduler.tick)

    async def _run(self, name: str, chore: Callable[[], Awaitable[int]]) -> None:
        """One that fails waits for its next hour, and the lanes go on."""
        try:
            with panics_as_failures():
                await chore()
        except Unavailable:
            raise
        except Exception:
            log.exception(f"{name} failed")
            self._db.failures[name] += 1
