"""`stewardbot db`: a database is made, checked and copied, and trouble is one sentence."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.maintain.db import app
from bot.clock import VirtualClock
from bot.core.states import OutcomeKind
from bot.errors import OperatorError
from bot.store import inbox, memory
from bot.store.database import Database, Unavailable
from bot.store.inbox import Arrival
from bot.store.sql import migrate
from bot.store.sql.runner_lock import RunnerLock
from tests.store.conftest import NOW


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder with the default settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///stewardbot.db")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, OperatorError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_made_once_then_up_to_date_and_sound() -> None:
    assert run("upgrade") == "upgraded\n"
    assert run("upgrade") == "up to date\n"
    assert run("check") == "version: up to date\nintegrity: ok\n"


async def test_a_backup_of_a_database_in_use_can_be_restored(tmp_path: Path) -> None:
    run("upgrade")
    async with Database("sqlite:///stewardbot.db", VirtualClock(NOW)) as db:
        await db.write(lambda conn: memory.put(conn, "repo:1", "x", "kept", 1, NOW))
        assert "bytes" in run("backup", "copy.db")
        await db.write(lambda conn: memory.put(conn, "repo:1", "x", "later", 1, NOW))
    assert stat.S_IMODE(os.stat("copy.db").st_mode) == 0o600
    async with Database("sqlite:///copy.db", VirtualClock(NOW)) as restored:
        assert list(await restored.read(lambda conn: memory.scan(conn, "repo:1", "x"))) == ["kept"]


def test_vacuum_wants_room_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("upgrade")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 * 2**20))
    with pytest.raises(OperatorError, match=r"no room for it: the disk has 5 MB free, .* make room first"):
        run("vacuum")


async def test_vacuum_thins_out_what_is_old_and_gives_room_back() -> None:
    run("upgrade")
    body = os.urandom(300_000)
    async with Database("sqlite:///stewardbot.db", VirtualClock(NOW)) as db:
        old = Arrival("old", "issues", "opened", 1, 7, "1#7", 5, NOW - timedelta(days=900), body)
        await db.write(lambda conn: inbox.put(conn, [old]))
        await db.write(lambda conn: inbox.done(conn, 1, OutcomeKind.ACTED, "", None, old.received_at))
    size = os.stat("stewardbot.db").st_size
    with RunnerLock("sqlite:///stewardbot.db"):
        said = run("vacuum")
    assert "thinned out: 2 rows" in said, "its body, then itself"
    assert "stop it and run this again" in said
    assert os.stat("stewardbot.db").st_size == size
    assert re.search(r"given back: \d{3},\d{3} bytes", run("vacuum"))
    assert os.stat("stewardbot.db").st_size < size - 290_000
    assert run("check").endswith("integrity: ok\n")
    assert stat.S_IMODE(os.stat("stewardbot.db").st_mode) == 0o600


def test_a_backup_overwrites_nothing() -> None:
    run("upgrade")
    Path("copy.db").write_text("precious")
    with pytest.raises(OperatorError, match=r"copy\.db exists already"):
        run("backup", "copy.db")
    assert Path("copy.db").read_text() == "precious"
    with pytest.raises(OperatorError, match="cannot be written: No such file or directory"):
        run("backup", "nowhere/copy.db")


def test_a_database_that_is_not_there_is_no_database_to_check() -> None:
    with pytest.raises(OperatorError, match="no database file"):
        run("check")
    with pytest.raises(OperatorError, match="no database file"):
        run("backup", "copy.db")
    assert os.listdir() == []


def test_a_file_that_is_no_database_is_said_to_be_none() -> None:
    Path("stewardbot.db").write_text("Dear diary, this is no database at all. " * 100)
    for command in ("upgrade", "check"):
        with pytest.raises(OperatorError, match=r"^The file is not a database: let DATABASE_URL name"):
            run(command)


def test_a_database_behind_the_program_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    sqlite3.connect("stewardbot.db").close()
    Path("stewardbot.db").touch()
    with pytest.raises(OperatorError, match="stewardbot db upgrade"):
        run("check")


def test_a_newer_database_is_not_touched() -> None:
    run("upgrade")
    with sqlite3.connect("stewardbot.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    for command in ("upgrade", "check"):
        with pytest.raises(OperatorError, match="version 9999, made by a newer Stewardbot"):
            run(command)


def test_a_folder_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/x.db")
    with pytest.raises(OperatorError, match=r"nowhere/x\.db cannot be made: No such file or directory"):
        run("upgrade")


@pytest.mark.parametrize("command", ["upgrade", "check"])
def test_a_folder_that_cannot_even_be_looked_into_is_said(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests may be root, who may look into every folder: a name that is too long is refused
    # to all.
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{'x' * 300}/x.db")
    with pytest.raises(OperatorError, match=r"x/x\.db"):
        run(command)


def test_a_place_that_cannot_be_looked_into_is_refused_before_there_is_an_app() -> None:
    with pytest.raises(Unavailable, match=r"x\.db cannot be made: File name too long; let DATABASE_URL name"):
        migrate.refuse_place(f"sqlite:///{'x' * 300}/x.db")


@pytest.mark.parametrize("command", ["upgrade", "check", "backup"])
def test_each_command_shows_an_example(command: str) -> None:
    assert "Example:" in run(command, "--help")
