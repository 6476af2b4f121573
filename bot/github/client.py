"""GitHub's API in somebody's name (the App, an installation), over the connection that all of them share.

Addresses are built with `routes`, so that no foreign word leaves its place in a path.

https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from gidgethub import sansio

from bot.github.connection import Connection
from bot.github.errors import GitHubError, Outage, TooLate, Unauthorized
from bot.github.limits import resource_of
from bot.github.responses import answered_fields, error_of, graphql_error, outage, pause_of, read
from bot.github.shapes import Shape, adapter
from bot.github.transport import Answer

T = TypeVar("T")
Params = Mapping[str, str | int] | None
REDIRECTS = frozenset({301, 302, 307, 308})
MOST_REDIRECTS = 3


class Auth(Protocol):
    """In whose name a request is made."""

    @property
    def scope(self) -> str:
        """Whose limits and cache: `app`, `installation:5` …"""
        ...

    async def authorization(self) -> str:
        """Return the value of the header; may ask GitHub for a token."""
        ...

    def rejected(self, authorization: str) -> bool:
        """GitHub did not accept it: forget it. Whether a new one can be asked for."""
        ...


class Client:
    """GitHub's API in the name of `auth`. All methods raise a `GitHubError`, nothing else.

    Each answer is read into the `shape` that GitHub documents for it; any other is an `Outage`, because it is
    not GitHub's, or only half of it.
    """

    def __init__(self, connection: Connection, auth: Auth) -> None:
        self.connection, self.auth = connection, auth

    async def get(self, path: str, shape: Shape[T], params: Params = None) -> T:
        """Return a value; revalidated by its ETag, which costs nothing of the limits."""
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
        """Return one page of a list (of the list under `key` where GitHub wraps it), and the path of the
        next."""
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
        """Return all items of a list, page after page (100 each), but at most so many pages."""
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
        """Return the `data` of a GraphQL answer; any error in it is raised."""
        answer = await self.document(query, dict[str, Any], dict(variables or {}))
        if answer.get("errors"):
            raise graphql_error(answer["errors"], self.connection.limits, self.auth.scope)
        return _read(shape, answer.get("data"), "POST")

    async def fields(self, query: str, variables: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the fields of a GraphQL answer that are answered whole; an error is raised where there is no
        answer at all."""
        answer = await self.document(query, dict[str, Any], variables)
        if answer.get("data") is None:
            raise graphql_error(answer.get("errors"), self.connection.limits, self.auth.scope)
        return answered_fields(answer)

    async def document(
        self, query: str, shape: Shape[T], variables: Mapping[str, Any], *, not_after: datetime | None = None
    ) -> T:
        """Return a GraphQL answer whole, data and errors; TooLate when `not_after` (UTC) has passed."""
        sent = {"query": query, "variables": variables}
        return (await self._request("POST", self.connection.graphql_url, shape, sent, not_after))[0]

    def _url(self, path: str, params: Params = None) -> str:
        url = sansio.format_url(path, None, base_url=self.connection.api_url)
        return f"{url}?{urlencode(params)}" if params else url

    async def _request(
        self, method: str, url: str, shape: Shape[T], data: Any = None, not_after: datetime | None = None
    ) -> tuple[T, str | None]:
        """Return the answer, and the address of the next page. The errors name the request."""
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
        """Return a 2xx answer, and the address it came from; else the error that it means."""
        limits, path = self.connection.limits, urlsplit(url).path
        for attempt in (1, 2):
            authorization = await self.auth.authorization()
            answer, place = await self._follow(method, url, body, authorization, not_after)
            now = self.connection.clock.now()
            if 200 <= answer.status < 300:
                # GraphQL says so too where it answers 200 and bears no more.
                if resource_of(path) == "graphql" and (pause := pause_of(answer)) is not None:
                    limits.close(self.auth.scope, now + pause)
                return answer, place
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
