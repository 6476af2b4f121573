"""Requests to GitHub: the one place that builds, sends, follows, caches and counts them.

A `Connection` is shared by the whole process; a `Client` is the same connection in somebody's name (the App,
an installation). Addresses are built with `route`, so that no foreign word leaves its place in a path.

https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from cachetools import LRUCache
from gidgethub import sansio

from bot.core.ports.clock import Clock
from bot.github.confirmations import Confirmations
from bot.github.errors import GitHubError, Gone, Limited, Outage, TooLate, Unauthorized
from bot.github.limits import RateLimits, resource_of
from bot.github.responses import SAFE, error_of, graphql_error, outage, read
from bot.github.shapes import Shape, adapter
from bot.github.transport import Answer, Transport, TransportError

T = TypeVar("T")
Params = Mapping[str, str | int] | None
REDIRECTS = frozenset({301, 302, 307, 308})
MOST_REDIRECTS = 3
SAME_TIME = timedelta(seconds=30)
API_VERSION, OLDER_API_VERSION = "2026-03-10", "2022-11-28"
"""What we read is alike in both; a GitHub Enterprise Server that does not know the newer one is asked for the
older. https://docs.github.com/en/rest/about-the-rest-api/breaking-changes"""
OnRequest = Callable[[str, str, int, float], None]
"""(method, path without query, status or 0 when no answer came, seconds)."""


def route(*parts: str | int) -> str:
    """A path from its parts, each quoted whole. Gone for a part that could lead elsewhere (`..`, empty)."""
    words = [str(part) for part in parts]
    if any(word in ("", ".", "..") for word in words):
        raise Gone(f"there is no {'/'.join(words)}", status=404)
    return "/" + "/".join(quote(word.encode("utf-8", "replace"), safe="") for word in words)


def repo_route(repository: str, *parts: str | int) -> str:
    """A path below the repository `owner/name`."""
    owner, _, name = repository.partition("/")
    return route("repos", owner, name, *parts)


class Auth(Protocol):
    """In whose name a request is made."""

    @property
    def scope(self) -> str:
        """Whose limits and cache: `app`, `installation:5` …"""
        ...

    async def authorization(self) -> str:
        """The value of the header; may ask GitHub for a token."""
        ...

    def rejected(self, authorization: str) -> bool:
        """GitHub did not accept it: forget it. Whether a new one can be asked for."""
        ...


class Connection:
    """What all requests share: the transport, the clock, the limits, the ETag cache and the counter.

    `timeout` in seconds a request, `grace` between an answer and the one that confirms it. Cached bodies are
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
    ) -> None:
        self.transport, self.clock, self.timeout = transport, clock, timeout
        self.api_url = api_url.rstrip("/")
        # GitHub Enterprise Server: …/api/v3 beside …/api/graphql
        self.graphql_url = graphql_url or f"{self.api_url.removesuffix('/v3')}/graphql"
        self.on_request, self.user_agent = on_request, user_agent
        self.api_version = API_VERSION
        self.limits = RateLimits(clock)
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
        until = self.limits.closed_until(scope, path)
        if until is not None:
            raise Limited("waiting for GitHub's rate limit", until=until, resource=resource_of(path))
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

    def is_ours(self, url: str) -> bool:
        """Return whether an address that GitHub told us is GitHub's own: no token goes anywhere else."""
        mine, theirs = urlsplit(self.api_url), urlsplit(url)
        return (mine.scheme, mine.netloc) == (theirs.scheme, theirs.netloc)


