"""GraphQL's comments, reviews and review comments, and reactions to them."""

from __future__ import annotations

from typing import Any

from fakegithub.graphql.context import Context
from fakegithub.graphql.fields import computed, field, record
from fakegithub.graphql.nodes import ChildNode, identify
from fakegithub.graphql.paging import connection
from fakegithub.graphql.resolvers.accounts import number
from fakegithub.payloads.issues import html_url

COMMENT_TYPES = ("IssueComment", "PullRequestReview", "PullRequestReviewComment")
REACTIONS = {
    "THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "HOORAY": "hooray", "CONFUSED": "confused",
    "HEART": "heart", "ROCKET": "rocket", "EYES": "eyes",
}  # fmt: skip
"""REST's names of the reactions by GraphQL's."""
_GRAPHQLS = {rest: graphql for graphql, rest in REACTIONS.items()}

computed("id", identify, *COMMENT_TYPES, "Reaction")
computed("databaseId", number, "Reaction")
computed("fullDatabaseId", lambda comment: str(comment.id), "IssueComment")
computed("body", lambda comment: comment.body or "", "IssueComment", "PullRequestReview")
computed("createdAt", lambda review: review.submitted_at, "PullRequestReview")
computed("isMinimized", lambda comment: comment.minimized is not None, *COMMENT_TYPES)
computed("content", lambda reaction: _GRAPHQLS[reaction.content], "Reaction")


@field("comments", "Issue", "PullRequest")
def comments(source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    """What was said on it, the oldest first."""
    return connection([ChildNode(comment, source) for comment in source.comments.values()], arguments)


@field("reactions", "Issue", "PullRequest", "IssueComment")
def reactions(source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    """How people reacted to it."""
    return connection([ChildNode(reaction, source) for reaction in record(source).reactions], arguments)


# Where people see it.
field("url", "IssueComment")(
    lambda source, context: f"{html_url(context.state, source.parent)}#issuecomment-{source.record.id}"
)
