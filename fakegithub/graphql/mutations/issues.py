"""Mutations of issues, and of what pull requests have in common with them."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as changes
from fakegithub.changes import transfers
from fakegithub.graphql.context import Reach
from fakegithub.graphql.errors import unprocessable
from fakegithub.graphql.mutations import inputs
from fakegithub.graphql.mutations.inputs import Input, mutation
from fakegithub.model.records import Issue, Repository

MOST_PINNED = 3
LOCK_REASONS = {
    "OFF_TOPIC": "off-topic", "TOO_HEATED": "too heated", "RESOLVED": "resolved", "SPAM": "spam",
}  # fmt: skip


# Labels and people


@mutation("addLabelsToLabelable")
def add_labels(reach: Reach, said: Input) -> dict[str, Any]:
    """Put labels on, by their node ids: unlike REST, this makes none."""
    which = inputs.subject(reach, said["labelableId"], "AddLabelsToLabelable")
    worn = inputs.labels(reach, which.repository, said["labelIds"])
    changes.add_labels(reach.state, which, reach.actor, worn)
    return {"labelable": which}


@mutation("removeLabelsFromLabelable")
def remove_labels(reach: Reach, said: Input) -> dict[str, Any]:
    """Take labels off; one it does not have is passed over."""
    which = inputs.subject(reach, said["labelableId"], "RemoveLabelsFromLabelable")
    worn = inputs.labels(reach, which.repository, said["labelIds"])
    changes.remove_labels(reach.state, which, reach.actor, worn)
    return {"labelable": which}


@mutation("clearLabelsFromLabelable")
def clear_labels(reach: Reach, said: Input) -> dict[str, Any]:
    """Take all labels off."""
    which = inputs.subject(reach, said["labelableId"], "ClearLabelsFromLabelable")
    changes.remove_labels(reach.state, which, reach.actor, list(which.labels))
    return {"labelable": which}


@mutation("addAssigneesToAssignable")
def add_assignees(reach: Reach, said: Input) -> dict[str, Any]:
    """Assign people; those who cannot be assigned are dropped without a word."""
    which = inputs.subject(reach, said["assignableId"], "AddAssigneesToAssignable")
    changes.assign(reach.state, which, reach.actor, inputs.users(reach, said["assigneeIds"]))
    return {"assignable": which}


@mutation("removeAssigneesFromAssignable")
def remove_assignees(reach: Reach, said: Input) -> dict[str, Any]:
    """Take people off."""
    which = inputs.subject(reach, said["assignableId"], "RemoveAssigneesFromAssignable")
    changes.unassign(reach.state, which, reach.actor, inputs.users(reach, said["assigneeIds"]))
    return {"assignable": which}


# Issues


@mutation("createIssue")
def create_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Open an issue."""
    where = reach.node(said["repositoryId"], "Repository")
    assert isinstance(where, Repository)
    reach.may(where, "read", "CreateIssue")
    made = changes.open_issue(
        reach.state,
        where,
        reach.actor,
        inputs.title(said["title"]),
        inputs.short(said.get("body") or ""),
        labels=inputs.labels(reach, where, said.get("labelIds") or ()),
        assignees=inputs.users(reach, said.get("assigneeIds") or ()),
        milestone=inputs.milestone(reach, where, said.get("milestoneId")),
    )
    return {"issue": made}


