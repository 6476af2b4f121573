"""Requests are money: what a newcomer's first question may cost where the repository was read before."""

from __future__ import annotations

import pytest

from fakegithub.payloads import accounts
from tests.harness.in_process.story import REPO, STEWARD, TRIAGE, WELCOME, Story, Thread
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


async def waiting(tell: Tell) -> tuple[Story, Thread]:
    """A case in the hands of bob that nobody has acknowledged, a minute before it goes on to carol."""
    story = await tell(TRIAGE, STEWARD)
    issue = await story.person("eve").opens_issue(QUESTION)
    await story.until("2026-03-03 08:59")
    assert issue.assignees == ["bob"]
    story.github.api.log.clear()
    return story, issue


async def test_a_change_of_hands_by_the_clock_is_a_question_and_a_document(tell: Tell) -> None:
    story, issue = await waiting(tell)
    await story.until("2026-03-03 10:00")
    assert issue.assignees == ["carol"]
    log = [each for each in story.github.api.log if "access_tokens" not in each.path]
    assert [(each.path, each.writes) for each in log] == [("/graphql", False), ("/graphql", True)]


@with_both_writers
@pytest.mark.parametrize("what", ["reacts", "answers", "closes", "assigns"])
async def test_what_somebody_did_unheard_a_moment_ago_is_seen_before_it_changes_hands(
    tell: Tell, what: str, *, batches: bool
) -> None:
    story, issue = await waiting(tell)
    with story.github.state.quiet():
        bob = story.github.person("bob")
        match what:
            case "reacts":
                bob.reacts(REPO, issue.number, "eyes")
            case "answers":
                bob.comments(REPO, issue.number, "Have you tried the cloud guide?")
            case "closes":
                bob.closes(REPO, issue.number)
            case "assigns":
                bob.unassigns(REPO, issue.number, "bob")
                bob.assigns(REPO, issue.number, "alice")
    await story.until("2026-03-03 10:00")
    assert ("carol" in issue.assignees, len(issue.words)) == (False, 1)


async def test_the_accounts_behind_the_file_are_one_question_a_day(tell: Tell) -> None:
    story = await warm(tell)
    await story.until("2026-03-03 11:00")
    story.github.api.log.clear()
    await story.advance("1 day")
    users = [path for method, path in requests(story) if method == "GET"]
    assert not {"alice", "bob", "carol", "dora"} & set(users)
