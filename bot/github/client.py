"""Requests to GitHub: the one place that builds, sends, follows, caches and counts them.

A `Connection` is shared by the whole process; a `Client` is the same connection in somebody's name (the App,
an installation). Addresses are built with `route`, so that no foreign word leaves its place in a path.

https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urljoin, urlsplit

from cachetools import LRUCache
from gidgethub import sansio

from bot.core.ports.clock import Clock
from bot.github.errors import Gone, Limited, Outage, RequestRefused, TooLate
from bot.github.limits import RateLimits, resource_of
from bot.github.responses import SAFE, Read, error_of, graphql_error, read
from bot.github.transport import Answer, Transport, TransportError

REDIRECTS = frozenset({301, 302, 307, 308})
MOST_REDIRECTS = 3
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
        """GitHub did not accept it: forget it. Whether a new one can be had."""
        ...


class Connection:
    """What all requests share: the transport, the clock, the limits, the ETag cache and the counter.

    `timeout` in seconds a request. Cached bodies are kept as bytes, per scope: nobody is shown what somebody
    else may see, and each reader gets its own copy.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        *,
        api_url: str = sansio.DOMAIN,
        graphql_url: str | None = None,
        timeout: float = 20.0,
        on_request: OnRequest | None = None,
        user_agent: str = "stewardbot",
        cache_bytes: int = 32 * 2**20,
    ) -> None:
        self.transport, self.clock, self.timeout = transport, clock, timeout
        self.api_url = api_url.rstrip("/")
        # GitHub Enterprise Server: …/api/v3 beside …/api/graphql
        self.graphql_url = graphql_url or f"{self.api_url.removesuffix('/v3')}/graphql"
        self.on_request, self.user_agent = on_request, user_agent
        self.limits = RateLimits(clock)
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
        self.limits.learn(scope, path, answer.headers)
        return answer

    def is_ours(self, url: str) -> bool:
        """Whether an address that GitHub told us is GitHub's own: no token goes anywhere else."""
        mine, theirs = urlsplit(self.api_url), urlsplit(url)
        return (mine.scheme, mine.netloc) == (theirs.scheme, theirs.netloc)


class Client:
    """GitHub's API in the name of `auth`. All methods raise a `GitHubError`, nothing else."""

    def __init__(self, connection: Connection, auth: Auth) -> None:
        self.connection, self.auth = connection, auth

    async def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Any:
        """A value; revalidated by its ETag, which costs nothing of the limits."""
        return (await self._request("GET", self._url(path, params))).data

    async def post(self, path: str, data: Any = None, *, not_after: datetime | None = None) -> Any:
        """Create; TooLate when `not_after` (UTC) has passed at the moment of sending."""
        return (await self._request("POST", self._url(path), data, not_after)).data

    async def patch(self, path: str, data: Any) -> Any:
        """Change."""
        return (await self._request("PATCH", self._url(path), data)).data

    async def put(self, path: str, data: Any = None) -> Any:
        """Set."""
        return (await self._request("PUT", self._url(path), data)).data

    async def delete(self, path: str, data: Any = None) -> Any:
        """Remove."""
        return (await self._request("DELETE", self._url(path), data)).data

    async def page(
        self, path: str, params: Mapping[str, str | int] | None = None, key: str = "items"
    ) -> tuple[list[Any], str | None]:
        """One page of a list (of the list under `key` where GitHub wraps it), and the path of the next."""
        data, following = await self._request("GET", self._url(path, params))
        if isinstance(data, dict):
            data = data.get(key)
        if following is not None and not self.connection.is_ours(following):
            raise Outage("GitHub names a next page on another host")
        items = data if isinstance(data, list) else []  # 204: an empty list
        return items, following and following.removeprefix(self.connection.api_url)

    async def items(
        self,
        path: str,
        params: Mapping[str, str | int] | None = None,
        *,
        key: str = "items",
        most_pages: int = 100,
    ) -> AsyncIterator[Any]:
        """All items of a list, page after page (100 each), but at most so many pages."""
        following: str | None = path
        query: Mapping[str, str | int] | None = {"per_page": 100, **(params or {})}
        for _ in range(most_pages):
            if following is None:
                return
            items, following = await self.page(following, query, key)
            query = None  # the next page's address is complete
            for item in items:
                yield item

    async def graphql(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The `data` of a GraphQL answer; any error in it is raised."""
        connection = self.connection
        sent = {"query": query, "variables": dict(variables or {})}
        answer = (await self._request("POST", connection.graphql_url, sent)).data
        if not isinstance(answer, dict):
            raise Outage("a GraphQL answer that cannot be read", status=200, maybe_applied=True)
        if answer.get("errors"):
            raise graphql_error(answer["errors"], connection.limits, self.auth.scope, connection.clock.now())
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    def _url(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        url = sansio.format_url(path, None, base_url=self.connection.api_url)
        return f"{url}?{urlencode(params)}" if params else url

    async def _request(
        self, method: str, url: str, data: Any = None, not_after: datetime | None = None
    ) -> Read:
        body = b"" if data is None else json.dumps(data).encode()
        authorization = await self.auth.authorization()
        answer = await self._follow(method, url, body, authorization, not_after)
        if answer.status == 401 and self.auth.rejected(authorization):
            # The token was revoked before its time: one new one, since a 401 has done nothing.
            answer = await self._follow(method, url, body, await self.auth.authorization(), not_after)
        if 200 <= answer.status < 300:
            return read(method, answer)
        limits, now = self.connection.limits, self.connection.clock.now()
        path = urlsplit(url).path
        raise error_of(method, path, answer, limits=limits, scope=self.auth.scope, now=now)

    async def _follow(
        self, method: str, url: str, body: bytes, authorization: str, not_after: datetime | None
    ) -> Answer:
        """Send, and follow redirects with the method and body kept: a renamed repository is the same."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._send(method, url, body, authorization, not_after)
            place = answer.headers.get("location")
            if answer.status not in REDIRECTS or not place:
                return answer
            url = urljoin(url, place)
            if not self.connection.is_ours(url):
                raise RequestRefused("GitHub redirects to another host", status=answer.status)
        raise Outage("too many redirects", status=answer.status)

    async def _send(
        self, method: str, url: str, body: bytes, authorization: str, not_after: datetime | None
    ) -> Answer:
        connection, scope = self.connection, self.auth.scope
        headers = sansio.create_headers(connection.user_agent)
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
        if answer.status == 304 and cached is not None:
            return cached
        if method == "GET" and answer.status == 200 and answer.headers.get("etag"):
            try:
                connection.cache[scope, url] = answer
            except ValueError:  # larger than the whole cache
                connection.cache.pop((scope, url), None)
        return answer
