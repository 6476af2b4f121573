"""Every webhook the simulated GitHub sends is as GitHub describes it, whichever way it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakegithub import GitHub
from fakegithub.payloads.accounts import EVENTS
from tests.contract.description import WebhookDescription
from tests.contract.interfaces import Interface, facing
from tests.contract.world import WIDGET

NEW = "acme/new"


def an_issue(github: GitHub) -> None:
    eve, alice = github.person("eve"), github.person("alice")
    number = eve.opens_issue(WIDGET, "Help", "body", labels=["bug"])
    eve.edits(WIDGET, number, title="Help!", body="more")
    alice.labels(WIDGET, number, "kind/bug", "quite-new")
    alice.unlabels(WIDGET, number, "kind/bug")
    alice.assigns(WIDGET, number, "bob")
    alice.unassigns(WIDGET, number, "bob")
    alice.milestones(WIDGET, number, "v1.0")
    alice.milestones(WIDGET, number, None)
    alice.types(WIDGET, number, "Bug")
    alice.types(WIDGET, number, None)
    alice.adds_sub_issue(WIDGET, 7, number)
    alice.blocks(WIDGET, 7, number)
    alice.blocks(WIDGET, 7, number, blocked=False)
    alice.pins(WIDGET, number)
    alice.unpins(WIDGET, number)
    alice.locks(WIDGET, number, "spam")
    alice.unlocks(WIDGET, number)
    alice.closes(WIDGET, number, "not_planned")
    alice.reopens(WIDGET, number)
    alice.transfers_issue(WIDGET, number, "acme/gadget")
    alice.deletes_issue(WIDGET, 9)


def a_conversation(github: GitHub) -> None:
    eve = github.person("eve")
    comment = eve.comments(WIDGET, 7, "Hello")
    eve.edits_comment(WIDGET, 7, comment, "Hello all")
    eve.deletes_comment(WIDGET, 7, comment)
    eve.comments(WIDGET, 8, "On a pull request")
    github.person("dependabot[bot]").comments(WIDGET, 7, "Beep")


def a_pull_request(github: GitHub) -> None:
    eve, alice = github.person("eve"), github.person("alice")
    number = eve.opens_pull(WIDGET, "Fix", "fixes #7", head_files={"a.py": "1"}, draft=True)
    eve.marks_ready(WIDGET, number)
    eve.converts_to_draft(WIDGET, number)
    eve.pushes_to_pull(WIDGET, number, {"a.py": "2"})
    eve.edits(WIDGET, number, title="A fix")
    alice.labels(WIDGET, number, "bug")
    alice.unlabels(WIDGET, number, "bug")
    alice.assigns(WIDGET, number, "bob")
    alice.unassigns(WIDGET, number, "bob")
    alice.requests_review(WIDGET, number, "bob", teams=["triage"])
    alice.reviews(WIDGET, number, "changes_requested", "no")
    approved = alice.reviews(WIDGET, number, "approved")
    alice.edits_review(WIDGET, number, approved, "not yet")
    alice.dismisses_review(WIDGET, number, approved)
    alice.reviews(WIDGET, number, "commented", "hm")
    question = alice.comments_on_line(WIDGET, number, "a.py", 1, "why?")
    eve.replies_on_line(WIDGET, number, question, "because")
    alice.edits_line_comment(WIDGET, number, question, "why so?")
    alice.deletes_line_comment(WIDGET, number, question)
    alice.milestones(WIDGET, number, "v1.0")
    alice.milestones(WIDGET, number, None)
    alice.locks(WIDGET, number)
    alice.unlocks(WIDGET, number)
    eve.closes(WIDGET, number)
    eve.reopens(WIDGET, number)
    alice.merges(WIDGET, number)


def a_repository(github: GitHub) -> None:
    alice = github.person("alice")
    alice.pushes(WIDGET, {"x": "1", "README.md": None})
    alice.creates_label(WIDGET, "q", description="d")
    alice.renames_label(WIDGET, "q", "r")
    alice.deletes_label(WIDGET, "r")
    alice.adds_collaborator(WIDGET, "dan", "triage")
    alice.adds_collaborator(WIDGET, "dan", "write")
    alice.removes_collaborator(WIDGET, "dan")
    alice.creates_repository(NEW)
    alice.archives(NEW)
    alice.unarchives(NEW)
    alice.makes_private(NEW)
    alice.makes_public(NEW)
    alice.renames_repository(NEW, "newer")
    alice.transfers_repository("acme/newer", "zed/newer")


def an_organization(github: GitHub) -> None:
    alice = github.person("alice")
    alice.adds_member("acme", "zed")
    alice.adds_to_team("acme", "triage", "zed")
    alice.removes_from_team("acme", "triage", "zed")
    alice.removes_member("acme", "zed")


def an_installation(github: GitHub) -> None:
    alice = github.person("alice")
    alice.suspends("acme")
    alice.unsuspends("acme")
    alice.uninstalls("acme")
    alice.installs("acme")


STORIES = (an_issue, a_conversation, a_pull_request, a_repository, an_organization, an_installation)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_webhooks_are_as_github_describes_them(
    interface: Interface, webhooks: WebhookDescription, story: Callable[[GitHub], None]
) -> None:
    story(interface.github)
    heard = await interface.webhooks()
    assert heard
    assert [complaint for event, payload in heard for complaint in webhooks.complaints(event, payload)] == []


async def test_no_event_the_app_listens_to_is_left_out() -> None:
    async with facing("in process") as interface:
        for story in STORIES:
            story(interface.github)
        heard = {event for event, _ in await interface.webhooks()}
    assert set(EVENTS) <= heard
    assert {"installation", "installation_repositories"} <= heard
