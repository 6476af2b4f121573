"""Each kind of effect as one field of a mutation, where GraphQL can carry it out just as REST does.

Nothing is sent here. What gets no field goes by REST: kinds that GraphQL lacks or knows only by ids that
nobody told us, and writes that may have been made before, which are looked for first.

https://docs.github.com/en/graphql/reference/mutations
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.core import effects as fx
from bot.core.model import contains
from bot.core.ports.writer import Nodes, Place, Task
from bot.github.read.thread.conversation import REACTIONS
from bot.github.write.batch_answers import AddedComment, AddedReaction, Assigned, ReviewsRequested
from bot.github.write.comments import marked
from bot.github.write.effects import WriteResult

Input = Mapping[str, Any]
Read = Callable[[Mapping[str, Any]], WriteResult | None]
"""What a mutation's payload says became of the effect; None where it does not say."""
LOCK_REASONS = {
    "off-topic": "OFF_TOPIC",
    "too heated": "TOO_HEATED",
    "resolved": "RESOLVED",
    "spam": "SPAM",
}


@dataclass(frozen=True)
class Field:
    """One effect's field: the mutation, its input, what is asked of its payload, and how that is read."""

    task: Task
    mutation: str
    input: Input
    selection: str = ""
    read: Read = lambda _: WriteResult()

    @property
    def size(self) -> int:
        """Characters of its texts."""
        return sum(len(str(text)) for text in self.input.values())


def field_of(task: Task, place: Place) -> Field | None:
    """Return the field of an effect; None where it goes by REST."""
    nodes = place.nodes
    if not nodes.subject or task.adopt or not task.send:
        return None
    effect = task.effect
    match effect:
        case fx.AddLabels(create=False) | fx.RemoveLabels():
            return _labels(task, nodes.labels(effect.labels), nodes.subject)
        case fx.Assign() | fx.Unassign():
            return _assignees(task, effect, nodes.people(effect.logins), nodes.subject)
        case fx.RequestReview(teams=()) if nodes.is_pull_request:
            return _reviewers(task, effect, nodes.people(effect.logins), nodes.subject)
        case fx.Retitle() | fx.Close() | fx.Reopen() | fx.Lock() | fx.Unlock() | fx.Pin() | fx.Unpin():
            return _state(task, effect, nodes)
        case fx.SetMilestone():
            return _milestone(task, effect, nodes)
        case fx.PostComment() | fx.DeleteComment() | fx.MinimizeComment():
            return _comment(task, effect, nodes)
        case fx.ConvertToDraft() | fx.MarkReady() if nodes.is_pull_request:
            is_draft = isinstance(effect, fx.ConvertToDraft)
            mutation = "convertPullRequestToDraft" if is_draft else "markPullRequestReadyForReview"
            return Field(task, mutation, {"pullRequestId": nodes.subject})
        case fx.React() | fx.Unreact():
            return _reaction(task, effect, nodes)
        case fx.Transfer() if there := nodes.by_repository.get(effect.to.casefold()):
            return Field(task, "transferIssue", {"issueId": nodes.subject, "repositoryId": there})
        case fx.Check(annotations=()) if nodes.repository:
            return _check(task, effect, nodes.repository)
    return None


def _labels(task: Task, ids: list[str] | None, subject: str) -> Field | None:
    if not ids:
        return None
    mutation = (
        "addLabelsToLabelable" if isinstance(task.effect, fx.AddLabels) else "removeLabelsFromLabelable"
    )
    return Field(task, mutation, {"labelableId": subject, "labelIds": ids})


def _assignees(
    task: Task, effect: fx.Assign | fx.Unassign, ids: list[str] | None, subject: str
) -> Field | None:
    if not ids:
        return None
    sent = {"assignableId": subject, "assigneeIds": ids}
    if isinstance(effect, fx.Unassign):
        return Field(task, "removeAssigneesFromAssignable", sent)
    selection = "assignable { assignees(first: 20) { nodes { login } } }"

    def read(payload: Mapping[str, Any]) -> WriteResult | None:
        # Whom GitHub left out is asked for once more by REST, which tells it of accounts that were renamed.
        taken = Assigned.model_validate(payload).logins
        return WriteResult() if all(contains(taken, login) for login in effect.logins) else None

    return Field(task, "addAssigneesToAssignable", sent, selection, read)


def _reviewers(task: Task, effect: fx.RequestReview, ids: list[str] | None, subject: str) -> Field | None:
    if not ids:
        return None
    sent = {"pullRequestId": subject, "userIds": ids, "union": True}
    reviewers = "reviewRequests(first: 100) { nodes { requestedReviewer { ... on User { login } } } }"

    def read(payload: Mapping[str, Any]) -> WriteResult | None:
        taken = ReviewsRequested.model_validate(payload).logins
        return WriteResult() if all(contains(taken, login) for login in effect.logins) else None

    return Field(task, "requestReviews", sent, f"pullRequest {{ {reviewers} }}", read)


