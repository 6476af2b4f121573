"""A database of each release is brought up to date, loses no row, and is what the program knows."""

from __future__ import annotations

import gzip
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.sql import migrate
from bot.store.sql.connections import engine_for
from tests import released
from tests.test_migrations import by_steps, schema

RELEASED = sorted(Path(released.__file__).parent.glob("*.db.gz"))
CHANGELOG = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")


def rows(path: Path) -> dict[str, int]:
    """The number of rows of each table, but for what says which step a database stands at."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        counts = {}
        for (name,) in tables:
            (counts[name],) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608  its own
    return {name: count for name, count in counts.items() if not name.startswith(("alembic", "sqlite_"))}


def unpacked(release: Path, path: Path) -> str:
    """The database of a release as a file of ours; its address."""
    path.write_bytes(gzip.decompress(release.read_bytes()))
    return f"sqlite:///{path}"


def test_each_release_left_a_database() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$", CHANGELOG, re.MULTILINE)
    assert set(versions) <= {path.name.removesuffix(".db.gz") for path in RELEASED}


def test_there_is_something_to_bring_up_to_date(tmp_path: Path) -> None:
    urls = [unpacked(release, tmp_path / f"{at}.db") for at, release in enumerate(RELEASED)]
    assert not all(map(migrate.at_head, urls)), "else the test below tries no step"


@pytest.mark.parametrize("release", RELEASED, ids=lambda path: path.name.removesuffix(".db.gz"))
def test_a_database_of_a_release_is_brought_up_to_date(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "steward.db"
    url = unpacked(release, path)
    before = rows(path)
    assert before["deliveries"] > 20
    migrate.upgrade(url)
    assert migrate.at_head(url)
    assert before.items() <= rows(path).items()
    assert schema(engine_for(url)) == schema(by_steps(f"{url}.by-steps"))
