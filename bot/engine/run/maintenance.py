"""The long work of a day, at an hour of its own, and only while disk and memory have room for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta

import structlog

from bot.core.ports.clock import Clock

log = structlog.get_logger()

Work = Callable[[], Awaitable[None]]
"""Does what is due; who cancels it ends it."""
USUAL = time(3)
"""When it begins (UTC), unless the operator says otherwise."""
AFTER_START = timedelta(minutes=15)
"""So long after a start what a night may have missed waits: there is more urgent work, and a server that is
started again and again does none of it each time."""
REST = timedelta(minutes=10)
LONGEST = timedelta(hours=3)
"""Between two looks for room, and after how long one work waits for the next day."""


class Maintenance:
    """Does each work once a day, one after the other. `at` is the operator's hour; None: the usual one, and
    what may have been missed a while after a start. `shortage` says what there is too little of."""

    def __init__(
        self,
        works: Mapping[str, Work],
        clock: Clock,
        at: time | None = None,
        shortage: Callable[[], str] = lambda: "",
    ) -> None:
        self._works, self._clock, self._at, self._shortage = works, clock, at, shortage

    async def keep_working(self) -> None:
        """Until cancelled; trouble waits for the next day."""
        if self._at is None:
            await self._clock.sleep(AFTER_START.total_seconds())
        else:
            await self._sleep_until_due()
        while True:
            for name, work in self._works.items():
                try:
                    if await self._has_room(name):
                        await work()
                except Exception:
                    log.exception("maintenance failed", work=name)
            await self._sleep_until_due()

    async def _has_room(self, name: str) -> bool:
        """Wait for room; False when it waits for another day."""
        until = self._clock.now() + LONGEST
        noted = ""
        while reason := self._shortage():
            if self._clock.now() >= until:
                log.warning("maintenance waits for another day", work=name, reason=reason)
                return False
            if reason != noted:
                log.warning("maintenance waits", work=name, reason=reason)
                noted = reason
            await self._clock.sleep(REST.total_seconds())
        return True

    async def _sleep_until_due(self) -> None:
        now = self._clock.now()
        await self._clock.sleep((_next(now, self._at or USUAL) - now).total_seconds())


def _next(now: datetime, at: time) -> datetime:
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)
