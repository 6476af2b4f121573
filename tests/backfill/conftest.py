"""A repository with a past on a simulated GitHub, and a database that has never heard of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot.github.read.history import HistoryReader, repository_as_it_is
from bot.operations.backfill import Backfill, BackfillProgress, begin
from bot.store.database import Connection, Database
from bot.store.sql.tables import backfill_rests, ledger, memory, mirror_people, mirror_subjects
from tests.harness.in_process.client import NOON, WORLD, Rig, rig
from tests.harness.worlds import WIDGET

T = TypeVar("T")
DAY = timedelta(days=1)


def issue(number: int, **more: Any) -> dict[str, Any]:
    """An issue of a hundred days ago that somebody opened, and somebody else answered and labelled."""
    opened = NOON - 100 * DAY + timedelta(minutes=number)
    return {
        "number": number,
        "title": f"Number {number}",
        "author": f"reporter-{number % 7}",
        "created_at": opened.isoformat(),
        "comments": [{"author": "bob", "body": "Like this.", "created_at": (opened + DAY).isoformat()}],
        "timeline": [{"actor": "bob", "labeled": "bug", "at": (opened + 2 * DAY).isoformat()}],
        "labels": ["bug"],
    } | more


def talk(count: int, since: datetime = NOON - 50 * DAY) -> list[dict[str, str]]:
    """So many comments."""
    moments = (since + timedelta(minutes=minute) for minute in range(count))
    return [{"author": "bob", "body": "A word.", "created_at": at.isoformat()} for at in moments]


def world(*issues: Mapping[str, Any]) -> dict[str, Any]:
    """The usual repository, with these issues."""
    repository = {**WORLD["repositories"][0], "issues": list(issues)}
    return {**WORLD, "repositories": [repository]}


@dataclass
class Town:
    """GitHub, and a database into which its past is read."""

    it: Rig
    db: Database

    async def begins(self, since: datetime | None = None, keep: timedelta | None = None) -> Any:
        """Return a run, or the one that is under way."""
        repository = await repository_as_it_is(self.it.client, WIDGET)
        now = self.it.clock.now()
        return await self.db.write(partial(begin, repository=repository, since=since, keep=keep, now=now))

    async def reads(
        self,
        since: datetime | None = None,
        *,
        db: Database | None = None,
        key: bytes | None = None,
        shows: Callable[[BackfillProgress], None] = lambda progress: None,
        waits: Callable[[datetime], None] = lambda until: None,
    ) -> BackfillProgress:
        """Run the command to its end, while time passes."""
        run = await self.begins(since)
        reader = HistoryReader(self.it.client, await repository_as_it_is(self.it.client, WIDGET))
        reading = Backfill(db or self.db, reader, self.it.installation, key, shows, waits)
        return await self.while_time_passes(reading.read(run))

    async def while_time_passes(self, work: Coroutine[Any, Any, T]) -> T:
        """Wake whoever sleeps until the work is done."""
        task = asyncio.create_task(work)
        while not task.done():
            await asyncio.wait([task], timeout=0.002)
            if (wake := self.it.clock.next_wake()) is not None:
                self.it.clock.advance(wake)
        return task.result()

    async def rows(self) -> dict[str, list[Any]]:
        """All that was read, as it stands in the database, without the order it came in."""

        def read(conn: Connection) -> dict[str, list[Any]]:
            c = ledger.c
            lines = select(c.at, c.number, c.person_id, c.person, c.what, c.detail, c.guid)
            subjects = select(mirror_subjects.c.number, mirror_subjects.c.snapshot)
            known = select(memory.c.scope, memory.c.key).where(memory.c.feature == "known")
            queries = {
                "ledger": lines,
                "subjects": subjects,
                "known": known,
                "people": select(mirror_people),
                "rests": select(backfill_rests),
            }
            return {name: sorted(map(str, conn.execute(query))) for name, query in queries.items()}

        return await self.db.read(read)


Builds = Callable[..., Awaitable[Town]]


@pytest.fixture
async def town(it_url: str) -> AsyncIterator[Builds]:
    """Build a town on some issues; its database is of the kind that the test names."""
    opened: list[Database] = []

    async def build(*issues: Mapping[str, Any]) -> Town:
        it = rig(world(*issues))
        opened.append(Database(it_url, it.clock))
        return Town(it, opened[-1])

    yield build
    for database in opened:
        await database.close()


@pytest.fixture
def it_url() -> str:
    """A database in memory, which each town has for itself."""
    return "sqlite+aiosqlite:///:memory:"
