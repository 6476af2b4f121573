"""`serve`, put together: the door first, then everything behind it.

A delivery that arrives in the first second is stored and answered while the rest is still being imported;
nothing is asked of GitHub before it is needed.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import aiohttp
import structlog

from bot.backstage import open_backstage
from bot.clock import SystemClock
from bot.core.ports.clock import Clock
from bot.errors import OperatorError
from bot.settings import Settings
from bot.settings.credentials import AppCredentials
from bot.settings.disk import mounts, passing
from bot.store.database import Database, Locked, Unavailable
from bot.store.inbox.door import Inbox
from bot.store.jobs import also_for
from bot.store.sql import migrate
from bot.store.sql.runner_lock import RunnerLock
from bot.web.limits import WebLimits
from bot.web.server import listen, make_app
from bot.web.site import Site

if TYPE_CHECKING:
    from bot.engine.run.port import Runner
    from bot.queries.store_health import StoreHealth
    from bot.store.backlog import Backlog

log = structlog.get_logger()

LOCKED_REST = 1.0
"""Seconds until a locked database is tried again."""
WARM_AFTER = 2.0
"""Seconds after which pages are made ready: sooner, it would delay the first 202."""
TELL_EVERY = 60.0
"""Seconds between two words about it."""


class _Bell:
    """Rung when a delivery was stored; whoever is to wake may not be there yet."""

    def __init__(self) -> None:
        self.runner: Runner | None = None

    def ring(self) -> None:
        if self.runner is not None:
            self.runner.nudge()


class _Health:
    """`StoreHealth`, imported with the first look at it: to know all that waits is half of the store."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def at_head(self) -> bool:
        return await (await self._store()).at_head()

    async def backlog(self) -> Backlog:
        return await (await self._store()).backlog()

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        return await (await self._store()).counts()

    async def _store(self) -> StoreHealth:
        await asyncio.to_thread(import_module, "bot.queries.store_health")
        from bot.queries.store_health import StoreHealth

        return StoreHealth(self._db, self._clock)


async def serve(
    settings: Settings, role: Literal["all", "web", "worker"] = "all", *, backs_up: bool = True
) -> None:
    """Run the server until SIGINT or SIGTERM. Raises `OperatorError` for what the operator must fix.

    `backs_up`: before an upgrade of the database a backup is made, or it does not start.
    """
    app = settings.require_app()
    url = settings.database_url.get_secret_value()
    clock, bell, stop = SystemClock(), _Bell(), _stopped()
    before = partial(_back_up, url, settings.backup_folder) if backs_up else None
    if not await _prepared(url, app.app_id, stop, clock, before):
        return
    async with AsyncExitStack() as stack:
        if role != "web":
            stack.enter_context(RunnerLock(url, app.app_id))
        db = await stack.enter_async_context(Database(url, clock))
        inbox, health = Inbox(db, also_for(db)), _Health(db, clock)
        site = Site(
            clock,
            open_backstage(db, clock, settings, stack, bell.ring),
            public_dashboard=settings.dashboard == "public",
            public_url=settings.public_url,
        )
        door = make_app(
            inbox=None if role == "worker" else inbox,
            readiness=health,
            numbers=health,
            clock=clock,
            webhook_secret=app.webhook_secret.get_secret_value(),
            webhook_secret_old=_old_secret(app),
            webhook_path=settings.webhook_path,
            on_stored=(lambda: None) if db.is_shared else bell.ring,  # The job that is stored too rings.
            metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
            site=site,
            ready_max_age=settings.ready_max_age,
            limits=_limits(settings),
        )
        port = await stack.enter_async_context(listen(door, settings.host, settings.port))
        gc.freeze()  # What was imported is no garbage, and there is much of it to go through.
        log.info("listening", host=settings.host, port=port, role=role, mode=settings.mode)
        if db.path is not None and (kind := passing(db.path, mounts())):
            log.error(
                "ALL DATA WILL BE LOST with this machine or container: let DATABASE_URL lie on a volume",
                database=str(db.path),
                disk=kind,
            )
        if role != "worker":
            await stack.enter_async_context(_warming(site))
        if role == "web":
            await stop.wait()
        else:
            door_url = f"http://127.0.0.1:{port}{settings.webhook_path}"
            await _until(stop, _work(stack, settings, app, db, inbox, clock, bell, door_url))
        log.info("stopping")