def _milestone(task: Task, effect: fx.SetMilestone, nodes: Nodes) -> Field | None:
    milestone = nodes.by_milestone.get(effect.title.casefold()) if effect.title is not None else None
    if effect.title is not None and not milestone:
        return None
    subject = {"pullRequestId" if nodes.is_pull_request else "id": nodes.subject}
    mutation = "updatePullRequest" if nodes.is_pull_request else "updateIssue"
    return Field(task, mutation, {**subject, "milestoneId": milestone})


def _state(task: Task, effect: fx.Outward, nodes: Nodes) -> Field | None:
    subject, pull = nodes.subject, nodes.is_pull_request
    its_id = {"pullRequestId" if pull else "issueId": subject}
    match effect:
        case fx.Retitle() if pull:
            return Field(task, "updatePullRequest", {**its_id, "title": effect.title})
        case fx.Retitle():
            return Field(task, "updateIssue", {"id": subject, "title": effect.title})
        case fx.Close() if pull:
            return Field(task, "closePullRequest", its_id)
        case fx.Close(reason="completed" | "not_planned"):
            return Field(task, "closeIssue", {**its_id, "stateReason": effect.reason.upper()})
        case fx.Close(duplicate_of=int(number)) if original := nodes.by_issue.get(number):
            sent = {**its_id, "stateReason": "DUPLICATE", "duplicateIssueId": original}
            return Field(task, "closeIssue", sent)
        case fx.Reopen():
            return Field(task, "reopenPullRequest" if pull else "reopenIssue", its_id)
        case fx.Lock(reason=None):
            return Field(task, "lockLockable", {"lockableId": subject})
        case fx.Lock(reason=str(reason)) if reason in LOCK_REASONS:
            return Field(task, "lockLockable", {"lockableId": subject, "lockReason": LOCK_REASONS[reason]})
        case fx.Unlock():
            return Field(task, "unlockLockable", {"lockableId": subject})
        case fx.Pin() | fx.Unpin() if not pull:
            return Field(task, "pinIssue" if isinstance(effect, fx.Pin) else "unpinIssue", its_id)
    return None


def _comment(task: Task, effect: fx.Outward, nodes: Nodes) -> Field | None:
    ours = nodes.comment("comment", task.comment_id)
    match effect:
        case fx.PostComment() if task.comment_id is None:
            sent = {"subjectId": nodes.subject, "body": marked(effect.body, task)}
            return Field(
                task, "addComment", sent, "commentEdge { node { id fullDatabaseId } }", _added_comment
            )
        case fx.PostComment() if ours:
            comment_id = task.comment_id
            sent = {"id": ours, "body": marked(effect.body, task)}
            return Field(
                task, "updateIssueComment", sent, read=lambda _: WriteResult(comment_id, node_id=ours)
            )
        case fx.DeleteComment() if ours:
            return Field(task, "deleteIssueComment", {"id": ours})
        case fx.MinimizeComment() if folded := nodes.comment("comment", effect.comment_id):
            sent = {"subjectId": folded, "classifier": effect.reason.upper()}
            return Field(task, "minimizeComment", sent)
    return None


def _added_comment(payload: Mapping[str, Any]) -> WriteResult | None:
    comment = AddedComment.model_validate(payload).edge.node
    return WriteResult(comment.id, node_id=comment.node_id)


def _reaction(task: Task, effect: fx.React | fx.Unreact, nodes: Nodes) -> Field | None:
    content = REACTIONS.get(effect.content)
    on = nodes.subject if effect.target == "issue" else nodes.comment(effect.target, effect.target_id)
    if content is None or on is None:
        return None
    sent = {"subjectId": on, "content": content}
    if isinstance(effect, fx.Unreact):
        return Field(task, "removeReaction", sent)
    return Field(task, "addReaction", sent, "reaction { databaseId }", _added_reaction)


def _added_reaction(payload: Mapping[str, Any]) -> WriteResult | None:
    reaction = AddedReaction.model_validate(payload).reaction
    return WriteResult(reaction.id if reaction is not None else None)


def _check(task: Task, effect: fx.Check, repository: str) -> Field:
    # Which run it is nobody asks; GraphQL's `databaseId` is too small for the numbers of today.
    sent = {
        "repositoryId": repository,
        "headSha": effect.head_sha,
        "name": effect.name,
        "status": "COMPLETED",
        "conclusion": effect.conclusion.upper(),
        "output": {"title": effect.name, "summary": effect.summary},
    }
    return Field(task, "createCheckRun", sent)


def outcome_of(field: Field, payload: Mapping[str, Any]) -> WriteResult | None:
    """Return what became of a field's effect by its payload; None where the payload does not say."""
    try:
        return field.read(payload)
    except ValidationError:
        return None
