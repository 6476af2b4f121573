"""Figure 7: every page of a repository with 10,000 and with 1,000,000 lines of the ledger, over HTTP.

    python -m benchmarks.bench_pages [--lines 10000 1000000] [--rounds 25] [--keep FOLDER] [--strict]

On a SQLite file, and on PostgreSQL where one may be started (`TEST_DATABASE_URL`, `CI` or
`STEWARDBOT_TEST_POSTGRES=1`). The visitor is an administrator on the rota who looks after the server, so that
each page shows all it has. The first look at a page is told apart: numbers are counted beside the pages then,
and the page says so. Beside it stands how long the loop was held at most, by a clock that rings every five
milliseconds.

Two bounds: no page takes more than 150 ms, by the clock at the median, nor at the first look; and none takes
more than twice the work it takes with the fewest lines. Work is processor time at the median, of this process
and of PostgreSQL's: what else this machine does makes a page slower by the clock, but no page more work. The
ratio by the clock stands beside it. With `--strict` it exits 1 where a page is over a bound, or not there.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

import aiohttp

from benchmarks.figure import Figure
from benchmarks.grown_repository import NOW, REPOSITORY, fill
from bot import logs
from bot.clock import SystemClock, VirtualClock
from bot.queries.store_health import StoreHealth
from bot.store import mirror
from bot.store.database import Connection, Database
from bot.store.sql import migrate
from bot.store.sql.connections import engine_for
from bot.store.sql.urls import normal
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
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
)


@dataclass(frozen=True)
class Timing:
    """How long a page took, in milliseconds: at first, until its numbers were there, and after that by the
    clock and in processor time. `held`: how long the loop stood still at most, until the numbers were there
    and after that."""

    first: float
    counted: float
    status: int
    held: tuple[float, float]
    walls: tuple[float, ...] = ()
    work: tuple[float, ...] = ()


@dataclass(frozen=True)
class Place:
    """The pages over a database."""

    base: str
    db: Database

    async def servers(self) -> list[Path]:
        """Where the processor time of the server's processes that work for us is told; none for a file, or
        where the server is elsewhere."""
        if not self.db.is_shared:
            return []
        pids = await self.db.read(lambda conn: conn.exec_driver_sql(BACKENDS).scalars().all())
        return [path for pid in pids if (path := Path(f"/proc/{pid}/schedstat")).exists()]


def pages() -> list[tuple[str, str]]:
    """Name and address of all pages of a repository."""
    mine = [page for page in PAGES if page.method == "GET" and not page.own_key]
    return [(page.name, _address(page)) for page in mine]


def _address(page: Page) -> str:
    return page.address(REPOSITORY.full_name)


@asynccontextmanager
async def served(url: str) -> AsyncIterator[Place]:
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
        yield Place(f"http://127.0.0.1:{port}", db)


class _Nowhere:
    async def put(self, arrival: object, /) -> bool:
        return True


async def timed(
    client: aiohttp.ClientSession, places: Sequence[Place], address: str, rounds: int
) -> list[Timing]:
    """Open a page of each size, wait for its numbers, and open them so many times more, by turns: whatever
    else this machine does meets all alike."""
    timings = [await _first(client, place.base + address) for place in places]
    servers = [await place.servers() for place in places]
    walls: list[list[float]] = [[] for _ in places]
    work: list[list[float]] = [[] for _ in places]
    lags: list[list[float]] = [[] for _ in places]
    for _ in range(rounds):
        for at, place in enumerate(places):
            begun = _work(servers[at])
            with _watched(lags[at]):
                walls[at].append((await _get(client, place.base + address))[0])
            work[at].append(_work(servers[at]) - begun)
    return [
        replace(
            timing,
            walls=tuple(walls[at]),
            work=tuple(work[at]),
            held=(timing.held[0], max(lags[at], default=0.0)),
        )
        for at, timing in enumerate(timings)
    ]


def _work(servers: Sequence[Path]) -> float:
    """Milliseconds of processor time used until now, by this process and by a server's."""
    return time.process_time() * 1e3 + sum(int(path.read_text().split()[0]) for path in servers) / 1e6


async def _first(client: aiohttp.ClientSession, address: str) -> Timing:
    begun = time.perf_counter()
    lags: list[float] = []
    with _watched(lags):
        first, text, status = await _get(client, address)
        while COUNTED in text:
            await asyncio.sleep(0.2)
            _, text, status = await _get(client, address)
    held = max(lags, default=0.0)
    return Timing(first, (time.perf_counter() - begun) * 1e3, status, (held, held))


