"""`stewardbot db`: a database is made, checked and copied, and trouble is one sentence."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.db import app
from bot.clock import VirtualClock
from bot.mistake import UserMistake
from bot.store import memory
from bot.store.database import Database
from tests.store.conftest import NOW


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder with the default settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///stewardbot.db")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    if isinstance(result.exception, UserMistake):
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


def test_a_backup_overwrites_nothing() -> None:
    run("upgrade")
    Path("copy.db").write_text("precious")
    with pytest.raises(UserMistake, match=r"copy\.db exists already"):
        run("backup", "copy.db")
    assert Path("copy.db").read_text() == "precious"
    with pytest.raises(UserMistake, match="cannot be written: No such file or directory"):
        run("backup", "nowhere/copy.db")


def test_a_database_that_is_not_there_is_no_database_to_check() -> None:
    with pytest.raises(UserMistake, match="no database file"):
        run("check")
    with pytest.raises(UserMistake, match="no database file"):
        run("backup", "copy.db")
    assert os.listdir() == []


def test_a_file_that_is_no_database_is_said_to_be_none() -> None:
    Path("stewardbot.db").write_text("Dear diary, this is no database at all. " * 100)
    for command in ("upgrade", "check"):
        with pytest.raises(UserMistake, match=r"^The file is not a database\.$"):
            run(command)


def test_a_database_behind_the_program_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    sqlite3.connect("stewardbot.db").close()
    Path("stewardbot.db").touch()
    with pytest.raises(UserMistake, match="stewardbot db upgrade"):
        run("check")


def test_a_newer_database_is_not_touched() -> None:
    run("upgrade")
    with sqlite3.connect("stewardbot.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    for command in ("upgrade", "check"):
        with pytest.raises(UserMistake, match="version 9999, made by a newer Stewardbot"):
            run(command)


def test_a_folder_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///nowhere/x.db")
    with pytest.raises(UserMistake, match=r"nowhere/x\.db cannot be made: No such file or directory"):
        run("upgrade")


@pytest.mark.parametrize("command", ["upgrade", "check", "backup"])
def test_each_command_shows_an_example(command: str) -> None:
    assert "Example:" in run(command, "--help")
