"""A siege of a fleet: three mortal processes, each a door and a worker, over one PostgreSQL.

When one dies at its point another is born, while the others go on. Every eighth is not killed there but
stopped, until it counts as dead and its lease is over, and then goes on where it was. In the end one more is
killed, for good, and one more stopped; those that are left do what there is to do.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Self

import psycopg

from bot.store.sql import migrate
from bot.store.sql.connections import disposed, engine_for
from bot.store.sql.urls import plain
from tests.harness.crash.mortal import FLEET_POINTS, STALLED, TIMES, Orders
from tests.harness.crash.safeguards import Safeguard, untriggered
from tests.harness.crash.siege import Siege, Toll, free_port, is_alive, state_of

PROCESSES = 3
PATIENCE = 12.0
"""Seconds after which a life that did not reach its point is ended all the same."""
PEACE = 60.0
"""Seconds within which the last ones must have done everything."""
STOPPED = max(STALLED.total_seconds(), TIMES.lease) + 1.5
WAKE = 1.5
"""Seconds that one lives after it was stopped."""
STOPS_EVERY = 8
BUSY = 12
"""With fewer things to do the community goes on writing."""
ANYWHERE = ("after claim", "before write", "after write", "before settle", "before commit")
"""Where stopping matters."""


def prepare(url: str, unsafe: str) -> None:
    """Make the tables of a database, without a safeguard that stands in them."""
    migrate.upgrade(url)
    if unsafe == Safeguard.TRIGGER:
        engine = engine_for(url)
        with disposed(engine), engine.begin() as conn:
            untriggered(conn)


@dataclass
class Life:
    """One process."""

    pid: int
    orders: Orders
    until: float
    woken_at: float = 0.0

    @property
    def door(self) -> str:
        """Where it takes deliveries."""
        return f"http://127.0.0.1:{self.orders.port}/api/github/webhooks"


class FleetSiege(Siege):
    """Use as an async context manager."""

    def __init__(
        self, url: str, seed: int, *, unsafe: str = "", is_deaf: bool = False, batches: bool = False
    ) -> None:
        super().__init__(Path(), seed, unsafe=unsafe, is_deaf=is_deaf, url=url, batches=batches)
        self._lives: list[Life] = []
        self._is_ending = False
        self._now = asyncio.get_running_loop().time

    async def __aenter__(self) -> Self:
        prepare(self._url, self._unsafe)
        self._database = psycopg.connect(plain(self._url), autocommit=True)
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        for life in list(self._lives):
            await self._buried(life)
        await super().__aexit__(*error)
        self._database.close()

    async def storms(self, kills: int, points: Iterable[str]) -> None:
        """Go on until so many have died where they were to."""
        points, births = cycle(points), 0
        while self.toll.killed < kills and births < 4 * kills:
            while len(self._lives) < PROCESSES:
                births += 1
                if births % STOPS_EVERY:
                    await self._born(next(points))
                else:
                    await self._born(self._random.choice(ANYWHERE), stops=True)
            await self._goes_on()
            if len(self._mail) + self._open() < BUSY:
                self._community_writes()

    async def ends(self, peace: float = PEACE) -> Toll:
        """One dies for good, one is stopped past its lease, and there is peace; then count."""
        self._is_ending = True
        for life in list(self._lives):
            await self._buried(life)
        doomed = await self._born("before write", after=1)
        sleeper = await self._born("before write", after=1, stops=True)
        await self._born("")
        until = self._now() + peace
        doomed.until = sleeper.until = until
        quiet = 0
        while quiet < 10 and self._now() < until:
            await self._goes_on()
            idle = not self._mail and not self._open()
            if doomed in self._lives or not sleeper.woken_at:
                idle = False
                if len(self._mail) + self._open() < BUSY:
                    self._community_writes()
            quiet = quiet + 1 if idle else 0
        for life in list(self._lives):
            await self._buried(life)
        return self.counts()

    async def _born(self, point: str, *, stops: bool = False, after: int = 0) -> Life:
        # Recovery, first sync and sweeping come about once a life.
        rare = point.startswith("in ") or point == "after sweep"
        orders = Orders(
            url=self._url,
            api_url=self._server.url,
            app_id=self._github.state.app.id,
            port=free_port(),
            point=point,
            after=after or (1 if rare else self._random.choice((1, 1, 2, 4))),
            stops=stops,
            unsafe=self._unsafe,
            batches=self._batches,
        )
        life = Life(await self._tell(asdict(orders)), orders, self._now() + PATIENCE)
        self._lives.append(life)
        return life

    async def _goes_on(self) -> None:
        """GitHub delivers, and those whose time has come go."""
        self._collects()
        awake = [life for life in self._lives if state_of(life.pid) not in "TZ"]
        if not awake or not await self._posts(self._random.choice(awake).door):
            await asyncio.sleep(0.02)
        for life in list(self._lives):
            await self._looked_at(life)

    async def _looked_at(self, life: Life) -> None:
        point = life.orders.point
        if not is_alive(life.pid):
            self.toll.kills[point] += 1
            self.toll.unfinished += self._open() > 0 or bool(self._mail)
            await self._buried(life)
        elif state_of(life.pid) == "T":
            if not life.woken_at:
                self.toll.stops += 1
                life.woken_at = self._now() + STOPPED
            elif self._now() >= life.woken_at:
                os.kill(life.pid, signal.SIGCONT)
                if not self._is_ending:
                    life.until = self._now() + WAKE
        elif point and self._now() > life.until:
            if not life.woken_at:
                self.toll.missed[point] += 1
            await self._buried(life)

    async def _buried(self, life: Life) -> None:
        with suppress(ProcessLookupError):
            os.kill(life.pid, signal.SIGKILL)
        await self._tell({"bury": life.pid})
        self._lives.remove(life)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._database.execute(query.encode()).fetchall()


async def besiege(
    url: str,
    seed: int,
    kills: int,
    *,
    unsafe: str = "",
    is_deaf: bool = False,
    points: tuple[str, ...] = FLEET_POINTS,
    peace: float = PEACE,
    batches: bool = False,
) -> Toll:
    """So many deaths over an empty database, each at a point, in an order drawn by the seed; then peace."""
    drawn = Random(f"{seed}:fleet").sample(points, len(points))
    async with FleetSiege(url, seed, unsafe=unsafe, is_deaf=is_deaf, batches=batches) as siege:
        await siege.storms(kills, drawn)
        return await siege.ends(peace)
