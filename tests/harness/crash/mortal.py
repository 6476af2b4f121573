"""A bot that dies: the real door, road and file, with a SIGKILL to itself at one named point.

The points are the seams of the road: before and after each kind of transaction, before and after a write,
after a delivery was answered. Nothing in the bot knows of them: they sit in the database and the writer it is
put together with.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.bootstrap import assemble, runner_for
from bot.clock import SystemClock
from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.engine.timeouts import Timeouts
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import HttpTransport
from bot.queries.store_health import StoreHealth
from bot.store.database import Connection as Transaction
from bot.store.database import Database
from bot.store.jobs import workers
from bot.web.server import listen, make_app

T = TypeVar("T")

SECRET = "a-secret-of-the-sandbox"
TIMES = Timeouts(http=0.5, deadline=0.7, grace=1.0, lease=1.3, retry_first=0.05, retry_most=0.5)
"""The order of the real ones, forty times as fast."""

POINTS = (
    "stored",
    "before commit",
    "after commit",
    "before timer",
    "after timer",
    "before claim",
    "after claim",
    "before write",
    "after write",
    "before settle",
    "after settle",
    "in recovery",
    "in first sync",
)
FLEET_POINTS = (*POINTS, "taken", "emptied", "after sweep")
"""And those of a worker among others: it has a job, it has done all there was, it swept."""
STALLED = timedelta(seconds=3)
"""After so long one of a fleet counts as dead, here."""


@dataclass(frozen=True)
class Orders:
    """What one life of the bot is to be like; `unsafe` names a safeguard that is off."""

    url: str
    api_url: str
    app_id: int
    port: int
    point: str = ""
    after: int = 1
    """The point kills when it is reached so many times."""
    stops: bool = False
    """It does not kill then, but stop the process until somebody lets it go on."""
    unsafe: str = ""
    batches: bool = False
    """It writes by GraphQL documents."""


class Fate:
    """Counts how often each point is reached, and kills at the ordered one."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._reached: Counter[str] = Counter()

    def reach(self, point: str) -> None:
        """This point of the road is reached; whoever is doomed here does not return."""
        self._reached[point] += 1
        if point == self._orders.point and self._reached[point] == self._orders.after:
            os.kill(os.getpid(), signal.SIGSTOP if self._orders.stops else signal.SIGKILL)


def kind_of(fn: Callable[..., Any]) -> str:
    """What a transaction is for, as the points name it."""
    if isinstance(fn, partial):
        item = fn.keywords.get("item")
        if item is not None:
            return "timer" if item.timer is not None else "commit"
        return {"put_subjects": "first sync", "sweep": "sweep"}.get(fn.func.__name__, "")
    names = fn.__code__.co_names
    return "claim" if "_claim" in names else "settle" if "_settle" in names else ""


class MortalDatabase(Database):
    """The database, with a point before and after each transaction."""

    fate: Fate

    async def write(self, fn: Callable[[Transaction], T], *, brief: bool = False) -> T:
        """See `Database.write`."""
        kind = kind_of(fn)
        if kind == "first sync":
            self.fate.reach("in first sync")
        self.fate.reach(f"before {kind}")
        result = await super().write(fn, brief=brief)
        self.fate.reach(f"after {kind}")
        return result


class MortalWriter:
    """The writer, with a point before and after."""

    def __init__(self, writer: Writer, fate: Fate) -> None:
        self._writer = writer
        self._fate = fate

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer.apply`."""
        if any(task.adopt for task in tasks):
            self._fate.reach("in recovery")
        self._fate.reach("before write")
        receipts = await self._writer.apply(place, tasks)
        self._fate.reach("after write")
        return receipts


async def live(orders: Orders, key: RSAPrivateKey) -> None:
    """Serve and work until killed."""
    clock, fate = SystemClock(), Fate(orders)
    db = MortalDatabase(orders.url, clock)
    db.fate = fate
    async with db, aiohttp.ClientSession() as session:
        connection = Connection(
            HttpTransport(session), clock, api_url=orders.api_url, timeout=TIMES.http, grace=TIMES.grace
        )
        bot = assemble(
            db,
            connection,
            AppTokens(connection, orders.app_id, key),
            clock,
            secret=b"k" * 32,
            times=TIMES,
            ceilings=None,
            around_writer=lambda writer: MortalWriter(writer, fate),
            batches=orders.batches,
        )

        runner = runner_for(bot)
        if db.is_shared:
            _among_others(runner, fate)

        def stored() -> None:
            runner.nudge()
            asyncio.get_running_loop().call_later(0.01, fate.reach, "stored")

        readings = StoreHealth(db, clock)
        site = make_app(
            inbox=bot.inbox,
            readiness=readings,
            numbers=readings,
            clock=clock,
            webhook_secret=SECRET,
            on_stored=stored,
        )
        async with listen(site, "127.0.0.1", orders.port):
            await runner.run()


def _among_others(runner: Any, fate: Fate) -> None:
    """Give a worker of a fleet its points, and times as short as `TIMES`."""
    from bot.engine.run.fleet import queue as lanes
    from bot.engine.run.fleet import runner as fleet

    for module, name, value in (
        (workers, "STALLED", STALLED),
        (lanes, "STALLED", STALLED),
        (fleet, "EVERY", 0.1),
        (fleet, "OTHERS_EVERY", 0.5),
        (fleet, "CHECK_EVERY", 1.0),
    ):
        setattr(module, name, value)
    work = runner._queue._work

    async def mortal_work(lane: str) -> None:
        fate.reach("taken")
        await work(lane)
        fate.reach("emptied")

    runner._queue._work = mortal_work
