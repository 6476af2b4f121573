"""How the server stands: the same on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, update

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.markdown import Markdown
from bot.core.model import EPOCH
from bot.core.states import PauseKind
from bot.engine.run.budget_notes import EVERY, BudgetNotes
from bot.github.limits import RateLimit, RateLimits
from bot.queries.server_status import ServerStatus, server_status
from bot.queries.store_health import StoreHealth
from bot.store import mirror, outbox, pauses
from bot.store.database import Database
from bot.store.inbox import Arrival
from bot.store.inbox.door import Inbox
from bot.store.outbox import content, queue
from bot.store.sql.tables import deliveries
from bot.store.upkeep import budgets
from bot.store.upkeep.budgets import ALL_REQUESTS, RequestBudget
from bot.store.upkeep.remains import note_backup
from handlers import FEATURES
from tests.harness.wall_clock import WallClock
from tests.queries.test_activity import row
from tests.queries.test_newcomers import REPOSITORY
from tests.store.conftest import NOW

HOUR = timedelta(hours=1)
WORDS = fx.PostComment(subject="acme/widget#7", body=Markdown("Hello."), feature="welcome")


async def status(db: Database) -> ServerStatus:
    return await db.read(lambda conn: server_status(conn, FEATURES, db.path, NOW, is_shared=db.is_shared))


def budget(scope: str, left: int, reset: datetime = NOW + HOUR) -> RequestBudget:
    return RequestBudget(scope, "core", 5000, left, reset)


async def test_what_waits_and_what_was_given_up_is_named(db: Database, tmp_path: Path) -> None:
    await Inbox(db).put(
        Arrival(guid="g1", event="issues", action="opened", repo_id=1, number=7, lane="1#7",
                installation_id=5, received_at=NOW - HOUR, payload=b"{}")
    )  # fmt: skip
    (tmp_path / "copy.db").write_bytes(b"copy")

    def fill(conn: Connection) -> None:
        mirror.put_subjects(conn, REPOSITORY, (), (), NOW)
        conn.execute(update(deliveries).values(state="dead", outcome="dead", reason="it failed"))
        pauses.pause(conn, 5, PauseKind.CORE, NOW + HOUR, "a limit of GitHub's")
        outbox.add(conn, [row(1, state="waiting"), row(2, state="waiting"), row(3)])
        budgets.note(conn, [budget("installation:5", 40), budget("app", 10)], NOW)
        budgets.note(conn, [budget("installation:5", 30), budget("app", 10, NOW)], NOW + HOUR / 2)
        note_backup(conn, tmp_path / "copy.db")

    await db.write(fill)
    server = await status(db)
    assert [(one.guid, one.repository, one.reason) for one in server.dead] == [
        ("g1", "acme/widget", "it failed")
    ]
    assert [(one.resource, one.until) for one in server.resting] == [("core", NOW + HOUR)]
    assert [(one.rank.name, one.count, one.due_at, one.reason) for one in server.waiting] == [
        ("CHANGE", 2, NOW + HOUR, "a limit of GitHub's")
    ]
    assert [Path(file.path).name for file in server.backups] == ["copy.db"]
    assert [(one.scope, one.remaining) for _, one in server.budgets] == [("app", 10), ("installation:5", 30)]
    assert server.size > 0
    assert (server.room is None) is db.is_shared
    assert server.versions.database.startswith("PostgreSQL" if db.is_shared else "SQLite")
    assert (server.fleet is not None) is db.is_shared


async def test_what_is_left_of_the_hours_comments_is_named_and_what_waits_for_them(db: Database) -> None:
    def fill(conn: Connection) -> None:
        for minutes in (70, 50, 10):
            content.add(conn, 5, 1, NOW - timedelta(minutes=minutes))
        pauses.pause(conn, 5, PauseKind.PACE, NOW + HOUR / 2, "500 an hour")
        outbox.add(conn, [row(1, state="waiting"), row(2, state="waiting", effect=WORDS)])

    await db.write(fill)
    server = await status(db)
    ((_, left),) = server.budgets
    assert (left.scope, left.resource, left.remaining) == ("installation:5", "comments", 498)
    assert left.reset == NOW + timedelta(minutes=50)
    waits = {one.rank.name: (one.due_at, one.reason) for one in server.waiting}
    assert waits["CHANGE"] == (NOW, "")
    assert waits["CONTENT"] == (NOW + HOUR / 2, "500 an hour")
    counts = await StoreHealth(db, db.clock).counts()
    assert counts["waiting_by_rank"] == {"change": 1, "content": 1}
    assert counts["pause_seconds"] == {"pace": 1800}
    assert counts["budget_left"] == {"comments": 498}


async def test_what_waits_for_itself_alone_is_named_with_its_reason(db: Database) -> None:
    def fill(conn: Connection) -> None:
        outbox.add(conn, [row(1, state="waiting"), row(2, state="waiting")])
        for one, minutes in zip(outbox.since(conn, EPOCH), (30, 60), strict=True):
            queue.defer(conn, one.id, NOW + timedelta(minutes=minutes), f"no points for {minutes} minutes")

    await db.write(fill)
    (waits,) = (await status(db)).waiting
    assert (waits.count, waits.due_at, waits.reason) == (2, NOW + HOUR / 2, "no points for 30 minutes")


async def test_how_long_somebody_suspends_the_app_is_not_known(db: Database) -> None:
    def fill(conn: Connection) -> None:
        pauses.pause(
            conn, 5, PauseKind.SUSPENDED, NOW + timedelta(days=3650), "its owner has suspended the App"
        )
        outbox.add(conn, [row(1, state="waiting")])

    await db.write(fill)
    server = await status(db)
    assert [(one.resource, one.until) for one in server.resting] == [(PauseKind.SUSPENDED, None)]
    assert [(one.due_at, one.reason) for one in server.waiting] == [(None, "its owner has suspended the App")]
    counts = await StoreHealth(db, db.clock).counts()
    assert (counts["pauses"], counts["pause_seconds"]) == ({"suspended": 1}, {})


async def test_a_restart_goes_on_from_what_github_said_before(db: Database) -> None:
    clock = db.clock
    spent = budget("installation:5", 0)
    await BudgetNotes(db, clock, lambda: [spent]).tick()
    limits = RateLimits(clock)

    def believe(one: RequestBudget) -> None:
        limits.restore(one.scope, one.resource, RateLimit(one.limit, one.remaining, one.reset))

    await BudgetNotes(db, clock, list, believe).begin()
    closed = limits.closed_until("installation:5", "/repos/acme/widget")
    assert closed is not None
    assert closed.until == NOW + HOUR
    assert limits.closed_until("installation:5", "/graphql") is None, "that is a budget of its own"


async def test_a_restart_keeps_the_silence_that_github_asked_for(db: Database) -> None:
    silent = RequestBudget("installation:5", ALL_REQUESTS, 0, 0, NOW + HOUR)
    await BudgetNotes(db, db.clock, lambda: [silent]).tick()
    restored: list[RequestBudget] = []
    await BudgetNotes(db, db.clock, list, restored.append).begin()
    assert restored == [silent]


async def test_a_restart_does_not_believe_what_a_clock_noted_that_was_ahead(db: Database) -> None:
    clock = WallClock(NOW + 5 * HOUR)
    ends = NOW + 6 * HOUR
    said = [budget("installation:5", 0, ends), RequestBudget("installation:6", ALL_REQUESTS, 0, 0, ends)]
    await BudgetNotes(db, clock, lambda: said).tick()
    clock.jump(-5 * HOUR.total_seconds())
    restored: list[RequestBudget] = []
    await BudgetNotes(db, clock, list, restored.append).begin()
    assert restored == []
    assert [one for _, one in (await status(db)).budgets] == []


async def test_a_budget_that_is_used_up_is_written_down_at_once(db: Database) -> None:
    limits = [budget("installation:5", 40)]
    notes = BudgetNotes(db, db.clock, lambda: limits)
    await notes.tick()
    limits[0] = budget("installation:5", 0)
    await notes.tick()
    assert [one.remaining for one in await db.read(lambda conn: budgets.known(conn, NOW))] == [0]


async def test_budgets_are_written_down_now_and_then_and_when_they_change(db: Database) -> None:
    clock = db.clock
    assert isinstance(clock, VirtualClock)
    said = [budget("installation:5", 40)]
    notes = BudgetNotes(db, clock, lambda: said)

    async def known() -> list[int]:
        return [one.remaining for one in await db.read(lambda conn: budgets.known(conn, clock.now()))]

    await notes.tick()
    said[0] = budget("installation:5", 39)
    await notes.tick()
    assert await known() == [40], "not at once again"
    clock.advance(EVERY.total_seconds())
    await notes.tick()
    assert await known() == [39]
    clock.advance(HOUR.total_seconds())
    assert await known() == [], "it is full again"
