"""Writes share a COMMIT without sharing a fate, no update is lost, and trouble is told in plain words."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text

from bot.clock import VirtualClock
from bot.store import memory
from bot.store.database import Conflict, Database, Unavailable
from bot.store.sql.urls import normal
from tests.store.conftest import NOW
from tests.store.notes import PLACE, add_one, note, notes


@pytest.fixture(params=[False, True], ids=["write", "brief"])
def brief(request: pytest.FixtureRequest) -> bool:
    """Whether writes are brief ones."""
    return bool(request.param)


async def test_a_hundred_concurrent_updates_lose_none(db: Database, brief: bool) -> None:
    answers = await asyncio.gather(*(db.write(add_one, brief=brief) for _ in range(100)))
    assert sorted(answers) == list(range(1, 101))


async def test_brief_writes_and_others_between_them_lose_none(db: Database) -> None:
    writes = [asyncio.ensure_future(db.write(add_one, brief=n % 3 == 0)) for n in range(60)]
    assert sorted(await asyncio.gather(*writes)) == list(range(1, 61))


async def test_two_programs_on_one_database_lose_no_update_either(
    db: Database, url: str, brief: bool
) -> None:
    async with Database(url, VirtualClock(NOW)) as other:
        await asyncio.gather(*(each.write(add_one, brief=brief) for _ in range(50) for each in (db, other)))
        kept = await other.read(lambda conn: memory.get(conn, *PLACE))
    assert kept is not None
    assert kept.value == 100


async def test_in_memory_the_same_holds(memory_db: Database) -> None:
    answers = await asyncio.gather(*(memory_db.write(add_one) for _ in range(100)))
    assert sorted(answers) == list(range(1, 101))


async def test_one_that_fails_in_a_group_takes_nobody_with_it(db: Database, brief: bool) -> None:
    def fail(conn: Connection) -> None:
        memory.put(conn, "repo:1", "note", "half done", True, NOW)
        raise Conflict("somebody was faster")

    grouped = (db.write(each, brief=brief) for each in (note("before"), fail, note("after")))
    _, failed, _ = await asyncio.gather(*grouped, return_exceptions=True)
    assert isinstance(failed, Conflict)
    assert await notes(db) == ["after", "before"]


async def test_a_failure_alone_leaves_nothing_and_the_next_finds_the_database_well(
    db: Database, brief: bool
) -> None:
    calls = 0

    def fail(conn: Connection) -> None:
        nonlocal calls
        calls += 1
        memory.put(conn, "repo:1", "note", "half done", True, NOW)
        raise Conflict("somebody was faster")

    with pytest.raises(Conflict):
        await db.write(fail, brief=brief)
    await db.write(note("next"), brief=brief)
    assert await notes(db) == ["next"]
    assert calls == 1


async def test_a_broken_statement_is_a_bug_and_not_an_outage(db: Database, brief: bool) -> None:
    with pytest.raises(Exception, match="syntax error") as failure:
        await db.write(lambda conn: conn.execute(text("NONSENSE")), brief=brief)
    assert not isinstance(failure.value, Unavailable)


async def test_who_gives_up_waiting_disturbs_nobody(db: Database, brief: bool) -> None:
    impatient = asyncio.ensure_future(db.write(note("impatient"), brief=brief))
    patient = asyncio.ensure_future(db.write(note("patient"), brief=brief))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    assert "patient" in await notes(db)


async def test_closing_finishes_what_waits_and_then_refuses(url: str) -> None:
    db = Database(url, VirtualClock(NOW))
    waiting = asyncio.ensure_future(db.write(note("last")))
    await asyncio.sleep(0)
    await db.close()
    await db.close()
    await waiting
    with pytest.raises(Unavailable, match="closed"):
        await db.read(lambda conn: None)
    async with Database(url, VirtualClock(NOW)) as again:
        assert await notes(again) == ["last"]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite+aiosqlite:///x.db", "sqlite:///x.db"),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_spellings_of_an_address(given: str, used: str) -> None:
    assert normal(given) == used


def test_an_address_of_an_unknown_database_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^write sqlite"):
        normal("mysql://h/d")
