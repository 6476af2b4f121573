"""GraphQL's repositories with their labels, milestones, people and files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fakegithub.changes.branches import head_sha
from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import called, field
from fakegithub.graphql.nodes import Placed, identify
from fakegithub.graphql.paging import connection, moment_key
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.model import permissions
from fakegithub.model.ids import blob_sha, node_id
from fakegithub.model.records import Issue, Repository, User
from fakegithub.payloads import repositories

called("full_name", "nameWithOwner", "Repository")
called("private", "isPrivate", "Repository")
called("archived", "isArchived", "Repository")


@field("id", "Repository", "Label", "Milestone")
def node(source: Repository | Placed, reach: Reach) -> str:
    """The node id."""
    return identify(source)


@field("url", "Repository")
def url(source: Repository, reach: Reach) -> str:
    """Where people see it."""
    return repositories.html_url(reach.state, source)


@field("visibility", "Repository")
def visibility(source: Repository, reach: Reach) -> str:
    """PUBLIC or PRIVATE."""
    return "PRIVATE" if source.private else "PUBLIC"


@field("viewerPermission", "Repository")
def viewer_permission(source: Repository, reach: Reach) -> str | None:
    """The caller's role; an installation has none."""
    if reach.call.caller.installation is not None:
        return None
    return permissions.base_role(reach.state, permissions.role(reach.state, source, reach.actor)).upper()


@field("viewerCanAdminister", "Repository")
def viewer_can_administer(source: Repository, reach: Reach) -> bool:
    """Whether the caller is an admin."""
    return viewer_permission(source, reach) == "ADMIN"


# Issues and pull requests


def of_number(source: Repository, wanted: int, *, pull: bool | None, what: str) -> Issue:
    """The issue or pull request of this number, or Failure."""
    found = source.issues.get(wanted)
    if found is None or pull not in (None, found.pull is not None):
        missing(f"{what} with the number of {wanted}")
    return found


@field("issue", "Repository")
def issue(source: Repository, reach: Reach, number: int) -> Issue:
    """An issue by its number."""
    return of_number(source, number, pull=False, what="an Issue")


@field("pullRequest", "Repository")
def pull_request(source: Repository, reach: Reach, number: int) -> Issue:
    """A pull request by its number."""
    return of_number(source, number, pull=True, what="a PullRequest")


@field("issueOrPullRequest", "Repository")
def issue_or_pull_request(source: Repository, reach: Reach, number: int) -> Issue:
    """Either, by its number."""
    return of_number(source, number, pull=None, what="an issue or pull request")


@field("issues", "Repository", "Label", "Milestone")
def issues(source: Repository | Placed, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Issues that fit, in the order wanted."""
    found = [each for each in _gathered(source) if each.pull is None and _fits(each, asked)]
    return listed(found, asked)


@field("pullRequests", "Repository", "Label", "Milestone")
def pull_requests(source: Repository | Placed, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Pull requests that fit, in the order wanted."""
    head, base = asked.get("headRefName"), asked.get("baseRefName")
    found = [
        each
        for each in _gathered(source)
        if each.pull is not None
        and _fits(each, asked)
        and head in (None, each.pull.head_ref)
        and base in (None, each.pull.base_ref)
    ]
    return listed(found, asked)


def listed(found: Iterable[Issue], asked: dict[str, Any]) -> dict[str, Any]:
    """A connection of issues or pull requests, by default the oldest first."""
    order = asked.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}

    def key(each: Issue) -> str:
        match order["field"]:
            case "UPDATED_AT":
                return moment_key(each.updated_at, each.number)
            case "COMMENTS":
                return f"{len(each.comments):09d}/{each.number:012d}"
        return moment_key(each.created_at, each.number)

    return connection(found, asked, key=key, newest_first=order["direction"] == "DESC")


def state_of(which: Issue) -> str:
    """OPEN, CLOSED or MERGED."""
    return "MERGED" if which.pull is not None and which.pull.merged else which.state.upper()


def _gathered(source: Repository | Placed) -> list[Issue]:
    if isinstance(source, Repository):
        return list(source.issues.values())
    everything = source.where.issues.values()
    return [each for each in everything if source.it in each.labels or source.it is each.milestone]


def _fits(which: Issue, asked: dict[str, Any]) -> bool:
    wanted = asked.get("filterBy") or {}
    states = wanted.get("states") or asked.get("states")
    if states and state_of(which) not in states:
        return False
    labels = wanted.get("labels") or asked.get("labels")
    worn = {label.name.casefold() for label in which.labels}
    if labels and not worn & {name.casefold() for name in labels}:
        return False
    since = wanted.get("since")
    if since is not None and which.updated_at < datetime.fromisoformat(since):
        return False
    author, assignee, milestone = (
        wanted.get("createdBy"),
        wanted.get("assignee"),
        wanted.get("milestoneNumber"),
    )
    if author is not None and (which.author is None or which.author.key != author.casefold()):
        return False
    if assignee not in (None, "*") and assignee.casefold() not in {user.key for user in which.assignees}:
        return False
    if assignee == "*" and not which.assignees:
        return False
    return milestone is None or (which.milestone is not None and str(which.milestone.number) == milestone)


@field("pinnedIssues", "Repository")
def pinned_issues(source: Repository, reach: Reach, **asked: Any) -> dict[str, Any]:
    """What is pinned."""
    pinned = [
        {
            "id": node_id("PinnedIssue", each.id),
            "databaseId": number(each),
            "issue": each,
            "repository": source,
        }
        for each in source.issues.values()
        if each.pinned
    ]
    return connection(pinned, asked)


# People


@field("assignableUsers", "Repository")
def assignable_users(source: Repository, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who can be assigned anywhere."""
    return connection(permissions.assignees(reach.state, source), asked)


@field("collaborators", "Repository")
def collaborators(source: Repository, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who was given a role, the owner, and the owning organization's members."""

    def edge(user: User) -> dict[str, Any]:
        role = permissions.base_role(reach.state, permissions.role(reach.state, source, user))
        return {"permission": role.upper()}

    return connection(permissions.collaborators(reach.state, source), asked, edge=edge)


# Files


@field("defaultBranchRef", "Repository")
def default_branch_ref(source: Repository, reach: Reach) -> dict[str, Any]:
    """The default branch."""
    return _branch(source, source.default_branch)


def _branch(where: Repository, name: str) -> dict[str, Any]:
    sha = head_sha(where, name)
    commit = {
        "__typename": "Commit",
        "id": node_id("Commit", int(sha[:8], 16)),
        "oid": sha,
        "message": f"The head of {name}",
        "committedDate": where.updated_at,
    }
    ref = node_id("Ref", int(sha[:8], 16))
    return {"id": ref, "name": name, "prefix": "refs/heads/", "target": commit}


@field("object", "Repository")
def object_(source: Repository, reach: Reach, expression: str | None = None) -> dict[str, Any] | None:
    """A file as git names it (`main:README.md`), or a branch's commit."""
    branch, colon, path = (expression or "").partition(":")
    branch = source.default_branch if branch == "HEAD" else branch
    if branch != source.default_branch and branch not in source.branches:
        return None
    if not colon:
        found: dict[str, Any] = _branch(source, branch)["target"]
        return found
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
