"""What a person does by command counts like what they do by hand, although the doing is ours."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import STEWARD, TRIAGE, Story, Thread
from tests.scenarios.conftest import Tell

COMMANDS = ("labels: {additional: [support]}", "lifecycle: {}", "assignment: {}")
QUESTION = "How do I open a store on S3?"


async def case(tell: Tell) -> tuple[Story, Thread]:
    """A support case in bob's hands."""
    story = await tell(TRIAGE, STEWARD, *COMMANDS)
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.assignees == ["bob"]
    return story, issue


async def test_a_support_label_set_by_command_opens_a_case(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, *COMMANDS)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("carol").comments(issue, "/label support")
    assert issue.labels == {"support"}
    assert issue.assignees == ["bob"]
    assert "@bob looks after questions here" in issue.words[0]
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["carol"]  # the clock runs


async def test_a_command_in_the_first_text_opens_one_case(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, *COMMANDS)
    issue = await story.person("eve").opens_issue(QUESTION, "/label support")
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1


async def test_taken_off_by_command_the_case_ends(tell: Tell) -> None:
    story, issue = await case(tell)
    await story.person("eve").comments(issue, "/remove-label support")
    assert "no support question any more" in issue.words[0]
    await story.advance("3 days")
    assert issue.assignees == ["bob"]


async def test_set_and_taken_off_in_one_comment_is_nothing(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, *COMMANDS)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("carol").comments(issue, "/label support\n/remove-label support")
    assert issue.assignees == []
    assert issue.words == []


@pytest.mark.slow
async def test_closed_by_command_the_case_is_resolved_and_reopened_it_waits(tell: Tell) -> None:
    story, issue = await case(tell)
    eve = story.person("eve")
    await eve.comments(issue, "/close")
    await story.until("2026-03-05 09:00")
    assert (issue.state, issue.assignees) == ("closed", ["bob"])
    await eve.comments(issue, "/reopen")
    assert "carol" in issue.assignees  # on duty by now


@pytest.mark.slow
async def test_assigned_by_command_it_is_theirs(tell: Tell) -> None:
    story, issue = await case(tell)
    await story.person("carol").comments(issue, "/unassign @bob\n/assign @dora")
    await story.advance("5 days")
    assert issue.assignees == ["dora"]


@pytest.mark.parametrize("command", ["/support", "/support\n/label support"])
async def test_a_features_own_command_is_no_news_to_it(tell: Tell, command: str) -> None:
    story = await tell(TRIAGE, STEWARD, *COMMANDS)
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("carol").comments(issue, command)
    assert issue.assignees == ["bob"]
    assert len(issue.words) == 1


@pytest.mark.slow
async def test_what_is_refused_has_no_consequences(tell: Tell) -> None:
    story, issue = await case(tell)
    await story.person("frank").comments(issue, "/close")
    assert issue.state == "open"
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["carol"]


@pytest.mark.slow
async def test_undone_the_case_ends_without_a_word(tell: Tell) -> None:
    story, issue = await case(tell)
    await story.person("bob").comments(issue, "/undo")
    assert (issue.labels, issue.assignees) == (set(), [])
    assert len(issue.words) == 1  # what was taken back, as the answer to bob
    await story.advance("3 days")
    assert issue.assignees == []  # nobody is asked any more


@pytest.mark.slow
async def test_what_a_command_does_elsewhere_is_not_taken_for_done_here(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, "newcomers: {claims: {}}")
    case = await story.person("eve").opens_issue(QUESTION)
    task = await story.person("eve").opens_issue("A task", labels=["good first issue"])
    await story.person("bob").comments(task, "/away today\n/claim")
    assert case.assignees == ["carol"]
    assert task.assignees == ["bob"]