async def _get(client: aiohttp.ClientSession, address: str) -> tuple[float, str, int]:
    begun = time.perf_counter()
    async with client.get(address, headers=HTML) as answer:
        text = await answer.text()
    return (time.perf_counter() - begun) * 1e3, text, answer.status


@contextmanager
def _watched(lags: list[float]) -> Iterator[None]:
    clock = asyncio.create_task(_late(lags))
    try:
        yield
    finally:
        clock.cancel()


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
    await asyncio.to_thread(_tidied, url)


def _tidied(url: str) -> None:
    """Let a server look at what it was given, as it is kept by us; no file is analysed."""
    engine = engine_for(normal(url))
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


async def measured(urls: Sequence[str], sizes: Sequence[int], rounds: int) -> list[dict[str, Timing]]:
    """Time all pages over databases of these sizes, side by side."""
    for url, size in zip(urls, sizes, strict=True):
        await filled(url, size)
    timings: list[dict[str, Timing]] = [{} for _ in sizes]
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        places = [await stack.enter_async_context(served(url)) for url in urls]
        for name, address in pages():
            for at, timing in enumerate(await timed(client, places, address, rounds)):
                timings[at][name] = timing
    return timings


def _is_full(conn: Connection) -> bool:
    return mirror.repository_named(conn, REPOSITORY.full_name) is not None


def over(fewest: Timing, most: Timing) -> list[str]:
    """Return the bounds that a page is over, in words."""
    work = median(most.work)
    wrong = [f"answers {one.status}" for one in (fewest, most) if one.status != OK]
    if median(most.walls) > MOST_MS:
        wrong.append(f"over {MOST_MS:.0f} ms")
    if max(fewest.first, most.first) > MOST_MS:
        wrong.append(f"first look over {MOST_MS:.0f} ms")
    if work > LEAST_MS and work > MOST_TIMES * median(fewest.work):
        wrong.append(f"over {MOST_TIMES:.0f} × the work")
    return wrong


def is_within(name: str, sizes: Sequence[int], timings: Sequence[dict[str, Timing]]) -> bool:
    """Print what was measured on a database, and return whether it is within the bounds."""
    print(f"\n{name}: milliseconds with {' and '.join(f'{size:,}' for size in sizes)} lines")
    heads = ("by the clock", "best", "work", "best", "first look", "counted", "held, counting", "held")
    print(f"  {'':<19}{''.join(f'{head:>16}' for head in heads)}  × clock  × work")
    right = True
    for page in timings[0]:
        each = [size[page] for size in timings]
        fewest, most = each[0], each[-1]
        wrong = over(fewest, most)
        right &= not wrong
        columns = zip(*map(_figures, each), strict=True)
        cells = "".join(f"{' '.join(f'{figure:.0f}' for figure in column):>16}" for column in columns)
        clock, work = (median(most.walls) / median(fewest.walls), median(most.work) / median(fewest.work))
        print(f"  {page:<19}{cells}  {clock:>7.1f}{work:>8.1f}  {', '.join(wrong) or 'PASS'}")
    return right


def _figures(timing: Timing) -> tuple[float, ...]:
    by_clock = (median(timing.walls), min(timing.walls))
    return (*by_clock, median(timing.work), min(timing.work), timing.first, timing.counted, *timing.held)


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


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; on a SQLite file. What is quick at any size counts as growing by nothing."""
    logs.configure("ERROR")
    sizes, rounds = ([10_000, 100_000], 5) if quick else ([10_000, 1_000_000], 25)
    with tempfile.TemporaryDirectory() as folder:
        files = [f"sqlite:///{Path(folder) / f'pages-{size}.db'}" for size in sizes]
        few, many = asyncio.run(measured(files, sizes, rounds))
    work = {name: median(timing.work) for name, timing in many.items()}
    grown = [took / median(few[name].work) for name, took in work.items() if took > LEAST_MS]
    slowest = max(median(timing.walls) for timing in many.values())
    first = max(timing.first for timing in many.values())
    return [
        Figure(number=7, name="the slowest page, large ledger", value=slowest, unit="ms", reach=MOST_MS),
        Figure(number=7, name="the slowest first look", value=first, unit="ms", reach=MOST_MS),
        Figure(
            number=7,
            name="work of a page, large ledger ÷ small",
            value=max(grown, default=1.0),
            reach=MOST_TIMES,
        ),
    ]


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--keep", type=Path, help="a folder in which the SQLite files stay")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a page is over a bound")
    chosen = parser.parse_args()
    logs.configure("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        is_right = asyncio.run(run(chosen.lines, chosen.rounds, chosen.keep or Path(folder)))
    return int(chosen.strict and not is_right)


if __name__ == "__main__":
    sys.exit(main())
