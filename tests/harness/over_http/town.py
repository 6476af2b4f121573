"""A whole town for end-to-end tests: the real door, road and database file, and a simulated GitHub beside it.

Everything between the two goes over real HTTP. Time is virtual: it moves only when a test says so. The
wire between the bot and GitHub can be cut at a named moment, which ends the bot as a crash would.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Self

import aiohttp

from bot.bootstrap import Bot, assemble, marker_key
from bot.core.feature import Feature
from bot.core.model import Repository
from bot.core.states import OperatorMode
from bot.engine.timeouts import Timeouts
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import Answer, HttpTransport
from bot.queries.store_health import StoreHealth
from bot.simulation.passing_time import pass_time
from bot.simulation.simulation import throwaway_key
from bot.store import backlog, inbox, mirror, outbox
from bot.store.database import Connection as Rows
from bot.store.database import Database
from bot.web.server import listen, make_app
from fakegithub import Fault, GitHub, Person, Server, Webhook
from fakegithub.api import is_write
from handlers import FEATURES
from tests.harness import new_database
from tests.harness.wall_clock import WallClock
from tests.harness.worlds import WIDGET, acme

SECRET = "a-secret-of-the-sandbox"
REPO = WIDGET
DOOR = "/api/github/webhooks"
CONFIG = """\
mode: act
triage:
  labels: {bug: bug, support: support}
  rules: [{label: bug, text: crash}]
newcomers:
  welcome: {}
assignment: {}
lifecycle: {}
"""
START = "2026-03-02T09:00:00Z"
PATIENCE = 20.0
"""Seconds of real time after which a test that waits for something has failed."""


def world(config: str | None = CONFIG, **repository: Any) -> dict[str, Any]:
    """One organisation with one repository whose file is `config`."""
    files = {} if config is None else {".github/stewardbot.yml": config}
    return acme(
        {
            "name": WIDGET,
            "collaborators": {"alice": "admin", "bob": "write", "carol": "triage"},
            "labels": ["bug", "support", "documentation", "enhancement"],
            "files": files,
            **repository,
        },
        now=START,
    )


@dataclass
class Cut:
    """Where the wire is cut."""

    method: str
    path: str
    when: Literal["before", "after"]


class Wire:
    """The way to GitHub; `cut` makes the process die before a request leaves, or after it was answered."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self.cut: Cut | None = None
        self.dead = asyncio.Event()
        self.poison = ""
        """Requests whose URL matches fail in a way that nobody foresaw."""
        self.failure: BaseException = ZeroDivisionError("nobody foresaw this")

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, within: float
    ) -> Answer:
        """Carry one request."""
        if self.poison and re.search(self.poison, url):
            raise self.failure
        cut = self.cut
        hit = cut is not None and cut.method == method and re.search(cut.path, url) is not None
        hit = hit and is_write(method, url, body)
        if hit and cut is not None and cut.when == "before":
            await self._die()
        answer = await self._transport.send(method, url, headers, body, within)
        if hit:
            await self._die()
        return answer

    async def _die(self) -> None:
        self.dead.set()
        await asyncio.Event().wait()  # Nothing comes after this.


