"""A database to talk to, on both servers it may be on, and a fixed morning to do it on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.store.database import Database
from tests.harness import new_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A SQLite file with its tables made."""
    address = f"sqlite+aiosqlite:///{tmp_path}/steward.db"
    new_database.make(address)
    return address


@pytest.fixture(params=["file_url", "postgres_url"], ids=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with its tables made, of either kind."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    """The database of either kind, as `serve` has it."""
    async with Database(url, VirtualClock(NOW)) as database:
        yield database


@pytest.fixture
async def memory_db() -> AsyncIterator[Database]:
    """The database in memory, as `plan` has it."""
    async with Database("sqlite+aiosqlite:///:memory:", VirtualClock(NOW)) as database:
        yield database
