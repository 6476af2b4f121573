"""What an installation may still write: what goes out first, who has which share, what a restart forgets."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.clock import VirtualClock
from bot.core import effects as fx
from bot.core.keys import SectionKey
from bot.core.markdown import Markdown
from bot.core.model import Repository
from bot.core.schedule.pace import Ceilings
from bot.core.states import EffectState, PauseKind
from bot.engine.execute.budget import RequestsLeft, WriteBudget
from bot.store import mirror, outbox, pauses
from bot.store.database import Connection, Database
from bot.store.lanes import lane
from bot.store.outbox import NewRow, content, queue
from bot.store.sql.tables import mirror_repositories
from tests.store.conftest import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
QUIET, LOUD, INSTALLATION = 7, 12, 5
FEW = Ceilings(per_minute=10, per_hour=20, gap=1.0, many=4)
"""GitHub's ceilings, but lower; a fifth of the hour is for whoever had little."""


def effects(repo_id: int, number: int, *wanted: fx.Outward) -> list[NewRow]:
    """What one delivery about a subject wants done."""
    guid = f"{repo_id}-{number}"
    return [
        NewRow(f"{guid}-{n}", guid, lane(repo_id, number), n, INSTALLATION, repo_id, "acme/widget", number,
               effect.model_copy(update={"feature": "triage"}), NOW, NOW)
        for n, effect in enumerate(wanted)
    ]  # fmt: skip


LABEL = fx.AddLabels(subject="acme/widget#1", labels=("bug",))
WORDS = fx.PostComment(subject="acme/widget#1", body=Markdown("Hello."))
BOARD = fx.PostComment(subject="acme/widget#1", body=Markdown("Now."), sticky=SectionKey("board"), edits=True)


class GitHub:
    """Takes whatever is due, as the executor would send it, and notes when."""

    def __init__(self, db: Database, budget: WriteBudget) -> None:
        self.db, self.budget, self.now = db, budget, NOW
        self.accepted: list[tuple[datetime, int, str]] = []

    async def takes_what_is_due(self) -> list[str]:
        """All that may go out now; which kinds, in their order."""
        taken: list[str] = []
        while lanes := await self.db.read(lambda conn: queue.due_lanes(conn, self.now, 32)):
            for name in lanes:
                kinds = await self.db.write(lambda conn, name=name: self._take(conn, name))  # type: ignore[misc]
                if not kinds:
                    break  # The others of its rank rest as well.
                taken += kinds
        return taken

    def _take(self, conn: Connection, name: str) -> list[str]:
        until = self.now + MINUTE
        allowance = self.budget.in_transaction(conn, self.now)
        rows = queue.claim(conn, name, self.now, until, until, allowance.may_go)
        for row in rows:
            queue.settle(conn, row.id, row.fence, EffectState.DONE, remote_id=1, note="", now=self.now)
            self.accepted.append((self.now, row.repo_id, row.kind))
        return [row.kind for row in rows]

    async def takes_all_until(self, end: datetime) -> None:
        """Let time pass from one moment at which something is due to the next."""
        while self.now <= end:
            await self.takes_what_is_due()
            due = await self.db.read(lambda conn: queue.next_due(conn, self.now))
            if due is None:
                break
            self.now = min(due, end + SECOND)

    def comments_of(self, repo_id: int) -> list[datetime]:
        return [at for at, repo, kind in self.accepted if (repo, kind) == (repo_id, "comment")]


async def decide(db: Database, *rows: NewRow) -> None:
    await db.write(lambda conn: outbox.add(conn, rows))


async def covers(db: Database, *repositories: int) -> None:
    """The installation covers these."""

    def put(conn: Connection) -> None:
        for id in repositories:
            repository = Repository(id=id, full_name=f"acme/{id}", owner_id=1)
            mirror.put_subjects(conn, repository, (), (), NOW)
            conn.execute(mirror_repositories.update().values(installation_id=INSTALLATION))

    await db.write(put)


async def resting(db: Database, now: datetime = NOW) -> dict[PauseKind, datetime]:
    rests = await db.read(lambda conn: pauses.paused(conn, INSTALLATION, now))
    return {rest.resource: rest.until for rest in rests}


async def test_labels_go_before_words_and_words_before_edits(db: Database) -> None:
    await decide(db, *effects(LOUD, 1, BOARD), *effects(LOUD, 2, WORDS), *effects(LOUD, 3, LABEL))
    github = GitHub(db, WriteBudget())
    assert await github.takes_what_is_due() == ["add_labels", "comment", "comment"]
    rows = await db.read(lambda conn: outbox.since(conn, NOW))
    assert [row.rank.name for row in rows] == ["EDIT", "CONTENT", "CHANGE"]


