"""A database on a server: what can happen to it, who may use it, and who looks after it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.clock import VirtualClock
from bot.core.states import OutcomeKind
from bot.operations import checkup
from bot.operations.diagnostics import Status
from bot.operations.forget import what_remains
from bot.settings import Settings
from bot.store import inbox
from bot.store.backends import postgres as backend
from bot.store.database import Conflict, Connection, Database, Locked, NewerDatabase, Unavailable
from bot.store.inbox import Arrival
from bot.store.sql import migrate
from bot.store.sql import postgres as server
from bot.store.sql.connections import disposed, engine_for
from bot.store.sql.runner_lock import AlreadyRunning, RunnerLock
from bot.store.upkeep import backup
from bot.store.upkeep.vacuum import vacuum
from tests.store.conftest import NOW
from tests.store.notes import add_one, note, notes


@pytest.fixture
def url(postgres_url: str) -> str:
    """These are about the server alone."""
    return postgres_url


@contextmanager
def administrator(url: str) -> Iterator[Connection]:
    """Somebody at the server itself, each statement by itself."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        yield conn


async def test_who_is_overtaken_every_time_is_told_of_a_conflict(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "TRIES", 3)
    tries = 0

    def overtaken(conn: Connection) -> None:
        nonlocal tries
        tries += 1
        conn.execute(text("SELECT version FROM memory")).all()
        with administrator(url) as faster:
            faster.execute(text("UPDATE memory SET version = version + 1"))
        add_one(conn)

    await db.write(add_one)
    with pytest.raises(Conflict, match="another transaction was faster"):
        await db.write(overtaken)
    assert tries == 3


async def test_each_waiting_for_the_other_ends_with_both_having_written(db: Database, url: str) -> None:
    met = asyncio.Barrier(2)
    loop = asyncio.get_running_loop()
    tries = 0

    def both(first: str, second: str, conn: Connection) -> None:
        nonlocal tries
        tries += 1
        note(first)(conn)
        if tries <= 2:
            asyncio.run_coroutine_threadsafe(met.wait(), loop).result(10)
        note(second)(conn)

    await db.write(note("a"))
    await db.write(note("b"))
    await asyncio.gather(
        db.write(lambda conn: both("a", "b", conn)), db.write(lambda conn: both("b", "a", conn))
    )
    assert tries >= 3, "one of them began again"


async def test_who_reads_begins_again_too_when_tables_are_being_changed(db: Database, url: str) -> None:
    tries = 0

    def read(conn: Connection) -> int:
        nonlocal tries
        tries += 1
        conn.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        conn.execute(text("SELECT count(*) FROM timers"))
        if tries == 1:
            upgrade.execute(text("BEGIN; SET LOCAL deadlock_timeout = '10s'; LOCK TABLE pauses"))
            upgraded.append(loop.run_in_executor(None, upgrade.execute, text("LOCK TABLE timers; COMMIT")))
            time.sleep(0.2)
        return conn.scalar(text("SELECT count(*) FROM pauses")) or 0

    loop, upgraded = asyncio.get_running_loop(), list[asyncio.Future[object]]()
    with administrator(url) as upgrade:
        assert await db.read(read) == 0
        await asyncio.gather(*upgraded)
    assert tries == 2


