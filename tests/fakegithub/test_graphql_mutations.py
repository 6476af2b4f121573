"""GraphQL writes what REST writes: the same changes, the same webhooks, several in one document."""

from __future__ import annotations

from typing import Any

from fakegithub import Fault, GitHub
from fakegithub.model.records import Issue
from tests.harness.in_process.fake_client import WORLD, R, client, told

TWO = {"repositories": [*WORLD["repositories"], {"name": "acme/other", "labels": ["bug"]}]}


async def sent(github: GitHub, document: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    """The whole answer to a document, by the bot unless a person's `token` is given."""
    ask = client(github)
    ask.token = token or ask.token
    answer: dict[str, Any] = (
        await ask("POST", "/graphql", {"query": document, "variables": variables})
    ).json()
    return answer


async def node(github: GitHub, path: str) -> str:
    """The node id of what REST has there."""
    return str((await client(github)("GET", path)).json()["node_id"])


def issue(github: GitHub, number: int = 7, repo: str = "acme/widget") -> Issue:
    """The issue as GitHub has it."""
    found = github.state.issue(repo, number)
    assert found is not None
    return found


async def test_a_newcomers_issue_is_handled_in_one_document() -> None:
    github = GitHub.of(WORLD)
    answer = await sent(
        github,
        """mutation($issue: ID!, $labels: [ID!]!, $people: [ID!]!, $body: String!) {
          a: addLabelsToLabelable(input: {labelableId: $issue, labelIds: $labels}) { clientMutationId }
          b: addAssigneesToAssignable(input: {assignableId: $issue, assigneeIds: $people}) {
            assignable { assignees(first: 9) { nodes { login } } } }
          c: addComment(input: {subjectId: $issue, body: $body, clientMutationId: "key"}) {
            clientMutationId commentEdge { node { fullDatabaseId } } }
          d: addReaction(input: {subjectId: $issue, content: EYES}) { reaction { databaseId content } } }""",
        issue=await node(github, f"{R}/issues/7"),
        labels=[await node(github, f"{R}/labels/bug"), await node(github, f"{R}/labels/kind%2Fbug")],
        people=[await node(github, "/users/bob"), await node(github, "/users/dan")],
        body="Hello",
    )
    assert "errors" not in answer
    made = answer["data"]
    assert made["b"]["assignable"]["assignees"]["nodes"] == [{"login": "bob"}], "dan is dropped, as by REST"
    assert made["c"]["clientMutationId"] == "key"
    comment = int(made["c"]["commentEdge"]["node"]["fullDatabaseId"])
    assert made["d"]["reaction"]["content"] == "EYES"
    assert isinstance(made["d"]["reaction"]["databaseId"], int)
    it = issue(github)
    assert (it.label_names, it.comments[comment].body) == (("bug", "kind/bug"), "Hello")
    assert told(github) == [
        "issues.labeled", "issues.labeled", "issues.assigned", "issue_comment.created",
    ]  # fmt: skip
    assert all(each.payload["sender"]["login"] == "stewardbot[bot]" for each in github.webhooks)
    assert github.api.count("POST") == 1


async def test_mutations_run_in_order_and_one_that_fails_stops_no_other() -> None:
    github = GitHub.of(WORLD)
    answer = await sent(
        github,
        """mutation($issue: ID!, $label: ID!) {
          first: addComment(input: {subjectId: $issue, body: "one"}) { clientMutationId }
          second: addLabelsToLabelable(input: {labelableId: $issue, labelIds: ["nope"]}) { clientMutationId }
          third: addComment(input: {subjectId: $issue, body: "  "}) { clientMutationId }
          fourth: pinIssue(input: {issueId: $label}) { clientMutationId }
          fifth: addComment(input: {subjectId: $issue, body: "two"}) { clientMutationId } }""",
        issue=await node(github, f"{R}/issues/7"),
        label=await node(github, f"{R}/labels/bug"),
    )
    assert [name for name, made in answer["data"].items() if made] == ["first", "fifth"]
    assert [(each["path"], each["type"]) for each in answer["errors"]] == [
        (["second"], "NOT_FOUND"),
        (["third"], "UNPROCESSABLE"),
        (["fourth"], "NOT_FOUND"),
    ]
    assert answer["errors"][0]["message"] == "Could not resolve to a node with the global id of 'nope'."
    assert [each.body for each in issue(github).comments.values()] == ["", "one", "two"]


async def test_a_comment_is_rewritten_folded_away_and_deleted() -> None:
    github = GitHub.of(WORLD)
    made = (await client(github)("POST", f"{R}/issues/7/comments", {"body": "Hello"})).json()
    document = """mutation($id: ID!) {
      updateIssueComment(input: {id: $id, body: "Better"}) { issueComment { body updatedAt } }
      minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) {
        minimizedComment { isMinimized minimizedReason } } }"""
    answer = (await sent(github, document, id=made["node_id"]))["data"]
    assert answer["updateIssueComment"]["issueComment"]["body"] == "Better"
    assert answer["minimizeComment"]["minimizedComment"] == {
        "isMinimized": True,
        "minimizedReason": "outdated",
    }
    gone = "mutation($id: ID!) { deleteIssueComment(input: {id: $id}) { clientMutationId } }"
    assert "errors" not in await sent(github, gone, id=made["node_id"])
    assert (await sent(github, gone, id=made["node_id"]))["errors"][0]["type"] == "NOT_FOUND"
    assert told(github) == ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"]


async def test_an_issue_is_closed_as_a_duplicate_and_opened_again() -> None:
    github = GitHub.of(WORLD)
    other = github.person("eve").opens_issue("acme/widget", "The same")
    ids = {"id": await node(github, f"{R}/issues/7"), "other": await node(github, f"{R}/issues/{other}")}
    document = """mutation($id: ID!, $other: ID!) {
      closeIssue(input: {issueId: $id, duplicateIssueId: $other}) { issue { state stateReason } } }"""
    closed = (await sent(github, document, **ids))["data"]["closeIssue"]["issue"]
    assert closed == {"state": "CLOSED", "stateReason": "NOT_PLANNED"}, "only who asks learns of duplicates"
    assert issue(github).state_reason == "duplicate"
    assert [each.event for each in issue(github).timeline] == ["marked_as_duplicate", "closed"]
    document = """mutation($id: ID!) {
      reopenIssue(input: {issueId: $id}) { issue { stateReason } }
      closeIssue(input: {issueId: $id, stateReason: NOT_PLANNED}) { issue { stateReason } } }"""
    answer = (await sent(github, document, id=ids["id"]))["data"]
    assert answer["reopenIssue"]["issue"]["stateReason"] == "REOPENED"
    assert answer["closeIssue"]["issue"]["stateReason"] == "NOT_PLANNED"


async def test_an_issue_is_edited_locked_and_pinned() -> None:
    github = GitHub.of(WORLD)
    document = """mutation($id: ID!, $milestone: ID!, $label: ID!) {
      updateIssue(input: {id: $id, title: "Now", milestoneId: $milestone, labelIds: [$label]}) {
        issue { title milestone { title } } }
      lockLockable(input: {lockableId: $id, lockReason: TOO_HEATED}) { lockedRecord { activeLockReason } }
      pinIssue(input: {issueId: $id}) { issue { isPinned } } }"""
    ids = {
        "id": await node(github, f"{R}/issues/7"),
        "milestone": await node(github, f"{R}/milestones/1"),
        "label": await node(github, f"{R}/labels/bug"),
    }
    answer = (await sent(github, document, **ids))["data"]
    assert answer["updateIssue"]["issue"] == {"title": "Now", "milestone": {"title": "v1.0"}}
    assert answer["lockLockable"]["lockedRecord"] == {"activeLockReason": "TOO_HEATED"}
    assert answer["pinIssue"]["issue"] == {"isPinned": True}
    assert (await client(github)("GET", f"{R}/issues/7")).json()["active_lock_reason"] == "too heated"
    document = """mutation($id: ID!) {
      updateIssue(input: {id: $id, milestoneId: null, assigneeIds: []}) { issue { milestone { title } } }
      unlockLockable(input: {lockableId: $id}) { unlockedRecord { locked } }
      unpinIssue(input: {issueId: $id}) { issue { isPinned } } }"""
    answer = (await sent(github, document, id=ids["id"]))["data"]
    assert answer["updateIssue"]["issue"] == {"milestone": None}
    assert (answer["unlockLockable"]["unlockedRecord"], answer["unpinIssue"]["issue"]) == (
        {"locked": False},
        {"isPinned": False},
    )
    assert told(github) == [
        "issues.edited", "issues.labeled", "issues.milestoned", "issues.locked", "issues.pinned",
        "issues.demilestoned", "issues.unlocked", "issues.unpinned",
    ]  # fmt: skip


async def test_a_transferred_issue_leads_to_its_new_place() -> None:
    github = GitHub.of(TWO)
    github.person("alice").labels("acme/widget", 7, "bug", "Help Wanted")
    github.webhooks.clear()
    answer = await sent(
        github,
        """mutation($id: ID!, $to: ID!) { transferIssue(input: {issueId: $id, repositoryId: $to}) {
          issue { number repository { nameWithOwner } labels(first: 9) { nodes { name } } } } }""",
        id=await node(github, f"{R}/issues/7"),
        to=await node(github, "/repos/acme/other"),
    )
    assert answer["data"]["transferIssue"]["issue"] == {
        "number": 1,
        "repository": {"nameWithOwner": "acme/other"},
        "labels": {"nodes": [{"name": "bug"}]},
    }
    assert told(github) == ["issues.transferred", "issues.opened"]
    left, came = (each.payload for each in github.webhooks)
    assert (left["issue"]["number"], left["changes"]["new_issue"]["number"]) == (7, 1)
    assert came["changes"]["old_repository"]["full_name"] == "acme/widget"
    ask = client(github)
    moved = await ask("GET", f"{R}/issues/7/comments")
    assert moved.status == 301
    assert (await ask("POST", f"{R}/issues/7/comments", {"body": "x"})).status == 307
    there = await ask("GET", moved.headers["location"].removeprefix("https://api.github.com"))
    assert len(there.json()) == 1, "its comments came along"
    assert (await ask("POST", f"{R}/issues", {"title": "Next"})).json()["number"] == 9


async def test_a_deleted_issue_is_gone() -> None:
    github = GitHub.of(WORLD)
    github.person("alice").deletes_issue("acme/widget", 7)
    reply = await client(github)("GET", f"{R}/issues/7")
    assert (reply.status, reply.json()["message"]) == (410, "This issue was deleted")
    assert told(github) == ["issues.deleted"]
    assert (await client(github)("GET", f"{R}/issues/99")).status == 404


async def test_pull_requests_are_made_ready_and_reviews_asked_and_reacted_to() -> None:
    github = GitHub.of(WORLD)
    github.person("acme").accepts_permissions("acme", {"contents": "write"})
    number = github.person("eve").opens_pull("acme/widget", "Fix", files=["docs/a.md"], draft=True)
    review = github.person("bob").reviews("acme/widget", number, "commented", "Hm")
    ids: dict[str, Any] = {
        "pull": await node(github, f"{R}/pulls/{number}"),
        "review": await node(github, f"{R}/pulls/{number}/reviews/{review}"),
        "people": [await node(github, "/users/bob")],
        "teams": [await node(github, "/orgs/acme/teams/triage")],
    }
    answer = await sent(
        github,
        """mutation($pull: ID!, $review: ID!, $people: [ID!], $teams: [ID!]) {
          markPullRequestReadyForReview(input: {pullRequestId: $pull}) { pullRequest { isDraft } }
          requestReviews(input: {pullRequestId: $pull, userIds: $people, teamIds: $teams, union: true}) {
            pullRequest { reviewRequests(first: 9) { totalCount } } }
          addReaction(input: {subjectId: $review, content: CONFUSED}) {
            reaction { databaseId } subject { ... on PullRequestReview { state } } }
          updatePullRequest(input: {pullRequestId: $pull, state: CLOSED}) { pullRequest { state } } }""",
        **ids,
    )
    assert "errors" not in answer
    made = answer["data"]
    assert made["markPullRequestReadyForReview"]["pullRequest"] == {"isDraft": False}
    assert made["requestReviews"]["pullRequest"]["reviewRequests"] == {"totalCount": 2}
    assert made["addReaction"]["subject"] == {"state": "COMMENTED"}
    assert made["updatePullRequest"]["pullRequest"] == {"state": "CLOSED"}
    pull = issue(github, number).pull
    assert pull is not None
    assert [each.content for each in pull.reviews[0].reactions] == ["confused"]
    back = """mutation($review: ID!) { removeReaction(input: {subjectId: $review, content: CONFUSED}) {
      reaction { content } } }"""
    assert "errors" not in await sent(github, back, review=ids["review"])
    assert pull.reviews[0].reactions == []


async def test_people_do_only_what_their_role_allows_and_nobody_writes_to_an_archive() -> None:
    github = GitHub.of(WORLD)
    document = "mutation($id: ID!) { lockLockable(input: {lockableId: $id}) { clientMutationId } }"
    id_ = await node(github, f"{R}/issues/7")
    refused = await sent(github, document, github.person_token("dan"), id=id_)
    assert refused["errors"][0]["type"] == "FORBIDDEN"
    assert "dan does not have the correct permissions" in refused["errors"][0]["message"]
    assert "errors" not in await sent(github, document, github.person_token("carol"), id=id_)
    github.person("alice").archives("acme/widget")
    assert (await sent(github, document, id=id_))["errors"][0]["type"] == "FORBIDDEN"


async def test_a_right_that_the_app_lacks_is_an_error_with_a_type() -> None:
    github = GitHub.of(WORLD)
    github.faults.next("POST", "/graphql", Fault.FORBIDDEN)
    github.faults.next("POST", "/issues/7/labels", Fault.INVALID)
    document = 'mutation { pinIssue(input: {issueId: "x"}) { clientMutationId } }'
    error = (await sent(github, document))["errors"][0]
    assert (error["type"], error["message"]) == ("FORBIDDEN", "Resource not accessible by integration")
    assert (await client(github)("POST", f"{R}/issues/7/labels", {"labels": ["bug"]})).status == 422
