"""The webhook straight on its connection, without the machinery of a web framework.

It takes what GitHub sends and nothing else: a whole head as GitHub writes it, and a body of the length that
the head says. Anything that differs (a page, a compressed or chunked body, a head in pieces or one that would
be refused) goes with all its bytes to aiohttp, which serves the connection from then on: so there is no
second opinion here about what is right.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import cast

from bot.web import connections
from bot.web.bodies import LATE, Body
from bot.web.connections import Connections
from bot.web.refusals import Overloaded, RefusedDelivery
from bot.web.webhook import Door, WebhookRoute
from bot.web.webhook.answers import WebhookAnswer, wire_form
from bot.web.webhook.head import DeliveryHead, read_head

LARGEST_HEAD = 8192
"""Bytes of a head that is read here; GitHub's have about one thousand."""
_END = b"\r\n\r\n"


class _Arriving:
    """A delivery whose body is not complete yet. It begins after so many bytes of what came."""

    __slots__ = ("begin", "chunks", "head", "missing", "room")

    def __init__(self, head: DeliveryHead, begin: int, room: Body) -> None:
        self.head, self.begin, self.room = head, begin, room
        self.chunks: list[bytes] = []
        self.missing = begin + head.length


class WebhookProtocol(asyncio.Protocol):
    """One connection, as long as it brings nothing but deliveries."""

    __slots__ = (
        "_answering",
        "_arriving",
        "_connections",
        "_deadline",
        "_door",
        "_is_ending",
        "_is_refused",
        "_keep_alive",
        "_limits",
        "_loop",
        "_since",
        "_start",
        "_timer",
        "_transport",
        "is_used",
    )

    def __init__(self, door: Door, start: bytes, guests: Connections) -> None:
        self._door, self._start, self._connections = door, start, guests
        self._limits = guests.limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = math.inf
        self._since = 0.0
        self._arriving: _Arriving | None = None
        self._answering = self._is_refused = self._is_ending = False
        self._keep_alive = True
        self.is_used = False

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the other side to send a request."""
        return self._arriving is None and not self._answering and not self._is_refused

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._connections.enter(self):
            self._expect(self._loop.time() + self._limits.header)
        else:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return  # It is read only so that the refusal is seen.
        if self._answering:
            self.abort()  # As `Connections` does: requests ahead of answers are not collected.
        elif self._arriving is None:
            self._begin(data)
        else:
            self._add(self._arriving, data)

    def pause_writing(self) -> None:
        self.abort()  # Answers are short: whoever leaves so many of them lying takes none.

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._connections.leave(self)
        self._drop()

    def abort(self) -> None:
        """Close at once."""
        self._connections.leave(self)
        self._transport.abort()

    def finish(self) -> None:
        """Close as soon as what has begun is answered."""
        self._is_ending = True
        if self.is_idle:
            self._transport.close()

    def _begin(self, data: bytes) -> None:
        end = data.find(_END, 0, LARGEST_HEAD) + len(_END)
        is_ours = end >= len(_END) and data.startswith(self._start)
        head = read_head(data[len(self._start) : end - len(_END)]) if is_ours else None
        if head is None or len(data) - end > head.length:
            self._hand_over(data)
            return
        try:
            room = self._door.bodies.admit(head.length)
        except RefusedDelivery:
            self._hand_over(data)
            return
        self.is_used, self._since, self._keep_alive = True, time.perf_counter(), head.keep_alive
        self._arriving = _Arriving(head, end, room)
        room.on_turned_out = self._turned_out
        self._add(self._arriving, data)

    def _hand_over(self, data: bytes) -> None:
        """Let aiohttp serve the connection from the beginning of this request on."""
        if self._timer is not None:
            self._timer.cancel()
        self._connections.leave(self)
        successor = self._connections()
        self._transport.set_protocol(successor)
        successor.connection_made(self._transport)
        successor.data_received(data)

    def _add(self, arriving: _Arriving, data: bytes) -> None:
        arriving.chunks.append(data)
        arriving.missing -= len(data)
        if arriving.missing > 0:
            self._expect(arriving.room.deadline(self._loop.time()))
        elif arriving.missing < 0:
            self._drop()
            self._hand_over(b"".join(arriving.chunks))
        else:
            self._arriving, self._answering = None, True
            self._take(arriving.head, b"".join(arriving.chunks)[arriving.begin :], arriving.room)

    def _take(self, head: DeliveryHead, content: bytes, room: Body) -> None:
        try:
            self._door.check(content, head.signature, room)
            arrival = self._door.open(head.guid, head.event, content)
        except RefusedDelivery as refused:
            room.leave()
            self._send(self._door.refuse(refused, head.guid))
        except BaseException:
            room.leave()
            raise
        else:
            self._door.store(arrival, room, self._send)

    def _send(self, answer: WebhookAnswer) -> None:
        self._answering = False
        self._door.count(answer, self._since)
        if self._transport.is_closing():
            return
        closes = answer.closes or self._is_ending or not self._keep_alive
        self._transport.write(wire_form(answer, self._door.timestamp(), closes=closes))
        if closes:
            self._transport.close()
        else:
            self._expect(self._loop.time() + self._limits.keepalive)

    def _turned_out(self) -> None:
        self._refuse(Overloaded())

    def _refuse(self, refused: RefusedDelivery) -> None:
        """Refuse a body that is still arriving; what comes of it is read and dropped for a while."""
        assert self._arriving is not None
        guid = self._arriving.head.guid
        self._drop()
        answer = self._door.refuse(refused, guid)
        self._door.count(answer, self._since)
        self._is_refused = True
        self._transport.write(wire_form(answer, self._door.timestamp(), closes=True))
        self._expect(self._loop.time() + connections.LINGERING)

    def _drop(self) -> None:
        if self._arriving is not None:
            self._arriving.room.leave()
            self._arriving = None

    def _expect(self, deadline: float) -> None:
        """Something must have come by then (on the loop's clock)."""
        self._deadline = deadline
        if self._timer is None or self._timer.when() > deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self._answering:
            return
        if self._loop.time() < self._deadline:
            self._expect(self._deadline)
        elif self._arriving is not None:
            self._refuse(RefusedDelivery(408, LATE))
        else:
            self.abort()


def webhook_protocols(route: WebhookRoute, guests: Connections) -> Callable[[], asyncio.Protocol]:
    """Return what makes the protocols of new connections; to be given to `loop.create_server`."""
    start = f"POST {route.path} HTTP/1.1\r\n".encode()
    return lambda: WebhookProtocol(route.door, start, guests)