async def test_who_stands_still_in_a_transaction_is_not_waited_for(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(conn: Connection) -> None:
        add_one(conn)
        time.sleep(0.6)

    monkeypatch.setattr(server, "LONGEST_PAUSE", 0.2)
    await db.write(add_one)
    async with Database(url, VirtualClock(NOW)) as zombie:
        standing = asyncio.ensure_future(zombie.write(stopped))
        await asyncio.sleep(0.1)
        assert await db.write(add_one) == 2
        with pytest.raises(Unavailable, match="this process stood still"):
            await standing
        assert await zombie.write(add_one) == 3


async def test_a_row_that_another_holds_for_too_long_is_said_to_be_locked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LOCK_WAIT", 0.1)
    async with Database(url, VirtualClock(NOW)) as db:
        await db.write(add_one)
        with administrator(url) as other:
            other.execute(text("BEGIN; LOCK TABLE memory"))
            with pytest.raises(Locked, match="locked by another program"):
                await db.write(add_one)
            other.execute(text("ROLLBACK"))
        assert await db.write(add_one) == 2


async def test_a_server_that_is_gone_is_said_without_the_password() -> None:
    address = "postgresql://bot:pa55word@127.0.0.1:9/bot"
    async with Database(address, VirtualClock(NOW)) as db:
        for ask in (db.read, db.write):
            with pytest.raises(Unavailable, match="the database cannot be used") as told:
                await ask(lambda conn: None)
            assert "pa55word" not in str(told.value)
    with pytest.raises(Unavailable, match="the database cannot be used"):
        migrate.upgrade(address)


async def test_a_connection_that_was_cut_is_replaced(db: Database, url: str) -> None:
    await db.write(note("before"))
    with administrator(url) as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await db.write(note("after"))
    assert await notes(db) == ["after", "before"]


async def test_a_database_nobody_prepared_says_how_to_mend_it(blank_postgres_url: str) -> None:
    async with Database(blank_postgres_url, VirtualClock(NOW)) as db:
        with pytest.raises(Unavailable, match="stewardbot db upgrade"):
            await db.write(add_one)


async def test_a_user_who_may_write_nothing_is_told_of_the_right(db: Database) -> None:
    def refused(conn: Connection) -> None:
        conn.execute(text("SET LOCAL ROLE pg_monitor"))
        add_one(conn)

    with pytest.raises(Unavailable, match="the user of the database lacks a right"):
        await db.write(refused)


def test_the_driver_is_asked_for_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Unavailable, match=r"pip install 'stewardbot\[postgres\]'"):
        migrate.upgrade("postgresql://h/d")


def test_half_of_the_extra_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match=r"pip install 'stewardbot\[postgres\]'"):
        migrate.upgrade("postgresql://h/d")


def test_a_server_too_old_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "OLDEST", 99)
    with pytest.raises(Unavailable, match="PostgreSQL 99 or newer is needed, and this server is"):
        migrate.at_head(url)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("CREATE TABLE deliveries (x int)", "holds tables of another program"),
        (
            "CREATE TABLE alembic_version (version_num text);"
            "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
            "holds tables of another program",
        ),
        ("DROP SCHEMA public CASCADE", "no schema to make tables in"),
    ],
)
def test_a_database_in_which_others_are_at_home_is_refused(
    blank_postgres_url: str, made: str, why: str
) -> None:
    with administrator(blank_postgres_url) as others:
        others.execute(text(made))
        tables = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        before = others.scalar(tables)
        with pytest.raises(Unavailable, match=why):
            migrate.upgrade(blank_postgres_url)
        assert others.scalar(tables) == before


