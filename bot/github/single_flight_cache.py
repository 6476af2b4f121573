"""Answers remembered for a while, each question asked once however many wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from cachetools import TLRUCache

from bot.core.ports.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """A cache on the bot's clock with a single flight per key.

    An answer is kept `seconds(answer)` seconds. Failures are not kept: all who wait get the same one. What
    is forgotten while the question is still on its way is not kept either, since the answer may be older
    than the change that made us forget.
    """

    def __init__(self, clock: Clock, seconds: float | Callable[[V], float], size: int = 10_000) -> None:
        lasts: Callable[[V], float] = seconds if callable(seconds) else lambda _: seconds
        self._entries: TLRUCache[K, V] = TLRUCache(
            size, ttu=lambda _, answer, now: now + lasts(answer), timer=clock.monotonic
        )
        self._asking: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """Return the answer, kept or asked for. Somebody who stops waiting does not take it from the
        others."""
        try:
            return self._entries[key]
        except KeyError:
            pass
        flight = self._asking.get(key)
        if flight is None:
            flight = self._asking[key] = asyncio.ensure_future(self._ask(key, ask))
            flight.add_done_callback(_look)
        return await asyncio.shield(flight)

    async def _ask(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        this = asyncio.current_task()
        try:
            answer = await ask()
            if self._asking.get(key) is this:
                self._entries[key] = answer
            return answer
        finally:
            if self._asking.get(key) is this:
                del self._asking[key]

    def fresh(self, key: K) -> V | None:
        """Return the answer if it is still good, without asking."""
        try:
            return self._entries[key]
        except KeyError:
            return None

    def put(self, key: K, answer: V) -> None:
        """Keep an answer that came of itself. Not where `forget` may have overtaken it."""
        self._entries[key] = answer

    def forget(self, matches: Callable[[K], bool]) -> None:
        """Drop the answers whose key matches, and disown those still on their way."""
        for key in [key for key in self._entries if matches(key)]:
            self._entries.pop(key, None)
        for key in [key for key in self._asking if matches(key)]:
            del self._asking[key]


def _look(flight: asyncio.Task[V]) -> None:
    # Should nobody wait any more, a failure has been seen all the same.
    if not flight.cancelled():
        flight.exception()
