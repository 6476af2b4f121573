"""A fleet in one process: workers with a database pool each, over one PostgreSQL and one simulated GitHub.

Time is real here, as it is for procrastinate and the server; each wait has an end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from bot.bootstrap import Bot, assemble, marker_key, runner_for
from bot.clock import SystemClock
from bot.core.feature import Feature
from bot.core.ports.writer import Writer
from bot.engine.run.fleet.runner import FleetRunner
from bot.engine.run.port import Errand
from bot.engine.timeouts import Timeouts
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.simulation import throwaway_key
from bot.store import backlog, inbox
from bot.store.database import Connection as Rows
from bot.store.database import Database
from bot.store.inbox.door import Inbox
from bot.store.jobs import also_for
from bot.web.envelope import arrival_of
from fakegithub import GitHub
from handlers import FEATURES
from tests.harness.over_http.town import CONFIG, SECRET, world

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds after which a test that waits for something has failed."""


@dataclass
class Worker:
    """One worker of the fleet."""

    bot: Bot
    runner: FleetRunner
    work: asyncio.Task[None]


class Fleet:
    """Workers that come and go. Use as an async context manager."""

    def __init__(
        self, url: str, *, config: str = CONFIG, features: Sequence[Feature[Any]] = FEATURES
    ) -> None:
        self.url = url
        self.clock = SystemClock()
        self.github = GitHub.of(
            world(config) | {"now": self.clock.now().isoformat()}, clock=self.clock.now, secret=SECRET
        )
        self._features = features
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.db = await self._stack.enter_async_context(Database(self.url, self.clock))
        self.inbox = Inbox(self.db, also_for(self.db))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @asynccontextmanager
    async def worker(
        self,
        around_writer: Callable[[Writer], Writer] = lambda writer: writer,
        errands: Sequence[Errand] = (),
        times: Timeouts | None = None,
    ) -> AsyncIterator[Worker]:
        """One more worker, until it is asked to stop."""
        async with Database(self.url, self.clock) as db:
            connection = Connection(InProcessTransport(self.github.api.handle), self.clock)
            bot = assemble(
                db,
                connection,
                AppTokens(connection, self.github.state.app.id, throwaway_key()),
                self.clock,
                secret=marker_key(SECRET),
                features=self._features,
                ceilings=None,
                around_writer=around_writer,
                times=times,
            )
            runner = runner_for(bot)
            assert isinstance(runner, FleetRunner)
            work = asyncio.create_task(runner.run(*errands))
            try:
                yield Worker(bot, runner, work)
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    async def hears(self) -> int:
        """What GitHub has to tell is stored, as by the web; how many deliveries those were."""
        webhooks = list(self.github.webhooks)
        self.github.webhooks.clear()
        await asyncio.gather(
            *(
                self.inbox.put(arrival_of(webhook.guid, webhook.event, webhook.body, self.clock.now()))
                for webhook in webhooks
            )
        )
        return len(webhooks)

    async def quiet(self) -> None:
        """Hear, and wait until all is done."""
        await self.until(self._is_quiet)

    async def _is_quiet(self) -> bool:
        if await self.hears():
            return False
        return not await self.db.read(_is_busy)

    async def until(self, holds: Callable[[], Any], patience: float = PATIENCE) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(patience):
            while not await holds():  # noqa: ASYNC110  others make it hold, and tell nobody
                await asyncio.sleep(0.02)

    async def has(self, count: int, query: str) -> bool:
        """Whether the database answers with so many rows."""
        return len(await self.rows(query)) == count

    async def rows(self, query: str) -> list[Any]:
        """What the database answers."""
        return await self.db.read(lambda conn: list(conn.exec_driver_sql(query).all()))


def _is_busy(conn: Rows) -> bool:
    left = backlog.effects_by_state(conn)
    return inbox.oldest_open(conn) is not None or bool(left.get("waiting") or left.get("intent"))
