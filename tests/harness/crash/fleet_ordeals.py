"""What the safeguards of a fleet are there for, one ordeal for each; and those of any bot, over PostgreSQL.

Each returns a number that is as `EXPECTED` says with all safeguards on, and another without its own.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from unittest.mock import patch

from bot.clock import SystemClock
from bot.core.keys import PROGRAM_SCOPE
from bot.engine.run.fleet import queue
from bot.store import memory
from bot.store.database import Conflict, Connection, Database
from bot.store.jobs.workers import is_any_alive
from tests.harness.crash import fleet_siege, ordeals
from tests.harness.crash.safeguards import Safeguard, without
from tests.harness.fleet import Fleet
from tests.harness.over_http.town import REPO

OPEN = "SELECT guid FROM deliveries WHERE state = 'new'"
HELD = 0.3
"""Seconds between finding a lane empty and giving it up."""
PROMPT = 1.0
"""Seconds within which a lane that was given up is worked on; a look without being told comes later here."""
INCREMENTS = 100
COUNTER = (PROGRAM_SCOPE, "ordeal", "counter")


async def killed_with_a_lane_in_hand(url: str, off: str) -> int:
    """One of three processes is killed for good; how many answers never came."""
    return (await fleet_siege.besiege(url, 1, 0, unsafe=off, peace=20)).lost


async def told_while_the_lane_is_given_up(url: str, off: str) -> int:
    """A lane was found empty and is still held when more comes; how often that waited for the next look."""
    with patch.object(queue, "POLL", 5.0):
        async with Fleet(url, config="mode: act\nlabels: {}\n") as fleet, fleet.worker() as worker:
            lanes = worker.runner._queue
            work, given_up = lanes._work, asyncio.Event()

            async def hold(lane: str) -> None:
                await work(lane)
                if await fleet.hears():
                    await asyncio.sleep(HELD)
                    given_up.set()

            lanes._work = hold
            await fleet.until(lambda: fleet.db.read(is_any_alive))
            number = fleet.github.person("eve").opens_issue(REPO, "Crash", "It crashes.")
            told = [fleet.github.webhooks.popleft()]
            fleet.github.person("dan").comments(REPO, number, "Here too.")
            later = list(fleet.github.webhooks)
            fleet.github.webhooks.clear()
            fleet.github.webhooks.extend(told)
            await fleet.hears()
            fleet.github.webhooks.extend(later)
            await given_up.wait()
            try:
                await fleet.until(lambda: fleet.has(0, OPEN), patience=PROMPT)
            except TimeoutError:
                return 1
    return 0


async def counted_by_several_at_once(url: str, off: str) -> int:
    """Two processes count on, ten at a time each; how far they come of a hundred."""
    clock = SystemClock()

    def take(conn: Connection) -> None:
        before = memory.read(conn, *COUNTER).value or 0
        memory.put(conn, *COUNTER, before + 1, clock.now())

    async def takes(db: Database) -> None:
        try:
            await db.write(take)
        except Conflict:  # Overtaken very often.
            await takes(db)

    async with Database(url, clock) as one, Database(url, clock) as other:
        await asyncio.gather(*(takes((one, other)[number % 2]) for number in range(INCREMENTS)))
        counted: int = await one.read(lambda conn: memory.read(conn, *COUNTER).value)
    return counted


def over_postgres(safeguard: Safeguard) -> Callable[[str, str], Awaitable[int]]:
    """The ordeal that any bot goes through; how often its one comment was sent."""

    async def ordeal(url: str, off: str) -> int:
        with tempfile.TemporaryDirectory() as folder:
            return await ordeals.undergo(Path(folder), safeguard, url)

    ordeal.__name__ = ordeals.ORDEALS[safeguard].__name__
    return ordeal


FLEET_ORDEALS: Mapping[Safeguard, Callable[[str, str], Awaitable[int]]] = {
    safeguard: over_postgres(safeguard) for safeguard in ordeals.ORDEALS
} | {
    Safeguard.REAPER: killed_with_a_lane_in_hand,
    Safeguard.TRIGGER: told_while_the_lane_is_given_up,
    Safeguard.ISOLATION: counted_by_several_at_once,
}
EXPECTED = dict.fromkeys(ordeals.ORDEALS, 1) | {
    Safeguard.REAPER: 0,
    Safeguard.TRIGGER: 0,
    Safeguard.ISOLATION: INCREMENTS,
}


def undergo(url: str, ordeal: Safeguard, off: str) -> int:
    """Go through the ordeal of a safeguard, over an empty database, with one switched off (empty: none)."""
    with without(off):
        fleet_siege.prepare(url, off)
        return asyncio.run(_run(FLEET_ORDEALS[ordeal](url, off)))


async def _run(work: Awaitable[int]) -> int:
    return await work
