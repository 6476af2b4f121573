"""Writes share a COMMIT without sharing a fate, no update is lost, and trouble is told in plain words."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.clock import VirtualClock
from bot.store import memory
from bot.store.database import Conflict, Database, Unavailable
from bot.store.sql import connections
from bot.store.sql.runner_lock import AlreadyRunning, RunnerLock
from bot.store.sql.urls import normal
from tests.store.conftest import NOW

PLACE = ("repo:1", "count", "n")


def add_one(conn: Connection) -> int:
    kept = memory.get(conn, *PLACE)
    value = (kept.value if kept else 0) + 1
    memory.put(conn, *PLACE, value, NOW)
    return int(value)


def note(key: str) -> Callable[[Connection], None]:
    return lambda conn: memory.put(conn, "repo:1", "note", key, True, NOW)


async def notes(db: Database) -> list[str]:
    return list(await db.read(lambda conn: memory.scan(conn, "repo:1", "note")))


async def test_a_hundred_concurrent_updates_lose_none(db: Database) -> None:
    answers = await asyncio.gather(*(db.write(add_one) for _ in range(100)))
    assert sorted(answers) == list(range(1, 101))


async def test_two_programs_on_one_file_lose_no_update_either(db: Database, url: str) -> None:
    async with Database(url, VirtualClock(NOW)) as other:
        await asyncio.gather(*(each.write(add_one) for _ in range(50) for each in (db, other)))
        kept = await other.read(lambda conn: memory.get(conn, *PLACE))
    assert kept is not None
    assert kept.value == 100


async def test_in_memory_the_same_holds(memory_db: Database) -> None:
    answers = await asyncio.gather(*(memory_db.write(add_one) for _ in range(100)))
    assert sorted(answers) == list(range(1, 101))


async def test_one_that_fails_in_a_group_takes_nobody_with_it(db: Database) -> None:
    def fail(conn: Connection) -> None:
        memory.put(conn, "repo:1", "note", "half done", True, NOW)
        raise Conflict("somebody was faster")

    grouped = (db.write(note("before")), db.write(fail), db.write(note("after")))
    _, failed, _ = await asyncio.gather(*grouped, return_exceptions=True)
    assert isinstance(failed, Conflict)
    assert await notes(db) == ["after", "before"]


async def test_a_broken_statement_is_a_bug_and_not_an_outage(db: Database) -> None:
    with pytest.raises(Exception, match="syntax error") as failure:
        await db.write(lambda conn: conn.execute(text("NONSENSE")))
    assert not isinstance(failure.value, Unavailable)


async def test_who_gives_up_waiting_disturbs_nobody(db: Database) -> None:
    impatient = asyncio.ensure_future(db.write(note("impatient")))
    patient = asyncio.ensure_future(db.write(note("patient")))
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


async def test_a_full_disk_is_said_and_forgotten_once_there_is_room(db: Database) -> None:
    def limit(pages: int) -> Callable[[Connection], object]:
        return lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar()

    await db.write(limit(1))  # as small as it is already
    big = "x" * 1_000_000
    with pytest.raises(Unavailable, match="disk of the database is full"):
        await asyncio.gather(
            db.write(note("innocent")),
            db.write(lambda conn: memory.put(conn, "repo:1", "note", "big", big, NOW)),
        )
    await db.write(limit(1_000_000))
    await db.write(note("small"))
    assert await notes(db) == ["small"]


async def test_a_locked_database_is_said_and_waited_out(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOCK_WAIT", 0.0)
    other = sqlite3.connect(tmp_path / "steward.db", isolation_level=None)
    async with Database(url, VirtualClock(NOW)) as db:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked by another program"):
            await db.write(note("too early"))
        assert await notes(db) == []
        other.execute("COMMIT")
        other.close()
        await db.write(note("in time"))
        assert await notes(db) == ["in time"]


async def test_a_vanished_file_is_said_and_found_again(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "steward.db"
    await db.write(note("before"))
    file.rename(tmp_path / "elsewhere.db")
    with pytest.raises(Unavailable, match=r"steward\.db has vanished"):
        await db.write(note("lost"))
    (tmp_path / "elsewhere.db").rename(file)
    await db.write(note("after"))
    assert await notes(db) == ["after", "before"]


async def test_a_file_nobody_prepared_says_how_to_mend_it(tmp_path: Path) -> None:
    async with Database(f"sqlite:///{tmp_path}/none.db", VirtualClock(NOW)) as db:
        with pytest.raises(Unavailable, match="no database file"):
            await db.read(lambda conn: None)
        (tmp_path / "none.db").touch()
        with pytest.raises(Unavailable, match="stewardbot db upgrade"):
            await db.write(add_one)


async def test_only_we_may_read_the_file(db: Database, tmp_path: Path) -> None:
    await db.write(add_one)
    files = os.listdir(tmp_path)
    assert "steward.db-wal" in files
    assert {stat.S_IMODE(os.stat(tmp_path / file).st_mode) for file in files} == {0o600}


async def test_every_commit_is_safe_on_disk(db: Database) -> None:
    def settings(conn: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await db.read(settings) == ["wal", 2, 1]


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
    with pytest.raises(ValueError, match="DATABASE_URL must begin with"):
        normal("mysql://h/d")


def test_a_second_runner_is_refused_until_the_first_is_gone(url: str) -> None:
    second = RunnerLock(url)
    refused = pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\) already works on steward\.db")
    with RunnerLock(url), refused:
        second.acquire()
    with second:
        pass


def test_databases_in_memory_need_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = RunnerLock("sqlite+aiosqlite:///:memory:"), RunnerLock("sqlite+aiosqlite:///:memory:")
    with first, second:
        assert not list(tmp_path.iterdir()), "nothing is written beside a database that has no file"
