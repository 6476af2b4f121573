"""Who may do what is asked live, believed for five minutes at most, and asked anew when GitHub says so."""

from __future__ import annotations

import pytest

from fakegithub import Fault
from tests.harness.in_process.story import OTHER, REPO, Story, Thread, config, opened, world
from tests.scenarios.conftest import Plan, Tell, by_rest

SECTIONS = (
    "lifecycle: {}",
    "labels: {restricted: [{labels: [kind/bug], allowed: ['@acme/docs']}]}",
)
PERMISSION = r"/repos/acme/widget/collaborators/zoe/permission"


async def tries(story: Story, issue: Thread, by: str, command: str) -> str:
    """Somebody writes a command; the thumb it gets."""
    await story.person(by).comments(issue, command)
    return {"+1": "👍", "confused": "😕"}[issue.reactions[-1]]


@by_rest
async def test_a_role_is_asked_once_in_five_minutes(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    for _ in range(3):
        assert await tries(story, issue, "zoe", "/pin") == "😕"
    assert story.github.api.count("GET", PERMISSION) == 1
    await story.advance("5 minutes")
    assert await tries(story, issue, "zoe", "/pin") == "😕"
    assert story.github.api.count("GET", PERMISSION) == 2


async def test_a_change_that_github_tells_nobody_counts_within_five_minutes(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "bob", "/pin") == "👍"
    with story.github.state.quiet():
        story.github.person("dora").removes_collaborator(REPO, "bob")
    await story.advance("5 minutes")
    assert await tries(story, issue, "bob", "/unpin") == "😕"


async def test_a_role_given_or_taken_counts_at_once(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    dora = story.person("dora").alone
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "zoe", "/pin") == "😕"
    await story.after(dora.adds_collaborator, REPO, "zoe", "triage")
    assert await tries(story, issue, "zoe", "/pin") == "👍"
    await story.after(dora.removes_collaborator, REPO, "zoe")
    assert await tries(story, issue, "zoe", "/unpin") == "😕"


async def test_a_member_of_the_organization_counts_at_once_also_in_private(tell: Tell) -> None:
    story = await tell(*SECTIONS, everywhere=True)
    dora = story.person("dora").alone
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "zoe", "/transfer gadget") == "😕"
    await story.after(dora.adds_member, "acme", "zoe")
    await story.after(dora.removes_member, "acme", "mia")
    assert await tries(story, issue, "mia", "/transfer gadget") == "😕"
    await story.person("zoe").comments(issue, "/transfer gadget")
    assert story.github.state.issue(OTHER, 1) is not None


async def test_a_member_of_a_team_counts_at_once(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    dora = story.person("dora").alone
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "zoe", "/kind bug") == "😕"
    await story.after(dora.adds_to_team, "acme", "docs", "zoe")
    assert await tries(story, issue, "zoe", "/kind bug") == "👍"
    await story.after(dora.removes_from_team, "acme", "docs", "zoe")
    assert await tries(story, issue, "zoe", "/remove-kind bug") == "😕"


@pytest.mark.parametrize(("base", "thumb"), [("read", "😕"), ("write", "👍"), ("admin", "👍")])
async def test_a_custom_role_counts_as_what_it_is_built_upon(tell: Tell, base: str, thumb: str) -> None:
    story = await tell(*SECTIONS)
    story.github.state.custom_roles["community manager"] = base
    await story.after(story.person("dora").alone.adds_collaborator, REPO, "zoe", "community manager")
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "zoe", "/pin") == thumb


@pytest.mark.parametrize(("role", "thumb"), [("triage", "👍"), ("maintain", "👍"), ("read", "😕")])
async def test_the_role_by_its_own_name_counts(tell: Tell, role: str, thumb: str) -> None:
    story = await tell(*SECTIONS)
    await story.after(story.person("dora").alone.adds_collaborator, REPO, "zoe", role)
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "zoe", "/pin") == thumb


