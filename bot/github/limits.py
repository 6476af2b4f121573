"""GitHub's limits: what its headers say is left, by scope (an installation, the App) and resource; and the
points of the last minute, which it tells only by refusing.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.ports.clock import Clock

POINTS = {"graphql": 2000, "core": 900}
"""Points of one scope within a minute; "core" is all of REST.
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"""
READING, CHANGING = 1, 5
"""Points of a request. A query of GraphQL counts as if it changed something, to be on the safe side."""
MINUTE = 60.0
LONGEST_WINDOW = timedelta(hours=1, minutes=1)
UNTOLD_WAIT = timedelta(minutes=1)
"""How long to wait at first where GitHub does not say how long a secondary limit lasts.
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit"""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=1)
"""GitHub's limits last an hour at most. After that one request asks whether a longer pause was meant."""
CLOCKS_DIFFER = timedelta(seconds=10)
"""When to ask again for what is used up although its hour is over by our clock: GitHub's is behind."""


@dataclass(frozen=True)
class RateLimit:
    """What is left of one resource until `reset` (UTC)."""

    limit: int
    remaining: int
    reset: datetime


class Silence(NamedTuple):
    """Until when a scope keeps silent: by the monotonic clock, which nobody puts back, and in UTC."""

    ends: float
    until: datetime


class UntoldPause(NamedTuple):
    """How long a scope kept silent where GitHub did not say, and until when by the monotonic clock."""

    wait: timedelta
    ends: float


class Closed(NamedTuple):
    """Until when (UTC) nothing of a resource may be asked (empty: nothing at all), and why."""

    until: datetime
    resource: str
    reason: str


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
        self._closed: dict[str, Silence] = {}
        """How long a scope keeps silent, where GitHub said so."""
        self._untold: dict[str, UntoldPause] = {}
        self._points: defaultdict[tuple[str, str], deque[tuple[float, int]]] = defaultdict(deque)
        self.known: dict[tuple[str, str], RateLimit] = {}

    def learn(self, scope: str, path: str, headers: Mapping[str, str], skew: timedelta = timedelta()) -> None:
        """Keep what an answer's headers say; nonsense is ignored. `skew`: GitHub's clock is ahead of ours."""
        try:
            remaining = int(headers["x-ratelimit-remaining"])
            reset = datetime.fromtimestamp(float(headers["x-ratelimit-reset"]), UTC) - skew
            limit = int(headers["x-ratelimit-limit"])
        except (KeyError, ValueError, OverflowError, OSError):
            return
        if remaining <= 0:
            reset = max(reset, self._clock.now() + CLOCKS_DIFFER)
        resource = headers.get("x-ratelimit-resource") or resource_of(path)
        self.known[scope, resource] = RateLimit(limit, remaining, reset)

    def forget(self, scope: str) -> None:
        """Drop what is known of a scope that asks no more."""
        self._closed.pop(scope, None)
        self._untold.pop(scope, None)
        for key in [key for key in self.known if key[0] == scope]:
            del self.known[key]
        for key in [key for key in self._points if key[0] == scope]:
            del self._points[key]

    def close(self, scope: str, until: datetime) -> None:
        """A secondary limit: the whole scope keeps silent until then, or GitHub lengthens it."""
        ends = self._clock.monotonic() + (until - self._clock.now()).total_seconds()
        silence = Silence(ends, until)
        self._closed[scope] = max(silence, self._closed.get(scope, silence))

    def close_untold(self, scope: str) -> datetime:
        """A secondary limit, and GitHub does not say for how long. Return until when the scope keeps silent:
        for a minute, and for twice as long each time that it is refused again soon after."""
        if scope in self.closed:
            return self.closed[scope]
        now, wait = self._clock.monotonic(), UNTOLD_WAIT
        before = self._untold.get(scope)
        if before is not None and now - before.ends <= before.wait.total_seconds():
            wait = min(2 * before.wait, LONGEST_PAUSE)
        self._untold[scope] = UntoldPause(wait, now + wait.total_seconds())
        self.close(scope, self._clock.now() + wait)
        return self.closed[scope]

    @property
    def closed(self) -> dict[str, datetime]:
        """Return until when scopes still keep silent, where GitHub said so: the same moment however often it
        is asked for."""
        passed = self._clock.monotonic()
        self._closed = {scope: silence for scope, silence in self._closed.items() if silence.ends > passed}
        return {scope: silence.until for scope, silence in self._closed.items()}

    def restore(self, scope: str, resource: str, limit: RateLimit) -> None:
        """Believe what was known before a restart, until GitHub says more."""
        self.known.setdefault((scope, resource), limit)

    def spend(self, scope: str, path: str, points: int) -> None:
        """A request is being made that costs so many points."""
        if self._a_minute:
            self._points[scope, _pool(path)].append((self._clock.monotonic(), points))

    def running(self, scope: str, resource: str) -> RateLimit | None:
        """Return what is left of a budget whose hour is not over yet; None: it is full, as far as we know."""
        known, now = self.known.get((scope, resource)), self._clock.now()
        # What is full again much later than GitHub counts was noted before our clock was put back.
        return known if known is not None and now < known.reset < now + LONGEST_WINDOW else None

    def is_used_up(self, scope: str, resource: str) -> bool:
        """Return whether nothing is left of a budget until its hour is over."""
        running = self.running(scope, resource)
        return running is not None and running.remaining <= 0

    def closed_until(self, scope: str, path: str) -> Closed | None:
        """Return when the next request may be made, and why not before; None: now."""
        now, resource = self._clock.now(), resource_of(path)
        reasons = []
        if self.is_used_up(scope, resource):
            what = "points for GraphQL" if resource == "graphql" else "requests to GitHub"
            reset = self.known[scope, resource].reset
            reasons.append(Closed(reset, resource, f"the {what} of this hour are used up"))
        silence = self._closed.get(scope)
        if silence is not None and (left := silence.ends - self._clock.monotonic()) > 0:
            reasons.append(Closed(_after(now, left), "", "GitHub has asked for a pause"))
        if self._a_minute and (wait := self._breath(scope, _pool(path))) > 0:
            words = "GitHub takes no more requests within a minute"
            reasons.append(Closed(_after(now, wait), resource, words))
        return max(reasons, default=None)

    def _breath(self, scope: str, pool: str) -> float:
        """Return seconds until the points of the last minute allow one more request."""
        spent, now = self._points[scope, pool], self._clock.monotonic()
        while spent and spent[0][0] <= now - MINUTE:
            spent.popleft()
        left, wait = self._a_minute[pool] - CHANGING - sum(points for _, points in spent), 0.0
        for at, points in spent:
            if left >= 0:
                break
            left += points
            wait = at + MINUTE - now
        return wait


def _after(now: datetime, seconds: float) -> datetime:
    """Return a moment that is to come, however little of a microsecond is left: nobody waits for now."""
    return now + max(timedelta(seconds=seconds), timedelta(milliseconds=1))


def _pool(path: str) -> str:
    return "graphql" if resource_of(path) == "graphql" else "core"
