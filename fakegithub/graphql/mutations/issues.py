"""Mutations of issues, and of what pull requests have in common with them."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as changes
from fakegithub.changes import pulls, transfers
from fakegithub.graphql.context import Context
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation, subject_mutation
from fakegithub.model.records import Issue, Repository

MOST_PINNED = 3
"""https://docs.github.com/en/issues/tracking-your-work-with-issues/administering-issues/pinning-an-issue-to-your-repository"""
LOCK_REASONS = {
    "OFF_TOPIC": "off-topic", "TOO_HEATED": "too heated", "RESOLVED": "resolved", "SPAM": "spam",
}  # fmt: skip


# Labels and people


@subject_mutation("addLabelsToLabelable", "labelableId", "labelable")
def add_labels(context: Context, issue: Issue, input_: Input) -> None:
    """Put labels on, by their node ids: unlike REST, this makes none."""
    labels = inputs.labels(context, issue.repository, input_["labelIds"])
    changes.add_labels(context.state, issue, context.actor, labels)


@subject_mutation("removeLabelsFromLabelable", "labelableId", "labelable")
def remove_labels(context: Context, issue: Issue, input_: Input) -> None:
    """Take labels off; one it does not have is passed over."""
    labels = inputs.labels(context, issue.repository, input_["labelIds"])
    changes.remove_labels(context.state, issue, context.actor, labels)


@subject_mutation("addAssigneesToAssignable", "assignableId", "assignable")
def add_assignees(context: Context, issue: Issue, input_: Input) -> None:
    """Assign people; those who cannot be assigned are dropped without a word."""
    changes.assign(context.state, issue, context.actor, inputs.users(context, input_["assigneeIds"]))


@subject_mutation("removeAssigneesFromAssignable", "assignableId", "assignable")
def remove_assignees(context: Context, issue: Issue, input_: Input) -> None:
    """Take people off."""
    changes.unassign(context.state, issue, context.actor, inputs.users(context, input_["assigneeIds"]))


# Issues


@subject_mutation("updateIssue", "id", "issue", "Issue")
@subject_mutation("updatePullRequest", "pullRequestId", "pullRequest", "PullRequest")
def update(context: Context, issue: Issue, input_: Input) -> None:
    """Change the title, or the milestone."""
    if input_.get("title") is not None:
        changes.edit(context.state, issue, context.actor, inputs.title(input_["title"]))
    if "milestoneId" in input_:
        milestone = inputs.milestone(context, issue.repository, input_["milestoneId"])
        changes.set_milestone(context.state, issue, context.actor, milestone)


@subject_mutation("closeIssue", "issueId", "issue", "Issue")
def close_issue(context: Context, issue: Issue, input_: Input) -> None:
    """Close, with a reason; a duplicate may name what it is one of."""
    original = input_.get("duplicateIssueId")
    if original is not None and context.issue(original, "Issue") is issue:
        unprocessable("An issue cannot be a duplicate of itself")
    changes.close(context.state, issue, context.actor, (input_.get("stateReason") or "COMPLETED").lower())


@subject_mutation("reopenIssue", "issueId", "issue", "Issue")
@subject_mutation("reopenPullRequest", "pullRequestId", "pullRequest", "PullRequest")
def reopen(context: Context, issue: Issue, _: Input) -> None:
    """Open again what was not merged."""
    if pulls.reopen_refusal(issue):
        unprocessable("Could not open the pull request.")
    changes.reopen(context.state, issue, context.actor)


@mutation("transferIssue")
def transfer_issue(context: Context, input_: Input) -> dict[str, Any]:
    """Move an issue to another repository of the same owner."""
    issue = context.issue(input_["issueId"], "Issue")
    context.require_role(issue.repository, "triage", "TransferIssue")
    target = context.node(input_["repositoryId"], "Repository")
    assert isinstance(target, Repository)
    context.require_role(target, "triage", "TransferIssue")
    if target is issue.repository:
        unprocessable("The issue is already in that repository")
    if target.owner is not issue.repository.owner:
        unprocessable("Issues can only be transferred between repositories of the same owner")
    if issue.repository.private and not target.private:
        unprocessable("Issues cannot be transferred from a private repository to a public one")
    return {"issue": transfers.transfer(context.state, issue, context.actor, target)}


@subject_mutation("pinIssue", "issueId", "issue", "Issue", role="write")
def pin_issue(context: Context, issue: Issue, _: Input) -> None:
    """Pin; three are the most."""
    others = [other for other in issue.repository.issues.values() if other.pinned and other is not issue]
    if len(others) >= MOST_PINNED:
        unprocessable("Maximum 3 pinned issues per repository")
    changes.pin(context.state, issue, context.actor)


@mutation("unpinIssue")
def unpin_issue(context: Context, input_: Input) -> dict[str, Any]:
    """Unpin."""
    issue = inputs.subject(context, input_["issueId"], "UnpinIssue", "Issue", role="write")
    changes.pin(context.state, issue, context.actor, pinned=False)
    return {"issue": issue}


# Conversations


@mutation("lockLockable")
def lock(context: Context, input_: Input) -> dict[str, Any]:
    """Lock the conversation."""
    issue = context.issue(input_["lockableId"])
    context.require_role(issue.repository, "triage", "LockLockable")
    changes.lock(context.state, issue, context.actor, LOCK_REASONS.get(input_.get("lockReason") or ""))
    return {}


@mutation("unlockLockable")
def unlock(context: Context, input_: Input) -> dict[str, Any]:
    """Unlock the conversation."""
    issue = context.issue(input_["lockableId"])
    context.require_role(issue.repository, "triage", "UnlockLockable")
    changes.unlock(context.state, issue, context.actor)
    return {}
