"""Landed otherwise: a merge bot pushes the change itself, and closes the pull request with a label."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.in_process.story import Story, Thread, world
from tests.scenarios.conftest import Tell

NEWCOMERS = "newcomers: {welcome: {}, suggestions: {count: 0}, claims: {limit: 1, lease: 2 weeks}}"
LANDED = "landed: Merged"
LANDER = "landing-helper[bot]"
ISSUES: list[dict[str, Any]] = [
    {"number": 41, "title": "One missing test", "author": "dora"},
    {"number": 42, "title": "A dead link", "author": "dora"},
]


async def worked_on(tell: Tell, *sections: str, body: str = "Closes #41") -> tuple[Story, Thread, Thread]:
    """eve has claimed an issue, and opened a pull request for it."""
    story = await tell(NEWCOMERS, *sections, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, "/claim")
    return story, issue, await story.person("eve").opens_pull("A test", body)


async def lands(story: Story, pull: Thread, label: str = "merged") -> None:
    """As GitHub tells it when a bot closes with a label."""
    story.person(LANDER).alone.labels("acme/widget", pull.number, label)
    await story.person(LANDER).closes(pull)


@pytest.mark.slow
async def test_a_landed_change_is_thanked_and_the_claim_ends_as_done(tell: Tell) -> None:
    story, issue, pull = await worked_on(tell, LANDED)
    await lands(story, pull)
    assert "Merged. Thank you, @eve: “A test” is your first change here" in pull.words[-1]
    assert issue.words == [f"@eve is done here: #{pull.number} is merged."]
    assert (issue.assignees, issue.state) == (["eve"], "open")
    await story.person("eve").comments(story.thread(42), "/claim")
    assert story.thread(42).assignees == ["eve"]
    again = await story.person("eve").opens_pull("Another test")
    await lands(story, again)
    assert again.words == []


@pytest.mark.slow
async def test_the_label_may_come_after_the_closing(tell: Tell) -> None:
    story, issue, pull = await worked_on(tell, LANDED)
    await story.person(LANDER).closes(pull)
    assert "@eve has this until" in issue.words[0]
    await story.person(LANDER).labels(pull, "Merged")
    assert "is your first change here" in pull.words[-1]
    assert "@eve is done here" in issue.words[0]


async def test_the_label_that_comes_again_is_no_other_merge(tell: Tell) -> None:
    suggesting = "newcomers: {welcome: {}, suggestions: {}}"
    story = await tell(suggesting, LANDED, world=world(issues=ISSUES))
    pull = await story.person("eve").opens_pull("A test")
    await lands(story, pull)
    once = list(pull.words)
    assert "I will name it here once" in once[-1]
    await story.person(LANDER).unlabels(pull, "Merged")
    await story.person(LANDER).labels(pull, "Merged")
    assert pull.words == once


@pytest.mark.slow
async def test_only_the_label_of_the_file_means_merged_and_only_once_closed(tell: Tell) -> None:
    story, issue, pull = await worked_on(tell, LANDED)
    await story.person(LANDER).labels(pull, "Merged")
    assert (len(pull.words), f"with #{pull.number} open" in issue.words[0]) == (1, True)
    await story.person(LANDER).unlabels(pull, "Merged")
    await lands(story, pull, "Reverted")
    assert len(pull.words) == 1
    assert "@eve has this until" in issue.words[0]


@pytest.mark.slow
async def test_without_the_key_the_label_means_nothing(tell: Tell) -> None:
    story, issue, pull = await worked_on(tell)
    await lands(story, pull, "Merged")
    assert len(pull.words) == 1
    assert "@eve has this until" in issue.words[0]


@pytest.mark.slow
async def test_a_merge_that_only_names_the_issue_does_not_end_the_claim(tell: Tell) -> None:
    story, issue, pull = await worked_on(tell, body="Part of #41")
    await story.person("alice").merges(pull)
    assert "@eve has this until Mon 16 March" in issue.words[0]


@pytest.mark.slow
async def test_an_issue_with_the_label_is_no_merge(tell: Tell) -> None:
    story, issue, _pull = await worked_on(tell, LANDED)
    await story.person(LANDER).labels(issue, "Merged")
    await story.person(LANDER).closes(issue)
    assert "closed, and nobody has it" in issue.words[0]
