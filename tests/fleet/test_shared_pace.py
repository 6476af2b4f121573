"""However many workers there are, one installation creates no more than GitHub bears."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from bot.store.database import Connection, Database
from bot.store.jobs.pace import SharedPace

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_workers_that_create_at_once_count_together(postgres_url: str) -> None:
    def create(conn: Connection) -> bool:
        pace = SharedPace(conn, NOW)
        if pace.wait(5) > 0:
            return False
        pace.took(5)
        return True

    async with Database(postgres_url, SystemClock()) as one, Database(postgres_url, SystemClock()) as two:
        created = await asyncio.gather(*(db.write(create) for db in (one, two) for _ in range(8)))
        assert sum(created) == 10
        later = NOW + timedelta(seconds=2)
        assert await one.read(lambda conn: SharedPace(conn, NOW).wait(5)) == 1
        assert await one.read(lambda conn: SharedPace(conn, later).wait(5)) == 0
        assert await one.read(lambda conn: SharedPace(conn, NOW).wait(6)) == 0
