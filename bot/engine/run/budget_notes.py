"""The budgets of requests, written down now and then: for whoever looks after the server, and for the next
start, which goes on from there."""

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
    """`tick` as often as you like; `read` gives what GitHub last said to this process, `restore` is told what
    was known before it began."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        read: Callable[[], Iterable[RequestBudget]],
        restore: Callable[[RequestBudget], None] = lambda _: None,
    ) -> None:
        self._db, self._clock, self._read, self._restore = db, clock, read, restore
        self._next = clock.now()
        self._noted: frozenset[RequestBudget] = frozenset()

    async def begin(self) -> None:
        """Go on from what was known before, such as a budget that is used up. Raise `Unavailable`."""
        now = self._clock.now()
        for budget in await self._db.lookup(lambda conn: budgets.known(conn, now)):
            self._restore(budget)

    async def tick(self) -> int:
        """Write them down, if they have changed and it is time, or one is used up; how many there are."""
        now = self._clock.now()
        current = frozenset(self._read())
        is_time = not self._next - EVERY <= now < self._next
        if not is_time and all(budget.remaining for budget in current - self._noted):
            return 0
        self._next = now + EVERY
        if current != self._noted:
            await self._db.write(lambda conn: budgets.note(conn, current, now))
            self._noted = current
        return len(current)
