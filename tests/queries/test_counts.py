"""Numbers are counted beside the pages, once for all who ask, and remembered for a while."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.core.model import Repository
from bot.insight.history import Period
from bot.queries.numbers.counts import MOST_WAITING, CountAnswer, CountQuestion, CountStore, count
from bot.store import ledger, mirror
from bot.store.database import Database, Unavailable
from handlers import FEATURES
from tests.harness import new_database

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PATIENT = 30.0


def question(days: int = 91, **more: str) -> CountQuestion:
    return CountQuestion(1, "acme/widget", Period(TODAY - days * DAY, TODAY), TODAY, **more)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """A repository in which one issue was opened the day before."""
    url = f"sqlite:///{tmp_path}/counts.db"
    new_database.make(url)
    async with Database(url, VirtualClock(NOW)) as database:
        repository = Repository(id=1, full_name="acme/widget", owner_id=2)
        await database.write(lambda conn: mirror.put_subjects(conn, repository, (), (), NOW - 9 * DAY))
        await opens(database, 1)
        yield database


async def opens(db: Database, number: int) -> None:
    entry = ledger.Entry(TODAY - DAY, 1, 2, number, 5, "eve", "issues.opened")
    await db.write(lambda conn: ledger.add(conn, [entry]))


def opened(answer: CountAnswer | None) -> float | None:
    assert answer is not None
    one = answer.of("duration")
    assert one is not None
    return one.result.figure("issue.opened").value


@pytest.mark.slow
async def test_who_asks_the_same_gets_the_same_answer_until_it_is_old(db: Database) -> None:
    store = CountStore(db, FEATURES)
    first, second = await asyncio.gather(*(store.answer(question(), NOW, PATIENT) for _ in range(2)))
    assert first is second
    assert opened(first) == 1
    await opens(db, 2)
    assert await store.answer(question(), NOW + MINUTE / 2, PATIENT) is first
    assert opened(await store.answer(question(), NOW + 2 * MINUTE, PATIENT)) == 2
    assert opened(await store.answer(question(1), NOW, PATIENT)) == 2, "another question"


@pytest.mark.slow
async def test_who_does_not_wait_gets_what_was_counted_before(db: Database) -> None:
    store = CountStore(db, FEATURES)
    assert await store.answer(question(), NOW, 0) is None
    before = await store.answer(question(), NOW, PATIENT)
    await opens(db, 2)
    assert await store.answer(question(), NOW + 2 * MINUTE, 0) is before
    assert opened(await store.answer(question(), NOW + 2 * MINUTE, PATIENT)) == 2


@pytest.mark.slow
async def test_only_so_many_questions_wait(db: Database) -> None:
    store = CountStore(db, FEATURES)
    asked = [store.answer(question(days), NOW, 0) for days in range(1, 2 * MOST_WAITING)]
    assert set(await asyncio.gather(*asked)) == {None}
    assert await store.answer(question(2 * MOST_WAITING), NOW, 0) is None
    await store.answer(question(1), NOW, PATIENT)
    assert opened(await store.answer(question(MOST_WAITING), NOW, PATIENT)) == 1


@pytest.mark.slow
async def test_what_cannot_be_counted_is_no_page_that_waits_for_ever(db: Database) -> None:
    store = CountStore(db, FEATURES)
    await db.write(lambda conn: conn.exec_driver_sql("DROP TABLE ledger"))
    with pytest.raises(Unavailable):
        await store.answer(question(), NOW, PATIENT)
    assert await store.answer(question(), NOW, 0) is None
    await asyncio.sleep(0.5)
    with pytest.raises(Unavailable):
        await store.answer(question(), NOW, 0)


async def test_counting_leaves_no_garbage_that_python_would_have_to_look_for(db: Database) -> None:
    """So it need not look while counting goes on, and looks again after."""
    store = CountStore(db, FEATURES)
    await store.answer(question(), NOW, PATIENT)
    entries = [ledger.Entry(TODAY - DAY, 1, 2, number, 5, "eve", "issues.opened") for number in range(2, 300)]
    await db.write(lambda conn: ledger.add(conn, entries))
    gc.collect()
    gc.disable()
    try:
        await db.read(lambda conn: count(conn, FEATURES, question(90), NOW))
        assert gc.collect() < len(entries), "not one for each issue"
    finally:
        gc.enable()
    await store.answer(question(89), NOW, PATIENT)
    assert gc.isenabled()
