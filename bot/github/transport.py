"""How a request leaves the program: over the network, or straight into a simulated GitHub.

A transport carries bytes and knows nothing of GitHub. Redirects are not followed here: aiohttp would turn a
POST into a GET on its way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import aiohttp

LARGEST = 40 * 2**20
"""Bytes of an answer, unpacked: a page of a hundred of the longest bodies that GitHub takes."""


class Answer(NamedTuple):
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TransportError(Exception):
    """No answer came. `sent`: whether the request may have reached the other side."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class Transport(Protocol):
    """Anything that carries one request."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """Return the answer, within so many seconds; TransportError when none came."""
        ...


class HttpTransport:
    """Over the network, on a session that its owner closes."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """See `Transport`."""
        try:
            async with self._session.request(
                method,
                url,
                headers=headers,
                data=body or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=within),
            ) as response:
                content = bytearray()
                # aiohttp unpacks piece by piece, so what is packed tightly never stands in memory whole.
                async for piece in response.content.iter_any():
                    content += piece
                    if len(content) > LARGEST:
                        raise TransportError("the answer is too large", sent=True)
                received = {
                    name.lower(): ", ".join(response.headers.getall(name)) for name in response.headers
                }
                return Answer(response.status, received, bytes(content))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise TransportError(_words(error), sent=False) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TransportError(_words(error), sent=True) from error


class Reply(Protocol):
    """The answer of an in-process GitHub."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


Handle = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Reply]]
"""(method, path with query, headers, body) → reply."""


class InProcessTransport:
    """Into a function of this process: nothing is listening and nothing waits."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """See `Transport`; the function raises TimeoutError or ConnectionError where an answer is lost."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            reply = await self._handle(method, path, headers, body)
        except (TimeoutError, ConnectionError) as error:
            raise TransportError(_words(error), sent=True) from error
        received = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(reply.status, received, reply.body)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
