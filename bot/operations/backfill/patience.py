"""Asking GitHub for much, politely: smaller pages where it cannot cope, and a rest where a limit is near."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.ports.clock import Clock
from bot.github.errors import Limited, Outage
from bot.github.limits import RateLimit

T = TypeVar("T")

MOST = 100
"""Subjects of a page: GitHub's own limit."""
TRIES = 6
"""How often the smallest page is asked for in vain before it is given up."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before it is tried again, each time twice as many."""
KEPT_FREE = 0.1
"""Share of the hourly budget that is left to the server, which lives on the same."""
GROWS_AFTER = 5
"""Answers in a row after which the pages grow again."""


class Patience:
    """Asks until there is an answer; `requests` counts, `waits` hears until when it rests (UTC)."""

    def __init__(self, clock: Clock, waits: Callable[[datetime], None]) -> None:
        self._clock, self._waits = clock, waits
        self.size = MOST
        self.requests = 0
        self._good = 0

    async def ask(self, question: Callable[[int], Awaitable[T]]) -> T:
        """Return the answer to a question about at most `size` things. A time-out halves it; `Outage` when
        even the smallest gets no answer."""
        failures = 0
        while True:
            self.requests += 1
            try:
                answer = await question(self.size)
            except Limited as error:
                await self._sleep_until(error.until)
            except Outage:
                failures = failures + 1 if self.size == 1 else 0
                if failures >= TRIES:
                    raise
                wait = min(FIRST_WAIT * 2 ** (failures or 0), LONGEST_WAIT)
                self.size, self._good = max(self.size // 2, 1), 0
                await self._clock.sleep(wait)
            else:
                self._grow()
                return answer

    async def spare(self, left: RateLimit | None) -> None:
        """Rest until GitHub's hour is over, if the budget is nearly used up."""
        if left is not None and left.remaining < left.limit * KEPT_FREE:
            await self._sleep_until(left.reset)

    def _grow(self) -> None:
        self._good += 1
        if self._good >= GROWS_AFTER and self.size < MOST:
            self.size, self._good = min(self.size * 2, MOST), 0

    async def _sleep_until(self, until: datetime) -> None:
        seconds = (until - self._clock.now()) / timedelta(seconds=1)
        if seconds > 0:
            self._waits(until)
            await self._clock.sleep(seconds)