async def test_where_github_takes_no_more_comments_labels_and_edits_go_on(db: Database) -> None:
    for number in range(1, 5):
        await decide(db, *effects(LOUD, number, WORDS))
    github = GitHub(db, WriteBudget(FEW))
    assert await github.takes_what_is_due() == ["comment"] * 4
    await decide(
        db, *effects(LOUD, 5, LABEL, WORDS), *effects(LOUD, 6, BOARD), *effects(LOUD, 7, WORDS, LABEL)
    )
    assert await github.takes_what_is_due() == ["add_labels", "comment"], "the label, and the edit"
    assert await resting(db) == {PauseKind.PACE: NOW + SECOND}
    row = await db.read(lambda conn: outbox.by_key(conn, f"{LOUD}-7-0"))
    assert row is not None
    assert (row.note, row.attempts) == ("between two of many comments there is a second", 0)
    await github.takes_all_until(NOW + MINUTE)
    assert [kind for _, _, kind in github.accepted[-3:]] == ["comment", "comment", "add_labels"]


@pytest.mark.slow
async def test_a_flooded_repository_does_not_starve_a_quiet_one(db: Database) -> None:
    await covers(db, LOUD, QUIET)
    await decide(db, *(row for number in range(1, 30) for row in effects(LOUD, number, WORDS)))
    github = GitHub(db, WriteBudget(FEW))
    await github.takes_all_until(NOW + 10 * SECOND)
    came = github.now
    await decide(db, *effects(QUIET, 1, WORDS))
    await github.takes_all_until(NOW + 30 * MINUTE)
    (answered,) = github.comments_of(QUIET)
    assert answered - came <= MINUTE, "with the next that GitHub takes, in front of all that waited longer"
    hour = Counter(repo for at, repo, _ in github.accepted if at < NOW + HOUR)
    assert hour == {LOUD: FEW.per_hour - FEW.for_others - 1, QUIET: 1}, "the rest of the hour is the others'"
    late = github.now = NOW + 31 * MINUTE
    await decide(db, *(row for number in range(2, 4) for row in effects(QUIET, number, WORDS)))
    await github.takes_all_until(late + MINUTE)
    assert len(github.comments_of(QUIET)) == 3, "at once, though the flood is not over"
    row = await db.read(lambda conn: outbox.by_key(conn, f"{LOUD}-29-0"))
    assert row is not None
    assert "for the other repositories" in row.note


@pytest.mark.slow
async def test_a_repository_that_is_alone_has_all_of_the_hour(db: Database) -> None:
    await covers(db, LOUD)
    await decide(db, *(row for number in range(1, 30) for row in effects(LOUD, number, WORDS)))
    github = GitHub(db, WriteBudget(FEW))
    await github.takes_all_until(NOW + 59 * MINUTE)
    assert len(github.comments_of(LOUD)) == FEW.per_hour


async def test_a_restart_in_the_middle_of_the_hour_forgets_nothing(url: str) -> None:
    ceilings = Ceilings(per_minute=50, per_hour=10, gap=0.0)
    async with Database(url, VirtualClock(NOW)) as db:
        await decide(db, *(row for number in range(1, 20) for row in effects(LOUD, number, WORDS)))
        before = GitHub(db, WriteBudget(ceilings))
        await before.takes_what_is_due()
        assert len(before.accepted) == 10
    async with Database(url, VirtualClock(NOW + HOUR / 2)) as db:
        after = GitHub(db, WriteBudget(ceilings))
        after.now = NOW + HOUR / 2
        await db.write(lambda conn: pauses.resume(conn, INSTALLATION))
        assert await after.takes_what_is_due() == []
        assert (await resting(db, after.now)) == {PauseKind.PACE: NOW + HOUR}
        after.now = NOW + HOUR
        assert len(await after.takes_what_is_due()) == 9


async def test_where_few_requests_are_left_edits_wait_first_then_words_until_the_reset(db: Database) -> None:
    left = RequestsLeft(0.5, NOW + HOUR)
    github = GitHub(db, WriteBudget(requests_left=lambda _: left))

    async def goes_out(number: int) -> list[str]:
        await decide(db, *effects(LOUD, number, BOARD))
        await decide(db, *effects(LOUD, number + 1, WORDS), *effects(LOUD, number + 2, LABEL))
        return await github.takes_what_is_due()

    assert await goes_out(10) == ["add_labels", "comment", "comment"]
    left = RequestsLeft(0.15, NOW + HOUR)
    assert await goes_out(20) == ["add_labels", "comment"]
    assert await resting(db) == {PauseKind.FEW_REQUESTS: NOW + HOUR}
    left = RequestsLeft(0.05, NOW + HOUR)
    assert await goes_out(30) == ["add_labels"]
    assert set(await resting(db)) == {PauseKind.FEW_REQUESTS, PauseKind.FEWEST_REQUESTS}
    github.now, left = NOW + HOUR, RequestsLeft(0.0, NOW + HOUR)
    assert await github.takes_what_is_due() == ["comment"] * 3, "its hour is over: all is there again"


async def test_processes_that_create_at_once_count_together(postgres_url: str) -> None:
    clock = VirtualClock(NOW)

    def create(conn: Connection) -> bool:
        created = content.lately(conn, INSTALLATION, NOW)
        if len(created) >= 10:
            return False
        content.add(conn, INSTALLATION, LOUD, NOW)
        return True

    async with Database(postgres_url, clock) as one, Database(postgres_url, clock) as two:
        created = await asyncio.gather(*(db.write(create) for db in (one, two) for _ in range(8)))
    assert sum(created) == 10
