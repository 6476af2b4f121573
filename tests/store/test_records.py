"""What a handler reads of our own records is guarded until the commit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.core import effects as fx
from bot.core.keys import CASE_MEMORY, owner_scope, person_scope
from bot.core.model import Repository
from bot.core.ports.records import Records
from bot.core.states import EffectState
from bot.store import ledger, memory, outbox
from bot.store.database import Conflict, Database
from bot.store.ledger import Entry
from bot.store.outbox import NewRow
from bot.store.records import StoreRecords
from tests.store.conftest import NOW

WIDGET = Repository(id=12, full_name="acme/widget", owner_id=1)


def put(scope: str, feature: str, key: str, value: object) -> Callable[[Connection], None]:
    return lambda conn: memory.put(conn, scope, feature, key, value, NOW)


def deed(what: str, repo_id: int = 12, owner_id: int = 1) -> Entry:
    return Entry(NOW, repo_id, owner_id, 7, 42, "eve", what)


async def test_what_was_read_and_changed_meanwhile_is_a_conflict(db: Database) -> None:
    records = StoreRecords(db, WIDGET)
    await db.write(put("owner:1", "welcome", "template", "short"))
    assert await records.recall(owner_scope(1), "welcome", "template") == "short"
    assert await records.recall(owner_scope(1), "welcome", "greeted:42") is None
    await db.write(lambda conn: memory.verify(conn, records.reads))
    await db.write(put("owner:1", "welcome", "greeted:42", True))
    assert await records.recall(owner_scope(1), "welcome", "greeted:42") is True
    with pytest.raises(Conflict):
        await db.write(lambda conn: memory.verify(conn, records.reads))


async def test_features_have_memories_of_their_own_and_share_the_guard(db: Database) -> None:
    records: Records = StoreRecords(db, WIDGET)
    assert isinstance(records, StoreRecords)
    eve = person_scope(42)
    await db.write(put(eve, "welcome", "seen", 1))
    await db.write(put(eve, "journey", "seen", 2))
    assert await records.recall(eve, "welcome", "seen") == 1
    assert await records.recall(eve, "journey", "seen") == 2
    assert await records.recall_all(eve, "journey", "se") == {"seen": 2}
    assert set(records.reads) == {("person:42", "welcome", "seen"), ("person:42", "journey", "seen")}


async def test_cases_are_read_by_subject(db: Database) -> None:
    records = StoreRecords(db, WIDGET)
    for number in (10, 9):
        await db.write(put(f"subject:12#{number}", *CASE_MEMORY, {"steward": "alice"}))
    await db.write(put("subject:120#1", *CASE_MEMORY, {"steward": "bob"}))
    assert list(await records.cases()) == [9, 10]


async def test_deeds_here_and_with_the_owner(db: Database) -> None:
    records = StoreRecords(db, WIDGET)
    entries = [deed("opened"), deed("merged"), deed("merged", 13), deed("merged", 99, 9)]
    await db.write(lambda conn: ledger.add(conn, entries))
    assert [each.what for each in await records.deeds(42)] == ["opened", "merged"]
    assert len(await records.deeds(42, what=["merged"], everywhere=True)) == 2
    assert await records.deeds(7) == ()
    assert await db.read(lambda conn: ledger.first(conn, 42, 1, ["merged"])) == NOW
    assert await db.read(lambda conn: ledger.first(conn, 42, 2)) is None
    assert await db.read(lambda conn: ledger.counts(conn, 12, NOW)) == {"opened": 1, "merged": 1}
    assert await db.read(lambda conn: ledger.counts(conn, 12, None, NOW)) == {}


async def test_done_is_all_that_was_decided_whatever_became_of_it(db: Database) -> None:
    effect = fx.AddLabels(subject="acme/widget#7", feature="triage", because="it says so", labels=("bug",))
    rows = [
        NewRow(state, "d1", "12#7", 0, 5, 12, "acme/widget", 7, effect, NOW, NOW, EffectState(state))
        for state in ("waiting", "observed", "done", "dead")
    ]
    await db.write(lambda conn: outbox.add(conn, rows))
    done = await StoreRecords(db, WIDGET).done_on("acme/widget#7")
    assert [(each.state, each.feature, each.kind) for each in done] == [
        ("waiting", "triage", "add_labels"),
        ("observed", "triage", "add_labels"),
        ("done", "triage", "add_labels"),
        ("dead", "triage", "add_labels"),
    ]
    assert done[0].effect["labels"] == ["bug"]


async def test_a_repository_nobody_synced_has_no_date(db: Database) -> None:
    records = StoreRecords(db, WIDGET)
    assert await records.installed_at() is None
    assert await records.open_subjects() == ()
    assert await records.linked_pulls(7) == ()
