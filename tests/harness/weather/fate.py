"""What befalls one life of the bot: it is killed, or stands still, at a seam of its road.

The seams are before and after each transaction and each request. Nothing in the bot knows of them. A killed
life does nothing any more, not even tidy up: whatever of it comes to a seam stays there for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.clock import VirtualClock
from bot.github.transport import Answer, Transport, TransportError
from bot.store.database import Connection, Database

T = TypeVar("T")
TICK = 0.001
"""Seconds that are no time: dates are exact to a millionth."""


@dataclass
class Fate:
    """What is to befall this life, counted in seams; 0 is nothing."""

    clock: VirtualClock
    kill_after: int = 0
    down_seconds: float = 0.0
    """How long nobody starts it again once it is killed."""
    stop_after: int = 0
    stop_seconds: float = 0.0
    killed: asyncio.Event = field(default_factory=asyncio.Event)

    async def reach(self) -> None:
        """A seam is reached; who is killed here does not return."""
        if self.stop_after:
            self.stop_after -= 1
            if not self.stop_after:
                self.clock.advance(self.stop_seconds)
        if self.kill_after:
            self.kill_after -= 1
            if not self.kill_after:
                self.killed.set()
        await self.alive()

    async def alive(self) -> None:
        """Return, if it lives."""
        if self.killed.is_set():
            await asyncio.get_running_loop().create_future()


class _AtOnce(Executor):
    """Runs what it is given before it returns."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """See `Executor.submit`."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as failure:
            done.set_exception(failure)
        return done


class MortalDatabase(Database):
    """The database, with a seam before and after each transaction.

    It stays on the loop's own thread, so that a seed always gives the same.
    """

    def __init__(self, url: str, clock: VirtualClock, fate: Fate) -> None:
        super().__init__(url, clock, lambda *_: _AtOnce())
        self.fate = fate

    async def write(self, fn: Callable[[Connection], T], *, brief: bool = False) -> T:
        """See `Database.write`."""
        await self.fate.reach()
        try:
            result = await super().write(fn, brief=brief)
        except Exception:
            await self.fate.reach()
            raise
        await self.fate.reach()
        return result

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.read`."""
        await self.fate.alive()
        result = await super().read(fn)
        await self.fate.alive()
        return result

    async def lookup(self, fn: Callable[[Connection], T]) -> T:
        """See `Database.lookup`."""
        await self.fate.alive()
        return await super().lookup(fn)


class MortalWire:
    """The way to GitHub, with a seam before a request leaves and after it was answered."""

    def __init__(self, transport: Transport, fate: Fate) -> None:
        self._transport = transport
        self._fate = fate

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """See `Transport`."""
        await self._fate.reach()
        try:
            answer = await self._transport.send(method, url, headers, body, within)
        except TransportError:
            await self._fate.reach()
            raise
        await self._fate.reach()
        return answer


class Alarm:
    """The clock as somebody reads it who works now and then; `asleep` while they wait for their next turn."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.asleep = asyncio.Event()
        self._wakes = 0.0
        self.now, self.monotonic = clock.now, clock.monotonic

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been advanced that far."""
        self._wakes = self.monotonic() + seconds
        self.asleep.set()
        await self._clock.sleep(seconds)
        self.asleep.clear()

    def due(self) -> datetime | None:
        """When they wake; None if that has come."""
        left = self._wakes - self.monotonic()
        return self.now() + timedelta(seconds=left + TICK) if left > 0 else None
