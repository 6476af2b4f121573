"""An engine of its own, in memory and without GitHub: what replays and previews are decided on.

The same features, reduce, transaction, timers and jobs as in the real engine. Only three things differ:
GitHub's answers come from a record (`RecordedReader`), effects count as carried out at once, and the clock
shows whatever it is set to.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from bot.core import effects as fx
from bot.core.feature import Feature
from bot.core.model import Repository, User
from bot.core.ports.clock import Clock
from bot.core.ports.reader import Reader
from bot.core.ports.writer import ConfigFile
from bot.core.states import EffectState, OperatorMode
from bot.engine import own_comments
from bot.engine.decide.decider import Decider
from bot.engine.decide.recorded_reader import FileReader, RecordedReader
from bot.engine.life import Life
from bot.engine.ports import Guesses, Preview, Similar, SyncedPage, no_preview
from bot.engine.run.scheduler import Scheduler
from bot.engine.run.worker import Worker
from bot.store import inbox, outbox, timers
from bot.store.config_store import ConfigStore
from bot.store.database import Connection, Database
from bot.store.outbox import queue

NOBODY = User(id=-1, login="stewardbot[bot]", type="Bot")
"""Our own account where it is not known."""
INSTANTS_MOST = 10_000
"""Instants at which something came due between two deliveries, before we give up on the rest."""

RemoteId = Callable[[outbox.Row], int | None]


class SettableClock:
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """See `Clock`."""
        return self.moment

    def monotonic(self) -> float:
        """See `Clock`."""
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        """See `Clock`: nobody waits here."""


class RecordedGitHub:
    """The engine's port to GitHub, played from recorded answers. It writes nothing and asks nobody."""

    def __init__(
        self, me: User, config_text: str | None, configs: ConfigStore, files: FileReader | None
    ) -> None:
        self.me_then, self.config_text, self._configs, self._files = me, config_text, configs, files
        self.answers: Mapping[str, Any] = {}
        self.unknown: list[str] = []
        self.db: Database

    async def me(self, installation_id: int | None) -> User:
        """See `ports.GitHub`."""
        return self.me_then

    def reader(self, installation_id: int, repository: Repository) -> Reader:
        """See `ports.GitHub`."""
        return RecordedReader(self.answers, self.db, repository, self.unknown, self._files)

    async def survey(
        self, installation_id: int, repository: Repository, number: int | None, logins: Sequence[str]
    ) -> Reader:
        """See `ports.GitHub`."""
        return self.reader(installation_id, repository)

    async def config_file(self, installation_id: int | None, repository: Repository) -> ConfigFile:
        """See `ports.GitHub`: the file to be tried, else the one in force."""
        if self.config_text is not None:
            return ConfigFile(self.config_text, source="the file given")
        stored = await self.db.read(lambda conn: self._configs.in_force(conn, repository.id))
        return ConfigFile(stored.text or None, source=stored.config.source, problem=stored.refused)

    def forget_config(self, repository: Repository) -> None:
        """See `ports.GitHub`: nothing is cached."""

    def forget_people(self, owner: str) -> None:
        """See `ports.GitHub`: nothing is cached."""

    def forget_repository(self, repository_id: int) -> None:
        """See `ports.GitHub`: nothing is cached."""

    def forget_installation(self, installation_id: int) -> None:
        """See `ports.GitHub`: nothing is cached."""

    def granted(self, installation_id: int) -> Mapping[str, str]:
        """See `ports.GitHub`: there is no token."""
        return {}

    async def sync_pages(
        self, installation_id: int, repository: Repository, cursor: str | None
    ) -> AsyncIterator[SyncedPage]:
        """See `ports.GitHub`: there is nothing to read."""
        nothing: Sequence[SyncedPage] = ()
        for page in nothing:
            yield page


class InMemoryEngine:
    """Use as an async context manager; fill `db` first, then `play`."""

    def __init__(
        self,
        features: Sequence[Feature[BaseModel]],
        start: datetime,
        *,
        mode: OperatorMode = OperatorMode.PLAN,
        me: User = NOBODY,
        config_text: str | None = None,
        files: FileReader | None = None,
        remote_id: RemoteId = lambda row: None,
        preview: Callable[[Database, Sequence[Feature[BaseModel]], Clock], Preview] | None = None,
        guesses: Guesses | None = None,
        similar: Similar | None = None,
    ) -> None:
        self.clock = SettableClock(start)
        self.github = RecordedGitHub(me, config_text, ConfigStore(features), files)
        self._guesses, self._similar = guesses, similar
        self._features, self._mode, self._remote_id, self._preview = features, mode, remote_id, preview
        self.db: Database

    async def __aenter__(self) -> Self:
        self.db = self.github.db = Database("sqlite://", self.clock)
        preview = self._preview(self.db, self._features, self.clock) if self._preview else no_preview
        decider = Decider(
            self.db,
            self.github,
            self._features,
            self.clock,
            mode=self._mode,
            preview=preview,
            guesses=self._guesses,
            similar=self._similar,
            looks_up_accounts=False,
        )
        # Said aloud, a preview of fifty subjects would read like a hundred deliveries.
        self._worker = Worker(self.db, decider, self.clock, life=Life(b"scratch"), level=logging.DEBUG)
        self._scheduler = Scheduler(self.db, self._features, self.clock)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.db.close()

    async def play(self, arrival: inbox.Arrival, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Let time pass until a delivery arrives, decide it, and return what had to be guessed, as
        sentences.

        `answers` is what GitHub answered when it was decided then.
        """
        await self.until(arrival.received_at)
        self.github.answers, self.github.unknown[:] = answers, []
        await self.db.write(lambda conn: inbox.put(conn, [arrival]))
        await self._decide(arrival.lane)
        guessed = tuple(self.github.unknown)
        self.github.answers = {}
        return guessed

    async def until(self, moment: datetime) -> None:
        """Let time pass, and whatever comes due on the way; time does not go back."""
        for _ in range(INSTANTS_MOST):
            due = await self.db.read(timers.next_due)
            if due is None or due > moment:
                break
            self.clock.moment = max(due, self.clock.moment)
            await self._wake()
        self.clock.moment = max(moment, self.clock.moment)
        await self._wake()

    async def effects(self, guid: str) -> list[outbox.Row]:
        """Return what a delivery led to."""
        return await self.db.read(lambda conn: outbox.of_guid(conn, guid))

    async def _wake(self) -> None:
        await self._scheduler.tick()
        while lanes := await self.db.read(lambda conn: inbox.open_lanes(conn, self.clock.now(), 1)):
            if not await self._decide(lanes[0]):
                return

    async def _decide(self, lane: str) -> bool:
        decided = await self._worker.take(lane)
        while await self.db.write(self._carry_out):
            pass
        return decided

    def _carry_out(self, conn: Connection) -> bool:
        """Take what waits as carried out, with the ids that GitHub gave."""
        now = self.clock.now()
        lanes = queue.due_lanes(conn, now, 1)
        for row in queue.claim(conn, lanes[0], now, now, now) if lanes else ():
            remote = self._remote_id(row)
            queue.settle(conn, row.id, row.fence, EffectState.DONE, remote_id=remote, note="", now=now)
            if isinstance(row.effect, fx.PostComment):
                own_comments.note_posted(conn, row.effect, row, remote, now)
            elif isinstance(row.effect, fx.DeleteComment) and row.effect.sticky:
                own_comments.note_deleted(conn, row.repo_id, row.number, row.effect.sticky, now)
        return bool(lanes)
