"""What waited over half an hour for GitHub is decided afresh: no stale date, name or label goes out."""

from __future__ import annotations

import pytest

from bot.cli.inspect.explain import lines
from bot.core.model import SubjectRef
from bot.operations.explain import story as explain
from bot.store import backlog
from fakegithub import Fault
from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, Thread, world
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"
CLAIMS = "newcomers: {claims: {}, welcome: {}}"
WRITES = ("POST", "PATCH", "PUT", "DELETE")


def away(story: Story, path: str = "/repos/") -> None:
    """GitHub takes nothing any more; it still tells what happens, and can be read."""
    for method in WRITES:
        story.github.faults.next(method, path, Fault.SERVER_ERROR, times=100_000)


async def back(story: Story) -> None:
    """GitHub takes again what is sent."""
    story.github.faults.clear()
    await story.advance("21 minutes")


async def told(story: Story, thread: Thread) -> list[str]:
    """What `explain` says about one subject."""
    explained = await explain(story.database, SubjectRef(repository=REPO, number=thread.number))
    return [line.plain for line in lines(explained)]


async def unsettled(story: Story) -> dict[str, int]:
    """How many effects ended otherwise than carried out or superseded, or not at all."""
    states = await story.database.read(backlog.effects_by_state)
    return {state: count for state, count in states.items() if state not in ("done", "superseded")}


@pytest.mark.slow
async def test_a_case_that_waited_over_a_change_of_shift_names_who_is_on_duty_now(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    await story.until("2026-03-04 09:30")
    away(story)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-04 11:30")
    assert (issue.assignees, issue.words) == ([], [])
    await back(story)
    assert issue.labels == {"support"}
    assert issue.assignees == ["carol"]
    (words,) = issue.words
    assert "@carol looks after questions" in words
    assert "bob" not in words


@pytest.mark.slow
async def test_what_was_half_done_is_put_right(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    await story.until("2026-03-04 09:30")
    away(story, "/comments")
    issue = await story.person("eve").opens_issue(QUESTION)
    assert (issue.labels, issue.assignees) == ({"support"}, ["bob"])
    await story.until("2026-03-04 11:30")
    await back(story)
    assert (issue.labels, issue.assignees) == ({"support"}, ["carol"])
    assert len(issue.words) == 1
    assert "bob" not in issue.words[0]


async def test_a_label_that_somebody_took_off_meanwhile_is_left_and_explained(tell: Tell) -> None:
    story = await tell(TRIAGE)
    away(story)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.advance("20 minutes")
    bob = story.person("bob")
    await bob.labels(issue, "support")
    await bob.unlabels(issue, "support")
    await story.advance("1 hour")
    await back(story)
    assert issue.labels == set()
    (line,) = [line for line in await told(story, issue) if "-> add_labels" in line]
    assert "superseded" in line
    assert "bob removed support on Mon 2 March, 09:20 UTC" in line


@pytest.mark.slow
async def test_a_type_that_somebody_took_away_meanwhile_is_not_set(tell: Tell) -> None:
    story = await tell("triage: {labels: {bug: bug}, types: {bug: Bug}}")
    away(story)
    issue = await story.person("eve").opens_issue("[BUG] It crashes")
    other = await story.person("eve").opens_issue("[BUG] It crashes, too")
    for name in ("Task", None):
        story.person("carol").alone.types(REPO, issue.number, name)
    await story.settles()
    await story.advance("2 hours")
    await back(story)
    here, there = (story.github.state.issue(REPO, thread.number) for thread in (issue, other))
    assert here is not None
    assert there is not None
    assert here.type is None
    assert there.type is not None
    assert there.type.name == "Bug"


@pytest.mark.slow
async def test_a_command_is_obeyed_after_the_outage_unless_a_person_did_otherwise(tell: Tell) -> None:
    story = await tell("assignment: {}")
    first, second = [await story.person("eve").opens_issue(f"A question {n}") for n in (1, 2)]
    away(story)
    for issue in (first, second):
        await story.person("carol").comments(issue, "/assign @alice")
    await story.advance("10 minutes")
    await story.person("dora").assigns(second, "alice")
    await story.person("dora").unassigns(second, "alice")
    await story.advance("2 hours")
    await back(story)
    assert (first.assignees, second.assignees) == (["alice"], [])
    assert first.reactions == ["+1"]


@pytest.mark.slow
async def test_what_people_did_before_a_command_does_not_count_against_it(tell: Tell) -> None:
    story = await tell("assignment: {}")
    issue = await story.person("eve").opens_issue("A question")
    await story.person("dora").assigns(issue, "alice")
    await story.person("dora").unassigns(issue, "alice")
    await story.advance("10 minutes")
    away(story)
    await story.person("carol").comments(issue, "/assign @alice")
    await story.advance("2 hours")
    await back(story)
    assert issue.assignees == ["alice"]


@pytest.mark.slow
async def test_a_claim_promises_its_time_from_when_it_is_heard_of(tell: Tell) -> None:
    story = await tell(CLAIMS, world=world())
    issue = await story.person("dora").opens_issue("A task", labels=["good first issue"])
    await story.until("2026-03-02 23:00")
    away(story)
    await story.person("eve").comments(issue, "/claim")
    await story.until("2026-03-03 03:00")
    await back(story)
    assert "eve" in issue.assignees
    (words,) = [words for words in issue.words if "eve" in words]
    assert "16 March" not in words
    assert "17 March" in words


@pytest.mark.slow
async def test_a_comment_whose_answer_was_lost_is_put_right_and_not_doubled(tell: Tell) -> None:
    story = await tell(STEWARD, TRIAGE)
    await story.until("2026-03-04 09:30")
    story.github.faults.next("POST", "/comments$", Fault.LOST_ANSWER)
    issue = await story.person("eve").opens_issue(QUESTION)
    away(story)
    story.github.faults.next("GET", "/comments", Fault.SERVER_ERROR, times=100_000)
    await story.until("2026-03-04 11:30")
    assert "@bob looks after questions" in issue.words[0]
    await back(story)
    assert issue.assignees == ["carol"]
    assert not [words for words in issue.words if "@bob" in words]
    assert any("carol" in words for words in issue.words)


@pytest.mark.slow
async def test_a_reminder_whose_moment_passed_is_not_sent(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-03 08:59")
    away(story)
    await story.until("2026-03-03 11:00")
    await story.person("eve").closes(issue)
    await back(story)
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1
    assert not [words for words in issue.words if "carol" in words]
    assert any("superseded" in line for line in await told(story, issue))


@pytest.mark.slow
@pytest.mark.parametrize("minutes", [20, 45, 240])
async def test_a_person_is_welcomed_once_however_long_it_took(tell: Tell, minutes: int) -> None:
    story = await tell(CLAIMS)
    away(story)
    issue = await story.person("eve").opens_issue("Hello")
    await story.advance(f"{minutes} minutes")
    await back(story)
    assert len(issue.words) == 1
    assert len((await story.person("eve").opens_issue("And another")).words) == 0
    assert await unsettled(story) == {}
