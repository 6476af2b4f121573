"""GitHub's limits: what its headers say is left, by scope (an installation, the App) and resource.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.ports.clock import Clock

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
    """What GitHub said of its limits, by scope and resource."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed: dict[str, datetime] = {}
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
        self._closed.pop(scope, None)
        for key in [key for key in self.known if key[0] == scope]:
            del self.known[key]

    def close(self, scope: str, until: datetime) -> None:
        """A secondary limit: the whole scope keeps silent until then, or GitHub lengthens it."""
        self._closed[scope] = max(until, self._closed.get(scope, until))

    def closed_until(self, scope: str, path: str) -> datetime | None:
        """Return when the next request may be made; None: now."""
        now = self._clock.now()
        known = self.known.get((scope, resource_of(path)))
        ends = [known.reset] if known is not None and known.remaining <= 0 else []
        if scope in self._closed:
            ends.append(self._closed[scope])
        latest = max(ends, default=now)
        return latest if latest > now else None
