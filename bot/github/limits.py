"""GitHub's limits: what its headers say is left, by scope (an installation, the App) and resource; and the
points of the last minute, which it tells only by refusing.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.ports.clock import Clock

POINTS = {"graphql": 2000, "core": 900}
"""Points of one scope within a minute; "core" is all of REST.
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"""
READING, CHANGING = 1, 5
"""Points of a request. A query of GraphQL counts as if it changed something, to be on the safe side."""
MINUTE = timedelta(minutes=1)
UNTOLD_WAIT = timedelta(minutes=1)
"""How long to wait at a secondary limit when GitHub does not say."""


@dataclass(frozen=True)
class RateLimit:
    """What is left of one resource until `reset` (UTC)."""

    limit: int
    remaining: int
    reset: datetime


def installation_scope(installation_id: int) -> str:
    """Return the scope of what is asked in an installation's name."""
    return f"installation:{installation_id}"


def resource_of(path: str) -> str:
    """Return the budget a request is taken from, as GitHub names it."""
    if path.startswith("/search/"):
        return "code_search" if path.startswith("/search/code") else "search"
    return "graphql" if path.endswith("/graphql") else "core"


class RateLimits:
    """What GitHub said of its limits, by scope and resource. `points`: as `POINTS`; None counts none."""

    def __init__(self, clock: Clock, points: Mapping[str, int] | None = None) -> None:
        self._clock = clock
        self._a_minute = points or {}
        self.closed: dict[str, datetime] = {}
        """Until when a scope keeps silent, where GitHub said so."""
        self._points: defaultdict[tuple[str, str], deque[tuple[datetime, int]]] = defaultdict(deque)
        self.known: dict[tuple[str, str], RateLimit] = {}

    def learn(self, scope: str, path: str, headers: Mapping[str, str], skew: timedelta = timedelta()) -> None:
        """Keep what an answer's headers say; nonsense is ignored. `skew`: GitHub's clock is ahead of ours."""
        try:
            limit = RateLimit(
                int(headers["x-ratelimit-limit"]),
                int(headers["x-ratelimit-remaining"]),
                datetime.fromtimestamp(float(headers["x-ratelimit-reset"]), UTC) - skew,
            )
        except (KeyError, ValueError, OverflowError, OSError):
            return
        self.known[scope, headers.get("x-ratelimit-resource") or resource_of(path)] = limit

    def forget(self, scope: str) -> None:
        """Drop what is known of a scope that asks no more."""
        self.closed.pop(scope, None)
        for key in [key for key in self.known if key[0] == scope]:
            del self.known[key]
        for key in [key for key in self._points if key[0] == scope]:
            del self._points[key]

    def close(self, scope: str, until: datetime) -> None:
        """A secondary limit: the whole scope keeps silent until then, or GitHub lengthens it."""
        self.closed[scope] = max(until, self.closed.get(scope, until))

    def restore(self, scope: str, resource: str, limit: RateLimit) -> None:
        """Believe what was known before a restart, until GitHub says more."""
        self.known.setdefault((scope, resource), limit)

    def spend(self, scope: str, path: str, points: int) -> None:
        """A request is being made that costs so many points."""
        if self._a_minute:
            self._points[scope, _pool(path)].append((self._clock.now(), points))

    def closed_until(self, scope: str, path: str) -> datetime | None:
        """Return when the next request may be made; None: now."""
        now = self._clock.now()
        known = self.known.get((scope, resource_of(path)))
        ends = [known.reset] if known is not None and known.remaining <= 0 else []
        if scope in self.closed:
            ends.append(self.closed[scope])
        if self._a_minute:
            ends.append(self._breath(scope, _pool(path), now))
        latest = max(ends, default=now)
        return latest if latest > now else None

    def _breath(self, scope: str, pool: str, now: datetime) -> datetime:
        """Return when the points of the last minute allow one more request."""
        spent = self._points[scope, pool]
        while spent and spent[0][0] <= now - MINUTE:
            spent.popleft()
        left = self._a_minute[pool] - CHANGING - sum(points for _, points in spent)
        for at, points in spent:
            if left >= 0:
                break
            left += points
            now = at + MINUTE
        return now


def _pool(path: str) -> str:
    return "graphql" if resource_of(path) == "graphql" else "core"
