"""Housekeeping: what the house does for itself once an hour, a little at a time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.core.clock import Clock
from bot.store import erasure, retention
from bot.store.database import Database

EVERY = timedelta(hours=1)


class Housekeeping:
    """Thins out what is old, erases what is left behind; `tick` as often as you like."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._next = clock.now()

    async def tick(self) -> int:
        """Do the hour's work if its time has come; rows that went."""
        now = self._clock.now()
        # Further back than an hour the clock was put right meanwhile: that is not waited for.
        if self._next - EVERY <= now < self._next:
            return 0
        self._next = now + EVERY
        total = 0
        for work in (retention.thin_out, erasure.erase_left):
            while gone := await self._db.write(partial(work, now=now)):
                total += gone
        return total
