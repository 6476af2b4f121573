"""The one way to the database, whichever of the two it is: functions of a connection, each a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Self, TypeVar

from sqlalchemy import Connection

from bot.core.ports.clock import Clock
from bot.store.backends import Backend, backend_for
from bot.store.sql.connections import file_of
from bot.store.sql.errors import Conflict, Locked, NewerDatabase, Replaced, Unavailable
from bot.store.sql.urls import is_on_server, normal

__all__ = [
    "Conflict",
    "Connection",
    "Database",
    "Locked",
    "NewerDatabase",
    "Replaced",
    "Unavailable",
]

T = TypeVar("T")


class Database:
    """Runs functions of a synchronous `Connection`, each as one transaction (how: `bot.store.backends`).

    The functions may run on another thread: they work on plain values and touch nothing of the event loop.
    One that writes may be run again, in a new transaction that sees what others wrote meanwhile: it leaves
    nothing behind but its rows and its answer.
    """

    def __init__(
        self, url: str, clock: Clock, threads: Callable[[int, str], Executor] = ThreadPoolExecutor
    ) -> None:
        self.url = normal(url)
        self.clock = clock
        self.path = file_of(self.url)
        """The file; None in memory and on a server."""
        self.is_shared = is_on_server(url)
        """Whether several processes work on it side by side."""
        self._backend: Backend = backend_for(self.url, threads)
        self._closed = False
        self.failures: Counter[str] = Counter()
        """How often something failed unforeseen since the start, by where; all who use the database count."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Return the answer of `fn` on one consistent state of the database. Raise `Unavailable`."""
        self._check_open()
        return await self._backend.read(fn)

    async def lookup(self, fn: Callable[[Connection], T]) -> T:
        """Like `read`, for a look-up of a few rows by an index, of which the engine makes several a
        delivery. Of more than one statement each may see another state."""
        self._check_open()
        return await self._backend.lookup(fn)

    async def write(self, fn: Callable[[Connection], T], *, brief: bool = False) -> T:
        """Return the answer of `fn` once what it wrote is on disk.

        Whatever `fn` raises undoes its own writes and is raised here (`Conflict` for a lost race). `brief`:
        it changes a few rows by an index, as the engine does for each delivery; the loop has time for that.
        `Unavailable`: nothing was written, unless a server was lost while it wrote.
        """
        self._check_open()
        return await self._backend.write(fn, brief=brief)

    async def shorten_log(self) -> bool:
        """Empty a file's write-ahead log where it has grown long, and return whether it was tried."""
        return await self._backend.shorten_log()

    async def renew_file(self, most: int | None) -> bool:
        """Write a file of at most so many bytes anew, and empty its log; whether both was done.

        Writes wait meanwhile. Raises `Unavailable`, when the disk has no room for it, say. A server sees to
        its own files.
        """
        return await self._backend.renew_file(most)

    async def close(self) -> None:
        """Finish what waits and let go of the database; harmless when repeated."""
        self._closed = True
        await self._backend.close()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("the database is closed")
