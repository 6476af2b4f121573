"""One's own record, and how long one usually waits: the same on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.community.cases import CASE, CaseState
from bot.community.newcomers.claim_state import (
    CLAIMED_BY,
    ISSUE_CLAIMS,
    Claimant,
    ClaimState,
    new_holder,
)
from bot.community.newcomers.claims_config import Claims
from bot.community.newcomers.journey import Stage
from bot.community.newcomers.turn import Party
from bot.core.keys import owner_scope, subject_scope
from bot.core.model import Repository
from bot.core.schedule import WorkingHours
from bot.queries.own_record import OwnRecord, own_places, own_record
from bot.store import ledger, memory, mirror
from bot.store.database import Database
from handlers import FEATURES
from tests.queries.test_newcomers import BOB, DAY, EVE, REPOSITORY, line, subject
from tests.store.conftest import NOW

SECRET = Repository(id=3, full_name="acme/secret", owner_id=2, private=True)
HOUR = timedelta(hours=1)


def fill(conn: Connection) -> None:
    for place in (REPOSITORY, SECRET):
        mirror.put_subjects(conn, place, (), (), NOW)
        mirror.end_sync(conn, place, NOW, 7)
    subjects = (subject(1, EVE, is_pull_request=True), subject(2, EVE), subject(4, BOB))
    mirror.put_subjects(conn, REPOSITORY, subjects, (), NOW)
    ledger.add(
        conn,
        [
            line(NOW - 9 * DAY, EVE, "stage:first_contact", 1),
            line(NOW - 9 * DAY, EVE, "pull_request.opened", 1),
            line(NOW - 8 * DAY, EVE, "issues.opened", 2),
            line(NOW - 8 * DAY + HOUR, BOB, "issue_comment.created", 2),
            ledger.Entry(NOW - 2 * DAY, 3, 2, 1, EVE.id, "eve", "issues.opened"),
        ],
    )
    for n in range(10, 18):
        ledger.add(conn, [line(NOW - 5 * DAY, BOB, "issues.opened", n)])
        ledger.add(conn, [line(NOW - 5 * DAY + n * HOUR, EVE, "issue_comment.created", n)])
    by, held, case = (
        CLAIMED_BY.of(EVE.id),
        ISSUE_CLAIMS,
        CaseState(opened_at=NOW, reporter="eve", reporter_id=5),
    )
    holder = new_holder(Claimant.of(EVE), Claims(), WorkingHours(), NOW)
    memory.put(conn, owner_scope(2), by.feature, by.key, [[1, 4], [3, 9]], NOW)
    memory.put(
        conn, subject_scope(1, 4), held.feature, held.key, held.dump(ClaimState(holders=(holder,))), NOW
    )
    memory.put(conn, subject_scope(1, 2), CASE.feature, CASE.key, CASE.dump(case), NOW)


async def record(db: Database) -> tuple[list[str], OwnRecord]:
    await db.write(fill)

    def read(conn: Connection) -> tuple[list[str], OwnRecord]:
        places = own_places(conn, EVE.id)
        seen = [place for place in places if not place[0].private]
        return [place.full_name for place, _ in places], own_record(conn, FEATURES, EVE.id, seen, NOW)

    return await db.read(read)


async def test_a_record_has_what_one_did_and_waits_for(db: Database) -> None:
    places, own = await record(db)
    assert places == ["acme/secret", "acme/widget"], "the caller decides which of them are theirs to see"
    (here,) = own.repositories
    assert dict(here.counts) == {"issue opened": 1, "pull request opened": 1, "comments written": 8}
    assert [stage for stage, _ in here.stages] == [Stage.FIRST_CONTACT]
    assert [(claim.number, claim.title) for claim in here.claims] == [(4, "Number 4")]
    assert here.claims[0].until
    assert [(one.number, one.party, one.case) for one in here.subjects] == [
        (2, Party.NEWCOMER, "waits for an answer"),
        (1, Party.REVIEW, ""),
    ]


async def test_the_usual_wait_is_a_range_of_the_repository(db: Database) -> None:
    _, own = await record(db)
    assert own.repositories[0].wait == (11 * HOUR, 16 * HOUR)
