"""What may have killed a process of a fleet, counted in rows by whoever found it dead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import Connection

from bot.core.keys import PROGRAM_SCOPE
from bot.store import memory
from bot.store.database import Database
from bot.store.sql.in_hand import InHand

_PLACE = (PROGRAM_SCOPE, "in_hand")


def deaths(conn: Connection, work: str) -> int:
    """Return how often a process died over it."""
    value = memory.read(conn, *_PLACE, work).value
    return int(value["deaths"]) if value else 0


def accuse(conn: Connection, work: str, *, alone: bool) -> None:
    """A process died that had this in hand: `alone`, or with other work, of which each is suspected once."""
    before = deaths(conn, work)
    note(conn, work, before + 1 if alone else max(before, 1))


def note(conn: Connection, work: str, count: int) -> None:
    """A process died over it so often."""
    memory.put(conn, *_PLACE, work, {"deaths": count}, None)


def acquit(conn: Connection, work: str) -> None:
    """It ended."""
    memory.release(conn, *_PLACE, work)


class SharedInHand(InHand):
    """Work in hand where several processes share a database: who dies is found by the others.

    Suspects are tried alone in their process, as everywhere; failures each process counts for itself.
    """

    def __init__(self, db: Database) -> None:
        super().__init__(None)
        self._db = db

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[int]:
        """See `InHand`."""
        count = await self._db.lookup(partial(deaths, work=key))
        if count:
            self._record(key).deaths = count
        async with super().hold(key) as known:
            yield known
        if count:
            await self._db.write(partial(acquit, work=key))
