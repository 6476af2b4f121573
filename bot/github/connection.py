"""What all requests to GitHub share: they are sent, counted, limited and cached here, whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from cachetools import LRUCache
from gidgethub import sansio

from bot.core.ports.clock import Clock
from bot.github.confirmations import Confirmations
from bot.github.errors import Limited, Outage
from bot.github.limits import CHANGING, READING, RateLimits
from bot.github.responses import SAFE
from bot.github.transport import Answer, Transport, TransportError

SAME_TIME = timedelta(seconds=30)
API_VERSION, OLDER_API_VERSION = "2026-03-10", "2022-11-28"
"""What we read is alike in both; a GitHub Enterprise Server that does not know the newer one is asked for the
older. https://docs.github.com/en/rest/about-the-rest-api/breaking-changes"""
OnRequest = Callable[[str, str, int, float], None]
"""(method, path without query, status or 0 when no answer came, seconds)."""


class Connection:
    """What all requests share: the transport, the clock, the limits, the ETag cache and the counter.

    `timeout` in seconds a request, `grace` between an answer and the one that confirms it; `points` of a
    minute (`limits.POINTS`). Cached bodies are
    kept as bytes, per scope: nobody is shown what somebody else may see, and each reader gets its own copy.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        *,
        api_url: str = sansio.DOMAIN,
        graphql_url: str | None = None,
        timeout: float = 20.0,
        grace: float = 45.0,
        on_request: OnRequest | None = None,
        user_agent: str = "stewardbot",
        cache_bytes: int = 32 * 2**20,
        points: Mapping[str, int] | None = None,
    ) -> None:
        self.transport, self.clock, self.timeout = transport, clock, timeout
        self.api_url = api_url.rstrip("/")
        # GitHub Enterprise Server: …/api/v3 beside …/api/graphql
        self.graphql_url = graphql_url or f"{self.api_url.removesuffix('/v3')}/graphql"
        self.on_request, self.user_agent = on_request, user_agent
        self.api_version = API_VERSION
        self.limits = RateLimits(clock, points)
        self.confirmations = Confirmations(clock, grace)
        self.skew = timedelta()
        """How far GitHub's clock is ahead of ours, as its last answer's date tells; zero for less than half a
        minute."""
        self.cache: LRUCache[tuple[str, str], Answer] = LRUCache(
            cache_bytes, getsizeof=lambda answer: len(answer.body) + 500
        )

    async def send(
        self, scope: str, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """One request, counted. Outage when no answer comes, Limited when it may not be asked now."""
        path = urlsplit(url).path
        closed = self.limits.closed_until(scope, path)
        if closed is not None:
            raise Limited(closed.reason, until=closed.until, resource=closed.resource)
        self.limits.spend(scope, path, READING if method in SAFE else CHANGING)
        began, status = self.clock.monotonic(), 0
        try:
            answer = await self.transport.send(method, url, headers, body, self.timeout)
            status = answer.status
        except TransportError as error:
            raise Outage(str(error), maybe_applied=error.sent and method not in SAFE) from error
        finally:
            if self.on_request is not None:
                self.on_request(method, path, status, self.clock.monotonic() - began)
        self._learn_time(answer.headers.get("date", ""))
        self.limits.learn(scope, path, answer.headers, self.skew)
        return answer

    def _learn_time(self, date: str) -> None:
        try:
            skew = parsedate_to_datetime(date) - self.clock.now()
        except (ValueError, TypeError, OverflowError):  # no date, or one without a zone
            return
        self.skew = skew if abs(skew) >= SAME_TIME else timedelta()

    def knows_no_version(self, answer: Answer) -> bool:
        """Whether the API version is unknown there: the older one is used from now on."""
        unknown = answer.status == 400 and b"version" in answer.body.lower()
        before, self.api_version = self.api_version, OLDER_API_VERSION if unknown else self.api_version
        return before != self.api_version

    def keep(self, scope: str, url: str, answer: Answer) -> None:
        """Keep an answer that its ETag can revalidate."""
        try:
            self.cache[scope, url] = answer
        except ValueError:  # larger than the whole cache
            self.cache.pop((scope, url), None)

    def forget(self, scope: str) -> None:
        """Drop what is kept of a scope that asks no more."""
        for key in [key for key in self.cache if key[0] == scope]:
            self.cache.pop(key, None)
        self.limits.forget(scope)

    def is_ours(self, url: str) -> bool:
        """Return whether an address that GitHub told us is GitHub's own: no token goes anywhere else."""
        mine, theirs = urlsplit(self.api_url), urlsplit(url)
        return (mine.scheme, mine.netloc) == (theirs.scheme, theirs.netloc)
