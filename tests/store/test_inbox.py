"""What GitHub sends is stored once, and worked off lane by lane in its order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from lz4 import block
from sqlalchemy import text

from bot.core.states import OutcomeKind
from bot.store import inbox, memory, timers
from bot.store.database import Conflict, Connection, Database, Unavailable
from bot.store.inbox import Arrival, Delivery
from bot.store.inbox.door import Inbox
from bot.store.lanes import lane
from bot.store.sql.columns import PACKED
from bot.store.sql.connections import disposed, engine_for, upgrading
from bot.store.sql.urls import normal
from bot.store.timers import NewTimer, Timer
from tests.store.conftest import NOW

MINUTE = timedelta(minutes=1)


def arrival(guid: str, number: int = 7, *, at: datetime = NOW, repo_id: int = 12) -> Arrival:
    return Arrival(guid, "issues", "opened", repo_id, number, lane(repo_id, number), 5, at, b"{}")


def timer(number: int, due_at: datetime) -> NewTimer:
    return NewTimer(12, 1, 5, number, "steward", "nudge", due_at)


async def arrive(db: Database, *arrivals: Arrival) -> None:
    await db.write(lambda conn: inbox.put(conn, arrivals))


async def lanes(db: Database, now: datetime = NOW, busy: tuple[str, ...] = (), limit: int = 10) -> list[str]:
    return await db.read(lambda conn: inbox.open_lanes(conn, now, limit, busy))


async def head(db: Database, of: str, now: datetime = NOW) -> Delivery | Timer | None:
    return await db.read(lambda conn: inbox.next_in_lane(conn, of, now))


async def test_arrivals_that_come_together_are_all_told_whether_they_are_new(db: Database) -> None:
    door = Inbox(db)
    answers = await asyncio.gather(*(door.put(arrival(guid)) for guid in ("a", "b", "a", "c", "a")))
    assert answers == [True, True, False, True, False]
    assert await door.put(arrival("b")) is False
    stored = await db.read(lambda conn: inbox.since(conn, NOW))
    assert [each.guid for each in stored] == ["a", "b", "c"]


async def test_what_is_written_with_new_arrivals_is_written_for_each_once_or_not_at_all(db: Database) -> None:
    def enqueue(conn: Connection, arrivals: Sequence[Arrival]) -> None:
        for each in arrivals:
            memory.claim(conn, "repo:12", "job", each.guid, each.lane, NOW)
            if each.guid == "broken":
                raise Conflict("no place for it")

    door = Inbox(db, also=enqueue)
    assert await asyncio.gather(*(door.put(arrival(guid)) for guid in ("a", "b", "a"))) == [True, True, False]
    with pytest.raises(Conflict):
        await asyncio.gather(*(door.put(arrival(guid)) for guid in ("c", "broken", "b")))
    assert await door.put(arrival("d"))
    stored = [each.guid for each in await db.read(lambda conn: inbox.since(conn, NOW))]
    assert stored == list(await db.read(lambda conn: memory.scan(conn, "repo:12", "job"))) == ["a", "b", "d"]


SIGNED = json.dumps({"urls": {f"url_{n}": f"https://api.github.com/repos/a/b/{n}" for n in range(200)}})
"""A body as long, and as repetitive, as GitHub's are."""


async def test_a_payload_is_given_back_as_it_was_signed_and_a_file_keeps_it_in_a_quarter(
    db: Database,
) -> None:
    signed = SIGNED.encode()
    await arrive(db, replace(arrival("a"), payload=signed), replace(arrival("b"), payload=b""))
    first, second = await db.read(lambda conn: inbox.since(conn, NOW))
    assert (first.payload, second.payload) == (signed, b"")
    if db.path is not None:
        kept = await db.read(
            lambda conn: conn.exec_driver_sql("SELECT length(payload) FROM deliveries").all()
        )
        assert kept[0][0] < len(signed) / 4
        assert kept[1][0] == 0


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (SIGNED.encode(), SIGNED.encode()),
        (PACKED + block.compress(SIGNED.encode())[:-9], PACKED + block.compress(SIGNED.encode())[:-9]),
        (PACKED + b"ab", PACKED + b"ab"),
        (PACKED + b"\xff\xff\xff\xff" + b"ab", PACKED + b"\xff\xff\xff\xff" + b"ab"),
    ],
    ids=["by an earlier version", "cut off", "without a size", "of an impossible size"],
)
async def test_a_payload_that_is_not_packed_or_not_whole_is_read_as_it_stands(
    db: Database, stored: bytes, read: bytes
) -> None:
    await arrive(db, arrival("a"))
    change = text("UPDATE deliveries SET payload = :stored")
    await db.write(lambda conn: conn.execute(change, {"stored": stored}))
    (delivery,) = await db.read(lambda conn: inbox.since(conn, NOW))
    assert delivery.payload == read


def test_going_back_a_version_unpacks_what_can_be_unpacked(file_url: str) -> None:
    sizes = range(200, 520)  # Each lowest byte of a size among them.
    bodies = {f"g{size}": b"x" * size for size in sizes} | {"empty": b""}
    step = import_module("migrations.versions.0019_packed_payloads")
    with disposed(engine_for(normal(file_url))) as engine, upgrading(engine) as conn:
        inbox.put(conn, [replace(arrival(guid), payload=body) for guid, body in bodies.items()])
        damaged = {"guid": "empty", "payload": PACKED + b"ab"}
        conn.execute(text("UPDATE deliveries SET payload = :payload WHERE guid = :guid"), damaged)
        with Operations.context(MigrationContext.configure(conn)):
            step.downgrade()
        kept = {row[0]: row[1] for row in conn.exec_driver_sql("SELECT guid, payload FROM deliveries")}
    assert kept == bodies | {"empty": PACKED + b"ab"}


