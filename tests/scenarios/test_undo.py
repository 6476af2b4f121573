"""`/undo`: what the bot did last is taken back, what cannot be is named, and the bot has learnt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, Story, opened, world
from tests.scenarios.conftest import Tell


async def the_news(story: Story, number: int) -> dict[str, Any]:
    """That the issue was opened, as GitHub would say it a second time under another GUID."""
    widget, installed = story.github.state.repository(REPO), story.github.state.installation("acme")
    assert widget is not None
    assert installed is not None
    told = opened("[BUG] It crashes", number=number)
    told["repository"]["id"] = widget.id
    return told | {"installation": {"id": installed.id}}


BY_COMMAND = ("assignment: {}", "lifecycle: {}", "labels: {additional: [bug]}")
QUESTION = "How do I open a store on S3?"


@pytest.mark.parametrize(
    ("command", "held"),
    [
        ("/label bug", lambda issue: sorted(issue.label_names)),
        ("/remove-label bug", lambda issue: sorted(issue.label_names)),
        ("/assign @alice", lambda issue: issue.assignee_logins),
        ("/milestone v1.0", lambda issue: issue.milestone),
        ("/retitle Another title", lambda issue: issue.title),
        ("/close not-planned", lambda issue: issue.state),
        ("/lock resolved", lambda issue: issue.locked),
        ("/pin", lambda issue: issue.pinned),
    ],
)
async def test_each_kind_of_effect_is_reversed(tell: Tell, command: str, held: Callable[[Any], Any]) -> None:
    story = await tell(*BY_COMMAND, world=world(milestones=["v1.0"], assignable=["alice"]))
    labels = ["bug"] if "remove" in command else []
    issue = await story.person("eve").opens_issue("A title", "A body", labels=labels)
    played = story.github.state.issue("acme/widget", issue.number)
    before = held(played)
    await story.person("alice").comments(issue, command)
    assert held(played) != before
    await story.person("bob").comments(issue, "/undo")
    assert held(played) == before
    assert "I have " in issue.words[-1]


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), [("/close", "/reopen"), ("/lock", "/unlock")])
async def test_a_reversal_is_reversed_to_what_was_before_it(tell: Tell, first: str, second: str) -> None:
    story = await tell(*BY_COMMAND)
    issue = await story.person("eve").opens_issue("A title")
    played = story.github.state.issue("acme/widget", issue.number)
    assert played is not None
    await story.person("alice").comments(issue, first)
    state = (played.state, played.locked)
    await story.person("alice").comments(issue, second)
    assert (played.state, played.locked) != state
    await story.person("alice").comments(issue, "/undo")
    assert (played.state, played.locked) == state


async def test_a_request_for_review_is_withdrawn(tell: Tell) -> None:
    story = await tell(*BY_COMMAND)
    pull = await story.person("eve").opens_pull("A change")
    played = story.github.state.issue("acme/widget", pull.number)
    assert played is not None
    assert played.pull is not None
    await story.person("alice").comments(pull, "/cc @bob")
    assert [user.login for user in played.pull.reviewers] == ["bob"]
    await story.person("alice").comments(pull, "/undo")
    assert played.pull.reviewers == []


@pytest.mark.slow
async def test_words_and_labels_of_one_plan_go_together_and_do_not_come_again(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    assert issue.labels == {"support"}
    assert len(issue.words) == 1
    await story.person("bob").comments(issue, "/undo")
    assert issue.labels == set()
    assert issue.assignees == []
    (answer,) = issue.words
    assert "removed a comment of mine" in answer
    assert "`support`" in answer
    await story.person("bob").comments(issue, "/why")
    assert "wrote /undo" in issue.words[-1]


@pytest.mark.slow
async def test_a_second_undo_takes_back_the_plan_before(tell: Tell) -> None:
    story = await tell(*BY_COMMAND)
    issue = await story.person("eve").opens_issue("A title")
    await story.person("alice").comments(issue, "/label bug")
    await story.person("alice").comments(issue, "/retitle Another")
    await story.person("alice").comments(issue, "/undo")
    assert issue.labels == {"bug"}
    await story.person("alice").comments(issue, "/undo")
    assert issue.labels == set()
    await story.person("alice").comments(issue, "/undo")
    assert "nothing here that is not taken back" in issue.words[-1]


async def test_what_a_person_changed_since_is_left_alone(tell: Tell) -> None:
    story = await tell(*BY_COMMAND)
    issue = await story.person("eve").opens_issue("A title")
    await story.person("alice").comments(issue, "/retitle Another")
    await story.person("eve").edits(issue, title="Mine")
    await story.person("alice").comments(issue, "/undo")
    played = story.github.state.issue("acme/widget", issue.number)
    assert played is not None
    assert played.title == "Mine"
    assert "the title was changed since" in issue.words[-1]


async def test_undo_takes_the_triage_role(tell: Tell) -> None:
    story = await tell(*BY_COMMAND)
    issue = await story.person("eve").opens_issue("A title")
    await story.person("alice").comments(issue, "/label bug")
    await story.person("eve").comments(issue, "/undo")
    assert issue.labels == {"bug"}
    assert "triage role" in issue.words[-1]


async def test_what_was_taken_back_is_not_done_again_by_itself_but_by_command(tell: Tell) -> None:
    story = await tell("triage: {labels: {bug: bug}}", "labels: {additional: [bug]}")
    issue = await story.person("eve").opens_issue("[BUG] It crashes")
    assert issue.labels == {"bug"}
    await story.person("bob").comments(issue, "/undo")
    assert issue.labels == set()
    await story.hears("issues", await the_news(story, issue.number))
    assert issue.labels == set()
    await story.person("bob").comments(issue, "/label bug")
    assert issue.labels == {"bug"}
