"""A disk that is full, read-only, locked or gone: nothing is acknowledged, and all goes on afterwards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Protocol

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.store.sql.connections import LOCK_WAIT
from bot.store.upkeep import backup
from tests.harness.over_http.town import PATIENCE, REPO, Town

pytestmark = pytest.mark.slow

LARGEST = 1_073_741_823
LOG = Random(1).randbytes(8_000).hex()
"""Something long that packing makes hardly shorter: it finds no room in the pages that are there."""


STATE = ["query_only = OFF"]
"""How SQLite is told to behave on whatever connection is used next."""


@contextmanager
def behaving(broken: str, mended: str) -> Iterator[None]:
    STATE[0] = broken
    try:
        yield
    finally:
        STATE[0] = mended


def full(folder: Path) -> AbstractContextManager[None]:
    return behaving("max_page_count = 1", f"max_page_count = {LARGEST}")


def read_only(folder: Path) -> AbstractContextManager[None]:
    return behaving("query_only = ON", "query_only = OFF")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    other = sqlite3.connect(folder / "town.db", isolation_level=None, timeout=PATIENCE)
    other.execute("BEGIN IMMEDIATE")  # waits for whatever the bot is just writing
    try:
        # Only now is the bot impatient: its own connections wait for one another while they open the file.
        with behaving("busy_timeout = 0", f"busy_timeout = {LOCK_WAIT * 1000:.0f}"):
            yield
    finally:
        other.execute("COMMIT")
        other.close()


@contextmanager
def vanished(folder: Path) -> Iterator[None]:
    (folder / "town.db").rename(folder / "elsewhere.db")
    try:
        yield
    finally:
        (folder / "elsewhere.db").rename(folder / "town.db")


class Trouble(Protocol):
    def __call__(self, folder: Path, /) -> AbstractContextManager[None]: ...


@pytest.fixture(autouse=True)
def _every_connection() -> Iterator[None]:
    def take(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA {STATE[0]}").close()

    event.listen(Pool, "checkout", take)
    yield
    event.remove(Pool, "checkout", take)


@pytest.mark.parametrize("trouble", [full, read_only, locked, vanished])
async def test_nothing_is_acknowledged_that_is_not_stored_and_it_recovers_by_itself(
    tmp_path: Path, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    async with Town(tmp_path) as town, town.running():
        assert (await town.asks("/readyz"))[0] == 200
        number = town.person("eve").opens_issue(REPO, "Crash on opening", f"It crashes. <!-- {LOG} -->")
        town.clock.advance(2)  # readiness looks no two times in one second
        with trouble(tmp_path):
            assert set(await town.hears()) == {503}
            status, said = await town.asks("/readyz")
            assert (status, json.loads(said)["checks"]["database"]["ok"]) == (503, False)
            assert str(tmp_path) not in said
            assert (await town.asks("/healthz"))[0] == 200
        lines = [line for line in caplog.records if line.name in ("bot.web.webhook", "bot.web.health")]
        assert {line.getMessage() for line in lines} == {"delivery not stored", "the database cannot be used"}
        assert all(line.exc_info is None and vars(line)["reason"] for line in lines), "one line each"
        town.clock.advance(2)
        assert (await town.asks("/readyz"))[0] == 200
        for delivery in list(town.server.deliveries):
            if delivery.status == 503:
                assert (await town.server.redeliver(delivery.webhook.guid)).status == 202
        town.clock.advance(60)
        await town.quiet()
        assert town.labels(number) == ["bug"]
        assert len(town.comments(number)) == 1


@pytest.mark.parametrize("trouble", [full, read_only, locked, vanished])
async def test_what_was_acknowledged_before_is_done_once_afterwards(tmp_path: Path, trouble: Trouble) -> None:
    async with Town(tmp_path) as town:
        number = town.person("eve").opens_issue(REPO, "Crash on opening", "It crashes.")
        assert set(await town.hears()) == {202}
        with trouble(tmp_path):
            async with town.running():
                while not town.clock.next_wake():  # it has tried, and waits a moment
                    await town.asks("/healthz")
        assert town.comments(number) == []
        await town.restarts()
        await town.later(minutes=2)
        assert town.labels(number) == ["bug"]
        assert len(town.comments(number)) == 1


async def test_a_file_that_was_replaced_stops_all_writing_and_is_told(tmp_path: Path) -> None:
    async with Town(tmp_path) as town, town.running():
        await town.quiet()
        town.person("eve").opens_issue(REPO, "Crash on opening", "It crashes.")
        backup.backup(town.url, tmp_path / "backup.db")
        (tmp_path / "backup.db").replace(tmp_path / "town.db")
        town.clock.advance(2)
        assert set(await town.hears()) == {503}
        status, said = await town.asks("/readyz")
        assert status == 503
        detail = json.loads(said)["checks"]["database"]["detail"]
        assert "town.db was replaced while this process worked on it" in detail
        assert str(tmp_path) not in said
        assert (await town.asks("/healthz"))[0] == 200
    async with Town(tmp_path) as town:
        assert (await town.asks("/readyz"))[0] == 200, "a new start works on the file that is there"