class Town:
    """A bot and its GitHub. Use as an async context manager."""

    def __init__(
        self,
        folder: Path,
        seed: Mapping[str, Any] | None = None,
        *,
        mode: OperatorMode = OperatorMode.ACT,
        features: Sequence[Feature[Any]] = FEATURES,
        url: str = "",
        batches: bool = False,
    ) -> None:
        self.github_ahead = timedelta()
        """How far GitHub's clock is ahead of ours."""
        self.url = url or f"sqlite+aiosqlite:///{folder / 'town.db'}"
        self.mode = mode
        self.batches = batches
        self._seed = seed or world()
        self._features = features
        self.secret, self.former_secret = SECRET, ""
        """The webhook's secret as the bot knows it, and the one before it."""
        self.is_deaf = False
        """Whether GitHub's word of what the bot itself did is lost."""
        self.unheard: list[Webhook] = []
        self._stack = AsyncExitStack()
        self._house = AsyncExitStack()
        self.db: Database
        self.bot: Bot
        self.door: str
        self.wire: Wire

    async def __aenter__(self) -> Self:
        now = datetime.fromisoformat(str(self._seed.get("now", START)))
        self.clock = WallClock(now)
        self.github = GitHub.of(self._seed, clock=lambda: self.clock.now() + self.github_ahead, secret=SECRET)
        self.server = Server(self.github)
        await self.server.start()
        self._stack.push_async_callback(self.server.stop)
        new_database.make(self.url)
        await self.moves_in()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.moves_out()
        await self._stack.aclose()

    async def moves_in(self) -> None:
        """Start the bot over the database file that is there."""
        self.db = await self._house.enter_async_context(Database(self.url, self.clock))
        session = await self._house.enter_async_context(aiohttp.ClientSession())
        self.wire = Wire(HttpTransport(session))
        connection = Connection(self.wire, self.clock, api_url=self.server.url)
        tokens = AppTokens(connection, self.github.state.app.id, throwaway_key())
        self.bot = assemble(
            self.db,
            connection,
            tokens,
            self.clock,
            secret=marker_key(self.secret),
            former_secrets=[marker_key(self.former_secret)] if self.former_secret else (),
            mode=self.mode,
            features=self._features,
            times=Timeouts(),
            batches=self.batches,
        )
        await self.bot.runner.begin()
        readings = StoreHealth(self.db, self.clock)
        door = make_app(
            inbox=self.bot.inbox,
            readiness=readings,
            numbers=readings,
            clock=self.clock,
            webhook_secret=self.secret,
            webhook_secret_old=self.former_secret or None,
            on_stored=self.bot.runner.nudge,
        )
        port = await self._house.enter_async_context(listen(door, "127.0.0.1", 0))
        self.door = f"http://127.0.0.1:{port}{DOOR}"
        self.server.webhook_url = self.door

    async def moves_out(self) -> None:
        """Stop the bot, leaving everything where it is."""
        await self._house.aclose()

    def over(self, url: str) -> Town:
        """Another server for the same App, over another database; it is yet to move in."""
        other = copy(self)
        other.url, other._house = url, AsyncExitStack()
        return other

    async def restarts(self, mode: OperatorMode | None = None) -> None:
        """Another process over the same file; what the old one had begun is as it left it."""
        await self.moves_out()
        self.mode = mode or self.mode
        await self.moves_in()

    async def syncs(self) -> None:
        """The first sync of the repository, as after an installation."""
        there = self.github.state.repository(REPO)
        assert there is not None
        repository = Repository(
            id=there.id, full_name=REPO, owner_id=there.owner.id, owner_type=there.owner.type
        )
        await self.bot.decider.sync(self.installation, repository)

    async def meets(self, login: str) -> None:
        """The bot knows somebody as GitHub does: from here on GraphQL is asked for nothing but writes."""
        repository = await self.db.read(lambda conn: mirror.repository_named(conn, REPO))
        assert repository is not None
        await self.bot.github.reader(self.installation, repository).has_contributed(login)
        self.github.api.log.clear()

    async def crashes(self, method: str, path: str, when: Literal["before", "after"]) -> None:
        """Work until the process dies at that request, which is to change something; start another one."""
        self.wire.cut = Cut(method, path, when)
        life, death = asyncio.create_task(self.works()), asyncio.create_task(self.wire.dead.wait())
        await asyncio.wait((life, death), return_when=asyncio.FIRST_COMPLETED)
        life.cancel()
        death.cancel()
        await asyncio.gather(life, death, return_exceptions=True)
        assert self.wire.dead.is_set(), f"nothing asked for {method} {path}"
        await self.restarts()

    async def asks(self, path: str) -> tuple[int, str]:
        """What the bot's own server answers: status and text."""
        base = self.door.removesuffix(DOOR)
        async with aiohttp.ClientSession() as session, session.get(base + path) as answer:
            return answer.status, await answer.text()

    def person(self, login: str) -> Person:
        """Somebody on GitHub."""
        return self.github.person(login)

    async def hears(self) -> list[int]:
        """GitHub delivers what it has to tell; the statuses the door answered."""
        if self.is_deaf:
            bot = self.github.state.app.bot.login
            webhooks = list(self.github.webhooks)
            mail = [webhook for webhook in webhooks if webhook.payload["sender"]["login"] != bot]
            self.unheard += [webhook for webhook in webhooks if webhook not in mail]
            self.github.webhooks.clear()
            self.github.webhooks.extend(mail)
        before = len(self.server.deliveries)
        await self.server.deliver_all()
        return [each.status for each in self.server.deliveries[before:]]

    async def works(self, lanes_at_once: int = 1) -> None:
        """GitHub delivers and the bot works, in turns, until both are silent; no time passes."""
        while True:
            await self.hears()
            await self.bot.runner.drain(lanes_at_once)
            if not self.github.webhooks:
                return

    async def later(self, **length: float) -> None:
        """Time passes, and all that comes due on the way is done when it is due."""
        end = self.clock.now() + timedelta(**length)
        await pass_time(self.clock, end, settle=self.works, next_due=self.bot.runner.next_due)
        await self.works()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot works by itself, as in `serve`: what it is told wakes it."""
        work = asyncio.create_task(self.bot.runner.run())
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def quiet(self) -> None:
        """While it is running: deliver, and wait until all that was told is done."""

        def is_busy(conn: Rows) -> bool:
            left = backlog.effects_by_state(conn)
            return inbox.oldest_open(conn) is not None or bool(left.get("waiting") or left.get("intent"))

        busy = True
        async with asyncio.timeout(PATIENCE):
            while busy or self.github.webhooks:
                await self.hears()
                busy = await self.db.read(is_busy)

    async def count(self, table: str, where: str = "1 = 1") -> int:
        """How many rows a table has."""
        query = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608  from a test
        return await self.db.read(lambda conn: int(conn.exec_driver_sql(query).scalar_one()))

    @property
    def installation(self) -> int:
        """The id of the App's installation on the organisation."""
        installation = self.github.state.installation("acme")
        assert installation is not None
        return installation.id

    def comments(self, number: int, repo: str = REPO) -> list[str]:
        """What the bot has said on a subject, oldest first."""
        issue = self.github.state.issue(repo, number)
        assert issue is not None
        bot = self.github.state.app.bot
        return [each.body for each in issue.comments.values() if each.author is bot]

    def labels(self, number: int, repo: str = REPO) -> list[str]:
        """The labels of a subject."""
        issue = self.github.state.issue(repo, number)
        assert issue is not None
        return sorted(issue.label_names)

    def asked(self, method: str, path: str, *, writes: bool = False) -> int:
        """How many requests GitHub got, answered or not; `writes`: to change something."""
        return self.github.api.count(method, path, writes=writes)

    def breaks(self, method: str, path: str, fault: Fault, *, writes: bool = False, **more: int) -> None:
        """The next such request goes wrong; `writes`: the next that is to change something."""
        self.github.faults.next(method, path, fault, writes=writes, **more)

    async def deliveries(self) -> list[inbox.Delivery]:
        """All that is stored, oldest first."""
        return await self.db.read(lambda conn: inbox.since(conn, datetime.fromisoformat(START)))

    async def delivery(self, guid: str) -> inbox.Delivery:
        """One stored delivery."""
        found = await self.db.read(lambda conn: inbox.by_guid(conn, guid))
        assert found is not None, f"{guid} is not stored"
        return found

    async def effects(self, number: int, repo: str = REPO) -> list[outbox.Row]:
        """The effects on a subject, in their order."""
        repository = self.github.state.repository(repo)
        assert repository is not None
        return await self.db.read(lambda conn: outbox.of_subject(conn, repository.id, number))
