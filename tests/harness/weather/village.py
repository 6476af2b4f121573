"""The town in one process, whose bot may be killed, stopped or locked out at any seam and is started again.

As in `serve`, each life asks GitHub at its start and every hour for deliveries that did not get through.
Webhooks that find nobody at home fail, and GitHub does not repeat them by itself.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any, Self
from unittest.mock import patch

from bot.bootstrap import assemble, marker_key
from bot.engine.run.redelivery import Redelivery
from bot.github.connection import Connection
from bot.github.read.app_webhook import AppHook
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.passing_time import pass_time
from bot.simulation.simulation import throwaway_key
from bot.store.database import Unavailable
from bot.store.sql import connections
from bot.store.upkeep import backup
from bot.web.envelope import arrival_of
from fakegithub import GitHub, Reply, Webhook
from tests.harness import new_database
from tests.harness.over_http.town import REPO, SECRET, Town
from tests.harness.wall_clock import WallClock
from tests.harness.weather.fate import TICK, Alarm, Fate, MortalDatabase, MortalWire

OTHER_NAME = "acme/gadget"
TROUBLE_REST = 5.0
"""Seconds until a bot that cannot use its database tries again."""
LOCK_WAIT = 0.02
"""Seconds of real time after which a database counts as locked."""


class Village(Town):
    """Use as an async context manager; let time pass with `passes`."""

    async def __aenter__(self) -> Self:
        self.clock = WallClock(datetime.fromisoformat(str(self._seed["now"])))
        self.github = GitHub.of(self._seed, clock=lambda: self.clock.now() + self.github_ahead, secret=SECRET)
        self.unforeseen = 0
        self.kills = 0
        self.repo = REPO
        self._graves: list[asyncio.Task[Any]] = []
        self._posting: Webhook | None = None
        self._stack.enter_context(patch.object(connections, "LOCK_WAIT", LOCK_WAIT))
        new_database.make(self.url)
        await self.moves_in()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._graves.append(self._redelivering)
        await self.db.close()
        for task in self._graves:
            task.cancel()
        await asyncio.gather(*self._graves, return_exceptions=True)
        await self._stack.aclose()

    @property
    def file(self) -> Path:
        """The database."""
        assert self.db.path is not None
        return self.db.path

    async def moves_in(self) -> None:
        """Start the bot over the database file that is there."""
        self.fate = Fate(self.clock)
        self.db = MortalDatabase(self.url, self.clock, self.fate)
        connection = Connection(MortalWire(InProcessTransport(self._request), self.fate), self.clock)
        tokens = AppTokens(connection, self.github.state.app.id, throwaway_key())
        self.bot = assemble(
            self.db,
            connection,
            tokens,
            self.clock,
            secret=marker_key(self.secret),
            batches=self.batches,
        )
        self.bot.life.behind = True
        self._begun = False
        self._alarm = Alarm(self.clock)
        redelivery = Redelivery(self.db, AppHook(tokens.app), self._alarm, self.bot.life)
        self._redelivering = asyncio.create_task(redelivery.keep_asking())

    async def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        # Looked up anew each time: the weather may stand in its place.
        return await self.github.api.handle(method, path, headers, body)

    async def dies(self) -> None:
        """Leave everything as it is, without any farewell; whatever GitHub sends meanwhile is not taken."""
        self.fate.killed.set()
        self._graves.append(self._redelivering)
        await self.db.close()
        if self._posting is not None:
            self.github.webhooks.appendleft(self._posting)
            self._posting = None

    def nobody_is_home(self) -> None:
        """All that GitHub has to tell fails."""
        while self.github.webhooks:
            self._record(self.github.webhooks.popleft(), 0)

    async def hears(self) -> list[int]:
        """GitHub delivers what it has to tell; the statuses it was answered."""
        statuses = []
        while self.github.webhooks:
            self._posting = self.github.webhooks.popleft()
            statuses.append(await self._takes(self._posting))
            self._record(self._posting, statuses[-1])
            self._posting = None
        return statuses

    async def _takes(self, webhook: Webhook) -> int:
        own = webhook.payload["sender"]["login"] == self.github.state.app.bot.login
        if self.is_deaf and own and not webhook.redelivery:
            return 0
        arrival = arrival_of(webhook.guid, webhook.event, webhook.body, self.clock.now())
        try:
            await self.bot.inbox.put(arrival)
        except Unavailable:
            return 503
        return 202

    def _record(self, webhook: Webhook, status: int) -> None:
        self.github.state.deliveries.record(webhook, status, self.github.state.now())

    async def works(self, lanes_at_once: int = 8) -> None:
        """GitHub delivers and the bot works, in turns, until both are silent; no time passes."""
        if not self._begun:
            await self.bot.runner.begin()
            self._begun = True
        await super().works(lanes_at_once)
        await self._alarm.asleep.wait()
        if self.github.webhooks:
            await self.works(lanes_at_once)

    async def passes(self, seconds: float) -> None:
        """Time passes, with however many lives of the bot."""
        end = self.clock.monotonic() + seconds
        while (left := end - self.clock.monotonic()) > TICK:
            try:
                await self._lives(self.clock.now() + timedelta(seconds=left))
            except Unavailable:
                self.clock.advance(TROUBLE_REST)
            except Exception:
                self.unforeseen += 1
                self.clock.advance(TROUBLE_REST)

    async def _lives(self, until: datetime) -> None:
        """Time passes until the bot is killed; then it is started again."""
        fate, before = self.fate, asyncio.all_tasks()
        living = asyncio.create_task(pass_time(self.clock, until, settle=self.works, next_due=self._next_due))
        dying = asyncio.create_task(fate.killed.wait())
        working = {living}
        # Where one lane fails, the others of its round go on, as they do in `serve`.
        while working and not fate.killed.is_set():
            await asyncio.wait((*working, dying), return_when=asyncio.FIRST_COMPLETED)
            working = {task for task in asyncio.all_tasks() - before - {dying} if not task.done()}
        if not fate.killed.is_set():
            dying.cancel()
            living.result()
            return
        self._graves += working
        self.kills += 1
        await self.dies()
        self.clock.advance(fate.down_seconds)
        self.nobody_is_home()
        await self.moves_in()

    async def _next_due(self) -> datetime | None:
        due = await self.bot.runner.next_due(), self._alarm.due()
        return min((time for time in due if time is not None), default=None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the database."""
        other = connect(self.file, isolation_level=None, timeout=20)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("COMMIT")
            other.close()

    def is_renamed(self) -> None:
        """The repository is called something else from now on."""
        other = OTHER_NAME if self.repo == REPO else REPO
        self.repo = self.person("alice").renames_repository(self.repo, other.partition("/")[2])

    def keeps_copy(self, copy: Path) -> None:
        """A backup of the database in use."""
        copy.unlink(missing_ok=True)
        backup.backup(self.url, copy)

    async def restores(self, copy: Path) -> None:
        """Stop the bot, put a backup in the database's place, and start it again."""
        await self.dies()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(copy, self.file)
        await self.moves_in()
