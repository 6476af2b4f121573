"""Figure 8: how many requests it takes to read the past of a repository of 10,000 issues and pull requests.

Requests ÷ ceil(n / 100), all of them counted by the simulated GitHub: pages, the rest of threads that are too
long for a page, the look at what changed meanwhile, the token. Lengths of threads are drawn from a log-normal
law: half have no more than five lines, one in 150 more than a hundred. Then it is read again with GitHub
timing out over one page in ten, and both must come to the same lines.

    python benchmarks/bench_backfill.py [subjects]
"""

from __future__ import annotations

import asyncio
import math
import random
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.figure import Figure
from bot import logs
from bot.clock import VirtualClock
from bot.github.connection import Connection as GitHubConnection
from bot.github.read.history import HistoryReader, repository_as_it_is
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.operations.backfill import Backfill, BackfillProgress, begin
from bot.simulation.simulation import throwaway_key
from bot.store import ledger
from bot.store.database import Database
from fakegithub import Fault, GitHub

REPO = "acme/widget"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = NOW - timedelta(days=2000)
REACH = 1.2
PULLS = 0.3
"""Share of pull requests."""


def world(count: int) -> Mapping[str, Any]:
    """A repository whose issues and pull requests came at an even pace."""
    chance = random.Random(8)
    return {
        "now": NOW.isoformat(),
        "organizations": [{"login": "acme", "members": ["mia"]}],
        "repositories": [
            {
                "name": REPO,
                "collaborators": {"bob": "write"},
                "labels": ["bug"],
                "issues": [_subject(number, count, chance) for number in range(1, count + 1)],
            }
        ],
    }


def _subject(number: int, count: int, chance: random.Random) -> dict[str, Any]:
    opened = FIRST + (NOW - FIRST) * (number / (count + 1))
    length = min(int(chance.lognormvariate(math.log(5), 1.2)), 2_000)
    moments = sorted(chance.random() for _ in range(length))
    spoken = [(opened + (NOW - opened) * moment * 0.9).isoformat() for moment in moments]
    people = ["bob", *(f"reporter-{chance.randrange(count // 4 + 1)}" for _ in range(3))]
    return {
        "number": number,
        "title": f"Number {number}",
        "body": "What happens, and what should. " * 20,
        "author": people[-1],
        "created_at": opened.isoformat(),
        "labels": ["bug"],
        "timeline": [{"actor": "bob", "labeled": "bug", "at": opened.isoformat()}],
        "comments": [
            {"author": chance.choice(people), "body": "A word or two.", "created_at": at} for at in spoken
        ],
        "pull_request": chance.random() < PULLS,
    }


class Reading:
    """One reading of the whole, into a database of its own."""

    def __init__(self, github: GitHub, clock: VirtualClock) -> None:
        self.github, self.clock = github, clock
        self.done = BackfillProgress()
        self.lines = 0
        self.cpu = 0.0

    async def run(self) -> int:
        """Read, and return how many requests GitHub has seen."""
        self.github.api.log.clear()
        connection = GitHubConnection(InProcessTransport(self.github.api.handle), self.clock)
        tokens = AppTokens(connection, self.github.state.app.id, throwaway_key())
        installation = await tokens.installation_for(REPO)
        assert installation is not None
        client = tokens.client(installation)
        repository = await repository_as_it_is(client, REPO)
        async with Database("sqlite+aiosqlite:///:memory:", self.clock) as db:
            run = await db.write(
                partial(begin, repository=repository, since=None, keep=None, now=self.clock.now())
            )
            reading = Backfill(db, HistoryReader(client, repository), installation, None)
            self.done = await self._while_time_passes(reading.read(run))
            self.lines = sum((await db.read(lambda conn: ledger.counts(conn, repository.id))).values())
        return len(self.github.api.log)

    async def _while_time_passes(self, work: Any) -> BackfillProgress:
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait([task], timeout=0.01)
            if (wake := self.clock.next_wake()) is not None:
                self.clock.advance(wake)
        progress: BackfillProgress = task.result()
        return progress


async def calm_reading(count: int) -> tuple[GitHub, VirtualClock, Reading, int]:
    """Read so many once; how many requests that took."""
    clock = VirtualClock(NOW)
    github = GitHub.of(world(count), clock=clock.now)
    reading = Reading(github, clock)
    return github, clock, reading, await reading.run()


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    logs.configure("ERROR")
    count = 1_000 if quick else 10_000
    *_, requests = asyncio.run(calm_reading(count))
    ratio = requests / math.ceil(count / 100)
    # Of few pages the requests that every reading takes are many; the bound is that of the whole.
    reach = None if quick else REACH
    return [Figure(number=8, name="requests ÷ pages of the past", value=ratio, reach=reach, is_exact=True)]


async def main() -> int:
    """Print the figure; 1 when it is out of reach."""
    logs.configure("ERROR")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    began = time.process_time()
    github, clock, calm, requests = await calm_reading(count)
    least = math.ceil(count / 100)
    share = calm.done.long / count
    print(f"{count:,} issues and pull requests, {calm.lines:,} lines of the ledger")
    print(f"{requests} requests / {least} = {requests / least:.2f}, reach {REACH}")
    print(f"{calm.done.long} threads ({share:.2%}) were too long for a page and finished by themselves")
    print(f"{time.process_time() - began:.0f} s of processor time, the simulated GitHub's included")
    stormy = Reading(github, clock)
    for page in range(5, 4 * least, 10):
        github.faults.next("POST", "graphql", Fault.BAD_GATEWAY, after=page)
    struggled = await stormy.run()
    print(f"with a time-out over one page in ten: {struggled} requests, {stormy.lines:,} lines")
    return int(requests / least > REACH or stormy.lines != calm.lines)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
