"""PostgreSQL at work: as many transactions beside each other as there are connections.

Each sees the database as it was when it began (REPEATABLE READ). Where two change the same row the second is
told so, and runs again from its beginning, on what the first has written: no update is lost, and whatever it
has verified is verified anew. The server itself lets COMMITs that come together share an fsync.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from sqlalchemy import Connection

from bot.store.panics import panics_as_failures
from bot.store.sql.errors import Overtaken, explained
from bot.store.sql.postgres import CONNECTIONS, engine_on

T = TypeVar("T")

TRIES = 20
"""How often a transaction begins at most, until being overtaken every time is a `Conflict` like any other."""
FIRST_REST = 0.002
"""Seconds, at most, before the second try; twice as long before each further one, up to `LONGEST_REST`."""
LONGEST_REST = 0.25


class Postgres:
    """A thread for each connection: they wait for the server, while the loop goes on."""

    def __init__(self, url: str, threads: Callable[[int, str], Executor]) -> None:
        self._engine = engine_on(url)
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        """The same connections, on which each statement is a transaction."""
        self._threads = threads(CONNECTIONS, "store")

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """See `Database`. Again and again while others are faster, who may be changing tables just now."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._until_done, fn)

    async def write(self, fn: Callable[[Connection], T], *, brief: bool = False) -> T:
        """See `Database`; brief or not, the server is waited for."""
        return await self.read(fn)

    async def lookup(self, fn: Callable[[Connection], T]) -> T:
        """Each statement by itself: to begin and end a transaction takes twice as long as a look-up."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._looked_up, fn)

    def _once(self, fn: Callable[[Connection], T]) -> T:
        with explained(), panics_as_failures(), self._engine.begin() as conn:
            return fn(conn)

    def _looked_up(self, fn: Callable[[Connection], T]) -> T:
        with explained(), panics_as_failures(), self._single.connect() as conn:
            return fn(conn)

    def _until_done(self, fn: Callable[[Connection], T]) -> T:
        for tries in range(1, TRIES):
            try:
                return self._once(fn)
            except Overtaken:
                longest = min(FIRST_REST * 2**tries, LONGEST_REST)
                time.sleep(random.uniform(0, longest))  # noqa: S311  no secret: those who met are to part
        return self._once(fn)

    async def shorten_log(self) -> bool:
        """The server does."""
        return False

    async def renew_file(self, most: int | None) -> bool:
        """The server does."""
        return True

    async def close(self) -> None:
        """See `Database`."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()
