"""A fleet as it is run: `serve --role web` and `--role worker` over a PostgreSQL, against a simulated GitHub.

    python -m benchmarks.bench_fleet [--only rate door pairs lanes death restart] [--quick]

The server keeps what is committed (fsync on), as the tests' does not. Prints each figure, its bound and
whether it is met; exits 1 when one is not. That 100 increments by three workers are 100 is a test:
`tests/fleet/test_runner.py`; what is lost or doubled by kills: `benchmarks/bench_crash.py --fleet`.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Self

import aiohttp

from benchmarks.bench_load import Load, sender
from benchmarks.bench_start import spent
from benchmarks.figure import Figure, NotMeasured
from bot import logs
from bot.store.sql import migrate
from fakegithub import Server, Webhook
from tests.harness import postgres
from tests.harness.fleet import Fleet
from tests.harness.over_http.program import Serve, settings
from tests.harness.over_http.town import REPO, SECRET

QUIET = "mode: act\nlabels: {}\n"
"""A file with which comments and issues lead to no effect."""
LABELS = "mode: act\ntriage: {labels: {bug: bug}, rules: [{label: bug, text: crash}]}\n"
"""And one with which an issue that tells of a crash gets a label, of which GitHub takes as many as come."""
TEXT = "It happens on every start since the update, with this in the log: nothing to see here. " * 12
RATE, SCALE = 80.0, 1.3
MEDIAN, P99 = 0.1, 1.2
RECOVERY = 90.0
GITHUBS_PATIENCE = 10.0
"""Seconds after which GitHub counts a delivery as failed; how many is printed, and no part of the bound."""
OPEN = "SELECT 1 FROM deliveries WHERE state = 'new' LIMIT 1"
UNSETTLED = "SELECT 1 FROM outbox WHERE state IN ('waiting', 'intent') LIMIT 1"
PATIENCE = 300.0


class Site:
    """A GitHub, an empty database, and the processes of a fleet. Use as an async context manager."""

    def __init__(self, url: str, config: str = QUIET) -> None:
        self._url = url
        self.fleet = Fleet(url, config=config)
        self.github = self.fleet.github
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(migrate.upgrade, self._url)
        await self._stack.enter_async_context(self.fleet)
        server = Server(self.github)
        await server.start()
        self._stack.push_async_callback(server.stop)
        self._folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self._env = settings(
            self._folder,
            server.url,
            self.github.state.app.id,
            DATABASE_URL=self._url,
            HTTP_TIMEOUT="10",
            WRITE_DEADLINE="12",
            WRITE_GRACE="14",
            WRITE_LEASE="16",
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def starts(self, role: str) -> Serve:
        """One more process, from now until the end."""
        return await self._stack.enter_async_context(Serve(self._env, self._folder, "--role", role))

    def comments(self, count: int, subjects: int) -> list[Webhook]:
        """So many comments, evenly about so many issues."""
        people = [self.github.person(f"eve-{n}") for n in range(20)]
        issues = [people[n % 20].opens_issue(REPO, "A question", TEXT) for n in range(subjects)]
        self.github.webhooks.clear()
        for n in range(count):
            people[n % 20].comments(REPO, issues[n % subjects], f"{n}: {TEXT}")
        webhooks = list(self.github.webhooks)
        self.github.webhooks.clear()
        return webhooks

    async def stores(self, webhooks: Sequence[Webhook]) -> None:
        """As the web does."""
        self.github.webhooks.extend(webhooks)
        await self.fleet.hears()

    async def is_done(self) -> bool:
        """Whether nothing is open."""
        return await self.fleet.has(0, OPEN) and await self.fleet.has(0, UNSETTLED)

    async def done(self, holds: Callable[[], Awaitable[bool]] | None = None) -> None:
        """Wait until nothing is open."""
        async with asyncio.timeout(PATIENCE):
            while not await (holds or self.is_done)():  # noqa: ASYNC110  other processes tell us nothing
                await asyncio.sleep(0.2)

    async def number(self, query: str) -> int:
        """What the database counts."""
        return int((await self.fleet.rows(query))[0][0])


@asynccontextmanager
async def site(server: str, config: str = QUIET) -> AsyncIterator[Site]:
    """A site over a new database."""
    with postgres.new_database(server) as url:
        async with Site(url, config) as place:
            yield place


def figure(name: str, found: str, bound: str, *, met: bool) -> bool:
    """Print a line."""
    print(f"{name:46} {found:>34}   bound {bound:12} {'met' if met else 'NOT MET'}", flush=True)
    return met


async def pace(server: str, workers: int, count: int) -> float:
    """Deliveries a second that so many workers end of a backlog, once all of them are at it."""
    async with site(server) as place:
        await place.stores(place.comments(count, count // 5))
        processes = [await place.starts("worker") for _ in range(workers)]
        await place.done()
        used = sum(spent(each.pid) for each in processes)
        ends = sorted(row[0] for row in await place.fleet.rows("SELECT done_at FROM deliveries"))
    first, last = int(len(ends) * 0.3), int(len(ends) * 0.95)
    rate: float = (last - first) / ((ends[last] - ends[first]) / 1e6)
    cost = used / count * 1000
    print(f"  {workers} at work: {rate:.0f}/s, {cost:.1f} ms of processor time each, start included")
    return rate


async def rate(server: str, part: int) -> bool:
    """Deliveries to done."""
    count = 3000 // part
    one = await pace(server, 1, count)
    two = await pace(server, 2, count)
    right = figure("deliveries/s to done, one worker", f"{one:.0f}", f"≥ {RATE:.0f}", met=one >= RATE)
    name = "two workers ÷ one"
    return figure(name, f"{two / one:.2f}", f"≥ {SCALE}", met=two / one >= SCALE) and right


async def door(server: str, part: int) -> bool:
    """Deliveries acknowledged, steadily and in a burst, while a worker works."""
    right = True
    for load in (Load("steady", 300 * 60 // part, 60 / part), Load("burst", 2000 // part, 1 / part)):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            async with site(server) as place:
                web, worker = await place.starts("web"), await place.starts("worker")
                url = await web.listens()
                await worker.listens()
                statuses, times = await asyncio.to_thread(pool.apply, sender, (url, load))
                where = f"FROM deliveries WHERE guid LIKE '{load.name}-%%'"
                rows = await place.number(f"SELECT count(*) {where}")
        times.sort()
        p50, p99 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
        late = sum(seconds > GITHUBS_PATIENCE for seconds in times)
        print(
            f"  {load.name}: {dict(statuses)}, {rows} rows, p50 {p50:.0f} ms, p99 {p99:.0f} ms, late {late}"
        )
        bad = load.count - statuses[202]
        name = f"{load.name}, {load.count} in {load.seconds:g} s: not acknowledged"
        right &= figure(name, str(bad), "0", met=bad == 0 and rows == load.count)
    return right


async def pairs(server: str, part: int) -> bool:
    """From the door to done, for the second of two about one subject."""
    count = 300 // part
    async with site(server) as place:
        web, first, second = [await place.starts(role) for role in ("web", "worker", "worker")]
        url = await web.listens()
        await first.listens()
        await second.listens()
        webhooks = place.comments(2 * count, count)
        await place.stores(place.comments(20, 20))
        await place.done()
        async with aiohttp.ClientSession() as session:
            for n in range(count):
                for webhook in (webhooks[n], webhooks[n + count]):
                    assert await posted(session, place, url, webhook) == 202
                await asyncio.sleep(0.05)
        await place.done()
        guids = {webhook.guid for webhook in webhooks[count:]}
        rows = await place.fleet.rows("SELECT guid, done_at - received_at FROM deliveries")
    times = sorted(took / 1e6 for guid, took in rows if guid in guids)
    middle, p99 = median(times), times[int(len(times) * 0.99)]
    right = figure(
        f"second of {count} pairs, median", f"{middle * 1000:.0f} ms", "< 100 ms", met=middle < MEDIAN
    )
    return figure("the same, p99", f"{p99 * 1000:.0f} ms", "< 1,200 ms", met=p99 < P99) and right


async def lanes(server: str, part: int) -> bool:
    """Lanes with one effect each, which two workers see at the same time."""
    count = 300 // part
    async with site(server, LABELS) as place:
        for n in range(count):
            place.github.person(f"eve-{n % 20}").opens_issue(REPO, "Crash", TEXT)
        await place.fleet.hears()
        for _ in range(2):
            await place.starts("worker")
        await place.done()
        twice = await place.number("SELECT count(*) FROM outbox WHERE fence > 1")
        sent = place.github.api.count("POST", "/labels$")
        labelled = sum(
            "bug" in issue.label_names
            for n in range(1, count + 1)
            if (issue := place.github.state.issue(REPO, n)) is not None
        )
    print(f"  {labelled} of {count} labelled with {sent} requests")
    met = (twice, labelled, sent) == (0, count, count)
    return figure(f"of {count} lanes claimed twice by two workers", str(twice), "0", met=met)


async def death(server: str, part: int) -> bool:
    """A worker dies with lanes in hand; how long until these are done."""
    async with site(server) as place:
        await place.stores(place.comments(1200 // part, 240 // part))
        first, _ = await place.starts("worker"), await place.starts("worker")
        half = 600 // part
        query = "SELECT count(*) FROM deliveries WHERE state = 'done'"

        async def is_half() -> bool:
            return await place.number(query) >= half

        await place.done(is_half)
        first.gets(signal.SIGKILL)
        begin = time.perf_counter()
        await place.done()
        seconds = time.perf_counter() - begin
        lost = await place.number("SELECT count(*) FROM deliveries WHERE state <> 'done'")
    print(f"  not done in the end: {lost}")
    met = seconds < RECOVERY and lost == 0
    return figure("all done after a host's death", f"{seconds:.0f} s", f"< {RECOVERY:.0f} s", met=met)


async def restart(server: str, part: int) -> bool:
    """PostgreSQL dies and comes again while deliveries come in, and are sent again until acknowledged."""
    seconds = 24 // part
    async with site(server) as place:
        web, *workers = [await place.starts(role) for role in ("web", "worker", "worker")]
        url = await web.listens()
        for worker in workers:
            await worker.listens()
        webhooks = place.comments(40 * seconds, 8 * seconds)
        statuses: Counter[int] = Counter()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:

            async def until_taken(n: int, webhook: Webhook) -> None:
                await asyncio.sleep(n / 40)
                while (status := await posted(session, place, url, webhook)) != 202:
                    statuses[status] += 1
                    await asyncio.sleep(1)
                statuses[status] += 1

            async def twice() -> None:
                for _ in range(2):
                    await asyncio.sleep(seconds / 4)
                    await asyncio.to_thread(postgres.restart, server)

            await asyncio.gather(twice(), *(until_taken(n, each) for n, each in enumerate(webhooks)))
        begin = time.perf_counter()
        await place.done()
        took = time.perf_counter() - begin
        rows = await place.fleet.rows("SELECT guid FROM deliveries WHERE state = 'done'")
    lost = len({webhook.guid for webhook in webhooks} - {row[0] for row in rows})
    print(f"  answers {dict(statuses)} (again until 202), all done {took:.1f} s after the last")
    name = f"lost of {len(webhooks)} while PostgreSQL died twice"
    return figure(name, str(lost), "0", met=lost == 0)


async def posted(session: aiohttp.ClientSession, place: Site, url: str, webhook: Webhook) -> int:
    """Deliver it; the status, 0 for none."""
    headers = webhook.headers(SECRET, place.github.state.app.id)
    try:
        async with session.post(url, data=webhook.body, headers=headers) as answer:
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


PARTS: dict[str, Callable[[str, int], Any]] = {
    each.__name__: each for each in (rate, door, pairs, lanes, death, restart)
}


def figures(*, quick: bool) -> list[Figure]:
    """See `benchmarks.figure`; one worker's pace."""
    logs.configure("CRITICAL")
    try:
        with postgres.server(durable=True) as server:
            pace_of_one = asyncio.run(pace(server, 1, 3000 // (4 if quick else 1)))
    except postgres.NotHere as why:
        raise NotMeasured(f"no PostgreSQL: {why}") from why
    name = "deliveries a second decided to done, one worker of a fleet"
    return [Figure(number=5, name=name, value=pace_of_one, unit="/s", reach=RATE, more_is_better=True)]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="a fourth of it")
    chosen = parser.parse_args()
    logs.configure("CRITICAL")
    os.environ[postgres.ASKED_BY] = "1"
    part, right = 4 if chosen.quick else 1, True
    with postgres.server(durable=True) as server:
        for name in chosen.only:
            begin = time.perf_counter()
            right &= asyncio.run(PARTS[name](server, part))
            print(f"  ({name}: {time.perf_counter() - begin:.0f} s)", flush=True)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
