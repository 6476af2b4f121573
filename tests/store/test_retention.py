"""What is old is thinned out, what is open never."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.core.effects import AddLabels
from bot.core.states import EffectState, OutcomeKind
from bot.store import inbox, ledger, outbox
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.store.outbox import NewRow, queue
from bot.store.upkeep import retention
from bot.store.upkeep.retention import USUAL, Retention
from tests.store.conftest import NOW

DAY = timedelta(days=1)


def arrival(guid: str, at: datetime) -> Arrival:
    return Arrival(guid, "issues", "opened", 12, 7, "12#7", 5, at, b'{"action": "opened"}')


async def store(db: Database, guid: str, at: datetime, *, ended: bool) -> None:
    await db.write(lambda conn: inbox.put(conn, [arrival(guid, at)]))
    found = await db.read(lambda conn: inbox.by_guid(conn, guid))
    assert found is not None
    if ended:
        await db.write(lambda conn: inbox.done(conn, found.seq, OutcomeKind.ACTED, "", {}, at))


async def thinned_out(db: Database, now: datetime, keep: Retention = USUAL) -> None:
    while await db.write(lambda conn: retention.thin_out(conn, now, keep)):
        pass


async def test_payloads_go_after_two_weeks_and_the_delivery_stays(db: Database) -> None:
    await store(db, "old", NOW - 15 * DAY, ended=True)
    await store(db, "young", NOW - 13 * DAY, ended=True)
    await thinned_out(db, NOW)
    old = await db.read(lambda conn: inbox.by_guid(conn, "old"))
    young = await db.read(lambda conn: inbox.by_guid(conn, "young"))
    assert old is not None
    assert (old.payload, old.outcome) == (b"", OutcomeKind.ACTED)
    assert young is not None
    assert young.payload


async def test_deliveries_and_effects_go_after_ninety_days(db: Database) -> None:
    long_ago = NOW - 91 * DAY
    await store(db, "ancient", long_ago, ended=True)
    wanted = AddLabels(subject="acme/widget#7", labels=("bug",), feature="triage")
    row = NewRow(
        "k", "ancient", "12#7", 0, 5, 12, "acme/widget", 7, wanted, long_ago, long_ago, EffectState.OBSERVED
    )
    await db.write(lambda conn: outbox.add(conn, [row]))
    await thinned_out(db, NOW)
    assert await db.read(lambda conn: inbox.by_guid(conn, "ancient")) is None
    assert await db.read(lambda conn: outbox.of_guid(conn, "ancient")) == []


async def test_what_is_not_done_is_kept_however_old(db: Database) -> None:
    await store(db, "open", NOW - 400 * DAY, ended=False)
    await thinned_out(db, NOW)
    kept = await db.read(lambda conn: inbox.by_guid(conn, "open"))
    assert kept is not None
    assert kept.payload


async def test_an_operator_keeps_things_as_long_as_they_choose(db: Database) -> None:
    await store(db, "old", NOW - 5 * DAY, ended=True)
    await store(db, "ancient", NOW - 31 * DAY, ended=True)
    await thinned_out(db, NOW, Retention(payloads=3 * DAY, effects=30 * DAY))
    old = await db.read(lambda conn: inbox.by_guid(conn, "old"))
    assert old is not None
    assert old.payload == b""
    assert await db.read(lambda conn: inbox.by_guid(conn, "ancient")) is None


async def test_who_did_what_is_kept_unless_the_operator_says_for_how_long(db: Database) -> None:
    lines = [
        ledger.Entry(NOW - days * DAY, 12, 3, 7, 42, "eve", "issues.opened", {}, f"g-{days}")
        for days in (29, 31, 4000)
    ]
    await db.write(lambda conn: ledger.add(conn, lines))
    await thinned_out(db, NOW)
    assert len(await db.read(lambda conn: ledger.deeds(conn, person_id=42))) == 3
    await thinned_out(db, NOW, Retention(deeds=30 * DAY))
    assert len(await db.read(lambda conn: ledger.deeds(conn, person_id=42))) == 1


async def test_what_was_in_hand_when_the_clock_was_ahead_is_taken_by_another_soon(db: Database) -> None:
    ahead, seconds = NOW + DAY, timedelta(seconds=60)
    wanted = AddLabels(subject="acme/widget#7", labels=("bug",), feature="triage")
    row = NewRow("k", "guid", "12#7", 0, 5, 12, "acme/widget", 7, wanted, ahead, ahead)
    await db.write(lambda conn: outbox.add(conn, [row]))

    async def claimed(now: datetime) -> int:
        claim = partial(queue.claim, lane="12#7", now=now, deadline=now + seconds / 2, lease=now + seconds)
        return len(await db.write(claim))

    assert await claimed(ahead) == 1
    await thinned_out(db, NOW)
    assert await claimed(NOW + seconds) == 0, "whoever has it may be about to settle it"
    assert await claimed(NOW + 2 * seconds) == 1
