"""Growth: what a delivery costs in a store full of other people's issues, beside its cost in a small one.

    python -m benchmarks.bench_growth [--quick] [--rounds 3]

The bound is 1.2, with 1,000,000 issues in 10,000 repositories, and as many deeds, people and past deliveries
and effects in proportion, against 1,000 issues in 10 repositories. Both stores are open in one run and take
turns; of each the best round counts, in seconds of the processor (and of the clock). --quick: 100,000 issues.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.bench_road import crashes, github, run, words
from benchmarks.figure import Figure
from bot import logs
from bot.bootstrap import Bot, assemble, marker_key
from bot.clock import SystemClock
from bot.github.connection import Connection
from bot.github.tokens import AppTokens
from bot.github.transport import InProcessTransport
from bot.simulation.simulation import throwaway_key
from bot.store.database import Connection as Rows
from bot.store.database import Database
from bot.store.sql import migrate
from fakegithub import GitHub

BOUND = 1.2
SMALL, LARGE, QUICK = 1_000, 1_000_000, 100_000
A_REPOSITORY = 100
"""Issues in each repository."""
FILLING = (Path(__file__).parent / "growth.sql").read_text()
NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers) "


def fill(conn: Rows, issues: int) -> None:
    """Other people's repositories with so many issues."""
    given = {
        "issues": issues,
        "repositories": issues // A_REPOSITORY,
        "now": int(time.time() * 1_000_000),
        "text": "mode: act\nlabels: {}\n",
        "padding": "x" * 500,
    }
    for statement in FILLING.split(";\n")[:-1]:
        insert, select = statement.split("SELECT", 1)
        conn.exec_driver_sql(f"{insert} {NUMBERS} SELECT {select}", given)


class House:
    """A bot over a store of a size, with a GitHub of its own."""

    def __init__(self, bot: Bot, played: GitHub, clock: SystemClock) -> None:
        self.bot, self.played, self.clock = bot, played, clock
        self.best: dict[str, tuple[float, float]] = {}

    async def round(self, happen: Callable[[GitHub, int], None], count: int) -> None:
        """One more round; the best of them all counts."""
        happen(self.played, count)
        seconds, cost, _, done = await run(self.bot, self.played, self.clock)
        before = self.best.get(happen.__name__, (1e9, 1e9))
        self.best[happen.__name__] = min(before[0], cost / done), min(before[1], seconds / done)


async def build(stack: AsyncExitStack, folder: Path, issues: int) -> House:
    """Fill a store, and put a bot over it."""
    clock = SystemClock()
    url = f"sqlite:///{folder / f'{issues}.db'}"
    migrate.upgrade(url)
    played = github(clock)
    connection = Connection(InProcessTransport(played.api.handle), clock)
    tokens = AppTokens(connection, played.state.app.id, throwaway_key())
    db = await stack.enter_async_context(Database(url, clock))
    began = time.perf_counter()
    await db.write(lambda conn: fill(conn, issues))
    print(
        f"{issues:>9,} issues in {issues // A_REPOSITORY:,} repositories: {time.perf_counter() - began:.0f} s"
    )
    bot = assemble(db, connection, tokens, clock, secret=marker_key("a secret of some length"))
    return House(bot, played, clock)


async def measure(issues: int, rounds: int, count: int) -> dict[str, float]:
    """Return the ratio of each kind of delivery."""
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            small = await build(stack, Path(folder), SMALL)
            large = await build(stack, Path(folder), issues)
            for happen in (words, crashes):
                for house in (small, large):  # caches fill
                    await house.round(happen, count // 4)
                    house.best.clear()
                for _ in range(rounds):
                    for house in (small, large):
                        await house.round(happen, count)
                name = happen.__name__
                (one, wall), (many, walls) = small.best[name], large.best[name]
                ratios[name] = many / one
                print(
                    f"{name:8} {one * 1e6:6,.0f} → {many * 1e6:6,.0f} µs of the processor a delivery: "
                    f"{many / one:.2f} (bound {BOUND}); by the clock {walls / wall:.2f}"
                )
    return ratios


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`."""
    logs.configure("ERROR")
    issues, count = (QUICK, 200) if quick else (LARGE, 600)
    kinds = {words.__name__: "without effects", crashes.__name__: "with a label"}
    return [
        Figure(
            number=6,
            name=f"processor time of a delivery {kinds[name]}, large store ÷ small",
            value=ratio,
            reach=BOUND,
        )
        for name, ratio in asyncio.run(measure(issues, 3, count)).items()
    ]


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} issues")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    logs.configure("ERROR")
    issues, count = (QUICK, 200) if chosen.quick else (LARGE, 600)
    ratios = asyncio.run(measure(issues, chosen.rounds, count))
    return 0 if max(ratios.values()) <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
