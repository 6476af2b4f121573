"""The connections of the server: so many and no more, and none that waits for ever.

aiohttp ends a connection that is idle between requests. What it lacks is here: an end for one that never
finishes its first head, for one that takes no answers, and for those that are too many.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from http import HTTPStatus
from typing import Protocol

from aiohttp import web

from bot.web.bodies import Bodies

log = logging.getLogger("bot.web.connections")

HEAD_LINES, HEAD_LINE = 64, 4096
"""So many lines of so many bytes has the head of a request at most; GitHub sends about twenty short ones."""
UNREAD = 64 * 1024
"""Bytes of a body that are taken from the network ahead of whoever reads it."""
LINGERING = 2.0
"""Seconds for which what is still sent after a refusal is read and dropped, so that the refusal is seen."""


class Guest(Protocol):
    """A connection, whatever speaks on it."""

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the other side to send a request."""

    @property
    def is_used(self) -> bool:
        """Whether it has ever sent a whole head."""

    def abort(self) -> None:
        """Close at once, without waiting for what was not sent yet."""

    def finish(self) -> None:
        """Close as soon as what has begun is answered."""


class Connections:
    """Makes the connections of `server`; to be given to `loop.create_server`."""

    def __init__(self, server: web.Server, bodies: Bodies) -> None:
        self._server = server
        self._bodies = bodies
        self.limits = bodies.limits
        self._open: dict[Guest, None] = {}
        self._closing: asyncio.Event | None = None
        """There once the connections are to end; set when the last of them has."""

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol of a new connection."""
        return _Connection(self, self._server, self._bodies)

    def enter(self, newcomer: Guest) -> bool:
        """Count a new connection in; False when there are too many, and all of them are at work.

        To make room, the oldest that has never sent a request is closed, then the oldest that is idle, then
        the slowest body is turned out.
        """
        if len(self._open) >= self.limits.connections:
            idle = (connection for connection in self._open if connection.is_idle)
            oldest = min(idle, key=lambda connection: connection.is_used, default=None)
            if oldest is not None:
                oldest.abort()
            elif not self._bodies.turn_out_slowest():
                return False
        self._open[newcomer] = None
        return True

    def leave(self, connection: Guest) -> None:
        """Count a connection out."""
        self._open.pop(connection, None)
        if self._closing is not None and not self._open:
            self._closing.set()

    async def finish(self, within: float) -> None:
        """Let all connections answer what has begun, for so many seconds, and close them."""
        self._closing = asyncio.Event()
        for guest in list(self._open):
            guest.finish()
        if self._open:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), within)
        for guest in list(self._open):
            guest.abort()


class _Connection(web.RequestHandler):
    """One connection, with an end for whatever it may wait for."""

    __slots__ = ("_connections", "_limits", "_timer")

    def __init__(self, connections: Connections, server: web.Server, bodies: Bodies) -> None:
        self._connections = connections
        self._limits = bodies.limits
        self._timer: asyncio.TimerHandle | None = None
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # as aiohttp's own runner does
            keepalive_timeout=self._limits.keepalive,
            max_headers=HEAD_LINES,
            max_field_size=HEAD_LINE,
            read_bufsize=UNREAD,
            lingering_time=LINGERING,
            auto_decompress=False,
        )

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the other side to send a request."""
        return self._current_request is None and not self._messages

    @property
    def is_used(self) -> bool:
        """Whether it has ever sent a whole head."""
        return self._request_count > 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._connections.enter(self):
            self._timer = self._loop.call_later(self._limits.header, self._end_headless)
        else:
            self.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Nobody whom we know sends requests ahead of our answers; each would keep its head in memory.
        if len(self._messages) > 1:
            self.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._cancel_timer()
        self._timer = self._loop.call_later(self._limits.body, self.abort)

    def resume_writing(self) -> None:
        self._cancel_timer()
        super().resume_writing()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._cancel_timer()
        self._connections.leave(self)
        super().connection_lost(exc)

    def abort(self) -> None:
        """Close at once, without waiting for what was not sent yet."""
        self._connections.leave(self)
        if self.transport is not None:
            self.transport.abort()

    def finish(self) -> None:
        """Close as soon as what has begun is answered."""
        self.close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be; what anybody can send is neither repeated nor logged line by line."""
        if status != HTTPStatus.BAD_REQUEST:
            return super().handle_error(request, status, exc, message)
        log.debug("no request", extra={"reason": type(exc).__name__})
        response = web.json_response({"error": "this is no request that can be read"}, status=status)
        response.force_close()
        return response

    def _end_headless(self) -> None:
        if not self.is_used:
            self.abort()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
