"""The road: stored deliveries run to done, without effects and with them, on a SQLite file.

    python -m benchmarks.bench_road [--quick]

The bound is 500 deliveries a second that lead to nothing. GitHub is simulated in the same process, so its
work counts as well. All else is as `serve` has it: its event loop, and no look for garbage among what was
imported. The cost is also given in core-seconds
and as a multiple of what parsing the same payloads alone costs.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Integer, literal_column, select

from benchmarks.figure import Figure
from bot import logs
from bot.bootstrap import Bot, assemble, marker_key
from bot.clock import SystemClock
from bot.core.events.webhooks import parse
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.simulation import throwaway_key
from bot.store import inbox, outbox
from bot.store.backlog import effects_by_state
from bot.store.database import Connection as Rows
from bot.store.database import Database
from bot.store.sql import migrate
from bot.web.envelope import arrival_of
from bot.web.event_loop import loop_factory
from fakegithub import GitHub

BOUND, PARSINGS = 500.0, 15.0
REPO = "acme/widget"
CONFIG = """\
mode: act
labels: {}
assignment: {}
lifecycle: {}
triage:
  labels: {bug: bug}
  rules: [{label: bug, text: crash}]
newcomers:
  welcome: {}
"""
SUBJECTS, PEOPLE = 200, 60
COUNT, QUICK = 3_000, 600


def github(clock: SystemClock) -> GitHub:
    """A repository with many issues by people who have been there for long."""
    issues = [
        {"number": n, "title": "A subject", "author": f"member-{n % PEOPLE}"} for n in range(1, SUBJECTS + 1)
    ]
    world = {
        "organizations": [{"login": "acme", "members": [f"member-{n}" for n in range(PEOPLE)]}],
        "repositories": [
            {
                "name": REPO,
                "labels": ["bug"],
                "files": {".github/stewardbot.yml": CONFIG},
                "issues": issues,
            }
        ],
    }
    made = GitHub.of(world, clock=clock.now)
    made.api.limits.ceilings = {
        name: (10**9, length) for name, (_, length) in made.api.limits.ceilings.items()
    }
    return made


async def run(bot: Bot, played: GitHub, clock: SystemClock) -> tuple[float, float, float, int]:
    """(seconds to done, of the processor, of parsing alone, deliveries) for all that GitHub tells."""
    arrivals = []
    while played.webhooks:
        webhook = played.webhooks.popleft()
        arrivals.append(arrival_of(webhook.guid, webhook.event, webhook.body, clock.now()))
    parsing = parsed(arrivals)
    await bot.db.write(lambda conn: inbox.put(conn, arrivals))
    begin, before = time.perf_counter(), time.process_time()
    work = asyncio.create_task(bot.runner.run())
    while await bot.db.read(is_busy):  # noqa: ASYNC110  the road has no event for its end
        await asyncio.sleep(0.1)
    seconds, cost = time.perf_counter() - begin, time.process_time() - before
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    # Once before and once after: a machine that slows down in between would be taken for a slow road.
    return seconds, cost, (parsing + parsed(arrivals)) / 2, len(arrivals)


def parsed(arrivals: Sequence[inbox.Arrival]) -> float:
    """Seconds of the processor that parsing all of `arrivals` takes."""
    begin = time.process_time()
    for each in arrivals:
        parse(each.event, json.loads(each.payload))
    return time.process_time() - begin


def is_busy(conn: Rows) -> bool:
    """Whether anything is still to be decided or written; what it takes to ask this is measured too."""
    one = select(literal_column("1", Integer)).limit(1)
    return bool(conn.scalar(one.where(inbox.is_open())) or conn.scalar(one.where(outbox.is_unsettled())))


def words(played: GitHub, count: int) -> None:
    """Comments that lead to nothing."""
    for at in range(count):
        played.person(f"member-{at % PEOPLE}").comments(REPO, at % SUBJECTS + 1, "Just words, nothing to do.")


def crashes(played: GitHub, count: int) -> None:
    """Issues that get a label."""
    for at in range(count // 4):
        played.person(f"member-{at % PEOPLE}").opens_issue(REPO, "A crash", "It crashes.")


@dataclass(frozen=True)
class Measured:
    """What deliveries of a kind took; times in seconds, `cost` and `parsing` of them in all."""

    count: int
    seconds: float
    cost: float
    parsing: float
    effects: str


async def measured(happen: Callable[[GitHub, int], None], count: int) -> Measured:
    """Run one kind of deliveries to done."""
    with tempfile.TemporaryDirectory() as folder:
        clock = SystemClock()
        url = f"sqlite:///{Path(folder) / 'road.db'}"
        migrate.upgrade(url)
        played = github(clock)
        connection = Connection(InProcessTransport(played.api.handle), clock)
        tokens = AppTokens(connection, played.state.app.id, throwaway_key())
        async with Database(url, clock) as db:
            bot = assemble(db, connection, tokens, clock, secret=marker_key("a secret of some length"))
            happen(played, count)
            gc.freeze()  # as `serve` does
            seconds, cost, parsing, done = await run(bot, played, clock)
            effects = await db.read(effects_by_state)
    return Measured(done, seconds, cost, parsing, str(effects or "none"))


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    logs.configure("ERROR")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        run = runner.run(measured(words, QUICK if quick else COUNT))
    rate, times = run.count / run.seconds, run.cost / run.parsing
    return [
        Figure(number=5, name="processor time decided to done ÷ parsing alone", value=times, reach=PARSINGS),
        Figure(
            number=5,
            name="deliveries a second decided to done, SQLite",
            value=rate,
            unit="/s",
            reach=BOUND,
            more_is_better=True,
        ),
    ]


async def measure(count: int) -> None:
    """Print a line for each kind."""
    for name, happen, bound in (("without effects", words, BOUND), ("a label each", crashes, 0.0)):
        run = await measured(happen, count)
        rate = run.count / run.seconds
        verdict = f"  under {bound:.0f}" if rate < bound else ""
        print(
            f"{name:<16}{run.count:>6} deliveries{rate:>6,.0f} a second, {run.count / run.cost:>6,.0f} a "
            f"core-second, {run.cost / run.parsing:>4.0f} × parsing alone, effects {run.effects}{verdict}"
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of it")
    logs.configure("ERROR")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(measure(QUICK if parser.parse_args().quick else COUNT))


if __name__ == "__main__":
    main()
