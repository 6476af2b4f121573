"""Once a night the bot learns from what people labelled, outside of this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.core.ports.clock import Clock

log = structlog.get_logger()

Learn = Callable[[], Awaitable[None]]
"""Learns wherever enough is new; who cancels it ends it."""
HOUR = 3
"""When it begins (UTC)."""
AFTER_START = timedelta(minutes=15)
"""So long after a start what a night may have missed waits: there is more urgent work, and a server that is
started again and again learns nothing each time."""


class Nightly:
    """Has it learn a while after the start, for a night may have been missed, and then each night."""

    def __init__(self, learn: Learn, clock: Clock) -> None:
        self._learn, self._clock = learn, clock

    async def keep_learning(self) -> None:
        """Until cancelled; trouble waits for the next night."""
        await self._clock.sleep(AFTER_START.total_seconds())
        while True:
            try:
                await self._learn()
            except Exception:
                log.exception("nothing was learnt")
            now = self._clock.now()
            await self._clock.sleep((_next(now) - now).total_seconds())


def _next(now: datetime) -> datetime:
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
