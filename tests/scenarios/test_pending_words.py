"""What is decided about a comment of ours that GitHub has not taken yet comes true all the same."""

from __future__ import annotations

from tests.harness.in_process.story import STEWARD, TRIAGE
from tests.harness.words.live import false_now
from tests.scenarios.conftest import Tell

QUESTION = "How do I open a store on S3?"


async def test_thanks_and_a_close_in_one_second_leave_no_hint_to_close(tell: Tell) -> None:
    story = await tell(TRIAGE, STEWARD, "lifecycle: {}")
    eve = story.person("eve")
    issue = await eve.opens_issue(QUESTION)
    await story.person("bob").comments(issue, "Use fsspec, as the page on stores says.")
    eve.alone.comments("acme/widget", issue.number, "It works, thank you")
    eve.alone.closes("acme/widget", issue.number)
    await story.hears_at_once()
    assert len(issue.words) == 1, "what stands says that it is closed"
    assert issue.folded == 1
    assert await false_now(story.github, story.database) == []


async def test_what_was_asked_for_and_is_there_in_the_same_second_is_folded(tell: Tell) -> None:
    story = await tell("triage: {labels: {bug: bug}, needs_info: {bug: {require: [version]}}}")
    eve, carol = story.person("eve"), story.person("carol")
    issue = await eve.opens_issue("Hello", "A word.")
    carol.alone.comments("acme/widget", issue.number, "/needs-info bug")
    eve.alone.comments("acme/widget", issue.number, "Version: 2.1")
    await story.hears_at_once()
    assert (issue.words, issue.folded) == ([], 1)
