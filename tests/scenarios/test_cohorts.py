"""Cohorts: who is part of one, who hears first, and what is told when it is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.community.cohorts import Cohort, outcome, report
from bot.core.context import Deed
from bot.store import memory
from tests.scenarios.conftest import Tell
from tests.scenarios.story import Story

SPRINT = "{host: carol, members: [dan, '@acme/guests'], from: 2026-03-02, until: 2026-03-06, issue: 1}"
COHORTS = f"newcomers: {{cohorts: {{Spring-Sprint: {SPRINT}}}}}"
LIST = Cohort.model_validate({"host": "carol", "from": "2026-03-02", "until": "2026-03-06", "issue": 1})


async def test_the_host_hears_of_a_member_once(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("dan").opens_issue("A crash")
    assert issue.words == ["@carol, this issue is from somebody of `Spring-Sprint`; you may answer first."]
    assert (await story.person("dan").opens_issue("Another")).is_untouched
    assert (await story.person("zed").opens_issue("Mine")).is_untouched


async def test_the_private_channel_is_used_where_there_is_one(tell: Tell) -> None:
    story = await tell(COHORTS, "notify: {cohorts: chat}")
    issue = await story.person("dan").opens_issue("A crash")
    assert issue.is_untouched
    assert story.told == [f"acme/widget#{issue.number} is from dan, of Spring-Sprint; you may answer first."]


async def test_people_join_by_command_and_others_are_put_in_by_triage(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("eve").opens_issue("Hello")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    assert issue.words[-1] == (
        "You are part of `Spring-Sprint`, Mon 2 March to Fri 6 March. carol is the host."
    )
    await story.person("eve").comments(issue, "/cohort spring-sprint @zed")
    assert "the triage role" in issue.words[-1]
    await story.person("carol").comments(issue, "/cohort spring-sprint @nobody-at-all")
    assert "is nobody who could be part of a cohort" in issue.words[-1]
    await story.person("newt").comments(issue, "Hello")
    await story.person("carol").comments(issue, "/cohort spring-sprint @newt")
    assert issue.words[-1].startswith("newt is part of")
    assert "@carol" in (await story.person("newt").opens_issue("A crash")).words[0]
    assert (await story.person("zed").opens_issue("A crash")).is_untouched


@pytest.mark.parametrize("wrong", ["/cohort", "/cohort autumn", "/cohort spring-sprint please"])
async def test_a_cohort_that_is_not_there_is_answered_with_those_that_are(tell: Tell, wrong: str) -> None:
    story = await tell(COHORTS)
    issue = await story.person("eve").opens_issue("Hello")
    await story.person("eve").comments(issue, wrong)
    assert "Name one of the cohorts of this repository: `Spring-Sprint`." in issue.words[-1]


async def test_a_cohort_that_is_over_takes_nobody(tell: Tell) -> None:
    story = await tell(COHORTS)
    issue = await story.person("dora").opens_issue("Board")
    await story.advance("5 days")
    await story.person("eve").comments(issue, "/cohort spring-sprint")
    assert "ended on Fri 6 March" in issue.words[-1]
    assert (await story.person("dan").opens_issue("Late")).is_untouched


async def members(story: Story) -> int:
    """How many members the bot remembers."""
    repo = story.github.state.repositories["acme/widget"].id
    return len(
        await story.database.read(lambda conn: memory.scan(conn, f"repo:{repo}", "cohorts", "member:"))
    )


async def test_the_end_is_reported_as_counts_and_then_the_members_are_forgotten(tell: Tell) -> None:
    story = await tell(COHORTS)
    board = await story.person("dora").opens_issue("Board")
    for login in ("dan", "eve", "newt", "pia", "quin"):
        issue = await story.person(login).opens_issue(f"Hello from {login}")
        await story.person(login).comments(issue, "/cohort spring-sprint")
    await story.until("2026-03-07 09:00")
    assert (
        "- came: 5\n- first contact with the project: 5\n- first merged change: fewer than five"
        in board.words[0]
    )
    assert "still here" not in board.words[0]
    await story.until("2026-05-06 09:00")
    assert "- still here after 30 days: fewer than five" in board.words[0]
    assert await members(story) == 5
    await story.until("2026-10-06 09:00")
    assert "- still here after 180 days: fewer than five" in board.words[0]
    assert len(board.words) == 1
    assert await members(story) == 0
    assert not any(login in board.words[0] for login in ("dan", "eve", "pia"))


def test_a_group_under_five_is_not_reported() -> None:
    found = outcome(LIST, [[], []], date(2027, 1, 1), "UTC")
    assert report("x", LIST, found).endswith(
        "fewer than five people came; nothing is counted. Thank you for coming."
    )


def test_who_is_seen_in_the_month_after_such_a_day_is_still_here() -> None:
    end = datetime(2026, 3, 7, tzinfo=UTC)

    def one(days: int) -> list[Deed]:
        return [Deed(end + timedelta(days=days), "issue_comment.created", 1, "x", "acme/widget", 1, {})]

    people = [one(29), one(30), one(59), one(60), one(200), [], one(5)]
    assert outcome(LIST, people, date(2027, 1, 1), "UTC").still_here == (2, 0, 1)
    assert outcome(LIST, people, date(2026, 5, 1), "UTC").still_here == (None, None, None)