async def test_many_at_once_keep_their_order(db: Database) -> None:
    door = Inbox(db)
    await asyncio.gather(*(door.put(arrival(f"g{n}", n)) for n in range(300)))
    stored = await db.read(lambda conn: inbox.since(conn, NOW))
    assert [each.number for each in stored] == list(range(300))


async def test_what_cannot_be_stored_is_never_acknowledged(db: Database) -> None:
    door = Inbox(db)
    await db.close()
    with pytest.raises(Unavailable):
        await door.put(arrival("a"))


async def test_hostile_numbers_and_texts_do_not_spoil_the_batch(db: Database) -> None:
    hostile = Arrival("a\0\ud800", "issues", "\udcff", 2**70, -(2**70), "x\0", 2**64, NOW, b"\0\xff")
    door = Inbox(db)
    assert await asyncio.gather(*(door.put(each) for each in (hostile, arrival("b")))) == [True, True]
    stored = await db.read(lambda conn: inbox.by_guid(conn, "a\ufffd"))
    assert stored is not None
    assert (stored.repo_id, stored.number, stored.lane, stored.payload) == (None, None, "x", b"\0\xff")


async def test_lanes_come_oldest_first_and_each_in_its_order(db: Database) -> None:
    await arrive(db, arrival("a", 8), arrival("b", 7), arrival("c", 8))
    assert await lanes(db) == ["12#8", "12#7"]
    assert await lanes(db, busy=("12#8",)) == ["12#7"]
    assert await lanes(db, limit=1) == ["12#8"]
    first = await head(db, "12#8")
    assert isinstance(first, Delivery)
    assert first.guid == "a"
    assert await db.write(lambda conn: inbox.done(conn, first.seq, OutcomeKind.ACTED, "", ["x"], NOW))
    assert not await db.write(lambda conn: inbox.done(conn, first.seq, OutcomeKind.ACTED, "", None, NOW))
    second = await head(db, "12#8")
    assert isinstance(second, Delivery)
    assert second.guid == "c"


async def test_a_flood_in_one_lane_hides_no_other(db: Database) -> None:
    await arrive(db, *(arrival(f"flood{n}", 1) for n in range(200)), arrival("quiet", 2))
    assert await lanes(db, limit=2) == ["12#1", "12#2"]


async def test_a_failed_delivery_makes_its_lane_wait_and_no_other(db: Database) -> None:
    await arrive(db, arrival("a", 7), arrival("b", 7), arrival("c", 8))
    first = await head(db, "12#7")
    assert isinstance(first, Delivery)
    later = NOW + MINUTE
    await db.write(lambda conn: inbox.failed(conn, first.seq, "no answer", later, False, NOW))
    await db.write(lambda conn: timers.set(conn, timer(7, NOW)))
    assert await lanes(db) == ["12#8"]
    assert await head(db, "12#7") is None
    assert await db.read(lambda conn: inbox.next_turn(conn, NOW)) == later
    again = await head(db, "12#7", later)
    assert isinstance(again, Delivery | Timer)
    assert await lanes(db, later) == ["12#7", "12#8"]


async def test_a_dead_delivery_frees_its_lane(db: Database) -> None:
    await arrive(db, arrival("poison", 7), arrival("next", 7))
    first = await head(db, "12#7")
    assert isinstance(first, Delivery)
    await db.write(lambda conn: inbox.failed(conn, first.seq, "boom", None, True, NOW))
    following = await head(db, "12#7")
    assert isinstance(following, Delivery)
    assert following.guid == "next"
    assert await db.read(inbox.counts) == {("dead", "dead"): 1, ("new", ""): 1}


async def test_a_due_timer_takes_its_turn_in_the_lane(db: Database) -> None:
    await db.write(lambda conn: timers.set(conn, timer(7, NOW + MINUTE)))
    assert await lanes(db) == []
    await arrive(db, arrival("later", 7, at=NOW + 2 * MINUTE))
    now = NOW + 3 * MINUTE
    assert await lanes(db, now) == ["12#7"]
    woken = await head(db, "12#7", now)
    assert isinstance(woken, Timer)
    assert await db.write(lambda conn: timers.done(conn, woken))
    assert isinstance(await head(db, "12#7", now), Delivery)


async def test_timers_have_a_quarter_of_the_turns_however_much_comes_in(db: Database) -> None:
    await arrive(db, *(arrival(f"d{number}", number) for number in range(1, 21)))
    for number in range(101, 121):
        await db.write(partial(timers.set, timer=timer(number, NOW + MINUTE)))
    turns = await lanes(db, NOW + 2 * MINUTE, limit=20)
    assert turns[:15] == [f"12#{number}" for number in range(1, 16)]
    assert len(turns[15:]) == 5
    assert {lane.partition("#")[2] for lane in turns[15:]} <= {str(number) for number in range(101, 121)}


async def test_the_oldest_open_delivery_is_what_readiness_looks_at(db: Database) -> None:
    assert await db.read(inbox.oldest_open) is None
    await arrive(db, arrival("a", at=NOW), arrival("b", at=NOW + MINUTE))
    assert await db.read(inbox.oldest_open) == NOW


async def test_a_subject_has_all_its_deliveries(db: Database) -> None:
    await arrive(db, arrival("a", 7), arrival("b", 8), arrival("c", 7))
    found = await db.read(lambda conn: inbox.of_subject(conn, 12, 7))
    assert [each.guid for each in found] == ["a", "c"]


def test_lanes_are_named_after_what_they_keep_in_order() -> None:
    assert [lane(12, 7), lane(12, None), lane(None, None, 5), lane(None, None)] == [
        "12#7",
        "12#0",
        "installation:5",
        "0#0",
    ]
