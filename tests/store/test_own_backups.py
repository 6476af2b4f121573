"""The server's own backups: seven days of them, each checked, and one before the tables change."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import Unavailable
from bot.store.sql import migrate
from bot.store.upkeep import own_backups, restore
from bot.store.upkeep.own_backups import DAILY, MOST
from tests.harness import new_database

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/bot.db"
    new_database.make(address)
    return address


def test_seven_days_are_kept_and_any_of_them_is_sound(file_url: str, tmp_path: Path) -> None:
    folder = own_backups.folder_of(file_url, None)
    assert folder == tmp_path / "backups"
    made = [own_backups.make(file_url, folder, DAILY, NOW + timedelta(days=n)) for n in range(9)]
    assert own_backups.listed(file_url, folder, DAILY) == made[-MOST[DAILY] :]
    assert own_backups.newest(file_url, folder, DAILY) == NOW + timedelta(days=8)
    assert folder.stat().st_mode & 0o077 == 0
    assert made[-1].stat().st_mode & 0o077 == 0
    restore.check(made[-1], made[-1])


def test_a_damaged_one_does_not_count_and_drops_no_other(
    file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    made = [own_backups.make(file_url, folder, DAILY, NOW + timedelta(days=n)) for n in range(7)]

    def half_written(url: str, target: Path) -> int:
        target.write_bytes(made[0].read_bytes()[:-5000])
        return 0

    monkeypatch.setattr(own_backups, "backup", half_written)
    with pytest.raises(Unavailable, match=r"damaged|no backup"):
        own_backups.make(file_url, folder, DAILY, NOW + timedelta(days=7))
    assert own_backups.listed(file_url, folder, DAILY) == made


def test_where_there_is_no_folder_the_reason_is_said(file_url: str, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file")
    with pytest.raises(Unavailable, match="backups cannot be made"):
        own_backups.make(file_url, tmp_path / "backups", DAILY, NOW)


def test_only_a_database_of_another_version_is_behind(file_url: str, tmp_path: Path) -> None:
    assert not migrate.is_behind(file_url)
    assert not migrate.is_behind(f"sqlite:///{tmp_path}/none.db")
    assert not migrate.is_behind("sqlite:///:memory:")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    assert migrate.is_behind(file_url)
