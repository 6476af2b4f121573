"""A clock on which what works for ever comes to an end."""

from __future__ import annotations

from datetime import datetime, timedelta


class EndOfTest(BaseException):
    """The clock has been slept on often enough."""


class EndingClock:
    """Whoever sleeps wakes at once, so many times; the next sleep raises `EndOfTest`."""

    def __init__(self, start: datetime, sleeps: int) -> None:
        self._now, self._sleeps = start, sleeps

    def now(self) -> datetime:
        """See `Clock`."""
        return self._now

    def monotonic(self) -> float:
        """See `Clock`."""
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        if not self._sleeps:
            raise EndOfTest
        self._sleeps -= 1
        self._now += timedelta(seconds=seconds)
