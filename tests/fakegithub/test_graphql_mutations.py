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


async def label_node(github: GitHub, name: str) -> str:
    """The node id of a label."""
    labels = (await client(github)("GET", f"{R}/labels")).json()
    return next(str(label["node_id"]) for label in labels if label["name"] == name)


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
          d: addReaction(input: {subjectId: $issue, content: EYES}) { reaction { databaseId } } }""",
        issue=await node(github, f"{R}/issues/7"),
        labels=[await label_node(github, "bug"), await label_node(github, "kind/bug")],
        people=[await node(github, "/users/bob"), await node(github, "/users/dan")],
        body="Hello",
    )
    assert "errors" not in answer
    made = answer["data"]
    assert made["b"]["assignable"]["assignees"]["nodes"] == [{"login": "bob"}], "dan is dropped, as by REST"
    assert made["c"]["clientMutationId"] == "key"
    comment = int(made["c"]["commentEdge"]["node"]["fullDatabaseId"])
    assert [each.content for each in issue(github).reactions] == ["eyes"]
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
        label=await label_node(github, "bug"),
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
      updateIssueComment(input: {id: $id, body: "Better"}) { clientMutationId }
      minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }"""
    answer = (await sent(github, document, id=made["node_id"]))["data"]
    comment = issue(github).comments[made["id"]]
    assert (comment.body, comment.minimized) == ("Better", "OUTDATED")
    assert answer["minimizeComment"]["minimizedComment"] == {"isMinimized": True}
    gone = "mutation($id: ID!) { deleteIssueComment(input: {id: $id}) { clientMutationId } }"
    assert "errors" not in await sent(github, gone, id=made["node_id"])
    assert (await sent(github, gone, id=made["node_id"]))["errors"][0]["type"] == "NOT_FOUND"
    assert told(github) == ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"]


async def test_an_issue_is_closed_edited_locked_and_pinned_and_all_of_it_back() -> None:
    github = GitHub.of(WORLD)
    alice, seven = github.person("alice"), issue(github)
    alice.milestones("acme/widget", 7, "v1.0")
    github.webhooks.clear()
    document = """mutation($id: ID!) {
      closeIssue(input: {issueId: $id, stateReason: NOT_PLANNED}) { clientMutationId }
      updateIssue(input: {id: $id, title: "Now", milestoneId: null}) { clientMutationId }
      lockLockable(input: {lockableId: $id, lockReason: TOO_HEATED}) { clientMutationId }
      pinIssue(input: {issueId: $id}) { issue { title } } }"""
    id_ = await node(github, f"{R}/issues/7")
    assert (await sent(github, document, id=id_))["data"]["pinIssue"] == {"issue": {"title": "Now"}}
    assert (seven.state, seven.state_reason, seven.milestone) == ("closed", "not_planned", None)
    assert (seven.locked, seven.lock_reason, seven.pinned) == (True, "too heated", True)
    document = """mutation($id: ID!) {
      reopenIssue(input: {issueId: $id}) { clientMutationId }
      unlockLockable(input: {lockableId: $id}) { clientMutationId }
      unpinIssue(input: {issueId: $id}) { issue { title } } }"""
    assert "errors" not in await sent(github, document, id=id_)
    assert (seven.state, seven.state_reason, seven.locked, seven.pinned) == ("open", "reopened", False, False)
    assert told(github) == [
        "issues.closed", "issues.edited", "issues.demilestoned", "issues.locked", "issues.pinned",
        "issues.reopened", "issues.unlocked", "issues.unpinned",
    ]  # fmt: skip


async def test_a_pull_request_without_its_branch_is_not_opened_again() -> None:
    github = GitHub.of(WORLD)
    alice = github.person("alice")
    alice.closes("acme/widget", 8)
    alice.loses_head("acme/widget", 8)
    document = "mutation($id: ID!) { reopenPullRequest(input: {pullRequestId: $id}) { clientMutationId } }"
    error = (await sent(github, document, id=await node(github, f"{R}/pulls/8")))["errors"][0]
    assert (error["type"], error["message"]) == ("UNPROCESSABLE", "Could not open the pull request.")
    refused = await client(github)("PATCH", f"{R}/issues/8", {"state": "open"})
    assert (refused.status, issue(github, 8).state) == (422, "closed")
    assert "force-pushed" in refused.json()["errors"][0]["message"]


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


async def test_pull_requests_are_made_ready_checked_and_reviews_asked_and_reacted_to() -> None:
    github = GitHub.of(WORLD)
    github.person("acme").accepts_permissions("acme", {"contents": "write"})
    number = github.person("eve").opens_pull("acme/widget", "Fix", files=["docs/a.md"], draft=True)
    review = github.person("bob").reviews("acme/widget", number, "commented", "Hm")
    ids: dict[str, Any] = {
        "pull": await node(github, f"{R}/pulls/{number}"),
        "review": await node(github, f"{R}/pulls/{number}/reviews/{review}"),
        "people": [await node(github, "/users/bob")],
        "repository": await node(github, R),
    }
    answer = await sent(
        github,
        """mutation($pull: ID!, $review: ID!, $people: [ID!], $repository: ID!) {
          markPullRequestReadyForReview(input: {pullRequestId: $pull}) { pullRequest { isDraft } }
          requestReviews(input: {pullRequestId: $pull, userIds: $people, union: true}) {
            pullRequest { reviewRequests(first: 9) { nodes { requestedReviewer { __typename } } } } }
          addReaction(input: {subjectId: $review, content: CONFUSED}) { reaction { databaseId } }
          updatePullRequest(input: {pullRequestId: $pull, title: "A fix"}) { clientMutationId }
          createCheckRun(input: {repositoryId: $repository, name: "gate", headSha: "a1", status: COMPLETED,
            conclusion: NEUTRAL, output: {title: "gate", summary: "Hm"}}) { clientMutationId } }""",
        **ids,
    )
    assert "errors" not in answer
    made, it = answer["data"], issue(github, number)
    assert made["markPullRequestReadyForReview"]["pullRequest"] == {"isDraft": False}
    requests = made["requestReviews"]["pullRequest"]["reviewRequests"]["nodes"]
    assert requests == [{"requestedReviewer": {"__typename": "User"}}]
    (run,) = it.repository.check_runs.values()
    assert (it.title, run.head_sha, run.conclusion, run.summary) == ("A fix", "a1", "neutral", "Hm")
    assert it.pull is not None
    assert [each.content for each in it.pull.reviews[0].reactions] == ["confused"]
    back = """mutation($review: ID!) { removeReaction(input: {subjectId: $review, content: CONFUSED}) {
      reaction { databaseId } } }"""
    assert "errors" not in await sent(github, back, review=ids["review"])
    assert it.pull.reviews[0].reactions == []


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
