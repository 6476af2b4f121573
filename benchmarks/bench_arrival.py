"""Figure 4: from a question's arrival until GitHub has accepted all its effects, GitHub 50 ms away.

    python -m benchmarks.bench_arrival [--quick]

An idle bot on a SQLite file, as in `bench_requests`: a newcomer's question, labelled, given to a steward and
answered. Each request takes 50 ms. What counts is how much longer it takes than one round trip more than
there were requests; the bound is 30 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.bench_requests import QUESTION, REPO, WORLD
from benchmarks.figure import Figure
from bot import logs
from bot.bootstrap import Bot, assemble, marker_key
from bot.clock import SystemClock
from bot.core.states import UNSETTLED
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import Answer, InProcessTransport
from bot.simulation.simulation import throwaway_key
from bot.store import inbox, outbox
from bot.store.database import Database
from bot.store.sql import migrate
from bot.web.envelope import arrival_of
from fakegithub import GitHub

AWAY = 0.05
BOUND_MS = 30.0
FIRST = 2
"""Questions that fill the caches and do not count."""
TRIES, QUICK = 9, 3
PATIENCE = 30.0


class Distant:
    """A GitHub that takes a while to answer."""

    def __init__(self, github: GitHub) -> None:
        self._near = InProcessTransport(github.api.handle)
        self.requests = 0

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        timeout: float,  # noqa: ASYNC109  the port has it
    ) -> Answer:
        """See `Transport`."""
        self.requests += 1
        await asyncio.sleep(AWAY)
        return await self._near.send(method, url, headers, body, timeout)


async def beyond(tries: int) -> list[float]:
    """Return the milliseconds that each question took beyond its round trips and one more."""
    clock = SystemClock()
    github = GitHub.of(WORLD | {"now": clock.now().isoformat()}, clock=clock.now)
    distant = Distant(github)
    connection = Connection(distant, clock)
    tokens = AppTokens(connection, github.state.app.id, throwaway_key())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'arrival.db'}"
        migrate.upgrade(url)
        async with Database(url, clock) as db:
            secret = marker_key("a secret of some length")
            bot = assemble(db, connection, tokens, clock, secret=secret, ceilings=None, batches=True)
            work = asyncio.create_task(bot.runner.run())
            beyond = []
            for number in range(FIRST + tries):
                github.person(f"eve-{number}").opens_issue(REPO, QUESTION)
                distant.requests = 0
                async with asyncio.timeout(PATIENCE):
                    seconds = await _until_accepted(bot, github)
                beyond.append((seconds - AWAY * (distant.requests + 1)) * 1e3)
                await asyncio.sleep(1.0)  # Its echo is over, and the bot is idle again.
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    return beyond[FIRST:]


async def _until_accepted(bot: Bot, github: GitHub) -> float:
    """Deliver all that GitHub tells; seconds until the effects of the first of it are out."""
    begin, first = time.perf_counter(), github.webhooks[0].guid
    while True:
        while github.webhooks:
            webhook = github.webhooks.popleft()
            arrival = arrival_of(webhook.guid, webhook.event, webhook.body, bot.clock.now())
            await bot.db.write(partial(inbox.put, arrivals=[arrival]))
            bot.runner.nudge()
        rows = await bot.db.read(partial(outbox.of_guid, guid=first))
        if rows and all(row.state not in UNSETTLED for row in rows):
            return time.perf_counter() - begin
        await asyncio.sleep(0.002)


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    logs.configure("ERROR")
    milliseconds = median(asyncio.run(beyond(QUICK if quick else TRIES)))
    name = "arrival to effects accepted, beyond one round trip more than its requests"
    return [Figure(number=4, name=name, value=milliseconds, unit="ms", reach=BOUND_MS)]


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} questions instead of {TRIES}")
    for figure in figures(quick=parser.parse_args().quick):
        print(f"{figure.name}: {figure.value:.1f} ms (bound {figure.reach:.0f} ms)")


if __name__ == "__main__":
    main()
