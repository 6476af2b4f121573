"""Who is stuck and on whom it waits, and how many come, go on and come back: the same on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.community.newcomers.cohort import MEMBER, tag
from bot.community.newcomers.mentor import LOADS, Mentee, MentorLoad
from bot.community.newcomers.turn import Party
from bot.core.keys import repository_scope
from bot.core.model import Repository, Subject, User
from bot.core.ports.reader import WaitingRun
from bot.insight.privacy.groups import Untold
from bot.queries.newcomers import Newcomers, newcomers
from bot.store import ledger, memory, mirror
from bot.store.database import Database
from handlers import FEATURES
from tests.store.conftest import NOW

REPOSITORY = Repository(id=1, full_name="acme/widget", owner_id=2)
DAY = timedelta(days=1)
FILE = """\
mode: act
newcomers:
  claims: {}
  cohorts:
    sprint: {host: carol, from: 2026-01-05, until: 2026-01-09}
"""
EVE, FRANK, BOB = User(id=5, login="eve"), User(id=6, login="frank"), User(id=9, login="bob")


def line(at: datetime, who: User, what: str, number: int = 7, **detail: Any) -> ledger.Entry:
    return ledger.Entry(at, 1, 2, number, who.id, who.login, what, detail)


def subject(number: int, who: User, **more: Any) -> Subject:
    fields: dict[str, Any] = {
        "title": f"Number {number}",
        "created_at": NOW - 9 * DAY,
        "updated_at": NOW,
        "user": who,
    }
    return Subject(number=number, **fields | more)


async def told(db: Database, *subjects: Subject, deeds: list[ledger.Entry], **more: Any) -> Newcomers:
    def fill(conn: Connection) -> None:
        mirror.put_subjects(conn, REPOSITORY, subjects, (), NOW - 10 * DAY)
        mirror.put_config(conn, 1, text=FILE, sha="a", source="acme/widget@a:x.yml", error="", now=NOW)
        ledger.add(conn, [line(NOW - 20 * DAY, who, "stage:first_contact") for who in (EVE, FRANK)])
        ledger.add(conn, deeds)

    await db.write(fill)
    return await db.read(lambda conn: newcomers(conn, FEATURES, REPOSITORY, NOW, **more))


def waits(page: Newcomers) -> list[tuple[str, int, Party, bool]]:
    return [(task.login, task.number, task.party, task.is_long) for task in page.tasks]


async def test_each_newcomer_waits_for_somebody(db: Database) -> None:
    opened, asked = "pull_request.opened", "issue_comment.created"
    page = await told(
        db,
        subject(1, EVE, is_pull_request=True, head_sha="beef"),
        subject(2, FRANK, is_pull_request=True),
        subject(3, BOB, assignees=(EVE,)),
        subject(4, BOB, assignees=(FRANK,), labels=("waiting for reporter",)),
        subject(5, EVE, is_pull_request=True, head_sha="f00d"),
        subject(6, BOB, is_pull_request=True),
        subject(8, FRANK, is_pull_request=True, draft=True),
        deeds=[
            line(NOW - 9 * DAY, EVE, opened, 1),
            line(NOW - 8 * DAY, FRANK, opened, 2),
            line(NOW - 1 * DAY, BOB, "pull_request_review.submitted", 2, verdict="changes_requested"),
            line(NOW - 7 * DAY, EVE, asked, 3, asks=True),
            line(NOW - 6 * DAY, EVE, opened, 5),
            line(NOW - 5 * DAY, BOB, opened, 6),
            line(NOW - 4 * DAY, FRANK, opened, 8),
        ],
        runs=[WaitingRun(head_sha="f00d", actor=EVE)],
    )
    assert waits(page) == [
        ("eve", 1, Party.REVIEW, True),
        ("frank", 4, Party.REPORTER, True),
        ("eve", 3, Party.ANSWER, True),
        ("eve", 5, Party.APPROVAL, True),
        ("frank", 8, Party.NEWCOMER, False),
        ("frank", 2, Party.NEWCOMER, False),
    ], "who waits longest first; an old hand's is not among them"


async def test_mentor_and_cohort_stand_with_whom_they_are_for(db: Database) -> None:
    def fill(conn: Connection) -> None:
        scope, load = repository_scope(1), MentorLoad(mentor="Carol", pairs=(Mentee(id=5, login="eve"),))
        mentor, member = LOADS.of("carol"), MEMBER.of(tag("sprint"), 6)
        memory.put(conn, scope, mentor.feature, mentor.key, LOADS.dump(load), NOW)
        memory.put(conn, scope, member.feature, member.key, True, NOW)

    await db.write(fill)
    page = await told(db, subject(1, EVE), subject(2, FRANK), deeds=[])
    by_login = {task.login: (task.mentor, task.cohorts) for task in page.tasks}
    assert by_login == {"eve": ("Carol", ()), "frank": ("", ("sprint",))}
    assert [(row.name, row.came, row.merged) for row in page.cohorts] == [("sprint", Untold.FEW, Untold.FEW)]


async def test_whoever_came_back_or_came_long_ago_is_no_newcomer(db: Database) -> None:
    page = await told(
        db,
        subject(1, EVE),
        subject(2, BOB),
        deeds=[line(NOW - DAY, EVE, "stage:second_merge"), line(NOW - 400 * DAY, BOB, "stage:first_contact")],
    )
    assert page.tasks == ()


async def test_the_funnel_and_the_curve_tell_of_nobody(db: Database) -> None:
    people = [User(id=100 + n, login=f"p{n}") for n in range(20)]
    deeds = [line(NOW - 300 * DAY, who, "stage:first_contact") for who in people]
    deeds += [line(NOW - 290 * DAY, who, "stage:first_pull_request") for who in people[:19]]
    deeds += [line(NOW - 280 * DAY, who, "stage:first_merge") for who in people[:14]]
    deeds += [line(NOW - 260 * DAY, who, "stage:second_merge") for who in people[:5]]
    deeds += [line(NOW - 200 * DAY, who, "stage:second_merge") for who in people[5:6]]
    page = await told(db, deeds=deeds)
    assert [count for _, count in page.funnel] == [22, Untold.NEARLY, 14, 6]
    assert page.curve.people == 14
    shares = {days: step and round(step.share, 3) for days, step in page.curve.points}
    expected = {30: None, 60: None, 90: 0.429, 180: 0.429, 270: 0.429, 365: None}
    assert shares == expected, "five of the six who came back would tell of the sixth"


@pytest.mark.parametrize("again", [0, 4])
async def test_a_curve_of_too_few_is_none(db: Database, again: int) -> None:
    people = [User(id=100 + n, login=f"p{n}") for n in range(9)]
    deeds = [line(NOW - 280 * DAY, who, "stage:first_merge") for who in people]
    deeds += [line(NOW - 260 * DAY, who, "stage:second_merge") for who in people[:again]]
    page = await told(db, deeds=deeds)
    assert (page.curve.people, page.curve.points) == (9, ())
