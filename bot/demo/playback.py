"""Playing a season: the real server, store and engine, the simulated GitHub over HTTP, and one virtual clock.

Time passes only while everything is at rest, so a season of weeks takes seconds and always goes the same way.
"""

import heapq
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from bot.backstage import page_backstage, sign_in_parts
from bot.bootstrap import Bot, assemble, marker_key
from bot.clock import VirtualClock
from bot.demo.community import BEGIN, COMMUNITY, HUB, MARIT, ORG, world
from bot.demo.scene import Scene
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import HttpTransport
from bot.queries.community_links import make_link
from bot.queries.store_health import StoreHealth
from bot.simulation.passing_time import pass_time
from bot.simulation.simulation import throwaway_key
from bot.store import mirror
from bot.store.database import Connection as StoreConnection
from bot.store.database import Database
from bot.store.sql import migrate
from bot.web.server import listen, make_app
from bot.web.site import Site
from bot.web.visits.backstage import Backstage
from fakegithub import GitHub, Server

SECRET = "the-secret-of-the-demonstration"  # noqa: S105  there is nothing to protect
WEBHOOKS = "/api/github/webhooks"
FUNDED = timedelta(days=90)
"""How long the address for a funder opens something."""
ROUNDS_MOST = 100
"""Answers to answers at one instant, before the season is called a loop."""


@dataclass(frozen=True)
class Playback:
    """Everything that runs while a season is played: the simulated GitHub, the bot, and the clock of both."""

    github: GitHub
    server: Server
    bot: Bot
    clock: VirtualClock
    bot_url: str

    async def settle(self) -> None:
        """Deliver what GitHub has to say, and do all that follows from it at this instant."""
        for _ in range(ROUNDS_MOST):
            await self.server.deliver_all()
            await self.bot.runner.drain()
            if not self.github.webhooks:
                return
        raise RuntimeError("the bot and GitHub do not stop talking to each other")

    async def until(self, moment: datetime) -> None:
        """Let time pass, doing what comes due on the way."""
        await pass_time(self.clock, moment, settle=self.settle, next_due=self._next_due)

    async def funders_link(self) -> str:
        """Make an address of one community's figures, for somebody who has no account on GitHub."""
        until = self.clock.now() + FUNDED

        def made(conn: StoreConnection) -> str | None:
            hub = mirror.repository_named(conn, HUB)
            return make_link(conn, hub, COMMUNITY, until, self.clock.now()) if hub else None

        return f"{self.bot_url}/link/{await self.bot.db.write(made)}"

    async def _next_due(self) -> datetime | None:
        """Return when something is due next, a job's hour included."""
        times = (await self.bot.runner.next_due(), await self.bot.runner.next_slot())
        return min((time for time in times if time is not None), default=None)


@asynccontextmanager
async def open_playback(database: Path, *, port: int = 0) -> AsyncIterator[Playback]:
    """Open everything on loopback: the bot's door on `port` (0: any free one) over a fresh database file."""
    url = f"sqlite+aiosqlite:///{database}"
    migrate.upgrade(url)
    clock = VirtualClock(BEGIN)
    github = GitHub.of(world(), clock=clock.now, secret=SECRET)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(Database(url, clock))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        server = Server(github)
        await server.start()
        stack.push_async_callback(server.stop)
        connection = Connection(
            HttpTransport(session), clock, api_url=server.url, graphql_url=f"{server.url}/graphql"
        )
        tokens = AppTokens(connection, github.state.app.id, throwaway_key())
        bot = assemble(db, connection, tokens, clock, secret=marker_key(SECRET), batches=True)
        health = StoreHealth(db, clock)
        pages = Site(
            clock, lambda: _backstage(db, connection, tokens, server, bot_url), public_dashboard=True
        )
        site = make_app(
            inbox=bot.inbox, readiness=health, numbers=health, clock=clock,
            webhook_secret=SECRET, webhook_path=WEBHOOKS, site=pages,
        )  # fmt: skip
        actual = await stack.enter_async_context(listen(site, "127.0.0.1", port))
        pages.public_url = bot_url = f"http://127.0.0.1:{actual}"
        server.webhook_url = f"{bot_url}{WEBHOOKS}"
        yield Playback(github, server, bot, clock, bot_url)


async def _backstage(
    db: Database, connection: Connection, tokens: AppTokens, server: Server, bot_url: str
) -> Backstage:
    """What stands behind the pages: whoever signs in chooses on the simulated GitHub who they are."""
    app = server.github.state.app
    parts = sign_in_parts(
        connection,
        tokens,
        web_url=server.url,
        client_id=app.client_id,
        client_secret=app.client_secret,
        public_url=bot_url,
        secrets=(SECRET,),
    )
    return await page_backstage(db, parts, web_url=server.url)


async def play(
    playback: Playback, scenes: Sequence[Scene], end: datetime, progress: Callable[[datetime], None]
) -> None:
    """Play scenes side by side, each when its time has come; `progress` hears of every step."""
    playback.github.person(MARIT).installs(ORG)
    waiting = [(next(scene), order, scene) for order, scene in enumerate(scenes)]
    heapq.heapify(waiting)
    while waiting:
        moment, order, scene = heapq.heappop(waiting)
        if moment >= end:
            continue
        await playback.until(moment)
        following = next(scene, None)
        if following is not None:
            heapq.heappush(waiting, (following, order, scene))
        progress(moment)
    await playback.until(end)
