"""Timers wake once, jobs once a slot, and a timer set anew while it rings is not lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.store import timers
from bot.store.database import Database
from bot.store.timers import NewTimer, Timer
from tests.store.conftest import NOW

HOUR = timedelta(hours=1)
NUDGE = NewTimer(12, 1, 5, 7, "steward", "nudge", NOW, {"turn": 1})
DIGEST = NewTimer(12, 1, 5, None, "digest", "weekly", NOW, slot="2026-03-02T09:00:00Z")


async def set_(db: Database, timer: NewTimer) -> None:
    await db.write(lambda conn: timers.set(conn, timer))


async def due(db: Database, after: timedelta = timedelta()) -> list[Timer]:
    return await db.read(lambda conn: timers.due(conn, NOW + after, 10))


async def test_a_timer_wakes_when_it_is_due_and_only_then(db: Database) -> None:
    await set_(db, replace(NUDGE, due_at=NOW + HOUR))
    assert await db.read(timers.next_due) == NOW + HOUR
    assert await due(db) == []
    (timer,) = await due(db, HOUR)
    assert (timer.lane, timer.number, timer.data, timer.due_at) == ("12#7", 7, {"turn": 1}, NOW + HOUR)
    assert await db.write(lambda conn: timers.done(conn, timer))
    assert not await db.write(lambda conn: timers.done(conn, timer))
    assert await due(db, HOUR) == []


async def test_the_same_timer_is_replaced_and_another_is_not(db: Database) -> None:
    await set_(db, NUDGE)
    await set_(db, replace(NUDGE, key="other"))
    await set_(db, replace(NUDGE, due_at=NOW + HOUR, data={"turn": 2}))
    assert [timer.key for timer in await due(db)] == ["other"]
    assert {timer.key: timer.data for timer in await due(db, HOUR)} == {
        "other": {"turn": 1},
        "nudge": {"turn": 2},
    }


async def test_a_timer_set_anew_while_it_rings_rings_again(db: Database) -> None:
    await set_(db, NUDGE)
    (ringing,) = await due(db)
    await set_(db, replace(NUDGE, due_at=NOW + HOUR))
    assert not await db.write(lambda conn: timers.done(conn, ringing))
    assert len(await due(db, HOUR)) == 1


async def test_a_cancelled_timer_is_silent(db: Database) -> None:
    await set_(db, NUDGE)
    await db.write(lambda conn: timers.cancel(conn, 12, 7, "steward", "nudge"))
    assert await due(db) == []
    assert await db.read(timers.next_due) is None


async def test_a_failing_timer_is_tried_again_and_in_the_end_no_more(db: Database) -> None:
    await set_(db, NUDGE)
    (timer,) = await due(db)
    await db.write(lambda conn: timers.failed(conn, timer, NOW + HOUR, False))
    assert await due(db) == []
    (again,) = await due(db, HOUR)
    assert again.attempts == 1
    await db.write(lambda conn: timers.failed(conn, again, None, True))
    assert await due(db, 2 * HOUR) == []


async def test_a_job_has_each_slot_once_and_never_an_older_one(db: Database) -> None:
    async def claim(slot: str) -> bool:
        return await db.write(lambda conn: timers.claim_slot(conn, replace(DIGEST, slot=slot)))

    assert await claim("2026-03-02T09:00:00Z")
    assert not await claim("2026-03-02T09:00:00Z")
    (job,) = await due(db)
    assert job.number is None
    await db.write(lambda conn: timers.done(conn, job))
    assert not await claim("2026-03-02T09:00:00Z")
    assert await claim("2026-03-09T09:00:00Z")
    assert not await claim("2026-03-02T09:00:00Z")


async def test_nothing_wakes_where_the_app_has_left(db: Database) -> None:
    await set_(db, NUDGE)
    await set_(db, replace(NUDGE, repo_id=13))
    await db.write(lambda conn: timers.stop(conn, [12]))
    assert [timer.repo_id for timer in await due(db)] == [13]
