"""`stewardbot db restore`: the backup is there, the old database is whole beside it, and nothing is mixed."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.maintain.db import app
from bot.clock import VirtualClock
from bot.errors import OperatorError
from bot.store import memory
from bot.store.database import Database
from bot.store.sql.runner_lock import RunnerLock
from bot.store.upkeep import backup
from tests.harness import new_database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "sqlite+aiosqlite:///bot.db"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database, and a list of the forgotten beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", URL)
    new_database.make(URL)
    (tmp_path / "bot.db.forgotten").touch()
    return tmp_path


def note(text: str) -> None:
    """Write a note, and leave it in the log, as a killed server does."""
    files = [Path("bot.db"), Path("bot.db-wal")]

    async def write() -> list[bytes]:
        async with Database(URL, VirtualClock(NOW)) as database:
            await database.write(lambda conn: memory.put(conn, "repo:1", "note", text, True, NOW))
            return await asyncio.to_thread(lambda: [file.read_bytes() for file in files])

    for file, content in zip(files, asyncio.run(write()), strict=True):
        file.write_bytes(content)


def notes(file: str = "bot.db") -> list[str]:
    """The notes in a database."""
    with closing(sqlite3.connect(file)) as database:
        return sorted(key for (key,) in database.execute("SELECT key FROM memory WHERE feature = 'note'"))


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, ["restore", *arguments], input=given)


def test_the_backup_is_there_and_the_old_one_aside_with_its_log(folder: Path) -> None:
    note("before")
    backup.backup(URL, folder / "copy.db")
    note("after")
    done = run("copy.db")
    assert done.exit_code == 0, done.output
    assert not (folder / "bot.db-wal").exists()
    assert notes() == ["before"]
    (aside,) = (file for file in folder.glob("bot.db.before-*") if not file.name.endswith(("-wal", "-shm")))
    assert aside.name in done.stdout
    assert notes(str(aside)) == ["after", "before"], "nothing of the old one is lost"
    assert notes("copy.db") == ["before"], "the backup stays as it was"


def test_while_a_server_works_on_it_nothing_is_touched(folder: Path) -> None:
    backup.backup(URL, folder / "copy.db")
    was = (folder / "bot.db").read_bytes()
    with RunnerLock(URL):
        refused = run("copy.db")
    assert isinstance(refused.exception, OperatorError)
    assert "stop it first" in str(refused.exception)
    assert (folder / "bot.db").read_bytes() == was


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be used: No such file"),
        (b"", "is no backup of Stewardbot's"),
        (b"not a database at all" * 100, "is no backup of Stewardbot's"),
        ("cut", "copy.db is damaged itself"),
        ("newer", "newer"),
        ("foreign", "is no backup of Stewardbot's"),
    ],
)
def test_what_is_no_good_backup_is_refused_and_the_old_one_stays(
    folder: Path, content: bytes | str | None, why: str
) -> None:
    backup.backup(URL, folder / "copy.db")
    copy, was = folder / "copy.db", (folder / "bot.db").read_bytes()
    if content == "cut":
        copy.write_bytes(copy.read_bytes()[:12_288])
    elif content in ("newer", "foreign"):
        change = "UPDATE alembic_version SET version_num = '9999'"
        with closing(sqlite3.connect(copy)) as database:
            database.execute(change if content == "newer" else "DROP TABLE alembic_version")
            database.commit()
    elif content is None:
        copy.unlink()
    else:
        assert isinstance(content, bytes)
        copy.write_bytes(content)
    refused = run("copy.db")
    assert isinstance(refused.exception, OperatorError)
    assert why in str(refused.exception)
    assert (folder / "bot.db").read_bytes() == was
    assert not list(folder.glob("bot.db.before-*"))
    assert not list(folder.glob("*.restoring*"))


def test_without_the_list_of_the_forgotten_it_asks(folder: Path) -> None:
    backup.backup(URL, folder / "copy.db")
    (folder / "bot.db.forgotten").unlink()
    refused = run("copy.db", given="n\n")
    assert refused.exit_code == 1
    assert "stewardbot forget LOGIN" in refused.output
    assert not list(folder.glob("bot.db.before-*"))
    assert run("copy.db", given="y\n").exit_code == 0
    assert list(folder.glob("bot.db.before-*"))


def test_the_database_itself_and_one_of_a_server_are_no_matter_of_this(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is the database itself" in str(run("bot.db").exception)
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot@db.example.org/bot")
    assert "pg_restore" in str(run("copy.db", "--yes").exception)


def test_where_there_is_no_database_a_stale_log_goes(folder: Path) -> None:
    backup.backup(URL, folder / "copy.db")
    (folder / "bot.db").unlink()
    (folder / "bot.db-wal").write_bytes(b"of another file")
    done = run("copy.db")
    assert done.exit_code == 0
    assert "the one before" not in done.stdout
    assert notes() == []
