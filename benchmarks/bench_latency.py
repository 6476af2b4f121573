"""Figure 4: from the arrival of a newcomer's question until GitHub has accepted all that it leads to.

One process on a SQLite file, idle, in real time; GitHub is the simulated one, and answers after 50 ms. The
bounds: one round trip more than the requests of figure 3, and 30 ms.

    python -m benchmarks.bench_latency
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import structlog

from benchmarks.bench_requests import NOW, QUESTION, REACH, REPO, WHO, WORLD
from benchmarks.figure import Figure
from bot.bootstrap import Bot, assemble
from bot.clock import SystemClock
from bot.core.model import Repository
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.simulation import KEY, throwaway_key
from bot.store.database import Database
from bot.store.sql import migrate
from bot.web.envelope import arrival_of
from fakegithub import GitHub, Reply

ROUND_TRIP, OWN = 0.05, 0.03
"""Seconds: of a request to GitHub, and what the bot's own work may take."""
TIMES = 7
PATIENCE = 30.0
"""Seconds after which a question that nobody has answered has failed."""


class MondayMorning(SystemClock):
    """Real time, that begins when stewards are at work."""

    def __init__(self) -> None:
        self._began = self.monotonic()

    def now(self) -> datetime:
        """Return the hour of the world, and how long it was since."""
        return NOW + timedelta(seconds=self.monotonic() - self._began)


class Away:
    """A GitHub at some distance."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self.under_way, self.answered = 0, asyncio.Event()
        self.answered_at = 0.0
        """When it last answered, by `time.perf_counter`."""

    async def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer after the way there and back, what it takes to play GitHub included."""
        self.under_way += 1
        await asyncio.sleep(ROUND_TRIP / 2)
        began = time.perf_counter()
        reply = await self._github.api.handle(method, path, headers, body)
        await asyncio.sleep(max(0.0, ROUND_TRIP / 2 - (time.perf_counter() - began)))
        self.under_way -= 1
        self.answered.set()
        self.answered_at = time.perf_counter()
        return reply


async def _deliver(bot: Bot, github: GitHub) -> None:
    """Hand the bot all that GitHub has to say, until both are silent."""
    quiet = 0
    while quiet < 20:
        quiet = 0 if github.webhooks else quiet + 1
        while github.webhooks:
            webhook = github.webhooks.popleft()
            await bot.inbox.put(arrival_of(webhook.guid, webhook.event, webhook.body, bot.clock.now()))
            bot.runner.nudge()
        await asyncio.sleep(0.02)


async def _seconds(bot: Bot, github: GitHub, away: Away, login: str) -> float:
    """Return how long a question by this person takes."""
    github.api.log.clear()
    number = github.person(login).opens_issue(REPO, QUESTION)
    webhook = github.webhooks.popleft()
    began = time.perf_counter()
    await bot.inbox.put(arrival_of(webhook.guid, webhook.event, webhook.body, bot.clock.now()))
    bot.runner.nudge()
    issue = github.state.issue(REPO, number)
    assert issue is not None
    async with asyncio.timeout(PATIENCE):
        while not (issue.assignees and issue.comments and not away.under_way):
            await away.answered.wait()
            away.answered.clear()
    took = away.answered_at - began
    await _deliver(bot, github)
    return took


async def measured() -> dict[str, float]:
    """Return the median of the seconds that a question takes, for somebody never seen and somebody known."""
    clock = MondayMorning()
    github = GitHub.of(WORLD, clock=clock.now)
    away = Away(github)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bot.db'}"
        migrate.upgrade(url)
        async with Database(url, clock) as db:
            connection = Connection(InProcessTransport(away.handle), clock)
            tokens = AppTokens(connection, github.state.app.id, throwaway_key())
            bot = assemble(db, connection, tokens, clock, secret=KEY, batches=True, ceilings=None)
            there = github.state.repository(REPO)
            installation = github.state.installation("acme")
            assert there is not None
            assert installation is not None
            repository = Repository(
                id=there.id, full_name=REPO, owner_id=there.owner.id, owner_type=there.owner.type
            )
            await bot.decider.sync(installation.id, repository)
            work = asyncio.create_task(bot.runner.run())
            try:
                await _seconds(bot, github, away, "zoe")  # Token, file and account are known now.
                new = [await _seconds(bot, github, away, f"eve{number}") for number in range(TIMES)]
                known = [await _seconds(bot, github, away, f"eve{number}") for number in range(TIMES)]
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
    return {"eve": median(new), "olga": median(known)}


def bound(login: str) -> float:
    """Return the most seconds that it may take."""
    return (REACH["graphql", login] + 1) * ROUND_TRIP + OWN


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    took = asyncio.run(measured())
    return [
        Figure(
            number=4,
            name=f"arrival to effects accepted, {WHO[login]}",
            value=seconds * 1000,
            unit="ms",
            reach=bound(login) * 1000,
        )
        for login, seconds in took.items()
    ]


def main() -> int:
    """Print the figure; 1 when it is out of reach."""
    measured_now = figures(quick=False)
    for figure in measured_now:
        print(f"{figure.name}: {figure.value:.0f} ms, reach {figure.reach:.0f} ms")
    return 0 if all(figure.is_within for figure in measured_now) else 1


if __name__ == "__main__":
    sys.exit(main())
