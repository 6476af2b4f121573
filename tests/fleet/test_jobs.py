"""A lane that has something to do has a job, in the same transaction, and one that waits at most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.resources import files

import psycopg
import pytest
from procrastinate.jobs import Job

from bot.clock import SystemClock
from bot.engine.run.fleet.queue import Released, Rest
from bot.engine.run.fleet.sweep import sweep
from bot.store import inbox, jobs, timers
from bot.store.database import Connection, Database, Unavailable
from bot.store.inbox import Arrival
from bot.store.jobs import LANE_JOB, QUEUE, suspects, unattended, workers
from bot.store.sql.urls import plain

NOW = datetime.now(UTC)
LANE = "12#7"


def arrival(guid: str, lane: str = LANE) -> Arrival:
    return Arrival(guid, "issues", "opened", 12, 7, lane, 5, NOW, b"{}")


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[Database]:
    async with Database(postgres_url, SystemClock()) as database:
        yield database


@pytest.fixture
def server(postgres_url: str) -> Iterator[psycopg.Connection]:
    """Another connection, as procrastinate has it."""
    with psycopg.connect(plain(postgres_url), autocommit=True) as connection:
        yield connection


def fetch(server: psycopg.Connection, worker: int | None = None) -> tuple[int, str] | None:
    """What a worker gets: the job's id and lock."""
    query = "SELECT id, lock FROM procrastinate_fetch_job_v2(ARRAY['stewardbot']::varchar[], %s)"
    row = server.execute(query, (worker or register(server),)).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])


def register(server: psycopg.Connection, *, silent_for: float = 0) -> int:
    """A worker that last showed a sign of life so many seconds ago."""
    row = server.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
        " RETURNING id",
        (silent_for,),
    ).fetchone()
    assert row is not None
    return int(row[0])


def waiting(server: psycopg.Connection) -> list[str]:
    query = "SELECT lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
    return [lock for (lock,) in server.execute(query).fetchall()]


async def store(db: Database, *arrivals: Arrival) -> None:
    await db.write(partial(inbox.put, arrivals=arrivals, also=jobs.also_for(db)))


async def test_a_delivery_and_its_job_are_stored_together_or_not_at_all(
    db: Database, server: psycopg.Connection
) -> None:
    def put_and_fail(conn: Connection) -> None:
        inbox.put(conn, [arrival("a")], jobs.also_for(db))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await db.write(put_and_fail)
    assert waiting(server) == []
    assert not await db.read(partial(inbox.known, guids=["a"]))
    await store(db, arrival("a"))
    assert waiting(server) == [LANE]


async def test_a_lane_has_one_job_that_waits_however_much_comes(
    db: Database, server: psycopg.Connection
) -> None:
    await store(db, arrival("a"), arrival("b"), arrival("c", "12#8"))
    await store(db, arrival("d"), arrival("a"))
    assert sorted(waiting(server)) == [LANE, "12#8"]
    assert fetch(server) is not None
    await store(db, arrival("e"), arrival("f", "12#8"))
    assert sorted(waiting(server)) == [LANE, "12#8"], "the one in hand may have looked already"


async def test_a_job_that_waits_is_not_taken_before_what_it_is_to_see_is_committed(
    db: Database, server: psycopg.Connection, postgres_url: str
) -> None:
    await store(db, arrival("a"))
    server.execute('LISTEN "procrastinate_queue_v1#stewardbot"')

    def put(conn: Connection) -> None:
        inbox.put(conn, [arrival("b")], jobs.also_for(db))
        assert fetch(server) is None

    await db.write(put)
    assert next(server.notifies(timeout=5)), "whoever looked meanwhile looks again"
    assert fetch(server) is not None


async def test_of_a_lane_the_oldest_job_comes_first_even_when_it_is_for_later(
    db: Database, server: psycopg.Connection
) -> None:
    """procrastinate's own order, on which the rest of a lane stands."""
    await db.write(partial(jobs.wake, lanes=[LANE]))
    server.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")
    query = (
        "SELECT procrastinate_defer_jobs_v1("
        " ARRAY[ROW('stewardbot', 'x', 0, %s, NULL, '{}', NULL)::procrastinate_job_to_defer_v1])"
    )
    server.execute(query, (LANE,))
    assert fetch(server) is None
    await db.write(partial(jobs.wake, lanes=["12#8"]))
    assert fetch(server) is not None


async def test_a_flood_in_one_repository_starves_no_other(db: Database, server: psycopg.Connection) -> None:
    await db.write(partial(jobs.wake, lanes=[f"12#{n}" for n in range(1, 60)]))
    await db.write(partial(jobs.wake, lanes=["13#1", "12#60", "13#2"]))
    order = [found[1].partition("#")[0] for _ in range(6) if (found := fetch(server))]
    assert order == ["12", "13", "12", "13", "12", "12"]


async def test_the_end_of_a_job_wakes_whoever_may_take_the_next_of_its_lane(
    db: Database, server: psycopg.Connection
) -> None:
    def notified() -> bool:
        return next(server.notifies(timeout=0.2), None) is not None

    server.execute('LISTEN "procrastinate_queue_v1#stewardbot"')
    for end in (
        "SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)",
        "SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)",
        "SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)",
    ):
        await db.write(partial(jobs.wake, lanes=[LANE]))
        assert notified()
        job = fetch(server)
        assert job is not None
        await db.write(partial(jobs.wake, lanes=[LANE]))
        assert notified()
        assert fetch(server) is None, "one at a time"
        server.execute(end, (job[0],))
        assert notified()
        server.execute("DELETE FROM procrastinate_jobs")
        while notified():
            pass
    await db.write(partial(jobs.wake, lanes=[LANE]))
    job = fetch(server)
    assert job is not None
    assert notified()
    server.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", (job[0],))
    assert not notified(), "nobody waits"


