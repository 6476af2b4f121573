"""`newcomers.claims`: for issues with certain labels alone, and by a project's own words."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import world
from tests.scenarios.conftest import Tell

ISSUES = [{"number": 41, "title": "One missing test", "author": "dora", "labels": ["help wanted"]}]
WORDS = "newcomers: {claims: {words: [.take, I take this]}}"
LABELLED = "newcomers: {claims: {labels: [good first issue, help wanted]}}\nassignment: {}"


@pytest.mark.parametrize(
    "body", [".take", "Hello\n\n.take\n\nThank you", "  .TAKE  ", "i take this", "/claim"]
)
async def test_a_line_of_own_words_claims(tell: Tell, body: str) -> None:
    story = await tell(WORDS, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, body)
    assert (issue.assignees, issue.reactions) == (["eve"], ["+1"])


@pytest.mark.parametrize("body", ["please .take it", "> .take", "    .take", "```\n.take\n```", ".takes"])
async def test_anything_else_does_not(tell: Tell, body: str) -> None:
    story = await tell(WORDS, world=world(issues=ISSUES))
    issue = story.thread(41)
    await story.person("eve").comments(issue, body)
    assert issue.assignees == []


async def test_without_the_key_it_is_no_command(tell: Tell) -> None:
    story = await tell("newcomers: {claims: {}}", world=world(issues=ISSUES))
    await story.person("eve").comments(story.thread(41), ".mine")
    assert story.thread(41).is_untouched


async def test_an_issue_without_the_label_is_not_claimed(tell: Tell) -> None:
    story = await tell(LABELLED, world=world(issues=[*ISSUES, {"number": 42, "title": "A large one"}]))
    free, other = story.thread(41), story.thread(42)
    for text in ("/claim", "/assign"):
        await story.person("eve").comments(other, text)
    await story.person("eve").comments(free, "/claim")
    assert (free.assignees, other.assignees) == (["eve"], [])
    assert "Here only issues with `good first issue`, `help wanted` can be claimed." in other.words[0]


EXCEPT = "newcomers: {claims: {labels: [help wanted], except_labels: [needs triage, core only]}}"


async def test_an_issue_with_a_label_that_keeps_people_away_is_not_claimed(tell: Tell) -> None:
    issues = [*ISSUES, {"number": 42, "title": "A large one", "labels": ["help wanted", "Core only"]}]
    there = world(labels=["help wanted", "needs triage", "Core only"], issues=issues)
    story = await tell(EXCEPT, world=there)
    free, kept = story.thread(41), story.thread(42)
    for issue in (free, kept):
        await story.person("eve").comments(issue, "/claim")
    assert (free.assignees, kept.assignees) == (["eve"], [])
    assert "Here issues with `core only` cannot be claimed." in kept.words[0]
    await story.person("carol").unlabels(kept, "Core only")
    await story.person("dan").comments(kept, "/claim")
    assert kept.assignees == ["dan"]


async def test_nobody_is_told_to_claim_what_cannot_be(tell: Tell) -> None:
    story = await tell(LABELLED, world=world(issues=[{"number": 42, "title": "A large one"}]))
    await story.person("eve").comments(story.thread(42), "Can I work on this?")
    assert story.thread(42).is_untouched
