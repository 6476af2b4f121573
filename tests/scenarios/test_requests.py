"""Requests are money: what a newcomer's first question may cost where the repository was read before."""

from __future__ import annotations

import pytest

from fakegithub.payloads import accounts
from tests.harness.in_process.story import STEWARD, TRIAGE, WELCOME, Story
from tests.scenarios.conftest import Tell, with_both_writers

QUESTION = "How do I open a store on S3?"


async def warm(tell: Tell) -> Story:
    """A bot that has a token and has read the file."""
    story = await tell(TRIAGE, STEWARD, WELCOME)
    await story.person("dora").opens_issue("A plan")
    story.github.api.log.clear()
    return story


def requests(story: Story) -> list[tuple[str, str]]:
    """What GitHub was asked, by method and the last word of its path."""
    return [(each.method, each.path.partition("?")[0].rpartition("/")[2]) for each in story.github.api.log]


@with_both_writers
async def test_a_newcomers_question_costs_one_question_and_its_answer(tell: Tell, *, batches: bool) -> None:
    story = await warm(tell)
    await story.person("eve").opens_issue(QUESTION)
    by_rest = [("GET", "issues"), ("POST", "labels"), ("POST", "assignees"), ("POST", "comments")]
    assert requests(story) == ([("POST", "graphql")] * 2 if batches else by_rest)


@with_both_writers
async def test_nothing_is_asked_about_somebody_known(tell: Tell, *, batches: bool) -> None:
    story = await warm(tell)
    await story.person("eve").opens_issue("About chunks")
    story.github.api.log.clear()
    await story.person("eve").opens_issue(QUESTION)
    assert [each.method for each in story.github.api.log] == ["POST"] * (1 if batches else 3)


@with_both_writers
async def test_without_the_right_to_see_members_each_is_asked_for(
    tell: Tell, monkeypatch: pytest.MonkeyPatch, *, batches: bool
) -> None:
    monkeypatch.delitem(accounts.PERMISSIONS, "members")
    story = await warm(tell)
    await story.person("eve").opens_issue(QUESTION)
    members = story.github.api.count("GET", "/orgs/acme/members/eve")
    assert (members, len(requests(story))) == ((0, 2) if batches else (1, 6))


async def test_after_a_suspension_members_are_asked_for_again(tell: Tell) -> None:
    story = await warm(tell)
    dora = story.github.person("dora")
    dora.suspends("acme")
    with story.github.state.quiet():
        dora.adds_member("acme", "zoe")
    dora.unsuspends("acme")
    await story.settles()
    assert (await story.person("zoe").opens_issue("About chunks")).is_untouched


async def test_an_event_that_nobody_wants_costs_nothing(tell: Tell) -> None:
    story = await warm(tell)
    issue = await story.person("dora").opens_issue("Another plan")
    story.github.api.log.clear()
    await story.person("frank").comments(issue, "Nice.")
    await story.person("dora").assigns(issue, "alice")
    assert story.github.api.log == []
