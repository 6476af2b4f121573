"""What it costs this machine to acknowledge, to decide and to write, in seconds of the processor."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import func, select, text

from benchmarks.bench_door import SECRET, post_all, requests, spent
from benchmarks.bench_road import crashes, github, is_busy, words
from bot.bootstrap import Bot, assemble, marker_key, runner_for
from bot.clock import SystemClock
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.queries.store_health import StoreHealth
from bot.simulation.simulation import throwaway_key
from bot.store.database import Connection as Rows
from bot.store.database import Database
from bot.store.inbox.door import Inbox
from bot.store.jobs import also_for
from bot.store.sql import migrate
from bot.store.sql.tables import metadata
from bot.web.envelope import arrival_of
from bot.web.server import listen, make_app
from fakegithub import GitHub

ACKNOWLEDGED, DECIDED = 600, 400
AT_ONCE = 50


@dataclass(frozen=True)
class ServiceTimes:
    """Seconds of the processor for each, of the process itself; what a delivery leaves, in rows and bytes."""

    acknowledge: float
    decide: float
    write: float
    database: float
    """Of the server, for a delivery with all that follows; 0 where the process does it itself."""
    by_the_clock: float
    """Deliveries a second from stored to done, next to whatever else the machine did."""
    rows: float
    bytes: float


@dataclass
class _Spent:
    """Seconds: by the clock, of this process, of the database's server."""

    clock: float
    process: float
    server: float

    @classmethod
    async def now(cls, db: Database) -> _Spent:
        """So far."""
        return cls(time.perf_counter(), time.process_time(), await db.read(_server_seconds))

    def since(self, before: _Spent, count: int) -> _Spent:
        """For each of so many."""
        each = zip(
            (self.clock, self.process, self.server),
            (before.clock, before.process, before.server),
            strict=True,
        )
        return _Spent(*((now - then) / count for now, then in each))


async def measured(door_url: str, road_url: str) -> ServiceTimes:
    """Measure on two empty databases of one kind."""
    clock = SystemClock()
    door = await _door(door_url, clock)
    migrate.upgrade(road_url)
    played = github(clock)
    connection = Connection(InProcessTransport(played.api.handle), clock)
    tokens = AppTokens(connection, played.state.app.id, throwaway_key())
    async with Database(road_url, clock) as db:
        bot = assemble(db, connection, tokens, clock, secret=marker_key(SECRET))
        await _road(bot, played, words, AT_ONCE)  # caches fill
        rows, size = await db.read(_size)
        plain = await _road(bot, played, words, DECIDED)
        labelled = await _road(bot, played, crashes, DECIDED)
        more_rows, more_size = await db.read(_size)
    count = DECIDED + 2 * DECIDED // 4  # what is written comes back as a webhook
    return ServiceTimes(
        acknowledge=door.process,
        decide=plain.process,
        write=max(2 * labelled.process - 2 * plain.process, plain.process),
        database=door.server + plain.server,
        by_the_clock=1 / plain.clock,
        rows=(more_rows - rows) / count,
        bytes=(more_size - size) / count,
    )


async def _door(url: str, clock: SystemClock) -> _Spent:
    migrate.upgrade(url)
    async with Database(url, clock) as db:
        inbox, health = Inbox(db, also_for(db)), StoreHealth(db, clock)
        app = make_app(inbox=inbox, readiness=health, numbers=health, clock=clock, webhook_secret=SECRET)
        async with listen(app, "127.0.0.1", 0) as port:
            posts = requests(ACKNOWLEDGED)
            await post_all(port, posts[-AT_ONCE:])
            before, count = await _Spent.now(db), len(posts) - AT_ONCE
            del posts[count:]
            await post_all(port, posts)
            return (await _Spent.now(db)).since(before, count)


async def _road(bot: Bot, played: GitHub, happen: Callable[[GitHub, int], None], count: int) -> _Spent:
    """What a delivery costs until it is done."""
    happen(played, count)
    runner = runner_for(bot)
    done, before = 0, await _Spent.now(bot.db)
    work = asyncio.create_task(runner.run())
    while bool(played.webhooks) or await bot.db.read(is_busy):
        new = [
            arrival_of(each.guid, each.event, each.body, bot.clock.now())
            for each in (played.webhooks.popleft() for _ in range(min(AT_ONCE, len(played.webhooks))))
        ]
        await asyncio.gather(*(bot.inbox.put(each) for each in new))
        runner.nudge()
        done += len(new)
        await asyncio.sleep(0 if new else 0.02)
    spent_on_it = (await _Spent.now(bot.db)).since(before, done)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return spent_on_it


def _server_seconds(conn: Rows) -> float:
    if conn.dialect.name == "sqlite":
        return 0.0
    seconds = 0.0
    for pid in conn.scalars(text("SELECT pid FROM pg_stat_activity")):
        with suppress(FileNotFoundError):  # The server is elsewhere, or the process has ended.
            seconds += spent(pid)
    return seconds


def _size(conn: Rows) -> tuple[int, int]:
    rows = sum(conn.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
    pages = text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    on_server = select(func.pg_database_size(func.current_database()))
    return rows, conn.scalar(pages if conn.dialect.name == "sqlite" else on_server) or 0
