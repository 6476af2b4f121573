"""Effects go out in order, are claimed before they are sent, and settled by whoever holds the claim."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.states import EffectState, PauseKind
from bot.store import backlog, memory, outbox, pauses
from bot.store.database import Database
from bot.store.outbox import NewRow, Row, queue
from bot.store.revision.take_back import succeed
from tests.store.conftest import NOW

SECOND = timedelta(seconds=1)
DEADLINE, LEASE = NOW + 30 * SECOND, NOW + 60 * SECOND


def row(key: str, *, guid: str = "d1", lane: str = "12#7", installation_id: int = 5, **more: Any) -> NewRow:
    fields: dict[str, Any] = {
        "ordinal": 0,
        "installation_id": installation_id,
        "repo_id": 12,
        "repository": "acme/widget",
        "number": 7,
        "effect": fx.AddLabels(
            subject="acme/widget#7", feature="triage", because="it says so", labels=("bug",)
        ),
        "due_at": NOW,
        "created_at": NOW,
    }
    return NewRow(key=key, guid=guid, lane=lane, **fields | more)


async def add(db: Database, *rows: NewRow) -> list[str]:
    return await db.write(lambda conn: outbox.add(conn, rows))


async def claim(db: Database, lane: str = "12#7", now: datetime = NOW) -> list[Row]:
    return await db.write(lambda conn: queue.claim(conn, lane, now, now + 30 * SECOND, now + 60 * SECOND))


async def settle(db: Database, held: Row, state: EffectState = EffectState.DONE) -> bool:
    return await db.write(
        lambda conn: queue.settle(conn, held.id, held.fence, state, remote_id=9, note="", now=NOW)
    )


async def due(db: Database, now: datetime = NOW) -> list[str]:
    return await db.read(lambda conn: queue.due_lanes(conn, now, 10))


async def test_an_effect_comes_back_whole(db: Database) -> None:
    section = fx.CommentSection(key=SectionKey("welcome"), feature="welcome", body=Markdown("Hello"))
    said = fx.PostComment(
        subject="acme/widget#7", body=Markdown("Hello"), sections=(section,), outdates=SectionKey("older")
    )
    opened = fx.OpenIssue(
        subject="acme/widget", title=Markdown("T"), body=Markdown("B"), key=SectionKey("second")
    )
    await add(db, row("a", effect=said), row("b", effect=opened))
    assert [each.effect for each in await claim(db)] == [said, opened]


async def test_a_key_is_stored_once(db: Database) -> None:
    assert await add(db, row("a"), row("b")) == ["a", "b"]
    assert await add(db, row("b"), row("c")) == ["c"]


async def test_a_delivery_is_claimed_together_and_in_order(db: Database) -> None:
    await add(db, row("a"), row("b"), row("c", guid="d2"))
    assert await due(db) == ["12#7"]
    first = await claim(db)
    assert [(each.key, each.state, each.attempts) for each in first] == [
        ("a", "intent", 1),
        ("b", "intent", 1),
    ]
    assert await claim(db) == []
    assert await due(db) == []
    for each in first:
        assert await settle(db, each)
        assert not await settle(db, each)
    assert [each.key for each in await claim(db)] == ["c"]


async def test_a_lane_waits_for_its_first_effect_and_others_do_not(db: Database) -> None:
    await add(db, row("a"), row("b"), row("other", lane="12#8"))
    first, _ = await claim(db)
    later = NOW + 10 * SECOND
    await db.write(lambda conn: queue.retry(conn, first.id, first.fence, later, "502"))
    assert await due(db) == ["12#8"]
    assert await claim(db) == []
    assert await db.read(lambda conn: queue.next_due(conn, NOW)) == later


async def test_a_postponed_attempt_costs_nothing(db: Database) -> None:
    await add(db, row("a"))
    (held,) = await claim(db)
    assert await db.write(lambda conn: queue.postpone(conn, held.id, held.fence, NOW, "limit"))
    (again,) = await claim(db)
    assert again.attempts == 1
    assert again.fence == 2


async def test_a_claim_that_ran_out_is_taken_over_and_the_zombie_may_not_settle(db: Database) -> None:
    await add(db, row("a"))
    (zombie,) = await claim(db)
    assert await due(db, LEASE - SECOND) == []
    assert await due(db, LEASE) == ["12#7"]
    (heir,) = await claim(db, now=LEASE)
    assert heir.attempts == 2
    assert not await settle(db, zombie)
    assert not await db.write(lambda conn: queue.retry(conn, zombie.id, zombie.fence, NOW, ""))
    assert await settle(db, heir)


async def test_a_fact_falls_with_words_that_never_got_out(db: Database) -> None:
    place = ("owner:1", "welcome", "greeted:42")
    for key, state in (("good", "done"), ("bad", "dead"), ("no", "refused")):
        await db.write(lambda conn: memory.put(conn, *place, True, NOW))
        await add(db, row(key, facts=[place]))
        (held,) = await claim(db)
        await settle(db, held, EffectState(state))
        kept = await db.read(lambda conn: memory.get(conn, *place))
        assert (kept is not None) == (state == "done")


async def test_a_paused_installation_rests_and_others_do_not(db: Database) -> None:
    await add(db, row("a"), row("b", lane="13#1", installation_id=6))
    until = NOW + 30 * SECOND
    await db.write(lambda conn: pauses.pause(conn, 5, PauseKind.CORE, until, "secondary limit"))
    await db.write(lambda conn: pauses.pause(conn, 5, PauseKind.CORE, until - SECOND, "a shorter one"))
    assert await due(db) == ["13#1"]
    (rest,) = await db.read(lambda conn: pauses.paused(conn, 5, NOW))
    assert (rest.until, rest.reason) == (until, "secondary limit")
    assert await db.read(lambda conn: pauses.count(conn, NOW)) == 1
    assert sorted(await due(db, until)) == ["12#7", "13#1"]


async def test_what_is_only_observed_is_kept_but_never_due(db: Database) -> None:
    await add(db, row("a", state="observed"))
    assert await due(db) == []
    assert await claim(db) == []
    (seen,) = await db.read(lambda conn: outbox.of_subject(conn, 12, 7))
    assert (seen.state, seen.settled_at) == ("observed", NOW)
    assert await db.read(backlog.effects_by_state) == {"observed": 1}
    assert [each.key for each in await db.read(lambda conn: outbox.of_guid(conn, "d1"))] == ["a"]


async def test_a_successor_is_looked_for_back_to_the_first_attempt(db: Database) -> None:
    sent, later = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    await add(db, row("a", look_from=sent))
    (held,) = await claim(db)
    await settle(db, held, EffectState.DEAD)
    (again,) = await db.write(lambda conn: succeed(conn, [row("a", created_at=later, look_from=later)]))
    assert (again.look_from, again.created_at, again.attempts) == (sent, NOW, 1)


@pytest.mark.slow
async def test_two_workers_claim_none_of_300_lanes_twice(db: Database, url: str) -> None:
    names = [f"12#{n}" for n in range(300)]
    await add(db, *(row(name, lane=name) for name in names))
    claimed: Counter[str] = Counter()

    async def work(mine: Database) -> None:
        found = await mine.read(lambda conn: queue.due_lanes(conn, NOW, 300))
        for held in await asyncio.gather(*(claim(mine, name) for name in found)):
            claimed.update(each.key for each in held)

    async with Database(url, VirtualClock(NOW)) as other:
        await asyncio.gather(work(db), work(other))
    assert claimed == Counter(names)
