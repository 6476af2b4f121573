"""Story E: a team that cannot keep up."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.harness.in_process.story import REPO, TRIAGE, Story, Thread
from tests.harness.words import calls
from tests.harness.words.live import false_now, season_so_far
from tests.scenarios.conftest import Tell

SHORT = """
steward:
  people: [{login: alice, max_open: 2}, {login: bob, max_open: 2}, {login: carol, max_open: 2}]
  change: every wednesday 10:00
  starts: 2026-01-07
  acknowledge_within: 1 working day
"""
REPORTERS = [f"reporter-{number}" for number in range(12)]


async def a_week_of_questions(story: Story) -> list[Thread]:
    issues = []
    for number, who in enumerate(REPORTERS):
        issues.append(await story.person(who).opens_issue(f"How do I open store {number} on S3?"))
        await story.advance("10 hours")
    return issues


@pytest.mark.slow
async def test_a_team_that_cannot_keep_up(tell: Tell) -> None:
    story = await tell(TRIAGE, SHORT, "digest: {issue: 1}", "notify: {stewards: chat}")
    place = await story.person("dora").opens_issue("For us")
    issues = await a_week_of_questions(story)
    letters = []
    for day in range(60):
        told = len(story.told)
        await story.advance("1 day")
        reminders = Counter(line for line in story.told[told:] if "waits for" in line)
        assert max(reminders.values(), default=0) <= 1, "one case, one reminder a day"
        letters += [place.words[-1]] if day % 7 == 6 else []
        if day % 15 == 5:
            await story.person("bob").comments(issues[day // 15], "Use fsspec, as the page on stores says.")
            assert await false_now(story.github, story.database) == []
    season = await season_so_far(story.github, story.database)
    assert calls.outside(season) == []
    everything: Counter[str] = Counter()
    for issue in issues:
        told_here = Counter(
            section.message.removesuffix("_by")
            for comment in season.by_bot
            if comment.subject == f"{REPO}#{issue.number}"
            for section in comment.sections
        )
        assert told_here["handed"] <= 1
        assert told_here["missed"] + told_here["waited"] <= 1
        assert told_here["month"] <= 2
        everything += told_here
    assert all(everything[message] for message in ("handed", "waited", "month"))
    waiting: list[int] = []
    for letter in letters[1:]:
        decision = letter.split("\n\n")[1]
        short = re.search(
            r"Support is short of people \(open cases that nobody on duty has room for: (\d+)", decision
        )
        assert short, decision
        waiting.append(int(short[1]))
        assert "write `on_duty: 2`, a higher `max_open` or an `otherwise` into [" in decision
        assert not re.search(r"alice|bob|carol", letter), "nobody's fault"
    assert waiting[0] > waiting[-1] >= 2, "who has answered has room for another"
    assert waiting == sorted(waiting, reverse=True)
