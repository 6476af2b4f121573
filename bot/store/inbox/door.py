"""The door's side of the inbox: arrivals that come together are stored together."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.store.database import Database
from bot.store.inbox import Also, Arrival, put
from bot.store.sql.columns import clean


class Inbox:
    """Stores arrivals; those that come together share one write, with what `also` adds for the new ones."""

    def __init__(self, db: Database, also: Also | None = None) -> None:
        self._db = db
        self._also = also
        self._forming: list[tuple[Arrival, asyncio.Future[bool]]] = []
        self._storing: asyncio.Task[None] | None = None

    def put(self, arrival: Arrival) -> asyncio.Future[bool]:
        """Return whether the delivery was new; it is on disk then. Raise `Unavailable`: it is not stored."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._forming.append((arrival, future))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
        return future

    async def _store(self) -> None:
        while self._forming:
            batch, self._forming = self._forming, []
            arrivals = [arrival for arrival, _ in batch]
            failure: Exception | None = None
            new: set[str] = set()
            try:
                new = await self._db.write(partial(put, arrivals=arrivals, also=self._also), brief=True)
            except Exception as error:
                failure = error
            for arrival, future in batch:
                if future.done():
                    continue
                if failure is not None:
                    future.set_exception(failure)
                    continue
                guid = clean(arrival.guid)
                future.set_result(guid in new)
                new.discard(guid)
