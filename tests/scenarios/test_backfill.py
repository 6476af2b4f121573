"""`backfill`: the past is counted, nobody hears of it, and who was here before is greeted as is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.core.model import Repository
from bot.github.client import Client
from bot.github.read.history import HistoryReader, PastPage, repository_as_it_is
from bot.operations.backfill import Backfill, begin
from bot.simulation.simulation import KEY
from bot.store import ledger, mirror
from bot.store.sql.tables import outbox, timers
from tests.harness.in_process.story import MONDAY, REPO, STEWARD, TRIAGE, WELCOME, Story, world
from tests.scenarios.conftest import Tell
from tests.scenarios.test_forgetting import LOGIN, WORDS, an_hour_later, traces

Meanwhile = Callable[[], Awaitable[None]]
BEFORE = MONDAY - timedelta(days=100)


def old(number: int, author: str, **more: Any) -> dict[str, Any]:
    """Something that was over long before the bot came."""
    opened = BEFORE + timedelta(hours=number)
    return {
        "number": number,
        "title": "How do I open a store on S3?",
        "author": author,
        "created_at": opened.isoformat(),
        "closed_at": (opened + timedelta(days=30)).isoformat(),
        "state": "closed",
    } | more


def at(number: int, days: int) -> str:
    return (BEFORE + timedelta(hours=number, days=days)).isoformat()


PAST = [
    old(1, "rita", comments=[{"author": "nia", "body": "Me too.", "created_at": at(1, 2)}]),
    old(
        2,
        "pat",
        pull_request=True,
        merged=True,
        reviews=[{"author": "rev", "state": "approved", "submitted_at": at(2, 3)}],
        timeline=[{"actor": "bob", "merged": True, "at": at(2, 30)}],
    ),
    old(3, "rita", timeline=[{"actor": "tri", "labeled": "bug", "at": at(3, 1)}]),
    old(4, "dan", pull_request=True),
]


class Interrupted(HistoryReader):
    """A reader that waits for something to happen between GitHub's answer and what is made of it."""

    def __init__(self, client: Client, repository: Repository, meanwhile: Meanwhile) -> None:
        super().__init__(client, repository)
        self._meanwhile: Meanwhile | None = meanwhile

    async def page(self, *question: Any, **more: Any) -> PastPage:
        """Return the page of a moment ago."""
        page = await super().page(*question, **more)
        if (meanwhile := self._meanwhile) is not None:
            self._meanwhile = None
            await meanwhile()
        return page


async def nothing() -> None:
    """Nothing happens."""


async def backfill(story: Story, meanwhile: Meanwhile = nothing) -> None:
    """The operator runs the command."""
    installation = story.github.state.installation("acme")
    assert installation is not None
    client, now = story.bot.github.tokens.client(installation.id), story.clock.now()
    repository = await repository_as_it_is(client, REPO)
    run = await story.database.write(partial(begin, repository=repository, since=None, keep=None, now=now))
    reader = Interrupted(client, repository, meanwhile)
    reading = Backfill(story.database, reader, installation.id, KEY)
    await reading.read(run)


async def what_waits(story: Story) -> tuple[int, int]:
    """How many effects and timers there are."""

    def count(conn: Connection) -> tuple[int, int]:
        of = (select(func.count()).select_from(table) for table in (outbox, timers))
        effects, wakes = (conn.scalar(query) or 0 for query in of)
        return effects, wakes

    return await story.database.read(count)


@pytest.mark.slow
async def test_the_past_greets_nobody_and_starts_no_clock(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, WELCOME, world=world(issues=PAST))
    before = await what_waits(story)
    await backfill(story)
    assert await what_waits(story) == before
    assert [what for _, what in await story.deeds("rita")] == ["issues.opened", "issues.opened"]
    await story.advance("3 weeks")
    for number in range(1, 5):
        assert story.thread(number).is_untouched


