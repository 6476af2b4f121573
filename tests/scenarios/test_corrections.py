"""An answer that is no longer true is corrected: edits that mend, add, keep and remove commands."""

from __future__ import annotations

import pytest

from fakegithub.http.faults import Fault
from tests.harness.in_process.story import REPO, Story, Thread, world
from tests.scenarios.conftest import Tell, by_rest

SECTIONS = ("labels: {additional: [bug]}", "assignment: {}", "lifecycle: {}")


async def edits(story: Story, issue: Thread, by: str, comment: int, body: str) -> None:
    """Somebody edits a comment."""
    await story.after(story.person(by).alone.edits_comment, REPO, issue.number, comment, body)


async def test_an_edit_that_mends_a_refused_command_takes_the_answer_back(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bgu")
    assert issue.reactions == ["confused"]
    await edits(story, issue, "bob", comment, "/kind bug")
    assert (issue.labels, issue.words, issue.reactions) == ({"kind/bug"}, [], ["+1"])


async def test_an_edit_that_breaks_a_command_is_answered_like_a_new_one(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bug")
    await edits(story, issue, "bob", comment, "/kind bgu")
    assert "Did you mean `kind/bug`?" in issue.words[-1]
    assert issue.reactions == ["confused"]
    assert issue.labels == {"kind/bug"}


@pytest.mark.parametrize("after", ["/kind bgu\n\n/area cloud", "/area cloud\n\n/kind bgu"])
async def test_a_refusal_stands_while_its_command_does(tell: Tell, after: str) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bgu")
    (refusal,) = issue.words
    await edits(story, issue, "bob", comment, after)
    assert issue.labels == {"area/cloud"}
    assert (issue.words, issue.reactions) == ([refusal], ["confused"])


async def test_a_refused_command_that_is_removed_leaves_no_answer(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bgu")
    await edits(story, issue, "bob", comment, "Never mind.")
    assert (issue.words, issue.reactions) == ([], [])


async def test_of_two_commands_the_one_that_was_done_keeps_its_thumb(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/area cloud\n\n/kind bgu")
    assert issue.reactions == ["confused"]
    await edits(story, issue, "bob", comment, "/area cloud")
    assert (issue.words, issue.reactions) == ([], ["+1"])


async def test_a_done_command_that_is_removed_stays_done(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bug")
    await edits(story, issue, "bob", comment, "Done.")
    assert (issue.labels, issue.words, issue.reactions) == ({"kind/bug"}, [], ["+1"])


async def test_an_edit_of_plain_words_costs_nothing(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "Hm.")
    story.github.api.log.clear()
    await edits(story, issue, "bob", comment, "Hm, hm.")
    assert story.github.api.log == []


async def test_a_mended_near_miss_is_obeyed(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/clsoe")
    assert "Did you mean `/close`?" in issue.words[-1]
    await edits(story, issue, "bob", comment, "/close")
    assert (issue.state, issue.words, issue.reactions) == ("closed", [], ["+1"])


@by_rest
async def test_a_label_deleted_between_decision_and_write_is_told_by_why(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("POST", r".*/labels", Fault.SECONDARY_LIMIT)
    await story.person("bob").comments(issue, "/label bug")
    await story.after(story.person("dora").alone.deletes_label, REPO, "bug")
    await story.advance("10 minutes")
    assert issue.labels == set()
    await story.person("bob").comments(issue, "/why")
    assert "GitHub did not take it: set `bug`" in issue.words[-1]
    assert "no such label here: bug" in issue.words[-1]


@by_rest
async def test_a_milestone_that_closed_meanwhile_is_told_by_why(tell: Tell) -> None:
    story = await tell(*SECTIONS, world=world(milestones=["v1.0"]))
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("PATCH", r".*/issues/\d+", Fault.SECONDARY_LIMIT)
    await story.person("bob").comments(issue, "/milestone v1.0\n\n/area cloud")
    repository = story.github.state.repository(REPO)
    assert repository is not None
    repository.milestones[0].state = "closed"
    await story.advance("10 minutes")
    assert issue.labels == {"area/cloud"}
    await story.person("bob").comments(issue, "/why")
    assert "GitHub did not take it: set the milestone to `v1.0`" in issue.words[-1]


@by_rest
async def test_whoever_github_silently_drops_is_told_by_why(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("POST", r".*/assignees", Fault.SECONDARY_LIMIT)
    await story.person("bob").comments(issue, "/assign @bob @alice")
    with story.github.state.quiet():
        story.github.person("dora").removes_collaborator(REPO, "alice")
    await story.advance("10 minutes")
    assert issue.assignees == ["bob"]
    await story.person("bob").comments(issue, "/why")
    assert "left out by GitHub: alice" in issue.words[-1]


@pytest.mark.slow
async def test_an_answer_that_is_to_go_and_is_called_for_again_stands_in_the_end(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    comment = await story.person("bob").comments(issue, "/kind bgu")
    (refusal,) = issue.words
    story.github.faults.next("DELETE", "/comments/", Fault.SERVER_ERROR, times=100)
    await edits(story, issue, "bob", comment, "Never mind.")
    await edits(story, issue, "bob", comment, "/kind bgu")
    story.github.faults.clear()
    await story.advance("20 minutes")
    assert (issue.words, issue.reactions) == ([refusal], ["confused"])
