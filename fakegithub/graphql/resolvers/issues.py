"""GraphQL's issues and pull requests: what both have."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import addressed, alias, computed, field
from fakegithub.graphql.nodes import ChildNode, identify
from fakegithub.graphql.paging import connection, time_key
from fakegithub.graphql.resolvers.labels import labels as connect_labels
from fakegithub.graphql.resolvers.repositories import state_of
from fakegithub.model.records import Comment, Issue
from fakegithub.payloads import issues

EITHER = ("Issue", "PullRequest")

alias("pinned", "isPinned", "Issue")
computed("id", identify, *EITHER)


@field("databaseId", *EITHER)
def database_id(source: Issue, context: Context) -> int:
    """REST's id; a pull request's own, not the one it has as an issue."""
    return source.pull.id if source.pull else source.id


# The same in digits.
field("fullDatabaseId", *EITHER)(lambda source, context: str(database_id(source, context)))


@addressed(*EITHER)
@field("permalink", "PullRequest")
def url(source: Issue, context: Context) -> str:
    """Where people see it."""
    return issues.html_url(context.state, source)


computed("state", state_of, *EITHER)


@field("stateReason", "Issue")
def state_reason(source: Issue, context: Context, enableDuplicate: bool | None = None) -> str | None:
    """Why it is closed. Without `enableDuplicate`, a duplicate shows as not planned."""
    return reason(source.state_reason, with_duplicate=bool(enableDuplicate))


def reason(state_reason: str | None, *, with_duplicate: bool = True) -> str | None:
    """Return REST's reason in GraphQL's spelling."""
    if state_reason == "duplicate" and not with_duplicate:
        state_reason = "not_planned"
    return state_reason.upper() if state_reason else None


computed("closed", lambda issue: not issue.is_open, *EITHER)
computed("activeLockReason", lambda issue: lock_reason(issue.lock_reason), *EITHER)


def lock_reason(reason: str | None) -> str | None:
    """Return REST's reason in GraphQL's spelling."""
    return reason.upper().replace(" ", "_").replace("-", "_") if reason else None


# The labels it has.
field("labels", *EITHER)(
    lambda source, context, **arguments: connect_labels(source.labels, source.repository, arguments)
)


# Who is assigned.
field("assignees", *EITHER)(lambda source, context, **arguments: connection(source.assignees, arguments))


# Its milestone.
field("milestone", *EITHER)(
    lambda source, context: ChildNode(source.milestone, source.repository) if source.milestone else None
)


@field("comments", *EITHER)
def comments(source: Issue, context: Context, **arguments: Any) -> dict[str, Any]:
    """Its comments, oldest first; or by the time they were changed."""
    order = arguments.get("orderBy")
    placed = [ChildNode(comment, source) for comment in source.comments.values()]

    def key(node: ChildNode) -> str:
        comment = node.record
        assert isinstance(comment, Comment)
        return time_key(comment.updated_at if order else comment.created_at, comment.id)

    newest_first = order is not None and order["direction"] == "DESC"
    return connection(placed, arguments, key=key, newest_first=newest_first)
