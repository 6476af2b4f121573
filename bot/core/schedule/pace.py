"""How fast an installation may create content: below GitHub's ceilings, which it tells only by refusing.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HOUR = 3600.0
MINUTE = 60.0


@dataclass(frozen=True)
class Ceilings:
    """So many a minute, so many an hour, and a breath between two when there are many."""

    per_minute: int = 80
    per_hour: int = 500
    gap: float = 1.0
    many: int = 10
    """From so many within a minute on, `gap` seconds are left between two."""

    @property
    def for_others(self) -> int:
        """How much of an hour's is left to repositories that took less than that themselves."""
        return self.per_hour // 5

    def wait(self, taken: Sequence[float], now: float) -> float:
        """Return seconds until something more may be created, given when it was (in seconds, the oldest
        first)."""
        free = [now]
        if len(taken) >= self.per_hour:
            free.append(taken[-self.per_hour] + HOUR)
        if len(taken) >= self.per_minute:
            free.append(taken[-self.per_minute] + MINUTE)
        if len(taken) >= self.many and taken[-self.many] > now - MINUTE:
            free.append(taken[-1] + self.gap)
        return max(free) - now

    def wait_for_others(self, taken: Sequence[float], own: Sequence[float], now: float) -> float:
        """Return seconds for which one repository leaves what is left of the hour to the others; `own` is
        what was taken for itself."""
        most = self.per_hour - self.for_others
        if len(taken) < most or len(own) < self.for_others:
            return 0.0
        return min(taken[-most], own[-self.for_others]) + HOUR - now


GITHUBS = Ceilings()
"""What GitHub tells of itself."""
