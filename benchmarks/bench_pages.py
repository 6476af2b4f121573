"""Figure 7: every page of a repository with 10,000 and with 1,000,000 lines of the ledger, over HTTP.

    python -m benchmarks.bench_pages [--lines 10000 1000000] [--rounds 25] [--keep FOLDER]

On a SQLite file, and on PostgreSQL where one may be started (`TEST_DATABASE_URL`, `CI` or
`STEWARDBOT_TEST_POSTGRES=1`). The visitor is an administrator on the rota who looks after the server, so that
each page shows all it has. The first look at a page is told apart: numbers are counted beside the pages then,
and the page says so. Beside it stands how long the loop was held at most, by a clock that rings every five
milliseconds. Exits 1 where a page takes more than 150 ms at the median, more than twice as long as with the
fewest lines, or is not there.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

import aiohttp

from benchmarks.grown_repository import NOW, REPOSITORY, fill
from bot import logs
from bot.clock import SystemClock, VirtualClock
from bot.queries.store_health import StoreHealth
from bot.store import mirror
from bot.store.database import Connection, Database
from bot.store.sql import migrate
from bot.web.pages import PAGES
from bot.web.server import listen, make_app
from bot.web.visits.page import Page
from tests.harness import postgres
from tests.harness.over_http.administrator import administrators_site

MOST_MS, MOST_TIMES = 150.0, 2.0
LEAST_MS = 10.0
"""Below this a page is quick, whatever another one of the same address takes."""
OK = 200
TICK = 0.005
COUNTED = "being counted"
HTML = {"Accept": "text/html"}


@dataclass
class Timing:
    """How long a page took, in milliseconds: at first, until its numbers were there, and after that."""

    first: float
    counted: float
    status: int
    median: float = 0.0
    best: float = 0.0
    held: float = 0.0


def pages() -> list[tuple[str, str]]:
    """Name and address of all pages of a repository."""
    mine = [page for page in PAGES if page.method == "GET" and not page.own_key]
    return [(page.name, _address(page)) for page in mine]


def _address(page: Page) -> str:
    return page.address(REPOSITORY.full_name)


@asynccontextmanager
async def served(url: str) -> AsyncIterator[str]:
    """The pages over a database."""
    async with AsyncExitStack() as stack:
        clock = VirtualClock(NOW)
        db = await stack.enter_async_context(Database(url, SystemClock()))
        site = await administrators_site(db, clock, signed_in=True)
        health = StoreHealth(db, clock)
        app = make_app(
            inbox=_Nowhere(),
            webhook_secret="of no use to anybody",
            readiness=health,
            numbers=health,
            clock=clock,
            site=site,
        )
        port = await stack.enter_async_context(listen(app, "127.0.0.1", 0))
        yield f"http://127.0.0.1:{port}"


class _Nowhere:
    async def put(self, arrival: object, /) -> bool:
        return True


async def timed(client: aiohttp.ClientSession, addresses: Sequence[str], rounds: int) -> list[Timing]:
    """Open a page of each size, wait for its numbers, and open them so many times more, by turns: whatever
    else this machine does meets all alike."""
    timings = [await _first(client, address) for address in addresses]
    took: list[list[float]] = [[] for _ in addresses]
    lags: list[list[float]] = [[] for _ in addresses]
    for _ in range(rounds):
        for place, address in enumerate(addresses):
            clock = asyncio.create_task(_late(lags[place]))
            took[place].append((await _get(client, address))[0])
            clock.cancel()
    return [
        replace(timing, median=median(each), best=min(each), held=max(late, default=0.0))
        for timing, each, late in zip(timings, took, lags, strict=True)
    ]


async def _first(client: aiohttp.ClientSession, address: str) -> Timing:
    begun = time.perf_counter()
    first, text, status = await _get(client, address)
    while COUNTED in text:
        await asyncio.sleep(0.2)
        _, text, status = await _get(client, address)
    return Timing(first, (time.perf_counter() - begun) * 1e3, status)


async def _get(client: aiohttp.ClientSession, address: str) -> tuple[float, str, int]:
    begun = time.perf_counter()
    async with client.get(address, headers=HTML) as answer:
        text = await answer.text()
    return (time.perf_counter() - begun) * 1e3, text, answer.status


async def _late(lags: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(TICK)
        lags.append((time.perf_counter() - begun - TICK) * 1e3)


async def filled(url: str, lines: int) -> None:
    """Fill a database, unless it is full already."""
    await asyncio.to_thread(migrate.upgrade, url)
    async with Database(url, SystemClock()) as db:
        if await db.read(_is_full):
            return
        begun = time.perf_counter()
        await db.write(partial(fill, lines=lines))
        print(f"  {lines:,} lines written in {time.perf_counter() - begun:.0f} s", flush=True)
        await db.write(lambda conn: conn.exec_driver_sql("ANALYZE"))


async def measured(urls: Sequence[str], sizes: Sequence[int], rounds: int) -> list[dict[str, Timing]]:
    """Time all pages over databases of these sizes, side by side."""
    for url, size in zip(urls, sizes, strict=True):
        await filled(url, size)
    timings: list[dict[str, Timing]] = [{} for _ in sizes]
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        bases = [await stack.enter_async_context(served(url)) for url in urls]
        for name, address in pages():
            each = await timed(client, [base + address for base in bases], rounds)
            for place, timing in enumerate(each):
                timings[place][name] = timing
    return timings


def _is_full(conn: Connection) -> bool:
    return mirror.repository_named(conn, REPOSITORY.full_name) is not None


def is_within(name: str, sizes: Sequence[int], timings: Sequence[dict[str, Timing]]) -> bool:
    """Print what was measured on a database, and return whether it is within the limits."""
    print(f"\n{name}: milliseconds at the median (at first; until counted; the best; the loop held)")
    right = True
    for page in timings[0]:
        cells = []
        for timing in (size[page] for size in timings):
            cells.append(
                f"{timing.median:6.1f} ({timing.first:.0f}; {timing.counted:.0f}; {timing.best:.1f}; "
                f"{timing.held:.0f}) [{timing.status}]"
            )
        fewest, most = timings[0][page].median, timings[-1][page].median
        times = most / fewest
        is_there = all(size[page].status == OK for size in timings)
        fits = is_there and most <= MOST_MS and (times <= MOST_TIMES or most <= LEAST_MS)
        right &= fits
        print(
            f"  {page:<14}{'  '.join(f'{cell:<40}' for cell in cells)} × {times:.1f}{'' if fits else '  !'}"
        )
    worst = max(timings[-1].values(), key=lambda timing: timing.median)
    print(f"  worst with {sizes[-1]:,} lines: {worst.median:.1f} ms")
    return right


async def run(sizes: Sequence[int], rounds: int, folder: Path) -> bool:
    """Measure on both databases."""
    files = [f"sqlite:///{folder / f'pages-{size}.db'}" for size in sizes]
    right = is_within("SQLite", sizes, await measured(files, sizes, rounds))
    try:
        with postgres.server() as url, ExitStack() as stack:
            databases = [stack.enter_context(postgres.new_database(url)) for _ in sizes]
            right &= is_within("PostgreSQL", sizes, await measured(databases, sizes, rounds))
    except postgres.NotHere as why:
        print(f"\nPostgreSQL was not measured: {why}")
    return right


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--keep", type=Path, help="a folder in which the SQLite files stay")
    chosen = parser.parse_args()
    logs.configure("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(run(chosen.lines, chosen.rounds, chosen.keep or Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
