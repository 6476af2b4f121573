"""Who wishes to be named: the wish goes with whatever else is known of them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.core.model import Repository
from bot.queries.credits import is_credited, wish_credit
from bot.store import mirror
from bot.store.database import Database
from bot.store.mirror.installations import leave
from bot.store.upkeep import erasure
from tests.queries.test_newcomers import BOB, EVE, REPOSITORY, subject
from tests.store.conftest import NOW

ELSEWHERE = Repository(id=9, full_name="other/place", owner_id=8)


async def test_a_wish_goes_with_the_last_repository_of_a_person(db: Database) -> None:
    def begin(conn: Connection) -> None:
        for place, who in ((REPOSITORY, EVE), (ELSEWHERE, BOB)):
            mirror.put_subjects(conn, place, (subject(1, who),), (), NOW)
            mirror.end_sync(conn, place, NOW, place.id)
            wish_credit(conn, who.id, named=True, now=NOW)
        leave(conn, [REPOSITORY.id], NOW)

    await db.write(begin)
    assert await db.read(lambda conn: is_credited(conn, EVE.id)), "they may come back"
    later = NOW + timedelta(days=31)
    while await db.write(lambda conn: erasure.erase_left(conn, later)):
        pass
    assert not await db.read(lambda conn: is_credited(conn, EVE.id))
    assert await db.read(lambda conn: is_credited(conn, BOB.id)), "somebody of another owner"
