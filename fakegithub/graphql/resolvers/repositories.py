"""GraphQL's repositories with their issues and pull requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import missing
from fakegithub.graphql.fields import alias, computed, field
from fakegithub.graphql.nodes import identify
from fakegithub.graphql.paging import connection, time_key
from fakegithub.graphql.resolvers.accounts import number as database_id
from fakegithub.model import permissions
from fakegithub.model.ids import blob_sha
from fakegithub.model.records import Issue, Repository

alias("full_name", "nameWithOwner", "Repository")
alias("private", "isPrivate", "Repository")
computed("id", identify, "Repository")
computed("databaseId", database_id, "Repository")


@field("object", "Repository")
def git_object(source: Repository, context: Context, expression: str | None = None) -> dict[str, str] | None:
    """A file by `ref:path`, on the default branch (`HEAD`) or another."""
    ref, _, path = (expression or "").partition(":")
    files = source.files if ref == "HEAD" else source.branches.get(ref, {})
    if path not in files:
        return None
    return {"__typename": "Blob", "oid": blob_sha(files[path].encode("utf-8", "surrogatepass"))}


@field("issue", "Repository")
def issue(source: Repository, context: Context, number: int) -> Issue:
    """An issue by its number."""
    issue = source.issues.get(number)
    return issue if issue and issue.pull is None else missing(f"an Issue with the number of {number}")


@field("pullRequest", "Repository")
def pull_request(source: Repository, context: Context, number: int) -> Issue:
    """A pull request by its number."""
    issue = source.issues.get(number)
    return issue if issue and issue.pull else missing(f"a PullRequest with the number of {number}")


@field("issueOrPullRequest", "Repository")
def issue_or_pull_request(source: Repository, context: Context, number: int) -> Issue:
    """Either, by its number."""
    return source.issues.get(number) or missing(f"an issue or pull request with the number of {number}")


@field("collaborators", "Repository")
def collaborators(source: Repository, context: Context, login: str, **_: Any) -> dict[str, Any]:
    """One of those who were given a role, of the owner, and of the owning organization's members."""
    state = context.state
    people = [user for user in permissions.collaborators(state, source) if user.key == login.casefold()]
    roles = [permissions.base_role(state, permissions.role(state, source, user)) for user in people]
    edges = [{"node": user, "permission": role.upper()} for user, role in zip(people, roles, strict=True)]
    return {"edges": edges}


@field("issues", "Repository")
def issues(source: Repository, context: Context, **arguments: Any) -> dict[str, Any]:
    """Issues, in the order wanted."""
    return issue_connection((one for one in source.issues.values() if one.pull is None), arguments)


@field("pullRequests", "Repository")
def pull_requests(source: Repository, context: Context, **arguments: Any) -> dict[str, Any]:
    """Pull requests, in the order wanted."""
    return issue_connection((one for one in source.issues.values() if one.pull), arguments)


def issue_connection(issues: Iterable[Issue], arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection of issues or pull requests, by default the oldest first."""
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}

    def key(issue: Issue) -> str:
        at = issue.updated_at if order["field"] == "UPDATED_AT" else issue.created_at
        return time_key(at, issue.number)

    return connection(issues, arguments, key=key, newest_first=order["direction"] == "DESC")


# OPEN, CLOSED or MERGED.
computed(
    "state",
    lambda issue: "MERGED" if issue.pull is not None and issue.pull.merged else issue.state.upper(),
    "PullRequest",
)