class Client:
    """GitHub's API in the name of `auth`. All methods raise a `GitHubError`, nothing else.

    Each answer is read into the `shape` that GitHub documents for it; any other is an `Outage`, because it is
    not GitHub's, or only half of it.
    """

    def __init__(self, connection: Connection, auth: Auth) -> None:
        self.connection, self.auth = connection, auth

    async def get(self, path: str, shape: Shape[T], params: Params = None) -> T:
        """A value; revalidated by its ETag, which costs nothing of the limits."""
        return (await self._request("GET", self._url(path, params), shape))[0]

    async def post(
        self, path: str, shape: Shape[T], data: Any = None, *, not_after: datetime | None = None
    ) -> T:
        """Create; TooLate when `not_after` (UTC) has passed at the moment of sending."""
        return (await self._request("POST", self._url(path), shape, data, not_after))[0]

    async def patch(self, path: str, shape: Shape[T], data: Any) -> T:
        """Change."""
        return (await self._request("PATCH", self._url(path), shape, data))[0]

    async def put(self, path: str, shape: Shape[T], data: Any = None) -> T:
        """Set."""
        return (await self._request("PUT", self._url(path), shape, data))[0]

    async def delete(self, path: str, shape: Shape[T], data: Any = None) -> T:
        """Remove."""
        return (await self._request("DELETE", self._url(path), shape, data))[0]

    async def page(
        self, path: str, shape: type[T], params: Params = None, key: str = ""
    ) -> tuple[list[T], str | None]:
        """One page of a list (of the list under `key` where GitHub wraps it), and the path of the next."""
        url = self._url(path, params)
        several = list[shape]  # type: ignore[valid-type]  # known when it runs
        page: Shape[Any] = dict[str, Any] if key else several
        data, following = await self._request("GET", url, page)
        if following is not None and (following == url or not self.connection.is_ours(following)):
            raise Outage("GitHub names a next page that is not its own")
        items = _read(several, data.get(key), "GET") if key else data
        return items, following and following.removeprefix(self.connection.api_url)

    async def items(
        self, path: str, shape: type[T], params: Params = None, *, key: str = "", most_pages: int = 100
    ) -> AsyncIterator[T]:
        """All items of a list, page after page (100 each), but at most so many pages."""
        following: str | None = path
        query: Params = {"per_page": 100, **(params or {})}
        for _ in range(most_pages):
            if following is None:
                return
            items, following = await self.page(following, shape, query, key)
            query = None  # the next page's address is complete
            for item in items:
                yield item

    async def graphql(self, query: str, shape: Shape[T], variables: Mapping[str, Any] | None = None) -> T:
        """The `data` of a GraphQL answer; any error in it is raised."""
        connection = self.connection
        sent = {"query": query, "variables": dict(variables or {})}
        answer, _ = await self._request("POST", connection.graphql_url, dict[str, Any], sent)
        if answer.get("errors"):
            raise graphql_error(answer["errors"], connection.limits, self.auth.scope, connection.clock.now())
        return _read(shape, answer.get("data"), "POST")

    def _url(self, path: str, params: Params = None) -> str:
        url = sansio.format_url(path, None, base_url=self.connection.api_url)
        return f"{url}?{urlencode(params)}" if params else url

    async def _request(
        self, method: str, url: str, shape: Shape[T], data: Any = None, not_after: datetime | None = None
    ) -> tuple[T, str | None]:
        """The answer, and the address of the next page. The errors name the request."""
        body = b"" if data is None else json.dumps(data).encode()
        try:
            answer, place = await self._authorized(method, url, body, not_after)
            content = read(method, answer)
            value = _read(shape, content.data, method)
        except GitHubError as error:
            error.request = error.request or f"{method} {urlsplit(url).path}"
            raise
        if method == "GET" and answer.status == 200 and answer.headers.get("etag"):
            # Only what has proved to be GitHub's is kept: anything else would be asked for again for ever.
            self.connection.keep(self.auth.scope, place, answer)
        return value, content.next

    async def _authorized(
        self, method: str, url: str, body: bytes, not_after: datetime | None
    ) -> tuple[Answer, str]:
        """A 2xx answer, and the address it came from; else the error that it means."""
        limits, path = self.connection.limits, urlsplit(url).path
        for attempt in (1, 2):
            authorization = await self.auth.authorization()
            answer, place = await self._follow(method, url, body, authorization, not_after)
            if 200 <= answer.status < 300:
                return answer, place
            now = self.connection.clock.now()
            error = error_of(method, path, answer, limits=limits, scope=self.auth.scope, now=now)
            # A refused token has done nothing: one new one is asked for, or why there is none any more.
            if attempt == 2 or not isinstance(error, Unauthorized) or not self.auth.rejected(authorization):
                break
        raise error

    async def _follow(
        self, method: str, url: str, body: bytes, authorization: str, not_after: datetime | None
    ) -> tuple[Answer, str]:
        """Send, and follow redirects with the method and body kept: a renamed repository is the same."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._send(method, url, body, authorization, not_after)
            place = answer.headers.get("location")
            if answer.status not in REDIRECTS or not place:
                return answer, url
            url = urljoin(url, place)
            if not self.connection.is_ours(url):
                raise outage(method, answer.status, "a redirect to another host, which is not followed")
        raise outage(method, answer.status, "too many redirects")

    async def _send(
        self, method: str, url: str, body: bytes, authorization: str, not_after: datetime | None
    ) -> Answer:
        connection, scope = self.connection, self.auth.scope
        headers = sansio.create_headers(connection.user_agent)
        headers["x-github-api-version"] = connection.api_version
        if authorization:
            headers["authorization"] = authorization
        if body:
            headers["content-type"] = "application/json; charset=utf-8"
        cached = connection.cache.get((scope, url)) if method == "GET" else None
        if cached is not None:
            headers["if-none-match"] = cached.headers["etag"]
        if not_after is not None and connection.clock.now() >= not_after:
            raise TooLate("its deadline passed before it could be sent")
        answer = await connection.send(scope, method, url, headers, body)
        if connection.knows_no_version(answer):  # a 400 has done nothing
            headers["x-github-api-version"] = connection.api_version
            answer = await connection.send(scope, method, url, headers, body)
        return cached if answer.status == 304 and cached is not None else answer


def _read(shape: Shape[T], data: Any, method: str) -> T:
    try:
        return adapter(shape).validate_python(data)
    except (ValueError, RecursionError) as error:
        raise outage(method, 200, "an answer of another shape than GitHub's") from error
