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
@subject_mutation("updatePullRequest", "pullRequestId", "pullRequest", "PullRequest", with_actor=True)
def update(context: Context, issue: Issue, input_: Input) -> None:
    """Change what is named."""
    edit(context, issue, input_)
    match input_.get("state"):
        case "CLOSED":
            changes.close(context.state, issue, context.actor)
        case "OPEN":
            reopen(context, issue, input_)


def edit(context: Context, issue: Issue, input_: Input) -> None:
    """Change title, body, labels, people and milestone, as far as they are named."""
    state, actor, repo = context.state, context.actor, issue.repository
    title = inputs.title(input_["title"]) if input_.get("title") is not None else None
    body = inputs.short(input_["body"]) if input_.get("body") is not None else None
    labels = inputs.labels(context, repo, input_["labelIds"]) if input_.get("labelIds") is not None else None
    people = inputs.users(context, input_["assigneeIds"]) if input_.get("assigneeIds") is not None else None
    milestone = inputs.milestone(context, repo, input_.get("milestoneId"))
    changes.edit(state, issue, actor, title, body)
    if labels is not None:
        changes.set_labels(state, issue, actor, labels)
    if people is not None:
        changes.set_assignees(state, issue, actor, people)
    if "milestoneId" in input_:
        changes.set_milestone(state, issue, actor, milestone)


@subject_mutation("closeIssue", "issueId", "issue", "Issue")
def close_issue(context: Context, issue: Issue, input_: Input) -> None:
    """Close, with a reason; a duplicate may name what it duplicates."""
    original = input_.get("duplicateIssueId")
    canonical = context.issue(original, "Issue") if original is not None else None
    if canonical is issue:
        unprocessable("An issue cannot be a duplicate of itself")
    reason = "duplicate" if canonical is not None else (input_.get("stateReason") or "COMPLETED").lower()
    if canonical is not None:
        changes.mark_duplicate(context.state, issue, context.actor, canonical)
    changes.close(context.state, issue, context.actor, reason)


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
    moved = transfers.transfer(
        context.state, issue, context.actor, target, create_labels=bool(input_.get("createLabelsIfMissing"))
    )
    return {"issue": moved}


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
    return {"issue": issue, "id": input_["issueId"]}


# Conversations


@mutation("lockLockable")
def lock(context: Context, input_: Input) -> dict[str, Any]:
    """Lock the conversation."""
    issue = context.issue(input_["lockableId"])
    context.require_role(issue.repository, "triage", "LockLockable")
    changes.lock(context.state, issue, context.actor, LOCK_REASONS.get(input_.get("lockReason") or ""))
    return {"lockedRecord": issue, "actor": context.actor}


@mutation("unlockLockable")
def unlock(context: Context, input_: Input) -> dict[str, Any]:
    """Unlock the conversation."""
    issue = context.issue(input_["lockableId"])
    context.require_role(issue.repository, "triage", "UnlockLockable")
    changes.unlock(context.state, issue, context.actor)
    return {"unlockedRecord": issue, "actor": context.actor}
