"""Whatever one stranger does on a day, a mentor, a host or a steward is called once for it."""

from __future__ import annotations

import re

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Thread, world
from tests.scenarios.conftest import Tell

MENTORS = "mentors: {carol: {topics: [docs]}, bob: {}}"
CLAIMS = f"newcomers: {{welcome: {{}}, claims: {{limit: 9, lease: 2 weeks, waitlist: true}}, {MENTORS}}}"
TOLD = "notify: {mentors: chat}"
NUMBERS = range(41, 46)
ISSUES = [{"number": number, "title": "A dead link in the docs", "author": "dora"} for number in NUMBERS]


def called(threads: list[Thread], login: str) -> int:
    """How many comments call somebody."""
    words = (re.sub("`[^`]*`", "", words) for thread in threads for words in thread.words)
    return sum(f"@{login}" in text for text in words)


@pytest.mark.slow
async def test_claiming_over_and_over_calls_a_mentor_once_a_day(tell: Tell) -> None:
    story = await tell(CLAIMS, TOLD, world=world(issues=ISSUES))
    eve, issues = story.person("eve"), [story.thread(number) for number in NUMBERS]
    calls = []
    for issue in issues:
        await eve.comments(issue, "/claim")
        await story.advance("1 minute")
        assert issue.assignees == ["eve"]
        assert "carol" in issue.words[0], "it says who stands by"
        calls.append(called([issue], "carol"))
        await eve.comments(issue, "/unclaim")
    assert calls == [1, 0, 0, 0, 0]
    assert len(story.told) == 1
    pull = await eve.opens_pull("Mend the docs")
    await story.advance("10 minutes")
    assert called([pull], "carol") == 0


@pytest.mark.slow
async def test_the_next_day_a_mentor_is_called_again(tell: Tell) -> None:
    story = await tell(CLAIMS, TOLD, world=world(issues=ISSUES))
    eve, issues = story.person("eve"), [story.thread(number) for number in NUMBERS]
    for issue in issues[:2]:
        await eve.comments(issue, "/claim")
    await story.advance("1 day")
    await eve.comments(issues[2], "/claim")
    await story.advance("10 minutes")
    assert [called([issue], "carol") for issue in issues[:3]] == [1, 0, 1]


@pytest.mark.slow
async def test_a_call_that_waits_comes_neither_on_a_holiday_nor_in_an_absence(tell: Tell) -> None:
    rota = "steward: {people: [carol, bob], change: every wednesday 10:00, starts: 2026-01-07, "
    story = await tell(CLAIMS, f"{rota}holidays: [2026-03-03]}}", TOLD, world=world(issues=ISSUES))
    issue, another = map(story.thread, NUMBERS[:2])
    await story.until("2026-03-02 22:00")
    await story.person("eve").comments(issue, "/claim")
    await story.person("carol").comments(another, "/away 2026-03-04 to 2026-03-04")
    calls = []
    for day in range(3, 6):
        await story.until(f"2026-03-0{day} 18:00")
        calls.append(len(story.told))
    assert calls == [0, 0, 1]


@pytest.mark.slow
async def test_many_questions_left_open_are_one_word_a_day_to_a_mentor(tell: Tell) -> None:
    story = await tell(CLAIMS, TOLD, world=world(issues=ISSUES))
    eve = story.person("eve")
    pulls = [await eve.opens_pull(f"Mend the docs, part {part}") for part in range(4)]
    for pull in pulls:
        await eve.comments(pull, "Why is that so?")
    before = len(story.told)
    days = []
    for _ in range(6):
        await story.advance("1 day")
        days.append(len(story.told) - before)
        before = len(story.told)
    assert max(days) == 1
    assert sum(days) >= 3, "each has its turn"


@pytest.mark.slow
async def test_escalating_much_calls_whoever_is_above_once_a_day(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    eve = story.person("eve")
    issues = [await eve.opens_issue(f"How do I open a store on S3, part {part}?") for part in range(6)]
    for issue in issues:
        await eve.comments(issue, "/escalate")
    await story.advance("10 minutes")
    assert sum(issue.assignees == ["dora"] for issue in issues) == 1
    assert "today" in issues[1].words[-1]
    await story.advance("1 day")
    await eve.comments(issues[1], "/escalate")
    assert issues[1].assignees == ["dora"]


@pytest.mark.slow
async def test_claiming_with_somebody_over_and_over_calls_them_once_a_day(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world(issues=ISSUES))
    eve, issues = story.person("eve"), [story.thread(number) for number in NUMBERS]
    for issue in issues:
        await eve.comments(issue, "/claim with @dora")
        await eve.comments(issue, "/unclaim")
    await story.advance("10 minutes")
    assert sum("dora" in issue.assignees for issue in issues) == 1
    assert called(issues, "dora") == 1
