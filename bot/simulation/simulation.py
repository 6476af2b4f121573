"""The whole bot over a simulated GitHub, in this process: what `plan` and the scenarios stand on.

Nothing is imitated but GitHub: the same parser, features, reduce, store (in memory), executor and writer.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from bot.bootstrap import Bot, assemble, marker_key
from bot.clock import VirtualClock
from bot.core.feature import Feature
from bot.core.model import GITHUB_WEB, Repository
from bot.core.ports.writer import Writer
from bot.core.states import OperatorMode
from bot.engine.decide.outcome import Item, Outcome
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.passing_time import pass_time
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.web.envelope import arrival_of
from fakegithub import GitHub
from handlers import FEATURES

KEY = marker_key("nothing real is behind a simulation")


@cache
def throwaway_key() -> RSAPrivateKey:
    """Return a private key for a GitHub that checks no signatures; made once a process, kept nowhere."""
    return generate_private_key(public_exponent=65537, key_size=2048)


IN_MEMORY = "sqlite+aiosqlite:///:memory:"


class Simulation:
    """A bot and a simulated GitHub on one virtual clock. Use as an async context manager."""

    def __init__(
        self,
        github: GitHub,
        clock: VirtualClock,
        *,
        mode: OperatorMode = OperatorMode.PLAN,
        features: Sequence[Feature[Any]] = FEATURES,
        around_writer: Callable[[Writer], Writer] = lambda writer: writer,
        public_url: str | None = None,
        web_url: str = GITHUB_WEB,
        batches: bool = False,
        database_url: str = IN_MEMORY,
    ) -> None:
        self.github = github
        self.clock = clock
        self._mode = mode
        self._features = features
        self._around_writer = around_writer
        self._public_url = public_url
        self._web_url = web_url
        self._batches = batches
        self._count = 0
        self._database_url = database_url
        self.bot: Bot

    async def __aenter__(self) -> Self:
        self._db = Database(self._database_url, self.clock)
        connection = Connection(InProcessTransport(self.github.api.handle), self.clock)
        tokens = AppTokens(connection, self.github.state.app.id, throwaway_key())
        self.bot = assemble(
            self._db,
            connection,
            tokens,
            self.clock,
            secret=KEY,
            mode=self._mode,
            features=self._features,
            around_writer=self._around_writer,
            forget_key=KEY,
            public_url=self._public_url,
            web_url=self._web_url,
            batches=self._batches,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._db.close()

    async def install(self) -> None:
        """The first sync of every repository, as after an installation."""
        state = self.github.state
        for played in state.repositories.values():
            installation = state.installation(played.owner.login)
            if installation is None:
                continue
            repository = Repository(
                id=played.id,
                full_name=played.full_name,
                private=played.private,
                archived=played.archived,
                default_branch=played.default_branch,
                owner_id=played.owner.id,
                owner_type=played.owner.type,
            )
            await self.bot.decider.sync(installation.id, repository)

    async def deliver(self, event: str, payload: Mapping[str, Any], guid: str = "") -> None:
        """Take a webhook that GitHub sends now, and do all it leads to."""
        await self.bot.inbox.put(self.arrival(event, payload, guid))
        await self.settle()

    async def decide(self, event: str, payload: Mapping[str, Any]) -> Outcome:
        """Return what a webhook would lead to, without doing it; one that cannot be read is `unreadable`."""
        arrival = self.arrival(event, payload)
        return await self.bot.decider.decide(
            Item(arrival.guid, arrival.lane, arrival.received_at, 0, incoming=arrival)
        )

    async def until(self, now: datetime) -> None:
        """Let time pass to `now`, doing what comes due on the way; time does not go back."""
        await pass_time(self.clock, now, settle=self.settle, next_due=self._next_due)

    async def _next_due(self) -> datetime | None:
        """Return when something is due next. A plan leaves out the jobs: they come with whatever else is
        due."""
        due = await self.bot.runner.next_due()
        if self._mode is OperatorMode.PLAN:
            return due
        slot = await self.bot.runner.next_slot()
        return min((time for time in (due, slot) if time is not None), default=None)

    async def settle(self) -> None:
        """Do all that is due now, and take what GitHub sends about it, until it sends nothing more."""
        await self.bot.runner.drain()
        while self.github.webhooks:
            webhook = self.github.webhooks.popleft()
            await self.bot.inbox.put(self.arrival(webhook.event, webhook.payload, webhook.guid))
            await self.bot.runner.drain()

    def arrival(self, event: str, payload: Mapping[str, Any], guid: str = "") -> Arrival:
        """Return a webhook as the door puts it into the inbox, now."""
        body = json.dumps(payload).encode()
        self._count += 1
        return arrival_of(guid or f"simulated-{self._count}", event, body, self.clock.now())
