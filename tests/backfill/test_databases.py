"""The same past in a file and on a server: killed in a transaction, and by two at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.backfill import without_past
from bot.store.database import Conflict, Connection
from bot.store.mirror.installations import leave
from bot.store.sql import migrate
from bot.store.sql.tables import backfill_rests, backfills
from bot.store.upkeep import erasure
from tests.backfill.conftest import DAY, Builds, issue, talk
from tests.backfill.test_reading import PULL, lives
from tests.harness.in_process.client import NOON

MANY = [*(issue(number) for number in range(1, 101)), issue(101, comments=talk(120)), PULL]


@pytest.fixture(params=["file", "server"])
def it_url(request: pytest.FixtureRequest) -> str:
    """A database of either kind."""
    if request.param == "server":
        return str(request.getfixturevalue("postgres_url"))
    url = f"sqlite+aiosqlite:///{request.getfixturevalue('tmp_path')}/past.db"
    migrate.upgrade(url)
    return url


@pytest.mark.slow
async def test_nothing_comes_twice_and_what_leaves_leaves_no_trace(town: Builds) -> None:
    place = await town(*MANY)
    repository = place.it.repository()
    assert not await lives(place, 1, "in the transaction")
    ended = await asyncio.gather(place.reads(), place.reads(), return_exceptions=True)
    assert [type(error) for error in ended if isinstance(error, BaseException)] in ([Conflict], [])
    rows = await place.rows()
    assert len(rows["ledger"]) == 100 * 3 + 1 + 120 + 1 + 3
    assert rows["rests"] == []
    assert await place.db.read(without_past) == []

    await place.db.write(lambda conn: leave(conn, [repository.id], NOON))
    later = NOON + 31 * DAY
    while await place.db.write(lambda conn: erasure.erase_left(conn, later)):
        pass

    def left(conn: Connection) -> int:
        return sum(len(conn.execute(table.select()).all()) for table in (backfills, backfill_rests))

    assert await place.db.read(left) == 0
    assert (await place.rows())["ledger"] == []
