"""Workers of a fleet share the work of one database: nothing is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest

from bot.core.config.base import Section
from bot.core.context import Context
from bot.core.effects import Effects, Remember
from bot.core.events import CommentEvent
from bot.core.feature import Feature
from bot.core.keys import Scope
from bot.core.ports.writer import Place, Receipt, Task, Writer
from bot.engine.run.port import Errand
from bot.engine.timeouts import Timeouts
from bot.store import inbox, memory
from bot.store.jobs import suspects
from bot.store.jobs.workers import is_any_alive
from bot.store.once.lives import is_behind, note_behind, note_rival
from tests.harness.fleet import Fleet
from tests.harness.over_http.town import REPO

BUG = "It crashes with a traceback when I open a file. Steps to reproduce: open. Version 1.2."
DOING = "SELECT lock FROM procrastinate_jobs WHERE status = 'doing'"
WORKERS = "SELECT id FROM procrastinate_workers"
JOBS = "SELECT status::text, lock FROM procrastinate_jobs"
DROP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
ALL = Scope("owner:all")
tally = Feature("tally", summary="Counts comments.", config=Section, needs={"issues": "write"})


@tally.on("issue_comment.created")
async def count(event: CommentEvent, ctx: Context[Section]) -> Effects:
    """Read, wait a little for others to do the same, and write one more."""
    before = await ctx.records.recall(ALL, "tally", "count")
    await asyncio.sleep(0.005)
    number = int(str(before or 0)) + 1
    because = "a test counts"
    return [
        Remember(scope=ALL, key="count", value=number, subject=event.ref, because=because),
    ]


def comments(fleet: Fleet, number: int) -> int:
    issue = fleet.github.state.issue(REPO, number)
    assert issue is not None
    return len(issue.comments)


class Slow:
    """A writer whose writes take a while, and who notes them."""

    def __init__(self, writer: Writer, seconds: float, written: list[str]) -> None:
        self._writer, self._seconds, self._written = writer, seconds, written
        self.began = asyncio.Event()

    async def apply(self, place: Place, tasks: Sequence[Task]) -> list[Receipt]:
        """See `Writer`."""
        self.began.set()
        await asyncio.sleep(self._seconds)
        self._written += [task.key for task in tasks]
        return await self._writer.apply(place, tasks)


async def test_two_workers_handle_what_comes(postgres_url: str) -> None:
    async with Fleet(postgres_url) as fleet, fleet.worker(), fleet.worker():
        numbers = [fleet.github.person(f"eve-{n}").opens_issue(REPO, "Crash", BUG) for n in range(5)]
        await fleet.quiet()
        await fleet.until(lambda: fleet.has(0, JOBS))
    for number in numbers:
        issue = fleet.github.state.issue(REPO, number)
        assert issue is not None
        assert issue.label_names == ("bug",)
        assert len(issue.comments) == 1


@pytest.mark.slow
async def test_a_hundred_times_one_more_are_a_hundred(postgres_url: str) -> None:
    async with Fleet(postgres_url, config="mode: act\ntally: {}", features=[tally]) as fleet:
        for n in range(20):
            number = fleet.github.person("eve").opens_issue(REPO, f"Crash {n}", BUG)
            for _ in range(5):
                fleet.github.person("eve").comments(REPO, number, "Any news?")
        async with fleet.worker(), fleet.worker(), fleet.worker():
            await fleet.quiet()
        stored = await fleet.db.read(lambda conn: memory.read(conn, ALL, "tally", "count"))
        assert stored.value == 100
        query = "SELECT lane, received_at, done_at FROM deliveries ORDER BY lane, seq"
        ends: dict[str, int] = {}
        for lane, _, done in await fleet.rows(query):
            assert ends.get(lane, 0) <= done, "in the order of arrival"
            ends[lane] = done


@pytest.mark.slow
async def test_who_is_asked_to_stop_ends_what_is_under_way_and_gives_back_the_rest(postgres_url: str) -> None:
    written: list[str] = []
    slow: list[Slow] = []

    def around(writer: Writer) -> Writer:
        slow.append(Slow(writer, 0.5, written))
        return slow[-1]

    async with Fleet(postgres_url) as fleet:
        number = fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        async with fleet.worker(around):
            await fleet.hears()
            await slow[0].began.wait()
            fleet.github.person("dan").comments(REPO, number, "Same here.")
            await fleet.hears()
        assert len(written) == 2, "label and comment went out before it stopped"
        assert await fleet.rows(DOING) == []
        open_ones = await fleet.rows("SELECT guid FROM deliveries WHERE state = 'new'")
        assert len(open_ones) == 1
        async with fleet.worker():
            await fleet.quiet()
    assert Counter(written).most_common(1)[0][1] == 1


async def test_what_waits_without_a_job_is_found(postgres_url: str) -> None:
    """As what another program stored, or a copy of a database brings."""
    async with Fleet(postgres_url) as fleet:
        number = fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        await fleet.hears()
        await fleet.db.write(lambda conn: conn.exec_driver_sql("DELETE FROM procrastinate_jobs") and None)
        async with fleet.worker():
            await fleet.quiet()
        assert comments(fleet, number) == 1


async def test_a_job_whose_end_was_lost_on_the_way_frees_its_lane(postgres_url: str) -> None:
    """By the table this worker has it in hand, and it lives: only it can know better."""
    async with Fleet(postgres_url) as fleet, fleet.worker():
        await fleet.until(lambda: fleet.db.read(is_any_alive))
        number = fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        lane = f"{fleet.github.webhooks[0].payload['repository']['id']}#{number}"
        insert = (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, worker_id)"
            " SELECT 'stewardbot', 'stewardbot.lane', %(lane)s, 'doing', max(id) FROM procrastinate_workers"
        )
        await fleet.db.write(lambda conn: conn.exec_driver_sql(insert, {"lane": lane}) and None)
        await fleet.quiet()
        assert comments(fleet, number) == 1


async def test_a_job_of_the_version_before_is_worked(postgres_url: str) -> None:
    """Its name, queue and argument never change: web and workers may be of neighbouring versions."""
    async with Fleet(postgres_url) as fleet:
        number = fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        (webhook, *_) = fleet.github.webhooks
        await fleet.hears()
        (row,) = await fleet.rows("SELECT queue_name, task_name, lock, args FROM procrastinate_jobs")
        lane = f"{webhook.payload['repository']['id']}#{number}"
        assert tuple(row) == ("stewardbot", "stewardbot.lane", lane, {"lane": lane})
        async with fleet.worker():
            await fleet.quiet()
        assert comments(fleet, number) == 1


async def test_one_worker_runs_the_errands_and_another_goes_on_when_it_leaves(postgres_url: str) -> None:
    running: list[str] = []

    def errand(name: str) -> Errand:
        async def run() -> None:
            running.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                running.remove(name)

        return run

    async with Fleet(postgres_url) as fleet, fleet.worker(errands=[errand("second")]):
        async with fleet.worker(errands=[errand("first")]) as first:
            await fleet.until(lambda: fleet.has(2, WORKERS))
            await asyncio.sleep(0.7)
            assert len(running) == 1, "whoever registered first"
            if running == ["second"]:
                return
            first.work.cancel()
            await asyncio.gather(first.work, return_exceptions=True)
        await fleet.until(lambda: asyncio.sleep(0, running == ["second"]))


@pytest.mark.slow
async def test_the_server_may_drop_all_connections_at_any_time(postgres_url: str) -> None:
    times = Timeouts(http=0.5, deadline=1.0, grace=1.5, lease=2.0)
    async with Fleet(postgres_url) as fleet, fleet.worker(times=times), fleet.worker(times=times):
        numbers = []
        for n in range(6):
            numbers.append(fleet.github.person(f"eve-{n}").opens_issue(REPO, "Crash", BUG))
            await fleet.hears()
            await fleet.rows(DROP)
            await asyncio.sleep(0.3)
        await fleet.quiet()
        assert [comments(fleet, number) for number in numbers] == [1] * 6


async def test_what_killed_workers_three_times_is_set_aside(postgres_url: str) -> None:
    async with Fleet(postgres_url) as fleet:
        fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        (webhook, *_) = fleet.github.webhooks
        await fleet.hears()
        for _ in range(3):
            await fleet.db.write(partial(suspects.accuse, work=webhook.guid, alone=True))
        async with fleet.worker():
            await fleet.quiet()
        stored = await fleet.db.read(partial(inbox.by_guid, guid=webhook.guid))
        assert stored is not None
        assert stored.outcome == "set aside"
        assert await fleet.db.read(partial(suspects.deaths, work=webhook.guid)) == 0


async def test_a_worker_joins_the_life_of_those_that_are_there(postgres_url: str) -> None:
    async with Fleet(postgres_url) as fleet, fleet.worker() as first:
        await fleet.until(lambda: fleet.has(1, WORKERS))
        await fleet.db.write(partial(note_behind, is_behind=False, now=fleet.clock.now()))
        fleet.github.person("eve").opens_issue(REPO, "Crash", BUG)
        await fleet.quiet()
        async with fleet.worker() as second:
            await fleet.until(lambda: fleet.has(2, WORKERS))
            assert second.bot.life.name != first.bot.life.name
            assert not await fleet.db.read(is_behind), "it does not begin all anew"
            assert second.bot.life.look_from(1, fleet.clock.now(), fleet.clock.now()) is None
            await fleet.db.write(partial(note_rival, comment="elsewhere", now=fleet.clock.now()))
            await fleet.until(lambda: asyncio.sleep(0, second.bot.life.rival == "elsewhere"))
