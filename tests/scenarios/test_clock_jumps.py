"""The wall clock is set forward or back while the bot runs: no shift twice, nothing let go too early."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread
from tests.scenarios.conftest import Tell

DAY = 86_400.0
PATIENT = STEWARD.replace("1 working day", "20 working days").replace("2 working days", "30 working days")


async def waiting_case(story: Story) -> Thread:
    """A question that nobody answers."""
    return await story.person("eve").opens_issue("How do I open a store on S3?")


def hand_overs(story: Story) -> list[str]:
    """The titles of the hand-overs written so far."""
    repository = story.github.state.repository("acme/widget")
    assert repository is not None
    titles = [each.title for _, each in sorted(repository.issues.items())]
    return [title for title in titles if title.startswith("Support hand-over")]


@pytest.mark.slow
async def test_many_missed_changes_are_made_up_for_once(tell: Tell) -> None:
    story = await tell(TRIAGE, PATIENT)
    issue = await waiting_case(story)
    story.clock.jump(16 * DAY)  # Wednesdays 4 and 11 March went by unseen
    await story.settles()
    assert len(hand_overs(story)) == 1
    assert issue.assignees == ["alice"], "whose turn it is by now"
    before = hand_overs(story)
    await story.advance("30 minutes")
    assert hand_overs(story) == before


@pytest.mark.slow
@pytest.mark.parametrize("back", [3600.0, DAY, 6 * DAY])
async def test_a_clock_put_back_over_a_change_brings_no_second_one(tell: Tell, back: float) -> None:
    story = await tell(TRIAGE, PATIENT)
    issue = await waiting_case(story)
    await story.until("2026-03-04 10:01")
    assert issue.assignees == ["carol"]
    assert len(hand_overs(story)) == 1
    words = issue.words
    story.clock.jump(-back)
    await story.settles()
    await story.until("2026-03-04 12:00")
    assert issue.assignees == ["carol"]
    assert issue.words == words
    assert len(hand_overs(story)) == 1
    await story.until("2026-03-11 10:01")
    assert issue.assignees == ["alice"], "and the next one comes in its time"
    assert len(hand_overs(story)) == 2


async def test_a_clock_that_ran_ahead_and_was_put_right_changes_no_shift_twice(tell: Tell) -> None:
    story = await tell(TRIAGE, PATIENT)
    await waiting_case(story)
    story.clock.jump(3 * DAY)
    await story.settles()
    assert len(hand_overs(story)) == 1
    story.clock.jump(-3 * DAY)
    await story.settles()
    await story.until("2026-03-04 12:00")
    assert len(hand_overs(story)) == 1


@pytest.mark.slow
async def test_a_clock_put_back_lets_go_of_no_case_early(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await waiting_case(story)
    await story.until("2026-03-02 16:59")
    story.clock.jump(-6 * 3600.0)
    await story.settles()
    await story.until("2026-03-02 16:59")
    assert issue.assignees == ["bob"]
    await story.until("2026-03-03 09:01")
    assert issue.assignees == ["carol"]
