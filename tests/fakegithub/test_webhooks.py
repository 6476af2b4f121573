"""Whatever happens on GitHub, the App is told of it: once, in order, and by its right name."""

import hashlib
import hmac

from fakegithub import GitHub
from tests.harness.in_process.fake_client import WORLD, client, told

REPO = "acme/widget"


def test_the_life_of_an_issue() -> None:
    github = GitHub.of(WORLD)
    eve, alice = github.person("eve"), github.person("alice")
    number = eve.opens_issue(REPO, "It crashes", "Badly", labels=["bug"])
    comment = eve.comments(REPO, number, "Really")
    eve.edits_comment(REPO, number, comment, "Really!")
    eve.deletes_comment(REPO, number, comment)
    eve.edits(REPO, number, title="It crashes often")
    alice.assigns(REPO, number, "bob", "stranger")
    alice.unassigns(REPO, number, "bob")
    alice.milestones(REPO, number, "v1.0")
    alice.milestones(REPO, number, None)
    alice.locks(REPO, number)
    alice.unlocks(REPO, number)
    alice.pins(REPO, number)
    alice.unpins(REPO, number)
    alice.closes(REPO, number)
    alice.closes(REPO, number)
    alice.reopens(REPO, number)
    alice.reacts(REPO, number, "heart")
    assert told(github) == [
        "issues.opened", "issues.labeled", "issue_comment.created", "issue_comment.edited",
        "issue_comment.deleted", "issues.edited", "issues.assigned", "issues.unassigned",
        "issues.milestoned", "issues.demilestoned", "issues.locked", "issues.unlocked",
        "issues.pinned", "issues.unpinned", "issues.closed", "issues.reopened",
    ]  # fmt: skip
    opened = github.webhooks[0].payload
    assert opened["installation"]["id"] == github.state.installation("acme").id  # type: ignore[union-attr]
    assert opened["organization"]["login"] == "acme"
    assert opened["repository"]["owner"]["type"] == "Organization"
    assert opened["sender"]["login"] == "eve"
    assert [each["name"] for each in opened["issue"]["labels"]] == ["bug"], "as the template has it"
    assert github.webhooks[5].payload["changes"] == {"title": {"from": "It crashes"}}


def test_the_life_of_a_pull_request() -> None:
    github = GitHub.of(WORLD)
    eve, alice = github.person("eve"), github.person("alice")
    number = eve.opens_pull(REPO, "Fix", "Fixes #7", head_files={"docs/a.md": "Better"}, draft=True)
    eve.pushes_to_pull(REPO, number, {"docs/b.md": "New"})
    eve.marks_ready(REPO, number)
    alice.requests_review(REPO, number, "bob")
    github.person("bob").reviews(REPO, number, "changes_requested", "Please")
    eve.comments(REPO, number, "Done")
    alice.merges(REPO, number)
    assert told(github) == [
        "pull_request.opened", "pull_request.synchronize", "pull_request.ready_for_review",
        "pull_request.review_requested", "pull_request_review.submitted", "issue_comment.created",
        "push", "pull_request.closed", "issues.closed",
    ]  # fmt: skip
    closed = github.webhooks[7].payload["pull_request"]
    assert (closed["merged"], closed["state"]) == (True, "closed")
    assert "pull_request" in github.webhooks[5].payload["issue"]
    where = github.state.repository(REPO)
    assert where is not None
    assert where.files["docs/b.md"] == "New"
    assert not where.issues[7].is_open


def test_repositories_people_and_installations() -> None:
    github = GitHub.of(WORLD)
    alice = github.person("alice")
    alice.pushes(REPO, {"README.md": "Changed", "new.md": "New", "docs/a.md": None})
    alice.creates_label(REPO, "fresh")
    alice.renames_label(REPO, "fresh", "stale")
    alice.deletes_label(REPO, "stale")
    alice.adds_collaborator(REPO, "eve", "triage")
    alice.removes_collaborator(REPO, "eve")
    alice.adds_member("acme", "eve")
    alice.adds_to_team("acme", "triage", "eve")
    alice.removes_member("acme", "eve")
    alice.makes_private(REPO)
    alice.renames_repository(REPO, "gadget")
    alice.archives("acme/gadget")
    alice.creates_repository("acme/second")
    alice.suspends("acme")
    alice.opens_issue("acme/gadget", "Unheard")
    alice.unsuspends("acme")
    alice.uninstalls("acme")
    alice.opens_issue("acme/gadget", "Unheard too")
    assert told(github) == [
        "push", "label.created", "label.edited", "label.deleted", "member.added", "member.removed",
        "organization.member_added", "membership.added", "membership.removed", "organization.member_removed",
        "repository.privatized", "repository.renamed", "repository.archived", "repository.created",
        "installation_repositories.added", "installation.suspend", "installation.unsuspend",
        "installation.deleted",
    ]  # fmt: skip
    push = github.webhooks[0].payload
    assert push["commits"][0]["modified"] == ["README.md"]
    assert (push["commits"][0]["added"], push["commits"][0]["removed"]) == (["new.md"], ["docs/a.md"])
    assert push["ref"] == "refs/heads/main"


async def test_the_app_is_let_into_some_repositories_and_its_rights_change() -> None:
    github = GitHub.of({**WORLD, "repositories": [*WORLD["repositories"], {"name": "acme/other"}]})
    alice, ask = github.person("alice"), client(github)
    alice.keeps_app_out_of(REPO)
    alice.opens_issue(REPO, "Unheard")
    assert (await ask("GET", "/repos/acme/widget")).status == 404
    assert (await ask("GET", "/installation/repositories")).json()["total_count"] == 1
    alice.creates_repository("acme/third")
    assert (await ask("GET", "/repos/acme/third")).status == 404, "let into some, not into what comes later"
    alice.lets_app_into(REPO)
    assert (await ask("GET", "/repos/acme/widget")).status == 200
    alice.accepts_permissions("acme", {"issues": "read", "metadata": "read"})
    alice.deletes_repository("acme/other")
    alice.creates_team("acme", "docs")
    alice.deletes_team("acme", "docs")
    alice.creates_milestone(REPO, "v2.0")
    alice.closes_milestone(REPO, "v2.0")
    alice.deletes_milestone(REPO, "v2.0")
    assert told(github) == [
        "installation_repositories.removed", "installation_repositories.added",
        "installation.new_permissions_accepted", "repository.deleted", "team.created", "team.deleted",
        "milestone.created", "milestone.closed", "milestone.deleted",
    ]  # fmt: skip
    assert github.webhooks[2].payload["installation"]["permissions"] == {"issues": "read", "metadata": "read"}
    assert github.webhooks[0].payload["repository_selection"] == "selected"


def test_a_webhook_is_signed_and_the_same_story_tells_the_same() -> None:
    def story() -> GitHub:
        github = GitHub.of(WORLD)
        github.person("eve").opens_issue(REPO, "Hello")
        return github

    one, two = story().webhooks[0], story().webhooks[0]
    assert (one.guid, one.body) == (two.guid, two.body)
    headers = one.headers("secret", 1)
    expected = hmac.new(b"secret", one.body, hashlib.sha256).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert (headers["X-GitHub-Event"], headers["X-GitHub-Delivery"]) == ("issues", one.guid)


def test_subscribers_hear_it_and_quiet_changes_are_not_told() -> None:
    github = GitHub.of(WORLD)
    heard: list[str] = []
    github.state.subscribe(lambda webhook: heard.append(webhook.event))
    with github.state.quiet():
        github.person("eve").opens_issue(REPO, "Before our time")
    github.person("eve").opens_issue(REPO, "Now")
    assert heard == ["issues"]
