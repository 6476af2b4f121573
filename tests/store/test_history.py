"""A history read for a period tells of it all that the whole history tells, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from bot.core.model import EPOCH, Repository, Subject, User
from bot.core.states import IssueState
from bot.insight.catalog import METRICS
from bot.insight.history import History, Period
from bot.queries.history import read_history
from bot.store import ledger, lines, mirror
from bot.store.database import Database
from handlers import FEATURES

HERE = Repository(id=1, full_name="acme/widget", owner_id=2)
OTHER = Repository(id=3, full_name="acme/gadget", owner_id=2)
BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = (
    "issue_comment.created", "pull_request_review.submitted", "issues.labeled", "issues.reopened",
    "issues.closed", "pull_request.merged", "pull_request.ready_for_review", "issues.deleted",
    "pull_request.converted_to_draft", "pull_request_review_comment.created", "stage:first_contact",
)  # fmt: skip
PERIODS = (
    Period(END - 91 * DAY, END),
    Period(END - 400 * DAY, END - 300 * DAY),
    Period(END - 30 * DAY, END - 29 * DAY),
    Period(BEGIN - 10 * DAY, BEGIN + 40 * DAY),
)


def fill(conn: Connection) -> None:
    """Two hundred subjects of two years; of some GitHub told nothing, of others we saw nothing."""
    chance = Random(7)
    for repository in (HERE, OTHER):
        mirror.put_subjects(conn, repository, (), (), BEGIN)
    entries = []
    for number in range(1, 201):
        pull, opened = number % 3 == 0, BEGIN + number * 4 * DAY
        author = chance.randrange(10, 40)
        if number % 7:
            what = "pull_request.opened" if pull else "issues.opened"
            entries.append(entry(opened, number, author, what))
        at = opened
        for _ in range(chance.randrange(6)):
            at += chance.random() * 60 * DAY
            entries.append(entry(at, number, chance.choice((author, 5, 6, 9)), chance.choice(KINDS)))
        if number % 5 == 0:
            entries.append(entry(at + DAY, number, author, "issues.deleted"))
        else:
            is_open = chance.random() < 0.5
            closed = None if is_open else at + chance.random() * 60 * DAY
            subject = Subject(
                number=number, user=User(id=author, login=login_of(author)), created_at=opened,
                updated_at=closed or at, closed_at=closed, draft=number % 4 == 0, is_pull_request=pull,
                state=IssueState.OPEN if is_open else IssueState.CLOSED,
            )  # fmt: skip
            mirror.put_subjects(conn, OTHER if number % 11 == 0 else HERE, (subject,), (), BEGIN)
    ledger.add(conn, sorted(entries, key=lambda one: one.at))


def login_of(person: int) -> str:
    return f"person-{person}" if person != 9 else "helper[bot]"


def entry(at: datetime, number: int, person: int, what: str) -> ledger.Entry:
    repository = OTHER if number % 11 == 0 else HERE
    detail = {"bot": True} if person == 9 else {"by": "person-5"} if what.endswith("merged") else {}
    return ledger.Entry(at, repository.id, 2, number, person, login_of(person), what, detail)


@pytest.mark.slow
async def test_what_is_read_for_a_period_counts_like_the_whole(db: Database) -> None:
    await db.write(fill)
    for period in PERIODS:
        whole, narrow = [await history(db, period.until, since) for since in (EPOCH, period.since)]
        assert narrow.known_since == whole.known_since
        if period.since > BEGIN + 200 * DAY:
            assert len(narrow.threads) < len(whole.threads)
        for metric in METRICS:
            assert metric.result(narrow, period) == metric.result(whole, period), metric.name


async def history(db: Database, until: datetime, since: datetime) -> History:
    known = await db.read(lambda conn: read_history(conn, FEATURES, "acme/widget", until, since))
    assert known is not None
    return known[1]


async def test_kinds_are_named_once_however_often_they_were_done(db: Database) -> None:
    await db.write(fill)
    kinds = await db.read(lambda conn: lines.kinds(conn, HERE.id))
    assert set(kinds) == {*KINDS, "issues.opened", "pull_request.opened"}
    assert list(kinds) == sorted(kinds)
    assert await db.read(lambda conn: lines.kinds(conn, 99)) == ()
