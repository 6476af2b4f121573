"""The SQLite file: what can happen to it, who may use it, and that it is let go of."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.pool import Pool

from bot.clock import VirtualClock
from bot.engine.run.housekeeping import Housekeeping
from bot.store import memory
from bot.store.database import Database, Replaced, Unavailable
from bot.store.sql import connections, database_file, migrate
from bot.store.sql.runner_lock import AlreadyRunning, RunnerLock
from bot.store.upkeep import backup
from bot.store.upkeep.vacuum import vacuum
from tests.store.conftest import NOW
from tests.store.notes import add_one, note, notes


@pytest.fixture
def url(file_url: str) -> str:
    """These are about the file alone."""
    return file_url


@pytest.fixture(params=[False, True], ids=["write", "brief"])
def brief(request: pytest.FixtureRequest) -> bool:
    """Whether writes are brief ones."""
    return bool(request.param)


async def test_a_full_disk_is_said_and_forgotten_once_there_is_room(db: Database, brief: bool) -> None:
    def limit(pages: int) -> Callable[[Connection], object]:
        return lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar()

    await db.write(limit(1), brief=brief)  # as small as it is already
    big = "x" * 1_000_000
    with pytest.raises(Unavailable, match="disk of the database is full"):
        await asyncio.gather(
            db.write(note("innocent"), brief=brief),
            db.write(lambda conn: memory.put(conn, "repo:1", "note", "big", big, NOW), brief=brief),
        )
    await db.write(limit(1_000_000), brief=brief)
    await db.write(note("small"), brief=brief)
    assert await notes(db) == ["small"]


async def test_a_brief_write_waits_for_another_program_and_the_loop_does_not(
    db: Database, tmp_path: Path
) -> None:
    loop, rest = asyncio.get_running_loop(), 0.0
    await db.write(note("first"), brief=True)
    with closing(sqlite3.connect(tmp_path / "steward.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(db.write(note("second"), brief=True))
        for _ in range(20):
            before = loop.time()
            await asyncio.sleep(0.001)
            rest = max(rest, loop.time() - before)
        assert not waiting.done()
        assert rest < connections.LOCK_WAIT / 2, "the loop waited with it"
        other.execute("COMMIT")
    await waiting
    await db.write(note("third"), brief=True)
    assert await notes(db) == ["first", "second", "third"]


async def test_a_file_is_renewed_and_its_log_emptied_between_brief_writes_without_waiting_for_itself(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "LONGEST_LOG", -1)
    until = asyncio.get_running_loop().create_future()

    async def writes() -> None:
        while not until.done():
            await db.write(add_one, brief=True)

    writers = [asyncio.create_task(writes()) for _ in range(4)]
    for _ in range(30):
        await asyncio.gather(
            db.shorten_log(), db.renew_file(None)
        )  # Neither is `Locked` out by our own writes.
    until.set_result(None)
    await asyncio.gather(*writers)


async def test_a_look_up_sees_what_was_committed_and_nothing_of_what_is_only_written(
    db: Database, tmp_path: Path
) -> None:
    await db.write(note("first"), brief=True)
    writing = [asyncio.ensure_future(db.write(note(f"{n:02}"), brief=True)) for n in range(40)]
    while not all(write.done() for write in writing):
        done = sum(write.done() for write in writing)
        seen = await db.lookup(lambda conn: len(list(memory.scan(conn, "repo:1", "note"))))
        assert seen == 1 + done or seen == 1 + len(writing)
        await asyncio.sleep(0)
    assert len(await notes(db)) == 41


async def test_a_locked_database_is_said_and_waited_out(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brief: bool
) -> None:
    monkeypatch.setattr(connections, "LOCK_WAIT", 0.0)
    other = sqlite3.connect(tmp_path / "steward.db", isolation_level=None)
    async with Database(url, VirtualClock(NOW)) as db:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked by another program"):
            await db.write(note("too early"), brief=brief)
        assert await notes(db) == []
        other.execute("COMMIT")
        other.close()
        await db.write(note("in time"), brief=brief)
        assert await notes(db) == ["in time"]


async def test_a_backup_is_made_while_another_program_holds_the_write_lock(
    db: Database, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await db.write(note("kept"))
    monkeypatch.setattr(connections, "LOCK_WAIT", 0.0)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(tmp_path / "steward.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert backup.backup(url, copy) == copy.stat().st_size
    async with Database(f"sqlite:///{copy}", VirtualClock(NOW)) as copied:
        assert await notes(copied) == ["kept"]


async def test_a_vanished_file_is_said_and_found_again(db: Database, tmp_path: Path, brief: bool) -> None:
    file = tmp_path / "steward.db"
    await db.write(note("before"), brief=brief)
    file.rename(tmp_path / "elsewhere.db")
    with pytest.raises(Unavailable, match=r"steward\.db has vanished"):
        await db.write(note("lost"), brief=brief)
    (tmp_path / "elsewhere.db").rename(file)
    await db.write(note("after"), brief=brief)
    assert await notes(db) == ["after", "before"]


async def test_another_file_in_its_place_stops_reading_and_writing(
    db: Database, url: str, tmp_path: Path
) -> None:
    file, copy = tmp_path / "steward.db", tmp_path / "backup.db"
    await db.write(note("before"))
    backup.backup(url, copy)
    await db.write(note("after"))
    file.rename(tmp_path / "old.db")
    copy.rename(file)
    for ask in (db.read, db.lookup, db.write):
        with pytest.raises(Replaced, match=r"steward\.db was replaced while this process worked on it"):
            await ask(note("lost"))
    await db.close()
    async with Database(url, VirtualClock(NOW)) as restored:
        assert await notes(restored) == ["before"], "the log of the old file is not put into the new one"
    async with Database(f"sqlite:///{tmp_path}/old.db", VirtualClock(NOW)) as old:
        assert await notes(old) == ["after", "before"], "nor is it lost"


async def test_the_file_put_back_is_used_again(db: Database, url: str, tmp_path: Path) -> None:
    file, old = tmp_path / "steward.db", tmp_path / "old.db"
    await db.write(note("before"))
    backup.backup(url, tmp_path / "copy.db")
    file.rename(old)
    (tmp_path / "copy.db").rename(file)
    with pytest.raises(Replaced):
        await db.lookup(lambda conn: None)
    old.replace(file)
    await db.write(note("after"))
    assert await db.lookup(lambda conn: list(memory.scan(conn, "repo:1", "note"))) == ["after", "before"]


def held_open(folder: Path) -> list[str]:
    """Files below `folder` that this process has open."""
    links = [Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd")]
    targets = [os.readlink(link) for link in links if link.is_symlink()]
    return [target for target in targets if target.startswith(str(folder))]


@pytest.fixture
def nothing_is_let_go_of_by_chance() -> Iterator[None]:
    """What is let go of only by chance does not count: nobody else forgets these connections."""
    kept: list[object] = []

    def keep(connection: object, _: object) -> None:
        kept.append(connection)

    event.listen(Pool, "connect", keep)
    yield
    event.remove(Pool, "connect", keep)


@pytest.mark.usefixtures("nothing_is_let_go_of_by_chance")
async def test_closing_lets_go_of_the_file_and_leaves_no_log_behind(url: str, tmp_path: Path) -> None:
    async with Database(url, VirtualClock(NOW)) as db:
        await db.lookup(lambda conn: None)  # keeps its connection, so that the next needs another
        await db.write(add_one)
        assert held_open(tmp_path)
    assert held_open(tmp_path) == []
    assert os.listdir(tmp_path) == ["steward.db"]


@pytest.mark.usefixtures("nothing_is_let_go_of_by_chance")
@pytest.mark.parametrize(
    "work",
    [
        migrate.upgrade,
        migrate.at_head,
        backup.integrity,
        lambda url: vacuum(url, NOW),
        lambda url: backup.backup(url, Path(url.rpartition(":///")[2] + ".copy")),
    ],
)
def test_what_looks_after_the_file_lets_go_of_it(
    url: str, tmp_path: Path, work: Callable[[str], object]
) -> None:
    work(url)
    assert held_open(tmp_path) == []
    assert not [name for name in os.listdir(tmp_path) if name.endswith(("-wal", "-shm"))]


async def test_a_log_that_has_grown_long_is_emptied(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "steward.db-wal"
    await db.write(lambda conn: memory.put(conn, "repo:1", "note", "big", "x" * 3_000_000, NOW))
    await Housekeeping(db, VirtualClock(NOW)).tick()
    assert log.stat().st_size > 3_000_000, "an ordinary one is left alone"
    monkeypatch.setattr(database_file, "LONGEST_LOG", 1_000_000)
    await Housekeeping(db, VirtualClock(NOW)).tick()
    assert log.stat().st_size == 0
    assert await notes(db) == ["big"]


async def test_what_is_deleted_is_overwritten_whatever_the_build_of_sqlite_does(
    db: Database, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.dbapi2.connect

    def of_another_build(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA secure_delete=OFF").close()
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", of_another_build)
    async with Database(url, VirtualClock(NOW)) as other:
        await other.write(note("eve-was-here"))
        await other.write(lambda conn: conn.exec_driver_sql("DELETE FROM memory"))
    assert b"eve-was-here" not in (tmp_path / "steward.db").read_bytes()


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
