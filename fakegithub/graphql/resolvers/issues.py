"""GraphQL's issues and pull requests: what both have."""

from __future__ import annotations

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field
from fakegithub.graphql.nodes import ChildNode, identify
from fakegithub.graphql.paging import connection
from fakegithub.model.records import Issue
from fakegithub.payloads import issues

EITHER = ("Issue", "PullRequest")

computed("id", identify, *EITHER, "Label", "Milestone")
computed("body", lambda issue: issue.body or "", *EITHER)
computed("closed", lambda issue: not issue.is_open, *EITHER)


@field("authorAssociation", *EITHER)
def author_association(source: Issue, context: Context) -> str:
    """GitHub's hint of who the author is here."""
    return issues.association(context.state, source.repository, source.author)


@field("stateReason", "Issue")
def state_reason(source: Issue, context: Context, enableDuplicate: bool | None = None) -> str | None:
    """Why it is closed. Without `enableDuplicate`, a duplicate shows as not planned."""
    reason = source.state_reason
    if reason == "duplicate" and not enableDuplicate:
        reason = "not_planned"
    return reason.upper() if reason else None


# The labels it has.
field("labels", *EITHER)(
    lambda source, context, **arguments: connection(
        [ChildNode(label, source.repository) for label in source.labels], arguments
    )
)


# Who is assigned.
field("assignees", *EITHER)(lambda source, context, **arguments: connection(source.assignees, arguments))


# Its milestone.
field("milestone", *EITHER)(
    lambda source, context: ChildNode(source.milestone, source.repository) if source.milestone else None
)