def test_a_database_that_cannot_hold_every_text_is_refused(url: str) -> None:
    name = f"stewardbot_test_{uuid4().hex}"
    with administrator(url) as other:
        other.execute(text(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"))
        try:
            with pytest.raises(Unavailable, match="encoding is SQL_ASCII: make one whose ENCODING is 'UTF8'"):
                migrate.upgrade(make_url(url).set(database=name).render_as_string(hide_password=False))
        finally:
            other.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def test_an_option_that_is_none_is_named(url: str) -> None:
    with pytest.raises(Unavailable, match=r'DATABASE_URL cannot be used: invalid connection option "foo"\Z'):
        migrate.upgrade(f"{url}&foo=pa55word")


async def test_who_is_overtaken_without_beginning_again_takes_the_tables_for_locked(
    db: Database, url: str
) -> None:
    """So `serve` comes again when others have done with them."""

    def overtaken() -> None:
        engine = engine_for(url)
        with administrator(url) as faster, disposed(engine), engine.begin() as conn:
            conn.execute(text("SELECT 1 FROM memory"))
            faster.execute(text("UPDATE memory SET version = version + 1"))
            add_one(conn)

    await db.write(add_one)
    with pytest.raises(Locked):
        await asyncio.to_thread(overtaken)


async def test_tables_are_made_once_however_many_come_together(blank_postgres_url: str) -> None:
    upgrades = (asyncio.to_thread(migrate.upgrade, blank_postgres_url) for _ in range(3))
    assert sorted(await asyncio.gather(*upgrades)) == [False, False, True]
    assert migrate.at_head(blank_postgres_url)


async def test_a_newer_database_is_refused_at_the_start_and_worked_with_by_who_is_left(
    blank_postgres_url: str,
) -> None:
    migrate.upgrade(blank_postgres_url)
    async with Database(blank_postgres_url, VirtualClock(NOW)) as left:
        await left.write(note("before"))
        with administrator(blank_postgres_url) as newer:
            newer.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await asyncio.gather(*(left.write(note(f"{n}")) for n in range(20)))
    for ask in (migrate.upgrade, migrate.at_head):
        with pytest.raises(NewerDatabase, match="made by a newer Stewardbot"):
            ask(blank_postgres_url)
    async with Database(blank_postgres_url, VirtualClock(NOW)) as older:
        with pytest.raises(NewerDatabase):
            await older.read(lambda conn: None)


def test_a_second_runner_is_refused_until_the_first_is_gone(url: str) -> None:
    with (
        RunnerLock(url),
        pytest.raises(AlreadyRunning, match=r"another Stewardbot \(process \d+ on .+\) already works"),
    ):
        RunnerLock(url).acquire()
    with RunnerLock(url):
        pass


def test_a_fleet_works_together_and_bears_neither_another_nor_a_lone_runner(url: str) -> None:
    with RunnerLock(url, fleet=4711), RunnerLock(url, fleet=4711):
        for fleet in (4712, None):
            with pytest.raises(AlreadyRunning):
                RunnerLock(url, fleet).acquire()
    with RunnerLock(url), pytest.raises(AlreadyRunning, match="without a fleet"):
        RunnerLock(url, fleet=4711).acquire()
    with RunnerLock(url, fleet=4712):
        pass


async def test_no_file_is_left_to_write_anew_where_somebody_is_forgotten_beside_a_fleet(
    db: Database, url: str
) -> None:
    with RunnerLock(url, fleet=4711):
        assert await what_remains(db, b"key") == ("", [])


def test_a_backup_is_the_servers_own_to_make(url: str, tmp_path: Path) -> None:
    with_password = url.replace("postgres:@", "postgres:pa55word@")
    with pytest.raises(Unavailable, match=r"`pg_dump --format=custom --file=.*copy\.dump") as told:
        backup.backup(with_password, tmp_path / "copy.dump")
    assert "pg_restore" in str(told.value)
    assert "postgres@" in str(told.value)
    assert "pa55word" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_sound_database_is_found_sound_and_an_index_that_is_broken_is_named(url: str) -> None:
    assert backup.integrity(url) == []
    broken = "UPDATE pg_index SET indisvalid = {} WHERE indexrelid = 'ix_outbox_guid'::regclass"
    with administrator(url) as other:
        other.execute(text(broken.format("false")))
        try:
            assert backup.integrity(url) == ["the index ix_outbox_guid is not valid"]
        finally:
            other.execute(text(broken.format("true")))


def test_doctor_asks_the_server_and_no_disk_of_ours(url: str) -> None:
    def findings(address: str) -> list[tuple[str, str, str]]:
        chosen = Settings.model_construct(database_url=SecretStr(address))
        return [(each.state, each.what, each.fix) for each in checkup.of_database(chosen)]

    assert findings(url) == [(Status.FINE, "database", "")]
    remedy = "Look at DATABASE_URL and at the rights of the user it names."
    assert findings("postgresql://127.0.0.1:9/bot") == [(Status.WRONG, "database", remedy)]


async def test_vacuum_thins_out_what_is_old_and_gives_room_back(db: Database, url: str) -> None:
    long_ago = NOW - timedelta(days=900)
    old = Arrival("old", "issues", "opened", 1, 7, "1#7", 5, long_ago, b"." * 300_000)
    await db.write(lambda conn: inbox.put(conn, [old]))
    await db.write(lambda conn: inbox.done(conn, 1, OutcomeKind.ACTED, "", None, long_ago))
    done = await asyncio.to_thread(vacuum, url, NOW)
    assert done.rows == 2, "its body, then itself"
    assert done.given_back is not None
    assert await db.read(lambda conn: inbox.by_guid(conn, "old")) is None