@mutation("updateIssue")
def update_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Change what is named."""
    which = inputs.subject(reach, said["id"], "UpdateIssue", "Issue")
    edit(reach, which, said)
    match said.get("state"):
        case "CLOSED":
            changes.close(reach.state, which, reach.actor)
        case "OPEN":
            changes.reopen(reach.state, which, reach.actor)
    return {"issue": which}


def edit(reach: Reach, which: Issue, said: Input) -> None:
    """Change title, body, labels, people and milestone, as far as they are named."""
    state, actor, where = reach.state, reach.actor, which.repository
    title = inputs.title(said["title"]) if said.get("title") is not None else None
    body = inputs.short(said["body"]) if said.get("body") is not None else None
    labels = inputs.labels(reach, where, said["labelIds"]) if said.get("labelIds") is not None else None
    people = inputs.users(reach, said["assigneeIds"]) if said.get("assigneeIds") is not None else None
    milestone = inputs.milestone(reach, where, said.get("milestoneId"))
    changes.edit(state, which, actor, title, body)
    if labels is not None:
        changes.remove_labels(state, which, actor, [each for each in which.labels if each not in labels])
        changes.add_labels(state, which, actor, labels)
    if people is not None:
        changes.unassign(state, which, actor, [each for each in which.assignees if each not in people])
        changes.assign(state, which, actor, people)
    if "milestoneId" in said:
        changes.set_milestone(state, which, actor, milestone)


@mutation("closeIssue")
def close_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Close, with a reason; a duplicate may name what it duplicates."""
    which = inputs.subject(reach, said["issueId"], "CloseIssue", "Issue")
    original = said.get("duplicateIssueId")
    canonical = reach.issue(original, "Issue") if original is not None else None
    if canonical is which:
        unprocessable("An issue cannot be a duplicate of itself")
    reason = "duplicate" if canonical is not None else (said.get("stateReason") or "COMPLETED").lower()
    if canonical is not None:
        changes.mark_duplicate(reach.state, which, reach.actor, canonical)
    changes.close(reach.state, which, reach.actor, reason)
    return {"issue": which}


@mutation("reopenIssue")
def reopen_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Open again."""
    which = inputs.subject(reach, said["issueId"], "ReopenIssue", "Issue")
    changes.reopen(reach.state, which, reach.actor)
    return {"issue": which}


@mutation("deleteIssue")
def delete_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Delete an issue: from then on it is gone (410)."""
    which = reach.issue(said["issueId"], "Issue")
    reach.may(which.repository, "admin", "DeleteIssue")
    transfers.delete(reach.state, which, reach.actor)
    return {"repository": which.repository}


@mutation("transferIssue")
def transfer_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Move an issue to another repository of the same owner."""
    which = reach.issue(said["issueId"], "Issue")
    reach.may(which.repository, "triage", "TransferIssue")
    there = reach.node(said["repositoryId"], "Repository")
    assert isinstance(there, Repository)
    reach.may(there, "triage", "TransferIssue")
    if there is which.repository:
        unprocessable("The issue is already in that repository")
    if there.owner is not which.repository.owner:
        unprocessable("Issues can only be transferred between repositories of the same owner")
    if which.repository.private and not there.private:
        unprocessable("Issues cannot be transferred from a private repository to a public one")
    made = transfers.transfer(
        reach.state, which, reach.actor, there, create_labels=bool(said.get("createLabelsIfMissing"))
    )
    return {"issue": made}


@mutation("pinIssue")
def pin_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Pin; three are the most."""
    which = inputs.subject(reach, said["issueId"], "PinIssue", "Issue", wanted="write")
    pinned = [each for each in which.repository.issues.values() if each.pinned and each is not which]
    if len(pinned) >= MOST_PINNED:
        unprocessable("Maximum 3 pinned issues per repository")
    changes.pin(reach.state, which, reach.actor)
    return {"issue": which}


@mutation("unpinIssue")
def unpin_issue(reach: Reach, said: Input) -> dict[str, Any]:
    """Unpin."""
    which = inputs.subject(reach, said["issueId"], "UnpinIssue", "Issue", wanted="write")
    changes.pin(reach.state, which, reach.actor, pinned=False)
    return {"issue": which, "id": said["issueId"]}


# Conversations


@mutation("lockLockable")
def lock(reach: Reach, said: Input) -> dict[str, Any]:
    """Lock the conversation."""
    which = reach.issue(said["lockableId"])
    reach.may(which.repository, "triage", "LockLockable")
    changes.lock(reach.state, which, reach.actor, LOCK_REASONS.get(said.get("lockReason") or ""))
    return {"lockedRecord": which, "actor": reach.actor}


@mutation("unlockLockable")
def unlock(reach: Reach, said: Input) -> dict[str, Any]:
    """Unlock the conversation."""
    which = reach.issue(said["lockableId"])
    reach.may(which.repository, "triage", "UnlockLockable")
    changes.unlock(reach.state, which, reach.actor)
    return {"unlockedRecord": which, "actor": reach.actor}
