"""What a feature can listen to, by the event its handler gets.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from typing import Literal

IssueKey = Literal[
    "issues",
    "issues.assigned",
    "issues.closed",
    "issues.deleted",
    "issues.demilestoned",
    "issues.edited",
    "issues.labeled",
    "issues.locked",
    "issues.milestoned",
    "issues.opened",
    "issues.pinned",
    "issues.reopened",
    "issues.transferred",
    "issues.typed",
    "issues.unassigned",
    "issues.unlabeled",
    "issues.unlocked",
    "issues.unpinned",
    "issues.untyped",
]
RelationKey = Literal[
    "issue_dependencies",
    "issue_dependencies.blocked_by_added",
    "issue_dependencies.blocked_by_removed",
    "issue_dependencies.blocking_added",
    "issue_dependencies.blocking_removed",
    "sub_issues",
    "sub_issues.parent_issue_added",
    "sub_issues.parent_issue_removed",
    "sub_issues.sub_issue_added",
    "sub_issues.sub_issue_removed",
]
MergeGroupKey = Literal["merge_group", "merge_group.checks_requested", "merge_group.destroyed"]
PullRequestKey = Literal[
    "pull_request",
    "pull_request.assigned",
    "pull_request.auto_merge_disabled",
    "pull_request.auto_merge_enabled",
    "pull_request.closed",
    "pull_request.converted_to_draft",
    "pull_request.demilestoned",
    "pull_request.dequeued",
    "pull_request.edited",
    "pull_request.enqueued",
    "pull_request.labeled",
    "pull_request.locked",
    "pull_request.milestoned",
    "pull_request.opened",
    "pull_request.ready_for_review",
    "pull_request.reopened",
    "pull_request.review_request_removed",
    "pull_request.review_requested",
    "pull_request.synchronize",
    "pull_request.unassigned",
    "pull_request.unlabeled",
    "pull_request.unlocked",
]
CommentKey = Literal[
    "issue_comment",
    "issue_comment.created",
    "issue_comment.edited",
    "issue_comment.deleted",
    "pull_request_review",
    "pull_request_review.submitted",
    "pull_request_review.edited",
    "pull_request_review.dismissed",
    "pull_request_review_comment",
    "pull_request_review_comment.created",
    "pull_request_review_comment.edited",
    "pull_request_review_comment.deleted",
]
PushKey = Literal["push",]
LabelKey = Literal[
    "label",
    "label.created",
    "label.edited",
    "label.deleted",
]
MilestoneKey = Literal[
    "milestone",
    "milestone.created",
    "milestone.edited",
    "milestone.opened",
    "milestone.closed",
    "milestone.deleted",
]
RepositoryKey = Literal[
    "repository",
    "repository.archived",
    "repository.created",
    "repository.deleted",
    "repository.edited",
    "repository.privatized",
    "repository.publicized",
    "repository.renamed",
    "repository.transferred",
    "repository.unarchived",
]
