"""GraphQL's issues and pull requests: what both have."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Reach
from fakegithub.graphql.fields import called, field
from fakegithub.graphql.nodes import Placed, identify
from fakegithub.graphql.paging import connection, moment_key
from fakegithub.graphql.resolvers.labels import labels as connect_labels
from fakegithub.graphql.resolvers.repositories import state_of
from fakegithub.model.records import Comment, Issue
from fakegithub.payloads import issues

EITHER = ("Issue", "PullRequest")

called("pinned", "isPinned", "Issue")


@field("id", *EITHER)
def node(source: Issue, reach: Reach) -> str:
    """The node id."""
    return identify(source)


@field("databaseId", *EITHER)
def database_id(source: Issue, reach: Reach) -> int:
    """REST's id; a pull request's own, not the one it has as an issue."""
    return source.pull.id if source.pull else source.id


@field("fullDatabaseId", *EITHER)
def full_database_id(source: Issue, reach: Reach) -> str:
    """The same in digits."""
    return str(database_id(source, reach))


@field("url", *EITHER)
@field("permalink", "PullRequest")
def url(source: Issue, reach: Reach) -> str:
    """Where people see it."""
    return issues.html_url(reach.state, source)


@field("resourcePath", *EITHER)
def resource_path(source: Issue, reach: Reach) -> str:
    """The path of that."""
    return url(source, reach).removeprefix(reach.state.web_url)


@field("state", *EITHER)
def state(source: Issue, reach: Reach) -> str:
    """OPEN, CLOSED or (pull requests) MERGED."""
    return state_of(source)


@field("stateReason", "Issue")
def state_reason(source: Issue, reach: Reach, enableDuplicate: bool | None = None) -> str | None:
    """Why it is closed. Who does not ask for duplicates is told that they are not planned."""
    return reason(source.state_reason, with_duplicate=bool(enableDuplicate))


def reason(told: str | None, *, with_duplicate: bool = True) -> str | None:
    """REST's word in GraphQL's spelling."""
    if told == "duplicate" and not with_duplicate:
        told = "not_planned"
    return told.upper() if told else None


@field("closed", *EITHER)
def closed(source: Issue, reach: Reach) -> bool:
    """Whether it is closed."""
    return not source.is_open


@field("activeLockReason", *EITHER)
def active_lock_reason(source: Issue, reach: Reach) -> str | None:
    """Why the conversation is locked."""
    return lock_reason(source.lock_reason)


def lock_reason(told: str | None) -> str | None:
    """REST's words in GraphQL's spelling."""
    return told.upper().replace(" ", "_").replace("-", "_") if told else None


@field("labels", *EITHER)
def labels(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """The labels it has."""
    return connect_labels(source.labels, source.repository, asked)


@field("assignees", *EITHER)
def assignees(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Who is assigned."""
    return connection(source.assignees, asked)


@field("milestone", *EITHER)
def milestone(source: Issue, reach: Reach) -> Placed | None:
    """Its milestone."""
    return Placed(source.milestone, source.repository) if source.milestone else None


@field("comments", *EITHER)
def comments(source: Issue, reach: Reach, **asked: Any) -> dict[str, Any]:
    """Its comments, oldest first; or by the time they were changed."""
    order = asked.get("orderBy")
    placed = [Placed(each, source) for each in source.comments.values()]

    def key(each: Placed) -> str:
        comment = each.it
        assert isinstance(comment, Comment)
        return moment_key(comment.updated_at if order else comment.created_at, comment.id)

    newest_first = order is not None and order["direction"] == "DESC"
    return connection(placed, asked, key=key, newest_first=newest_first)
