"""GitHub's REST API without a network: a request goes in, an answer comes out.

Over HTTP (`fakegithub.server`) and in process the same code answers, so that what a test saw in one
holds in the other. Every request is kept in `log`, since requests are what the bot must spend like money.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from email.utils import format_datetime
from functools import cache
from typing import Any, NamedTuple

from fakegithub import rest
from fakegithub.graphql.endpoint import refused
from fakegithub.http.auth import Caller, Tokens
from fakegithub.http.call import Call
from fakegithub.http.faults import AFTERWARDS, SPOILT, Fault, Faults, ScriptedFault
from fakegithub.http.rate_limits import Limits, Window
from fakegithub.http.reply import Refusal, Reply, not_found
from fakegithub.http.routing import find, parse_query
from fakegithub.http.versions import in_version
from fakegithub.model.state import State

assert rest.__all__  # importing it fills the table
Sleep = Callable[[float], Awaitable[None]]
OPEN = ("/login/", "/app-manifests/", "/applications/", "/settings/", "/organizations/")
"""Where one comes without a token, to get one."""
FORBIDDEN = "Resource not accessible by integration"

JSON = {"content-type": "application/json; charset=utf-8"}
HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID."
)
PAGES = {
    fault: (status, HTML.replace(b"502 Bad Gateway", str(status).encode()))
    for fault, status in {
        Fault.BAD_GATEWAY: 502,
        Fault.UNICORN: 520,
        Fault.HTML_PAGE: 200,
        Fault.FORBIDDEN_PAGE: 403,
        Fault.MISSING_PAGE: 404,
        Fault.PROXY_LOGIN: 407,
        Fault.REQUEST_TIMEOUT: 408,
        Fault.TOO_EARLY: 425,
    }.items()
}
GRAPHQL_ERRORS = {
    Fault.FORBIDDEN: ("FORBIDDEN", FORBIDDEN),
    Fault.INVALID: ("UNPROCESSABLE", "Validation Failed"),
}
REFUSALS: dict[Fault, tuple[Any, ...]] = {
    Fault.SECONDARY_LIMIT: (403, SECONDARY),
    Fault.SECONDARY_LIMIT_BARE: (403, SECONDARY),
    Fault.TOO_MANY: (429, SECONDARY),
    Fault.PRIMARY_LIMIT: (403, "API rate limit exceeded for installation."),
    Fault.FORBIDDEN: (403, FORBIDDEN),
    Fault.INVALID: (422, "Validation Failed", {"resource": "Issue", "code": "invalid"}),
    Fault.UNAUTHORIZED: (401, "Bad credentials"),
    Fault.SERVER_ERROR: (500, "Server Error"),
    Fault.MISSING: (404, "Not Found"),
    Fault.CONFLICT: (409, "Conflict"),
}
"""What the faults that answer lead to: a page, an error in GraphQL's form, a refusal in REST's."""


class Request(NamedTuple):
    """One request that was made; status 0 means that no answer came. `writes`: it was to change something;
    `document`: what GraphQL was asked, as it came."""

    method: str
    path: str
    status: int
    writes: bool
    document: bytes = b""


def is_write(method: str, path: str, body: bytes) -> bool:
    """Whether a request is to change something."""
    return method != "GET" and (not path.endswith("/graphql") or b'"mutation' in body)


class Api:
    """The API. `sleep` is how a slow answer passes its seconds."""

    def __init__(
        self,
        state: State,
        faults: Faults | None = None,
        verify_jwt: Callable[[str], bool] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.sleep = sleep
        self.state = state
        self.faults = faults or Faults()
        self.tokens = Tokens(state, verify_jwt)
        self.limits = Limits()
        self.log: list[Request] = []
        self.versions = ["2022-11-28", "2026-03-10"]
        """Versions of the API that it speaks; an older Enterprise Server has the first alone."""

    def count(self, method: str | None = None, path: str = "", *, writes: bool = False) -> int:
        """How many requests were made: of a method, with a path that matches the regular expression; with
        `writes` those that are to change something."""
        return sum(
            method in (None, request.method) and re.search(path, request.path) is not None
            for request in self.log
            if request.writes or not writes
        )

    async def handle(
        self, method: str, path_with_query: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """Answer a request. Raises TimeoutError or ConnectionResetError where a fault swallows the answer."""
        method = method.upper()
        path, _, query = path_with_query.partition("?")
        writes = is_write(method, path, body)
        document = body if path == "/graphql" else b""
        fault = self.faults.take(method, path, writes=writes)
        try:
            if fault is not None and fault.fault in (Fault.LOST_REQUEST, Fault.RESET):
                raise TimeoutError if fault.fault is Fault.LOST_REQUEST else ConnectionResetError
            lower_headers = {name.lower(): value for name, value in (headers or {}).items()}
            reply = self._answer(method, path, query, lower_headers, body, fault)
            if fault is not None and fault.fault is Fault.LOST_ANSWER:
                raise TimeoutError
            if fault is not None and fault.fault in SPOILT:
                reply = _spoilt(reply, fault.fault)
            if fault is not None and fault.fault is Fault.SLOW:
                await self.sleep(fault.delay)
        except (TimeoutError, ConnectionResetError):
            self.log.append(Request(method, path_with_query, 0, writes, document))
            raise
        self.log.append(Request(method, path_with_query, reply.status, writes, document))
        await asyncio.sleep(0)  # as over a network, others may run before the answer is there
        return reply

    def _answer(
        self,
        method: str,
        path: str,
        query: str,
        headers: dict[str, str],
        body: bytes,
        fault: ScriptedFault | None,
    ) -> Reply:
        resource = "search" if path.startswith("/search/") else "graphql" if path == "/graphql" else "core"
        caller = Caller()
        reply: Reply
        try:
            version = headers.get("x-github-api-version", self.versions[0])
            if version not in self.versions:
                raise Refusal(400, f"The API version {version} is not supported.")
            caller = self.tokens.caller(headers)
            window = self.limits.window(caller.budget_owner, resource, self.state.now())
            if fault is not None and fault.fault not in AFTERWARDS:
                reply = self._faulty(fault, window, resource)
            elif resource == "graphql" and window.remaining == 0:
                reply = refused("RATE_LIMITED", f"API rate limit exceeded for {caller.budget_owner}.")
            else:
                self._spend(window, caller)
                reply = in_version(version, self._routed(method, path, query, headers, body, caller))
        except Refusal as refusal:
            reply = refusal.reply()
        reply = _conditional(method, headers, reply)
        window = self.limits.window(caller.budget_owner, resource, self.state.now())
        if reply.status == 304:
            window.used -= 1  # GitHub does not charge for what has not changed
        common_headers = {
            **window.headers(resource),
            "date": format_datetime(self.state.now(), usegmt=True),
            "x-github-request-id": f"SIM:{len(self.log) + 1:X}",
        }
        return replace(reply, headers={**common_headers, **reply.headers})

    def _routed(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes, caller: Caller
    ) -> Reply:
        path = self._by_name(path)
        match = find(method, path) or not_found()
        handler, parts = match
        shared = self.state, self.tokens, self.limits, caller
        call = Call(*shared, method, path, parse_query(query), headers, body, parts)
        if method != "GET" and not (caller.is_app or caller.user or path.startswith(OPEN)):
            raise Refusal(401, "Requires authentication")
        return handler(call)

    def _by_name(self, path: str) -> str:
        # /repositories/{id}/… is the lasting address that redirects lead to.
        head, _, rest = path.removeprefix("/repositories/").partition("/")
        if path.startswith("/repositories/") and head.isdecimal():
            repository = self.state.repository_by_id(int(head)) or not_found()
            return f"/repos/{repository.full_name}{'/' + rest if rest else ''}"
        return path

    @staticmethod
    def _spend(window: Window, caller: Caller) -> None:
        if window.remaining == 0:
            raise Refusal(403, f"API rate limit exceeded for {caller.budget_owner}.")
        window.used += 1

    @staticmethod
    def _faulty(scripted: ScriptedFault, window: Window, resource: str) -> Reply:
        fault = scripted.fault
        if fault in PAGES:
            status, page = PAGES[fault]
            return Reply(status, {"content-type": "text/html"}, page)
        if fault is Fault.FOREIGN_REDIRECT:
            return Reply(302, {"location": "https://login.example/portal", "content-type": "text/html"})
        if fault is Fault.BOMB:
            return Reply(200, {**JSON, "content-encoding": "gzip"}, _bomb())
        if resource == "graphql" and fault in GRAPHQL_ERRORS:
            return refused(*GRAPHQL_ERRORS[fault])
        if fault is Fault.PRIMARY_LIMIT:
            window.used = window.limit
        waits = fault in (Fault.SECONDARY_LIMIT, Fault.TOO_MANY)
        headers = {"retry-after": str(scripted.retry_after)} if waits else {}
        status, message, *errors = REFUSALS[fault]
        return Refusal(status, message, *errors, **headers).reply()


def _spoilt(reply: Reply, fault: Fault) -> Reply:
    headers = {**reply.headers, "content-type": JSON["content-type"]}
    if fault is Fault.EMPTY_ANSWER:
        return Reply(200, headers)
    if fault is Fault.HALF_ANSWER:
        return Reply(reply.status, headers, reply.body[: len(reply.body) // 2])
    return Reply(200, headers, {b"[": b"{}", b"{": b"[]"}.get(reply.body[:1], b'"odd"'))


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(wbits=31)  # gzip, a piece at a time: the bomb is not to go off here
    return b"".join([*(packer.compress(b" " * 2**20) for _ in range(100)), packer.flush()])


def _conditional(method: str, headers: dict[str, str], reply: Reply) -> Reply:
    if method != "GET" or reply.status != 200:
        return reply
    tag = hashlib.blake2b(reply.body, digest_size=16).hexdigest()
    known_tags = headers.get("if-none-match", "")
    if tag in known_tags:
        return Reply(304, {"etag": f'W/"{tag}"'})
    return replace(reply, headers={**reply.headers, "etag": f'W/"{tag}"'})
