"""A flood in one repository starves no other, and timers have their share."""

from __future__ import annotations

from datetime import timedelta

from bot.core.effects import AddLabels
from bot.store import inbox, outbox, timers
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.store.lanes import lane
from bot.store.outbox import NewRow, queue
from tests.store.conftest import NOW

QUIET, LOUD = 7, 12


def arrival(repo_id: int, number: int) -> Arrival:
    guid = f"{repo_id}-{number}"
    return Arrival(guid, "issues", "opened", repo_id, number, lane(repo_id, number), 5, NOW, b"{}")


def effect(repo_id: int, number: int) -> NewRow:
    name = f"{repo_id}-{number}"
    wanted = AddLabels(subject=f"acme/widget#{number}", labels=("bug",), feature="triage")
    return NewRow(name, name, lane(repo_id, number), 0, 5, repo_id, "acme/widget", number, wanted, NOW, NOW)


async def test_the_one_delivery_of_a_quiet_repository_is_taken_up_beside_a_flood(db: Database) -> None:
    flood = [arrival(LOUD, number) for number in range(1, 200)]
    await db.write(lambda conn: inbox.put(conn, [*flood, arrival(QUIET, 1)]))
    lanes = await db.read(lambda conn: inbox.open_lanes(conn, NOW, 4))
    assert lane(QUIET, 1) in lanes
    assert lanes[0] == lane(LOUD, 1)


async def test_the_one_effect_of_a_quiet_repository_is_carried_out_beside_a_flood(db: Database) -> None:
    flood = [effect(LOUD, number) for number in range(1, 200)]
    await db.write(lambda conn: outbox.add(conn, [*flood, effect(QUIET, 1)]))
    lanes = await db.read(lambda conn: queue.due_lanes(conn, NOW, 4))
    assert lane(QUIET, 1) in lanes


async def test_a_timer_rings_in_spite_of_a_flood_of_deliveries(db: Database) -> None:
    ringing = timers.NewTimer(QUIET, 1, 5, 3, "steward", "nudge", NOW - timedelta(minutes=1))
    await db.write(lambda conn: inbox.put(conn, [arrival(LOUD, number) for number in range(1, 200)]))
    await db.write(lambda conn: timers.set(conn, ringing))
    for slots in (1, 4, 32):
        lanes = await db.read(lambda conn, slots=slots: inbox.open_lanes(conn, NOW, slots))  # type: ignore[misc]
        assert lane(QUIET, 3) in lanes
        assert len(lanes) == slots
