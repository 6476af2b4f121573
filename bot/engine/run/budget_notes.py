"""The budgets of requests, written down now and then for the page of whoever looks after the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.core.ports.clock import Clock
from bot.store.database import Database
from bot.store.upkeep import budgets
from bot.store.upkeep.budgets import RequestBudget

EVERY = timedelta(minutes=2)
"""How often they are written down at most."""


class BudgetNotes:
    """`tick` as often as you like; `read` gives what GitHub last said to this process."""

    def __init__(self, db: Database, clock: Clock, read: Callable[[], Iterable[RequestBudget]]) -> None:
        self._db, self._clock, self._read = db, clock, read
        self._next = clock.now()
        self._noted: frozenset[RequestBudget] = frozenset()

    async def tick(self) -> int:
        """Write them down, if they have changed and it is time; how many there are."""
        now = self._clock.now()
        if self._next - EVERY <= now < self._next:
            return 0
        self._next = now + EVERY
        current = frozenset(self._read())
        if current != self._noted:
            await self._db.write(lambda conn: budgets.note(conn, current, now))
            self._noted = current
        return len(current)
