"""A "no" that would end something for good is believed when it was said twice, some time apart.

A replica that lags, a cache or a proxy may say once that something is not there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cachetools import TTLCache

from bot.core.ports.clock import Clock

REMEMBERED = 3 * 3600.0
"""Seconds after which a first "no" counts no more; longer than any wait between two tries."""


class Confirmations:
    """The claims that GitHub has made once. `apart`: seconds between the two answers."""

    def __init__(self, clock: Clock, apart: float) -> None:
        self._clock, self._apart = clock, apart
        self._first: TTLCache[str, float] = TTLCache(10_000, REMEMBERED, timer=clock.monotonic)

    def ask_again_at(self, claim: str) -> datetime | None:
        """Note that GitHub makes a claim now. Return when to ask again (UTC); None if it is confirmed."""
        now = self._clock.monotonic()
        left = self._first.setdefault(claim, now) + self._apart - now
        return self._clock.now() + timedelta(seconds=left) if left > 0 else None

    def withdraw(self, claim: str) -> None:
        """GitHub has said otherwise, or the claim has been acted upon."""
        self._first.pop(claim, None)
