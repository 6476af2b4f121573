"""What the bot did in a repository, a page at a time: the same on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.core import effects as fx
from bot.core.effects.undo import UNDONE, TakenBack
from bot.core.keys import COMMANDS, subject_scope
from bot.core.markdown import Markdown
from bot.core.states import EffectState
from bot.queries.activity import SHOWN, Activity, activity
from bot.store import memory, outbox
from bot.store.database import Database
from bot.store.outbox import NewRow
from bot.store.outbox.listing import EffectFilter
from tests.store.conftest import NOW

DONE, DEAD = EffectState.DONE, EffectState.DEAD


def row(key: int, *, number: int = 7, feature: str = "labels", repo_id: int = 12, **more: Any) -> NewRow:
    effect = fx.AddLabels(
        subject=f"acme/widget#{number}", feature=feature, because="bob wrote /kind bug", labels=("bug",)
    )
    fields: dict[str, Any] = {
        "guid": f"d{key}", "lane": f"{repo_id}#{number}", "ordinal": 0, "installation_id": 5,
        "repository": "acme/widget", "effect": effect, "due_at": NOW, "state": DONE,
        "created_at": NOW + timedelta(seconds=key),
    }  # fmt: skip
    return NewRow(key=str(key), repo_id=repo_id, number=number, **fields | more)


async def page(db: Database, **wanted: Any) -> Activity:
    return await db.read(lambda conn: activity(conn, 12, EffectFilter(**wanted)))


async def test_pages_follow_one_another_without_gap_or_repetition(db: Database) -> None:
    rows = [row(key, number=key % 5 + 1, repo_id=13 if key % 10 == 0 else 12) for key in range(2 * SHOWN)]
    await db.write(lambda conn: outbox.add(conn, rows))
    first = await page(db)
    assert [effect.guid for effect in first.effects] == [f"d{key}" for key in range(99, -1, -1) if key % 10][
        :SHOWN
    ]
    second = await page(db, before=first.next)
    assert second.next is None
    seen = [effect.guid for effect in (*first.effects, *second.effects)]
    assert seen == [f"d{key}" for key in range(99, -1, -1) if key % 10]


async def test_an_effect_says_what_it_was_and_why(db: Database) -> None:
    await db.write(
        lambda conn: outbox.add(conn, [row(1), row(2, guid="timer-1", feature="claims", number=0)])
    )
    timed, labelled = (await page(db)).effects
    assert (labelled.what, labelled.because, labelled.feature) == (
        "set `bug`",
        "bob wrote /kind bug",
        "labels",
    )
    assert (labelled.number, timed.number) == (7, None)
    assert timed.delivery == "a timer or a button"


async def test_filters_find_only_what_fits(db: Database) -> None:
    rows = [
        row(1),
        row(2, number=8),
        row(3, feature="claims, labels"),
        row(4, state=DEAD),
        row(5, feature="label"),
    ]
    await db.write(lambda conn: outbox.add(conn, rows))
    guids = {
        "number": [effect.guid for effect in (await page(db, number=8)).effects],
        "feature": [effect.guid for effect in (await page(db, feature="labels")).effects],
        "state": [effect.guid for effect in (await page(db, state=DEAD)).effects],
        "both": [effect.guid for effect in (await page(db, feature="claims", state=DONE, number=7)).effects],
    }
    assert guids == {"number": ["d2"], "feature": ["d4", "d3", "d2", "d1"], "state": ["d4"], "both": ["d3"]}


async def test_only_what_undo_would_take_back_can_be_undone(db: Database) -> None:
    says = fx.PostComment(subject="acme/widget#7", feature=COMMANDS, body=Markdown("Done."))
    rows = [row(1), row(2), row(3, effect=says), row(4, number=8), row(5, number=8, state=DEAD)]

    def fill(conn: Connection) -> None:
        outbox.add(conn, rows)
        undone = UNDONE.of("d4")
        taken = UNDONE.dump(TakenBack(by="bob", at=NOW))
        memory.put(conn, subject_scope(12, 8), undone.feature, undone.key, taken, NOW)

    await db.write(fill)
    effects = (await page(db)).effects
    assert [effect.guid for effect in effects if effect.can_undo] == ["d2"], "an answer is no deed"
    assert [effect.guid for effect in effects if effect.can_replay] == ["d5"]


async def test_a_page_looks_through_so_many_and_says_how_far(db: Database) -> None:
    rows = [row(1, state=DEAD), *(row(key) for key in range(2, 8))]
    await db.write(lambda conn: outbox.add(conn, rows))
    wanted = EffectFilter(state=DEAD)
    first = await db.read(lambda conn: activity(conn, 12, wanted, look=6))
    assert (first.effects, first.back_to) == ((), NOW + timedelta(seconds=2))
    rest = await page(db, state=DEAD, before=first.next)
    assert [effect.guid for effect in rest.effects] == ["d1"]
