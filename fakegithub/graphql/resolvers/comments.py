"""GraphQL's comments, reviews and review comments, and reactions to them."""

from __future__ import annotations

from fakegithub.graphql.fields import computed
from fakegithub.graphql.nodes import identify
from fakegithub.graphql.resolvers.accounts import number

COMMENT_TYPES = ("IssueComment", "PullRequestReview", "PullRequestReviewComment")
REACTIONS = {
    "THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "HOORAY": "hooray", "CONFUSED": "confused",
    "HEART": "heart", "ROCKET": "rocket", "EYES": "eyes",
}  # fmt: skip
"""REST's names of the reactions by GraphQL's."""

computed("id", identify, *COMMENT_TYPES, "Reaction")
computed("databaseId", number, "Reaction")
computed("fullDatabaseId", lambda comment: str(comment.id), "IssueComment")
computed("body", lambda comment: comment.body or "", "IssueComment", "PullRequestReview")
computed("createdAt", lambda review: review.submitted_at, "PullRequestReview")
computed("isMinimized", lambda comment: comment.minimized is not None, *COMMENT_TYPES)
