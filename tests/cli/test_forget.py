"""`stewardbot forget` erases whom it names, or says in one sentence why it does not."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, update

import bot.cli
from bot.clock import VirtualClock
from bot.core.events.webhooks import parse
from bot.engine.run.housekeeping import Housekeeping
from bot.operations import diagnostics
from bot.store import inbox, ledger, memory, mirror
from bot.store.database import Connection, Database
from bot.store.inbox import Arrival
from bot.store.sql import database_file, migrate, tables
from bot.store.sql.runner_lock import RunnerLock
from bot.store.upkeep import backup, forgetting, remains, vacuum
from tests.harness import new_database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BODY = {
    "action": "opened",
    "repository": {"id": 12, "full_name": "acme/widget", "owner": {"id": 3, "login": "acme"}},
    "sender": {"id": 4711, "login": "eve"},
    "issue": {"number": 7, "title": "Hello", "user": {"id": 4711, "login": "eve"}},
}
WROTE_AGAIN = ledger.Entry(NOW, 12, 3, 9, 4711, "eve", "issues.opened")
SEED, ROWS = 1, 600
KEY = "a long and random text"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that knows eve."""
    address = f"sqlite+aiosqlite:///{tmp_path}/steward.db"
    new_database.make(address)

    def know(conn: Connection) -> None:
        mirror.apply(conn, parse("issues", BODY), NOW)
        ledger.add(conn, [ledger.Entry(NOW, 12, 3, 7, 4711, "eve", "issues.opened")])

    asyncio.run(_write(address, know))
    return address


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> Run:
    """Runs the program on that database: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*arguments: str, key: str = KEY) -> tuple[int, str, str]:
        monkeypatch.setenv("FORGET_KEY", key)
        monkeypatch.setattr(sys, "argv", ["stewardbot", "forget", *arguments])
        try:
            bot.cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


async def _write(url: str, work: Callable[[Connection], object]) -> None:
    async with Database(url, VirtualClock(NOW)) as db:
        await db.write(work)


def a_crowd(conn: Connection) -> None:
    """Rows with their word among others', which grow, so that SQLite moves some of them between its pages."""
    order = random.Random(SEED)
    place = {"scope": "repo:12", "feature": "crowd", "version": 1, "updated_at": NOW}
    keys = [f"{number}:4711" if number % 10 == 0 else f"{number}" for number in range(ROWS)]
    words = ["vermilion" if key.endswith(":4711") else "" for key in keys]
    values = [word + "x" * order.randint(0, 900) for word in words]
    rows = [place | {"key": key, "value": value} for key, value in zip(keys, values, strict=True)]
    conn.execute(insert(tables.memory), rows)
    for row in order.choices(rows, k=ROWS // 5):
        row["value"] = f"{row['value']}{'x' * order.randint(0, 300)}"
        conn.execute(
            update(tables.memory).where(tables.memory.c.key == row["key"]).values(value=row["value"])
        )


def raw(folder: Path) -> bytes:
    """All that the database, its log and what else lies beside it hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def _renewed(url: str, most: int) -> bool:
    async with Database(url, VirtualClock(NOW)) as db:
        return await remains.renew(db, most)


async def _backups(url: str) -> list[Path]:
    async with Database(url, VirtualClock(NOW)) as db:
        return await remains.backups(db, KEY.encode())


async def _keep_house(url: str) -> None:
    async with Database(url, VirtualClock(NOW)) as db:
        await Housekeeping(db, VirtualClock(NOW), KEY.encode()).tick()


async def _ids(url: str) -> list[int]:
    async with Database(url, VirtualClock(NOW)) as db:
        return await db.read(lambda conn: list(remains.person_ids(conn)))


async def _known(url: str) -> int:
    async with Database(url, VirtualClock(NOW)) as db:
        return len(await db.read(lambda conn: forgetting.people(conn, "eve")))


@pytest.mark.slow
def test_whoever_is_named_is_erased(run: Run, url: str) -> None:
    assert asyncio.run(_known(url)) == 1
    code, out, _ = run("@EVE")
    assert (code, out) == (0, "forgotten: 3 rows\n")
    assert asyncio.run(_known(url)) == 0
    code, _, err = run("eve")
    assert (code, err) == (1, "Nobody here is called eve; there is nothing to erase.\n")


@pytest.mark.slow
def test_no_byte_of_them_is_left_in_the_file_or_its_log(run: Run, url: str, tmp_path: Path) -> None:
    asyncio.run(_write(url, a_crowd))
    assert b"vermilion" in raw(tmp_path)
    assert run("eve")[1].count("\n") == 1
    assert b"vermilion" not in raw(tmp_path)


@pytest.mark.slow
async def test_beside_a_server_the_file_is_written_anew_by_its_housekeeping(
    run: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "LOCK_WAIT", 0.1)
    with RunnerLock(url):
        async with Database(url, VirtualClock(NOW)) as db:
            await db.write(a_crowd)
            reader = sqlite3.connect(tmp_path / "steward.db", isolation_level=None)
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM memory").fetchone()[0] > 1
            _, out, _ = await asyncio.to_thread(run, "eve")
            assert "pending: the server writes the file anew within the hour" in out
            assert b"vermilion" in raw(tmp_path)
            await Housekeeping(db, VirtualClock(NOW)).tick()
            assert await db.read(remains.is_owed), "somebody still reads an older state"
            reader.close()
            await Housekeeping(db, VirtualClock(NOW)).tick()
            assert not await db.read(remains.is_owed)
            assert b"vermilion" not in raw(tmp_path)
            assert len(await db.read(lambda conn: memory.scan(conn, "repo:12", "crowd"))) == ROWS * 9 // 10


@pytest.mark.slow
def test_a_restored_backup_forgets_again_whom_the_list_beside_it_marks(
    run: Run, url: str, tmp_path: Path
) -> None:
    copy, file = tmp_path / "old.db", tmp_path / "steward.db"
    backup.backup(url, copy)
    run("eve")
    shutil.copy(copy, file)
    assert asyncio.run(_known(url)) == 1
    listed = tmp_path / "steward.db.forgotten"
    assert re.fullmatch(r"[0-9a-f]{32}\n", listed.read_text())
    assert listed.stat().st_mode & 0o777 == 0o600
    asyncio.run(_keep_house(url))
    assert asyncio.run(_known(url)) == 0
    asyncio.run(_keep_house(url))
    assert listed.read_text().count("\n") == 1


@pytest.mark.slow
def test_without_a_list_or_with_a_broken_one_the_others_work_goes_on(
    run: Run, url: str, tmp_path: Path
) -> None:
    listed = tmp_path / "steward.db.forgotten"
    listed.mkdir()
    assert run("eve")[0] == 0
    asyncio.run(_keep_house(url))
    listed.rmdir()
    listed.write_bytes(b"\xff\x00 no mark\n")
    asyncio.run(_keep_house(url))
    assert len(listed.read_bytes().split()) == 4, "it got what the database knew"


@pytest.mark.slow
def test_a_large_file_waits_for_the_server_to_stop_and_the_operator_to_vacuum(
    run: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_write(url, a_crowd))
    with RunnerLock(url):
        run("eve")
        assert asyncio.run(_renewed(url, most=1000)) is False
    assert diagnostics.forgotten(True, [])[0].statement.startswith("traces of whoever was forgotten")
    vacuum.vacuum(url, NOW)
    assert b"vermilion" not in raw(tmp_path)
    assert asyncio.run(_renewed(url, most=1000)) is True


@pytest.mark.slow
def test_backups_that_still_hold_them_are_named_wherever_they_were_put(
    run: Run, url: str, tmp_path: Path
) -> None:
    asyncio.run(_write(url, lambda conn: mirror.apply(conn, parse("issues", BODY), NOW)))
    earlier = f"sqlite+aiosqlite:///{tmp_path}/before-eve.db"
    migrate.upgrade(earlier)
    dan = {"id": 77, "login": "dan"}
    others = {**BODY, "sender": dan, "issue": {"number": 8, "title": "Hello", "user": dan}}
    asyncio.run(_write(earlier, lambda conn: mirror.apply(conn, parse("issues", others), NOW)))
    elsewhere = tmp_path / "far" / "away"
    elsewhere.mkdir(parents=True)
    backup.backup(url, elsewhere / "monday.db")
    backup.backup(url, tmp_path / "tuesday.bak")
    shutil.copy(tmp_path / "steward.db", tmp_path / "a copy?.db")
    (tmp_path / "notes.txt").write_text("eve")
    sqlite3.connect(tmp_path / "another.db").execute("CREATE TABLE eve (id)").connection.close()
    _, out, _ = run("eve")
    backup.backup(url, tmp_path / "wednesday.db")
    asyncio.run(_write(url, lambda conn: ledger.add(conn, [WROTE_AGAIN])))
    backup.backup(url, tmp_path / "thursday.db")
    named = re.findall("^backup: (.*) still holds somebody who was forgotten; delete it", out, re.MULTILINE)
    held = [tmp_path / "a copy?.db", elsewhere / "monday.db", tmp_path / "tuesday.bak"]
    assert named == list(map(str, held))
    found = asyncio.run(_backups(url))
    assert found == held, "not what was made before they came, or after they were forgotten or came back"
    assert [
        finding.statement.partition(" still")[0] for finding in diagnostics.forgotten(False, found)
    ] == named
    assert all(file.exists() for file in held)


def test_whoever_writes_again_later_is_not_forgotten_again(run: Run, url: str) -> None:
    run("eve")
    asyncio.run(_write(url, lambda conn: ledger.add(conn, [WROTE_AGAIN])))
    asyncio.run(_keep_house(url))
    assert 4711 in asyncio.run(_ids(url))


def test_without_a_key_nobody_is_forgotten(run: Run, url: str) -> None:
    code, out, err = run("eve", key="")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("FORGET_KEY is not set;")
    assert asyncio.run(_known(url)) == 1


def test_what_is_under_way_comes_first(run: Run, url: str) -> None:
    arrival = Arrival("g", "issues", "opened", 12, 7, "12#7", 5, NOW, b'{"sender": {"login": "eve"}}')
    asyncio.run(_write(url, lambda conn: inbox.put(conn, [arrival])))
    code, _, err = run("eve")
    assert (code, "are under way" in err) == (1, True)
    assert asyncio.run(_known(url)) == 1


def test_the_owner_of_a_repository_is_told_to_uninstall(run: Run, url: str) -> None:
    theirs = BODY | {"repository": {"id": 13, "full_name": "Eve/own", "owner": {"id": 4711, "login": "Eve"}}}
    asyncio.run(_write(url, lambda conn: mirror.apply(conn, parse("issues", theirs), NOW)))
    code, _, err = run("eve")
    assert (code, "uninstall the App there first" in err) == (1, True)
