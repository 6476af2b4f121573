"""How fast an installation may create content: below GitHub's ceilings, which it tells only by refusing."""

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
