"""GitHub's primary rate limits: so many requests an hour (or minute) for each installation and resource.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

CEILINGS = {
    "core": (5_000, timedelta(hours=1)),
    "search": (30, timedelta(minutes=1)),
    "graphql": (5_000, timedelta(hours=1)),
}


@dataclass
class Window:
    """What is left of one budget until `reset`."""

    limit: int
    used: int
    reset: datetime

    @property
    def remaining(self) -> int:
        """Requests left."""
        return max(self.limit - self.used, 0)

    def headers(self, resource: str) -> dict[str, str]:
        """As every answer shows it."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(int(self.reset.timestamp())),
            "x-ratelimit-resource": resource,
        }


@dataclass
class Limits:
    """All budgets, by who spends them and the resource."""

    ceilings: dict[str, tuple[int, timedelta]] = field(default_factory=lambda: dict(CEILINGS))
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def window(self, budget_owner: str, resource: str, now: datetime) -> Window:
        """The running window; a new one begins with the first request after the last one's end."""
        window = self.windows.get((budget_owner, resource))
        if window is None or now >= window.reset:
            limit, length = self.ceilings[resource]
            window = self.windows[budget_owner, resource] = Window(limit, 0, now + length)
        return window