@asynccontextmanager
async def _warming(site: Site) -> AsyncIterator[None]:
    """Get the pages ready beside the block, once the first deliveries are answered."""

    async def warm() -> None:
        await asyncio.sleep(WARM_AFTER)
        await site.warm()

    task = asyncio.create_task(warm())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def _old_secret(app: AppCredentials) -> str | None:
    return app.webhook_secret_old.get_secret_value() if app.webhook_secret_old else None


def _limits(settings: Settings) -> WebLimits:
    return WebLimits(
        body_memory=settings.body_memory * 1024 * 1024,
        connections=settings.connections,
        header=settings.header_timeout,
        keepalive=settings.keepalive_timeout,
        quick=min(WebLimits.quick, settings.body_idle_timeout / 2),
        body_idle=settings.body_idle_timeout,
        body=settings.body_timeout,
    )


async def _prepared(
    url: str, app: int, stop: asyncio.Event, clock: Clock, before: Callable[[datetime], None] | None
) -> bool:
    """Bring the database up to date, however long another program holds it; False when it is time to stop.
    `before` is done first, where there is anything to bring up to date."""
    last_word = -TELL_EVERY
    while not stop.is_set():
        try:
            if before is not None and await asyncio.to_thread(migrate.is_behind, url):
                await asyncio.to_thread(before, clock.now())
            await asyncio.to_thread(migrate.upgrade, url, app)
            return True
        except Locked as reason:
            if clock.monotonic() >= last_word + TELL_EVERY:
                last_word = clock.monotonic()
                log.warning("waiting for the database", reason=str(reason))
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOCKED_REST)
    return False


def _back_up(url: str, chosen: Path | None, now: datetime) -> None:
    """Make a backup before an upgrade. Raise `OperatorError` if there can be none."""
    from bot.store.upkeep import own_backups as backups

    try:
        file = backups.make(url, backups.folder_of(url, chosen), backups.UPGRADE, now)
    except Locked:
        raise
    except Unavailable as reason:
        raise OperatorError(
            f"The database is to be brought up to date, and there is no backup: {reason}. Mend that, or copy "
            "it yourself and start once with --no-backup."
        ) from None
    log.info("made a backup before the upgrade", file=str(file))


async def _work(
    stack: AsyncExitStack,
    settings: Settings,
    app: AppCredentials,
    db: Database,
    inbox: Inbox,
    clock: SystemClock,
    bell: _Bell,
    door: str,
) -> None:
    """Put the bot together and run it until cancelled. `door` is the address of our own door."""
    await asyncio.to_thread(import_module, "bot.bootstrap")
    from bot.bootstrap import from_settings, runner_for
    from bot.community.patterns import missing_engine
    from bot.engine.run.discovery import Discovery
    from bot.engine.run.maintenance import Maintenance
    from bot.engine.run.redelivery import Redelivery
    from bot.github.read.app_webhook import AppHook
    from bot.github.read.installations import InstallationReader
    from bot.operations.maintenance.operator_notice import OperatorNotice
    from bot.operations.maintenance.room import shortage
    from bot.operations.training.night import NightProcess
    from bot.web.webhook_proxy import WebhookProxy

    if sentence := missing_engine():
        log.warning(sentence)
    gc.freeze()
    session = await stack.enter_async_context(aiohttp.ClientSession())
    bot, tokens = from_settings(settings, app, db, inbox, clock, session)
    runner = bell.runner = runner_for(bot)
    redelivery = Redelivery(db, AppHook(tokens.app), clock, bot.life)
    bot.life.behind = True  # Until GitHub's list of deliveries shows that none is missing here.
    discovery = Discovery(db, InstallationReader(tokens), clock, runner.nudge)
    notice = OperatorNotice(settings, db, tokens, session, clock)
    works = {"backup": notice.back_up, "learning": NightProcess(db.url).learn, "notice": notice.send}
    maintenance = Maintenance(works, clock, settings.maintenance_at, partial(shortage, db.path))
    besides = [redelivery.keep_asking, discovery.run_until_answered, maintenance.keep_working]
    besides.append(bot.chores.keep_indexing)
    if proxy := settings.webhook_proxy_url:
        besides.append(WebhookProxy(proxy.get_secret_value(), door, clock, session).keep_receiving)
    await runner.run(*besides)


async def _until(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Let `work` go on until it is time to stop; its failure is ours."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    stopping.cancel()
    outcome, _ = await asyncio.gather(working, stopping, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome


def _stopped() -> asyncio.Event:
    """Set by SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop
