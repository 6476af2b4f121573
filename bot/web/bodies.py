"""The bodies of webhooks on their way in: never more than fit, and none that takes for ever.

Until its signature is checked a body may be anybody's. So all of them share one budget of memory, from which
each takes its announced length at once. When it is used up, a body turns out larger ones, and those that have
had their time: small and quick ones, as GitHub's are, get in whatever strangers do. Who finds no room is
refused before anything is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from operator import attrgetter

from aiohttp import StreamReader

from bot.web.limits import LARGEST_BODY, WebLimits
from bot.web.refusals import Overloaded, RefusedDelivery, too_large

LATE = "the body did not arrive in time"


class Bodies:
    """The budget that all bodies share; `limits` says how large it is, and how long a body may take."""

    def __init__(self, limits: WebLimits) -> None:
        self.limits = limits
        self.free = limits.body_memory
        self.arriving: set[Body] = set()

    def admit(self, length: int | None) -> Body:
        """Return room for a body of `length` bytes (None: unknown). Raise `RefusedDelivery`."""
        size = LARGEST_BODY if length is None else length  # GitHub always says how long
        if size > LARGEST_BODY:
            raise too_large()
        now = asyncio.get_running_loop().time()
        if size > self.free:
            self._make_room(size, now)
        self.free -= size
        body = Body(self, size, now)
        self.arriving.add(body)
        return body

    def turn_out_slowest(self) -> bool:
        """End the body that has been arriving for the longest time; False if all are still quick."""
        slowest = min(self.arriving, key=attrgetter("since"), default=None)
        if slowest is None or asyncio.get_running_loop().time() - slowest.since < self.limits.quick:
            return False
        slowest.turn_out()
        return True

    def _make_room(self, size: int, now: float) -> None:
        weaker = [body for body in self.arriving if body.size > size or now - body.since > self.limits.quick]
        if self.free + sum(body.size for body in weaker) < size:
            raise Overloaded
        for body in sorted(weaker, key=attrgetter("size"), reverse=True):
            if self.free >= size:
                return
            body.turn_out()


class Body:
    """One body, and the room that it takes until `leave`."""

    __slots__ = ("_bodies", "_is_turned_out", "on_turned_out", "since", "size")

    def __init__(self, bodies: Bodies, size: int, since: float) -> None:
        self._bodies = bodies
        self._is_turned_out = False
        self.on_turned_out: Callable[[], None] | None = None
        """Called when its room is given to others while it arrives."""
        self.size = size
        self.since = since

    async def read(self, content: StreamReader) -> bytes:
        """Return the whole body. Raise `RefusedDelivery`, and whatever reading raises when it breaks off."""
        if content.is_eof():  # As most do, it came with its head.
            whole = content.read_nowait()
            self.check(len(whole))
            return whole
        loop, body = asyncio.get_running_loop(), bytearray()
        try:
            async with asyncio.timeout_at(self.deadline(self.since)) as timeout:
                self.on_turned_out = lambda: timeout.reschedule(loop.time())
                while chunk := await content.readany():
                    body += chunk
                    self.check(len(body))
                    if not self._is_turned_out:
                        timeout.reschedule(self.deadline(loop.time()))
        except TimeoutError:
            late = RefusedDelivery(408, LATE)
            raise (Overloaded() if self._is_turned_out else late) from None
        return bytes(body)

    def deadline(self, now: float) -> float:
        """Return until when (on the loop's clock) more must have come, if something has come `now`."""
        limits = self._bodies.limits
        return min(self.since + limits.body, now + limits.body_idle)

    def check(self, length: int) -> None:
        """Raise `RefusedDelivery` when so many bytes are more than any body may have."""
        if length > LARGEST_BODY:
            raise too_large()

    def trust(self) -> None:
        """The signature is right: nobody turns it out any more."""
        self._bodies.arriving.discard(self)

    def turn_out(self) -> None:
        """Give the room to others; whoever reads it gets `Overloaded`."""
        self._is_turned_out = True
        self.leave()
        if self.on_turned_out is not None:
            self.on_turned_out()

    def leave(self) -> None:
        """Give the room back; harmless when that has been done."""
        self._bodies.arriving.discard(self)
        self._bodies.free += self.size
        self.size = 0
