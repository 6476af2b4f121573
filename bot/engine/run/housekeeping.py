"""Housekeeping: what the house does for itself once an hour, a little at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core.ports.clock import Clock
from bot.store.database import Database
from bot.store.upkeep import erasure, forgetting, retention

log = structlog.get_logger()

EVERY = timedelta(hours=1)


class Housekeeping:
    """Thins out what is old, erases what is left behind and who asked for it; `tick` as often as you like.

    Without `forget_key` nobody is forgotten: they would be greeted again.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        forget_key: bytes | None = None,
        keep: retention.Retention = retention.USUAL,
    ) -> None:
        self._keep = keep
        self._forget_key = forget_key
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
        for work in (partial(retention.thin_out, keep=self._keep), erasure.erase_left):
            while gone := await self._db.write(partial(work, now=now)):
                total += gone
        return total + await self._forget(now)

    async def _forget(self, now: datetime) -> int:
        """Forget those who asked for it, unless something about them is still under way: then next time."""
        if self._forget_key is None:
            return 0
        total = 0
        for who in await self._db.read(partial(forgetting.wishes, now=now)):
            if await self._db.read(partial(forgetting.under_way, who=who)):
                continue
            try:
                total += await forgetting.forget(self._db, who, self._forget_key, now)
            except forgetting.Owner as reason:
                log.warning("not forgotten", reason=str(reason))
        return total
