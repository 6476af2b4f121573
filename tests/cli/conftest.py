"""A database for commands that are tried on either kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness import new_database


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A new database in a file."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    new_database.make(url)
    return url


@pytest.fixture(params=["file_url", "postgres_url"], ids=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new database of each kind, which the settings name."""
    url: str = request.getfixturevalue(request.param)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    return url
