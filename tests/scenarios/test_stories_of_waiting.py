"""A long story of a support case: a reporter who asks six times in three weeks."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.core.schedule import WorkingHours
from tests.harness.in_process.story import TRIAGE, Story, Thread, world
from tests.harness.words import calls, length
from tests.harness.words.live import false_now, season_so_far
from tests.scenarios.conftest import Tell

QUESTION = "How do I read the tide tables?"
ZONES = {"bob": "America/New_York", "carol": "Asia/Tokyo", "dora": "Europe/London"}
A = """
timezone: Europe/London
lifecycle: {}
newcomers: {welcome: {}}
steward:
  people:
    - {login: bob, timezone: America/New_York}
    - {login: carol, timezone: Asia/Tokyo}
    - dora
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
"""


def is_at_work(login: str, at: datetime) -> bool:
    return WorkingHours(ZONES[login]).next_start(at) == at


async def lives_until(story: Story, issue: Thread, when: str) -> list[tuple[datetime, str]]:
    """Let time pass by the half hour; who was given the case when, with all that stands true meanwhile."""
    hands, end = [], datetime.fromisoformat(when).astimezone(story.clock.now().tzinfo)
    while story.clock.now() < end:
        before = issue.assignees
        await story.advance("30 minutes")
        if issue.assignees != before:
            hands.append((story.clock.now(), issue.assignees[0]))
            assert await false_now(story.github, story.database) == []
    return hands


@pytest.mark.slow
async def test_six_words_in_three_weeks(tell: Tell) -> None:
    story = await tell(TRIAGE, A, world=world())
    eve = story.person("eve")
    issue = await eve.opens_issue(QUESTION, "My kernel dies. The course is on Friday.")
    assert "should reply by" not in issue.words[0]  # the file names no `answer_within`
    hands = await lives_until(story, issue, "2026-03-03T09:00+00:00")
    await eve.comments(issue, "Any news? The course is on Friday.")
    hands += await lives_until(story, issue, "2026-03-05T11:00+00:00")
    assert sum("I am sorry" in each for each in issue.words) == 1
    await eve.comments(issue, "Still dies, I also tried with chunks.")
    hands += await lives_until(story, issue, "2026-03-06T10:00+00:00")
    assert len(hands) <= 2
    await eve.comments(issue, "/escalate please, my hub is down")
    assert issue.reactions[-1:] == ["+1"]
    hands += await lives_until(story, issue, "2026-03-09T02:00+00:00")
    assert hands[-1] == (datetime.fromisoformat("2026-03-06T14:00+00:00"), "bob")
    assert all(is_at_work(login, at) for at, login in hands)
    await story.person("carol").comments(issue, "I'll look at this tomorrow.")
    assert "bob has this now. I give no date." in issue.words[0]
    assert "replied" not in issue.words[0]  # it is seen, not answered
    await story.until("2026-03-12 10:00")
    await eve.comments(issue, "The course is over, but I still need it. Any update?")
    assert issue.words[-1].startswith("@eve, ")
    await story.until("2026-03-14 10:00")
    await story.person("alice").comments(issue, "Use the Large profile.")
    assert "alice replied on Sat 14 March." in issue.words[0]
    await story.until("2026-03-15 10:00")
    await eve.comments(issue, "solved, thanks!")
    assert "Answered by alice on Sat 14 March. If it comes back, say so here." in issue.words[0]
    assert "`/close` closes this" in issue.words[-1]
    had = issue.assignees
    await story.until("2026-03-21 10:00")
    assert issue.assignees == had  # nothing is handed over, though a shift has ended
    await eve.comments(issue, "It came back, sorry. Can you reopen?")
    assert "has this now" in issue.words[0]
    assert await false_now(story.github, story.database) == []
    assert len(issue.words) <= 6
    season = await season_so_far(story.github, story.database)
    assert calls.outside(season) == []
    assert length.find(season) == []
    await story.person("alice").comments(issue, "/why")
    assert "alice replied, and said more than that they look at it later" in issue.words[-1]
