"""GraphQL's repositories with their labels, milestones, people and files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fakegithub.changes.branches import head_sha
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import alias, computed, field
from fakegithub.graphql.nodes import ChildNode, identify
from fakegithub.graphql.paging import connection, time_key
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.model import permissions
from fakegithub.model.ids import blob_sha, node_id
from fakegithub.model.records import Issue, Repository, User
from fakegithub.payloads import repositories

alias("full_name", "nameWithOwner", "Repository")
alias("private", "isPrivate", "Repository")
alias("archived", "isArchived", "Repository")
computed("id", identify, "Repository", "Label", "Milestone")


# Where people see it.
field("url", "Repository")(lambda source, context: repositories.html_url(context.state, source))


computed("visibility", lambda repo: "PRIVATE" if repo.private else "PUBLIC", "Repository")


@field("viewerPermission", "Repository")
def viewer_permission(source: Repository, context: Context) -> str | None:
    """The caller's role; an installation has none."""
    if context.call.caller.installation is not None:
        return None
    return permissions.base_role(
        context.state, permissions.role(context.state, source, context.actor)
    ).upper()


# Whether the caller is an admin.
field("viewerCanAdminister", "Repository")(
    lambda source, context: viewer_permission(source, context) == "ADMIN"
)


# Issues and pull requests


def numbered(source: Repository, number: int, *, pull: bool | None, what: str) -> Issue:
    """The issue or pull request of this number, or Failure."""
    issue = source.issues.get(number)
    if issue is None or pull not in (None, issue.pull is not None):
        missing(f"{what} with the number of {number}")
    return issue


# An issue by its number.
field("issue", "Repository")(
    lambda source, context, number: numbered(source, number, pull=False, what="an Issue")
)


# A pull request by its number.
field("pullRequest", "Repository")(
    lambda source, context, number: numbered(source, number, pull=True, what="a PullRequest")
)


# Either, by its number.
field("issueOrPullRequest", "Repository")(
    lambda source, context, number: numbered(source, number, pull=None, what="an issue or pull request")
)


@field("issues", "Repository", "Label", "Milestone")
def issues(source: Repository | ChildNode, context: Context, **arguments: Any) -> dict[str, Any]:
    """Issues that fit, in the order wanted."""
    matches = [issue for issue in _issues_of(source) if issue.pull is None and _matches(issue, arguments)]
    return issue_connection(matches, arguments)


@field("pullRequests", "Repository", "Label", "Milestone")
def pull_requests(source: Repository | ChildNode, context: Context, **arguments: Any) -> dict[str, Any]:
    """Pull requests that fit, in the order wanted."""
    head, base = arguments.get("headRefName"), arguments.get("baseRefName")
    matches = [
        issue
        for issue in _issues_of(source)
        if issue.pull is not None
        and _matches(issue, arguments)
        and head in (None, issue.pull.head_ref)
        and base in (None, issue.pull.base_ref)
    ]
    return issue_connection(matches, arguments)


def issue_connection(issues: Iterable[Issue], arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection of issues or pull requests, by default the oldest first."""
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}

    def key(issue: Issue) -> str:
        match order["field"]:
            case "UPDATED_AT":
                return time_key(issue.updated_at, issue.number)
            case "COMMENTS":
                return f"{len(issue.comments):09d}/{issue.number:012d}"
        return time_key(issue.created_at, issue.number)

    return connection(issues, arguments, key=key, newest_first=order["direction"] == "DESC")


def state_of(issue: Issue) -> str:
    """OPEN, CLOSED or MERGED."""
    return "MERGED" if issue.pull is not None and issue.pull.merged else issue.state.upper()


def _issues_of(source: Repository | ChildNode) -> list[Issue]:
    if isinstance(source, Repository):
        return list(source.issues.values())
    issues = source.parent.issues.values()
    return [issue for issue in issues if source.record in issue.labels or source.record is issue.milestone]


def _matches(issue: Issue, arguments: dict[str, Any]) -> bool:
    filters = arguments.get("filterBy") or {}
    states = filters.get("states") or arguments.get("states")
    if states and state_of(issue) not in states:
        return False
    labels = filters.get("labels") or arguments.get("labels")
    label_names = {label.name.casefold() for label in issue.labels}
    if labels and not label_names & {name.casefold() for name in labels}:
        return False
    since = filters.get("since")
    if since is not None and issue.updated_at < datetime.fromisoformat(since):
        return False
    author, assignee, milestone = (
        filters.get("createdBy"),
        filters.get("assignee"),
        filters.get("milestoneNumber"),
    )
    if author is not None and (issue.author is None or issue.author.key != author.casefold()):
        return False
    if assignee not in (None, "*") and assignee.casefold() not in {user.key for user in issue.assignees}:
        return False
    if assignee == "*" and not issue.assignees:
        return False
    return milestone is None or (issue.milestone is not None and str(issue.milestone.number) == milestone)


@field("pinnedIssues", "Repository")
def pinned_issues(source: Repository, context: Context, **arguments: Any) -> dict[str, Any]:
    """What is pinned."""
    pinned = [
        {
            "id": node_id("PinnedIssue", issue.id),
            "databaseId": number(issue),
            "issue": issue,
            "repository": source,
        }
        for issue in source.issues.values()
        if issue.pinned
    ]
    return connection(pinned, arguments)


# People


# Who can be assigned anywhere.
field("assignableUsers", "Repository")(
    lambda source, context, **arguments: connection(permissions.assignees(context.state, source), arguments)
)


@field("collaborators", "Repository")
def collaborators(source: Repository, context: Context, **arguments: Any) -> dict[str, Any]:
    """Who was given a role, the owner, and the owning organization's members."""

    def edge(user: User) -> dict[str, Any]:
        role = permissions.base_role(context.state, permissions.role(context.state, source, user))
        return {"permission": role.upper()}

    return connection(permissions.collaborators(context.state, source), arguments, edge=edge)


# Files


# The default branch.
field("defaultBranchRef", "Repository")(lambda source, context: _branch(source, source.default_branch))


def _branch(repo: Repository, name: str) -> dict[str, Any]:
    sha = head_sha(repo, name)
    commit = {
        "__typename": "Commit",
        "id": node_id("Commit", int(sha[:8], 16)),
        "oid": sha,
        "message": f"The head of {name}",
        "committedDate": repo.updated_at,
    }
    ref = node_id("Ref", int(sha[:8], 16))
    return {"id": ref, "name": name, "prefix": "refs/heads/", "target": commit}


@field("object", "Repository")
def object_(source: Repository, context: Context, expression: str | None = None) -> dict[str, Any] | None:
    """A file as git names it (`main:README.md`), or a branch's commit."""
    branch, colon, path = (expression or "").partition(":")
    branch = source.default_branch if branch == "HEAD" else branch
    if branch != source.default_branch and branch not in source.branches:
        return None
    if not colon:
        commit: dict[str, Any] = _branch(source, branch)["target"]
        return commit
    text = (source.files if branch == source.default_branch else source.branches[branch]).get(path)
    if text is None:
        return None
    content = text.encode("utf-8", "surrogatepass")
    sha = blob_sha(content)
    return {
        "__typename": "Blob",
        "id": node_id("Blob", int(sha[:8], 16)),
        "oid": sha,
        "text": text,
        "byteSize": len(content),
        "isBinary": False,
        "isTruncated": False,
    }