async def test_what_is_due_and_has_no_job_gets_one(db: Database, server: psycopg.Connection) -> None:
    def fill(conn: Connection) -> None:
        inbox.put(conn, [arrival("a"), arrival("later", "12#8"), arrival("busy", "12#9")])
        (late,) = (stored for stored in inbox.since(conn, NOW) if stored.guid == "later")
        inbox.failed(conn, late.seq, "", NOW + timedelta(hours=1), False, NOW)
        for number, due in ((20, NOW - timedelta(seconds=1)), (21, NOW + timedelta(hours=1)), (8, NOW)):
            timers.set(conn, timers.NewTimer(12, 1, 5, number, "steward", "nudge", due))

    await db.write(fill)
    await db.write(partial(jobs.wake, lanes=["12#9"]))
    later = NOW + timedelta(seconds=1)
    assert sorted(await db.read(partial(unattended.lanes, now=later, most=9))) == ["12#20", LANE]
    await db.write(partial(sweep, now=later))
    assert sorted(waiting(server)) == ["12#20", LANE, "12#9"]
    assert await db.read(partial(unattended.lanes, now=later, most=9)) == []
    assert sorted(await db.read(partial(unattended.lanes, now=later + timedelta(hours=2), most=9))) == [
        "12#21",
        "12#8",
    ]


async def test_the_dead_are_found_out_and_their_lanes_worked_by_others(
    db: Database, server: psycopg.Connection
) -> None:
    await store(db, arrival("a"), arrival("b", "12#8"))
    alive = register(server)
    assert fetch(server, alive) is not None
    assert fetch(server, register(server, silent_for=60)) is not None
    await db.write(partial(sweep, now=NOW))
    assert waiting(server) == ["12#8"]
    deaths = [await db.read(partial(suspects.deaths, work=guid)) for guid in ("a", "b")]
    assert deaths == [0, 1]


@pytest.mark.parametrize("took_its_leave", [True, False])
async def test_nobody_died_over_what_a_worker_left_that_had_lost_the_database(
    db: Database, server: psycopg.Connection, took_its_leave: bool
) -> None:
    await store(db, arrival("a"))
    worker = register(server)
    assert fetch(server, worker) is not None
    if took_its_leave:
        server.execute("SELECT procrastinate_unregister_worker_v1(%s)", (worker,))
    else:
        await db.write(partial(workers.leave, worker=worker))
    await db.write(partial(sweep, now=NOW))
    assert waiting(server) == [LANE]
    assert await db.read(partial(suspects.deaths, work="a")) == 0
    assert not await db.read(workers.is_any_alive)


async def test_of_what_was_in_hand_together_each_is_suspected_and_alone_each_time(
    db: Database, server: psycopg.Connection
) -> None:
    await store(db, arrival("a"), arrival("b", "12#8"))
    dead = register(server, silent_for=60)
    for lanes, expected in ((2, [1, 1]), (2, [1, 1]), (1, [2, 1]), (1, [3, 1])):
        for _ in range(lanes):
            assert fetch(server, dead) is not None
        await db.write(partial(sweep, now=NOW))
        assert [await db.read(partial(suspects.deaths, work=guid)) for guid in ("a", "b")] == expected
        dead = register(server, silent_for=60)
        if lanes == 1 or expected == [1, 1]:
            server.execute("DELETE FROM procrastinate_jobs WHERE lock = '12#8'" if lanes == 1 else "SELECT 1")


async def test_nobody_sweeps_while_another_does(db: Database, server: psycopg.Connection) -> None:
    def inside(conn: Connection) -> None:
        assert workers.is_alone(conn)
        with psycopg.connect(server.info.dsn, password=server.info.password) as other:
            row = other.execute(f"SELECT pg_try_advisory_xact_lock({0x5742_5357})").fetchone()
        assert row == (False,)

    await db.write(inside)
    await db.write(inside)


@pytest.mark.parametrize(
    ("failure", "rest"), [(ValueError(), 512), (Unavailable("a server that starts"), 1), (Released(), 0)]
)
def test_a_lane_rests_for_its_own_failures_and_not_for_the_databases(failure: Exception, rest: int) -> None:
    job = Job(queue=QUEUE, lock=LANE, queueing_lock=None, task_name=LANE_JOB, attempts=9)
    at = Rest().get_retry_decision(exception=failure, job=job).retry_at
    assert at is None if rest == 0 else at is not None
    if at is not None:
        assert abs((at - datetime.now(UTC)).total_seconds() - rest) < 0.5


def test_the_tables_are_those_of_the_procrastinate_that_is_installed() -> None:
    """A newer one that changes them wants a step of ours: read its migrations, and take them over."""
    steps = files("procrastinate.sql") / "migrations"
    newest = max(step.name for step in steps.iterdir() if step.name.endswith(".sql"))
    assert newest == "03.04.00_50_post_add_retry_failed_job_procedure.sql"