async def test_a_stranger_to_a_private_repository_may_nothing(tell: Tell) -> None:
    private = world(private=True)
    story = await tell(*SECTIONS, "assignment: {}", world=private)
    issue = await story.person("dora").opens_issue("A plan")
    assert await tries(story, issue, "zed", "/assign") == "😕"
    assert await tries(story, issue, "mia", "/assign") == "👍"


@by_rest
async def test_while_github_cannot_be_asked_nothing_is_decided(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    story.github.faults.next("GET", PERMISSION, Fault.BAD_GATEWAY, times=3)
    await story.person("zoe").comments(issue, "/pin")
    assert issue.is_untouched
    await story.advance("10 minutes")
    assert issue.reactions == ["confused"]


async def test_the_association_that_a_payload_claims_counts_for_nothing(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    with story.github.state.quiet():
        comment = story.github.person("zoe").comments(REPO, issue.number, "/pin")
    repository, zoe = story.github.state.repository(REPO), story.github.state.person("zoe")
    assert repository is not None
    account = {"id": zoe.id, "login": "zoe", "type": "User"}
    await story.hears(
        "issue_comment",
        {
            "action": "created",
            "repository": {"id": repository.id, "full_name": REPO, "owner": {"login": "acme"}},
            "sender": {**account, "site_admin": True},
            "issue": {"number": issue.number, "user": {"id": 5, "login": "eve"}},
            "comment": {"id": comment, "body": "/pin", "user": account, "author_association": "OWNER"},
        },
    )
    assert issue.reactions == ["confused"]


@pytest.mark.slow
async def test_another_account_under_a_freed_login_has_nothing_of_who_had_it(tell: Tell) -> None:
    story = await tell(*SECTIONS, everywhere=True)
    dora = story.person("dora").alone
    await story.after(dora.adds_to_team, "acme", "docs", "mia")
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "bob", "/pin") == "👍"
    assert await tries(story, issue, "mia", "/kind bug") == "👍"
    assert await tries(story, issue, "mia", "/transfer nowhere") == "😕"
    for login in ("bob", "mia"):
        story.github.person(login).renames_account(f"{login}-before")
    assert await tries(story, issue, "bob", "/unpin") == "😕"
    assert await tries(story, issue, "mia", "/remove-kind bug") == "😕"
    await story.person("mia").comments(issue, "/transfer gadget")
    assert story.github.state.issue(OTHER, 1) is None


async def test_a_renamed_account_keeps_its_role(tell: Tell) -> None:
    story = await tell(*SECTIONS)
    issue = await story.person("eve").opens_issue("It breaks")
    assert await tries(story, issue, "bob", "/pin") == "👍"
    story.github.person("bob").renames_account("robert")
    assert await tries(story, issue, "robert", "/unpin") == "👍"


@pytest.mark.parametrize("mover", ["dora", "alice"])
async def test_an_issue_that_was_moved_here_commands_nothing(tell: Tell, mover: str) -> None:
    story = await tell(*SECTIONS, everywhere=True)
    with story.github.state.quiet():
        number = story.github.person("dora").opens_issue(OTHER, "It breaks", "Some words\n\n/pin")
    await story.after(story.person(mover).alone.transfers_issue, OTHER, number, REPO)
    assert story.thread(1).is_untouched


@pytest.mark.parametrize("event", ["issues", "pull_request"])
@pytest.mark.parametrize(("sender", "kinds"), [("dora", ["lock", "react"]), ("eve", []), ("bob", [])])
async def test_a_text_commands_only_if_its_author_sent_it(
    plan: Plan, event: str, sender: str, kinds: list[str]
) -> None:
    payload = opened("It breaks", "/lock", by="dora")
    payload["sender"] = {"id": sum(sender.encode()), "login": sender, "type": "User"}
    if event == "pull_request":
        payload["pull_request"] = payload.pop("issue")
    found = await plan(event, payload, config=config(*SECTIONS), world=world())
    assert found.kinds == kinds
