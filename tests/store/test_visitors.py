"""What is stored of visitors: sessions, wishes of buttons, and former names of repositories."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot.core.commands.buttons import Button, ButtonPress
from bot.core.model import Repository
from bot.store import inbox, mirror
from bot.store.database import Connection, Database
from bot.store.mirror.installations import leave
from bot.store.mirror.repositories import put_repository
from bot.store.sql.tables import mirror_former_names, sessions, timers
from bot.store.upkeep import erasure, forgetting, retention
from bot.store.upkeep.export import export
from bot.store.visitors import button_presses
from bot.store.visitors import sessions as stored_sessions
from bot.store.visitors.sessions import Session
from tests.store.conftest import NOW

WIDGET = Repository(id=12, full_name="acme/widget", owner_id=3, owner_type="Organization")
EVE = Session(4711, "eve", frozenset({12, 2**40}), NOW + timedelta(hours=8))


async def test_a_session_is_found_by_its_digest_until_it_ends(db: Database) -> None:
    await db.write(lambda conn: stored_sessions.begin(conn, "a", EVE))

    def find(conn: Connection) -> list[Session | None]:
        return [
            stored_sessions.find(conn, digest, NOW + timedelta(hours=hours))
            for digest, hours in (("a", 0), ("a", 7), ("a", 8), ("b", 0))
        ]

    assert await db.read(find) == [EVE, EVE, None, None]
    assert await db.read(lambda conn: stored_sessions.count(conn, NOW)) == 1
    await db.write(lambda conn: stored_sessions.end(conn, "a"))
    assert await db.read(lambda conn: stored_sessions.find(conn, "a", NOW)) is None


async def test_sessions_end_all_at_once_by_housekeeping_and_with_whoever_is_forgotten(db: Database) -> None:
    def begin(conn: Connection) -> None:
        for digest, session in (("a", EVE), ("b", EVE), ("c", Session(5, "dan", frozenset(), NOW))):
            stored_sessions.begin(conn, digest, session)

    async def left() -> int:
        return await db.read(lambda conn: conn.scalar(select(func.count()).select_from(sessions)) or 0)

    await db.write(begin)
    await db.write(lambda conn: retention.thin_out(conn, NOW))
    assert await left() == 2
    (who,) = await db.read(lambda conn: forgetting.people(conn, "Eve"))
    assert who.id == EVE.account_id
    await forgetting.forget(db, who, b"a-key-kept-elsewhere", NOW)
    assert await left() == 0
    await db.write(begin)
    assert await db.write(stored_sessions.end_all) == 3
    assert await left() == 0


async def test_nobody_exports_sessions(db: Database, tmp_path: Path) -> None:
    await db.write(lambda conn: stored_sessions.begin(conn, "a-digest", EVE))
    await db.read(lambda conn: export(conn, tmp_path / "out"))
    files = {path.stem: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert "sessions" not in files
    assert "a-digest" not in "".join(files.values())


async def test_a_wish_waits_for_its_turn_in_the_lane_of_its_subject(db: Database) -> None:
    press = ButtonPress(account_id=4711, login="eve", button=Button.UNDO)

    def put(conn: Connection) -> list[bool]:
        before = button_presses.put(conn, press, "t0", WIDGET, 7, NOW)
        put_repository(conn, WIDGET, NOW, 5)
        return [before, *(button_presses.put(conn, press, token, WIDGET, 7, NOW) for token in ("t1", "t2"))]

    assert await db.write(put) == [False, True, True]
    assert await db.read(lambda conn: inbox.open_lanes(conn, NOW, 10)) == ["12#7"]
    timer = await db.read(lambda conn: inbox.next_in_lane(conn, "12#7", NOW))
    assert not isinstance(timer, inbox.Delivery)
    assert timer is not None
    assert button_presses.read(timer) == press
    if db.is_shared:
        jobs = text("SELECT lock FROM procrastinate_jobs WHERE status = 'todo'")
        assert await db.read(lambda conn: list(conn.scalars(jobs))) == ["12#7"]
    (who,) = [await db.read(lambda conn: forgetting.person(conn, 4711))]
    await forgetting.forget(db, who, b"a-key-kept-elsewhere", NOW)
    assert await db.read(lambda conn: conn.execute(select(timers)).all()) == []


async def test_a_repository_is_found_by_what_it_was_called_last(db: Database) -> None:
    def rename(conn: Connection) -> None:
        for minute, name in enumerate(("acme/widget", "acme/gizmo", "acme/tool", "acme/gizmo")):
            at = NOW + timedelta(minutes=minute)
            put_repository(conn, WIDGET.model_copy(update={"full_name": name}), at, 5)

    def called(conn: Connection) -> list[str]:
        renamed = (mirror.renamed(conn, name) for name in ("Acme/Widget", "acme/tool", "acme/nothing"))
        return [repository.full_name if repository else "" for repository in renamed]

    await db.write(rename)
    assert await db.read(called) == ["acme/gizmo", "acme/gizmo", ""]
    other = Repository(id=13, full_name="acme/tool", owner_id=3)
    await db.write(lambda conn: put_repository(conn, other, NOW, 5))
    await db.write(
        lambda conn: put_repository(
            conn, other.model_copy(update={"full_name": "acme/hammer"}), NOW + timedelta(1), 5
        )
    )
    assert await db.read(called) == ["acme/gizmo", "acme/hammer", ""]
    await db.write(lambda conn: leave(conn, [12, 13], NOW))
    while await db.write(lambda conn: erasure.erase_left(conn, NOW + timedelta(days=31))):
        pass
    assert await db.read(lambda conn: conn.execute(select(mirror_former_names)).all()) == []