@pytest.mark.slow
async def test_who_only_reported_is_greeted_for_no_issue_but_for_a_first_change(tell: Tell) -> None:
    story = await tell(WELCOME, world=world(issues=PAST))
    await backfill(story)
    for login in ("rita", "nia"):
        assert (await story.person(login).opens_issue("Once more")).is_untouched
    pull = await story.person("nia").opens_pull("A fix")
    assert "@nia" in pull.words[0]
    assert await story.stages("nia") == ["first_contact", "first_pull_request"]
    await story.person("bob").merges(pull)
    assert len(pull.words) == 2, "their first merge is one"
    assert "first_merge" in await story.stages("nia")


@pytest.mark.slow
async def test_who_changed_something_elsewhere_with_this_owner_is_no_newcomer(tell: Tell) -> None:
    place = world(issues=PAST)
    place["repositories"][1]["issues"] = [old(1, "nia", pull_request=True)]
    story = await tell(WELCOME, world=place)
    await backfill(story)
    assert (await story.person("nia").opens_pull("A fix")).is_untouched


@pytest.mark.slow
@pytest.mark.parametrize("login", ["pat", "rev", "tri", "dan"])
async def test_who_merged_reviewed_or_held_a_role_is_an_old_hand(tell: Tell, login: str) -> None:
    story = await tell(WELCOME, world=world(issues=PAST))
    await backfill(story)
    assert (await story.person(login).opens_pull("A fix")).is_untouched
    assert (await story.person("zed").opens_pull("Mine")).words, "others are welcomed as ever"


@pytest.mark.slow
async def test_who_asked_to_be_forgotten_does_not_come_back_with_the_past(tell: Tell) -> None:
    issues = [
        old(1, LOGIN, title=f"S3? {WORDS}", body=WORDS, assignees=[LOGIN]),
        old(2, "rita", body=f"As @{LOGIN} said.", comments=[{"author": LOGIN, "created_at": at(2, 1)}]),
        old(3, "rita", assignees=[LOGIN], timeline=[{"actor": LOGIN, "labeled": "bug", "at": at(3, 1)}]),
        old(
            4,
            "pat",
            pull_request=True,
            merged=True,
            timeline=[{"actor": LOGIN, "merged": True, "at": at(4, 30)}],
        ),
    ]
    story = await tell(WELCOME, world=world(issues=issues))
    await story.person(LOGIN).opens_issue("A last word", "/bot forget me")
    await an_hour_later(story)
    await backfill(story)
    assert await traces(story) == []
    assert [what for _, what in await story.deeds("pat")] == ["pull_request.opened", "pull_request.merged"]


@pytest.mark.slow
async def test_beside_a_living_server_each_deed_is_counted_once_and_the_newest_word_stands(
    tell: Tell,
) -> None:
    issues = [
        *PAST,
        old(5, "rita", state="open", closed_at=None),
        old(6, "nia", state="open", closed_at=None),
    ]
    story = await tell(WELCOME, world=world(issues=issues))
    early, late = story.thread(5), story.thread(6)
    await story.person("bob").labels(early, "bug")
    await story.person("bob").comments(early, "Heard before the past is read.")

    async def meanwhile() -> None:
        await story.person("bob").comments(late, "Heard while it is read.")
        await story.person("rita").edits(late, title="The newest title")
        await story.person("bob").closes(early)

    await backfill(story, meanwhile)
    repository = story.github.state.repository(REPO)
    assert repository is not None
    deeds = await story.database.read(lambda conn: ledger.on_subjects(conn, repository.id, range(1, 7)))
    lines = [(number, deed.what, deed.person) for number in deeds for deed in deeds[number]]
    assert {deed: lines.count(deed) for deed in lines if lines.count(deed) > 1} == {}
    assert {
        (5, "issues.opened", "rita"),
        (5, "issues.labeled", "bob"),
        (5, "issue_comment.created", "bob"),
    } < {*lines}
    assert [what for number, what, _ in lines if number == 6] == [
        "issues.opened",
        "issue_comment.created",
        "issues.edited",
    ]
    for number, title, state in ((6, "The newest title", "open"), (5, issues[4]["title"], "closed")):
        stored = await story.database.read(partial(mirror.subject, repo_id=repository.id, number=number))
        assert stored is not None
        assert (stored.title, stored.state) == (title, state)
