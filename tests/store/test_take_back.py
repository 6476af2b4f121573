"""What a decision wrote over is put back, unless people have seen of it or somebody has it in hand."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.core.states import EffectState, OutcomeKind
from bot.store import inbox, ledger, outbox, snapshot
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.store.ledger import Entry
from bot.store.outbox import NewRow, queue
from bot.store.revision import journal
from bot.store.revision.take_back import explain, keep, take_back
from bot.store.sql.tables import decisions
from tests.store.conftest import NOW

LATER = NOW + timedelta(hours=1)
LABEL = fx.AddLabels(subject="acme/widget#7", labels=("bug",))
COMMENT = fx.PostComment(subject="acme/widget#7", body=Markdown("Hello"))


def row(key: str, effect: fx.Outward = LABEL, *, lane: str = "12#7", **more: Any) -> NewRow:
    """An effect of the delivery d1, that waits unless told."""
    return NewRow(key, "d1", lane, 0, 5, 12, "acme/widget", 7, effect, NOW, NOW, **more)


async def decided(db: Database, *rows: NewRow) -> None:
    """A decision is committed, with a line in the ledger of the moment at which its cause came in."""

    def commit(conn: Connection) -> None:
        with journal.opened() as notes:
            outbox.add(conn, rows)
        keep(conn, "d1", rows, notes, cause=None, since=NOW, now=NOW)
        ledger.add(conn, [Entry(NOW, 12, 1, 7, 42, "eve", "issues.opened", guid="d1")])

    await db.write(commit)


async def states(db: Database) -> list[EffectState]:
    """What became of the effects."""
    return [each.state for each in await db.read(lambda conn: outbox.of_guid(conn, "d1"))]


async def test_what_nobody_saw_is_taken_back_with_its_line_in_the_ledger(memory_db: Database) -> None:
    await decided(memory_db, row("a"))
    await memory_db.write(lambda conn: take_back(conn, "12#7", LATER))
    assert await states(memory_db) == [EffectState.SUPERSEDED]
    assert await memory_db.read(lambda conn: ledger.counts(conn, 12, NOW)) == {}


async def test_where_something_was_said_nothing_is_taken_back(memory_db: Database) -> None:
    await decided(memory_db, row("a", COMMENT, state=EffectState.DONE), row("b"))
    await memory_db.write(lambda conn: take_back(conn, "12#7", LATER))
    assert await states(memory_db) == [EffectState.DONE, EffectState.WAITING]


@pytest.mark.parametrize(("lease", "state"), [(2, EffectState.INTENT), (0, EffectState.SUPERSEDED)])
async def test_what_somebody_has_in_hand_stays_until_their_time_is_over(
    memory_db: Database, lease: int, state: EffectState
) -> None:
    await decided(memory_db, row("a"))
    until = NOW + lease * timedelta(hours=1)
    await memory_db.write(lambda conn: queue.claim(conn, "12#7", NOW, until, until))
    await memory_db.write(lambda conn: take_back(conn, "12#7", LATER))
    assert await states(memory_db) == [state]


async def test_why_it_is_not_done_is_noted_on_what_was_taken_back_alone(memory_db: Database) -> None:
    await decided(memory_db, row("a", state=EffectState.OBSERVED), row("b", state=EffectState.SUPERSEDED))
    await memory_db.write(lambda conn: explain(conn, "d1", {"add_labels": "bob took it off"}, "not wanted"))
    rows = await memory_db.read(lambda conn: outbox.of_guid(conn, "d1"))
    assert [each.note for each in rows] == ["", "bob took it off"]


async def test_nothing_is_kept_of_what_is_only_observed(memory_db: Database) -> None:
    await decided(memory_db, row("a", lane="12#8", state=EffectState.OBSERVED), row("b"))
    assert list(await memory_db.read(lambda conn: conn.scalars(select(decisions.c.lane)).all())) == ["12#7"]


async def test_a_delivery_whose_payload_is_gone_is_not_decided_again(memory_db: Database) -> None:
    arrivals = [
        Arrival(guid, "issues", "opened", 12, 7, "12#7", 5, NOW, payload)
        for guid, payload in (("full", b"{}"), ("thinned", b""))
    ]
    await memory_db.write(lambda conn: inbox.put(conn, arrivals))
    for seq in (1, 2):
        end = partial(inbox.done, seq=seq, outcome=OutcomeKind.ACTED, reason="", trace=None, now=NOW)
        assert await memory_db.write(end)
    assert await memory_db.write(lambda conn: snapshot.reopen(conn, ["full", "thinned"])) == 1
