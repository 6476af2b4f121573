"""Housekeeping: what the server does for its own store once an hour, a little at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core.ports.clock import Clock
from bot.store import similar
from bot.store.database import Connection, Database, Unavailable
from bot.store.panics import panics_as_failures
from bot.store.upkeep import erasure, forgetting, forgotten_file, remains, retention

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
        rows = (self._thin_out, self._erase_left, self._forget, self._purge)
        for work in (*rows, self._renew_file, self._shorten_log):
            try:
                with panics_as_failures():
                    total += await work(now)
            except Unavailable:
                raise
            except Exception:  # It waits for its next hour; the others' work is done all the same.
                log.exception("housekeeping failed", work=work.__name__)
                self._db.failures["housekeeping"] += 1
        return total

    async def _thin_out(self, now: datetime) -> int:
        return await self._until_done(partial(retention.thin_out, now=now, keep=self._keep))

    async def _erase_left(self, now: datetime) -> int:
        return await self._until_done(partial(erasure.erase_left, now=now))

    async def _until_done(self, step: Callable[[Connection], int]) -> int:
        total = 0
        while gone := await self._db.write(step):
            total += gone
        return total

    async def _purge(self, now: datetime) -> int:
        await self._db.write(similar.purge)
        return 0

    async def _renew_file(self, now: datetime) -> int:
        if not await remains.renew(self._db):
            log.warning("the file still holds traces of whoever was forgotten; `stewardbot doctor` says more")
        return 0

    async def _shorten_log(self, now: datetime) -> int:
        await self._db.shorten_log()
        return 0

    async def _forget(self, now: datetime) -> int:
        """Forget those who asked for it, and whom a restored backup brought back; unless something about them
        is still under way: then next time."""
        if self._forget_key is None:
            return 0
        total = 0
        again = await forgotten_file.come_back(self._db, self._forget_key)
        for who in [*again, *await self._db.read(partial(forgetting.wishes, now=now))]:
            if await self._db.read(partial(forgetting.under_way, who=who)):
                continue
            try:
                total += await forgetting.forget(self._db, who, self._forget_key, now)
            except forgetting.Owner as reason:
                log.warning("not forgotten", reason=str(reason))
        await forgotten_file.missing(self._db)
        while retold := await self._db.read(forgetting.retold):
            total += await self._db.write(partial(forgetting.empty, seqs=retold, now=now))
        return total
