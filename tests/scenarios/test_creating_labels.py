"""A label that the repository lacks is made only where its file says so."""

from __future__ import annotations

import pytest

from tests.harness.in_process.story import REPO
from tests.scenarios.conftest import Tell


@pytest.mark.parametrize("create", [True, False])
async def test_a_label_that_is_missing(tell: Tell, create: bool) -> None:
    story = await tell(f"labels: {{additional: [good-idea], create: {str(create).lower()}}}")
    issue = await story.person("eve").opens_issue("About chunks")
    await story.person("eve").comments(issue, "/label good-idea")
    assert issue.labels == ({"good-idea"} if create else set())
    made = [label for place in story.github.state.repositories.values() for label in place.labels]
    assert ("good-idea" in made) is create


async def test_a_label_deleted_behind_our_back_is_not_made_again(tell: Tell) -> None:
    story = await tell("triage: {labels: {bug: bug}}")
    story.github.person("dora").deletes_label(REPO, "bug")
    await story.settles()
    assert (await story.person("eve").opens_issue("[BUG] It crashes")).is_untouched
