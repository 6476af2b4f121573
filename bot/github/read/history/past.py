"""What happened in the past, as the events that would have told of it: what counts events counts it alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.events import CommentEvent, IssueEvent, PullRequestEvent, SubjectEvent
from bot.core.model import Comment, Repository, Subject
from bot.github.read.history.answers import PastNode, ThreadLine

ACTIONS = {
    "LabeledEvent": "labeled",
    "UnlabeledEvent": "unlabeled",
    "AssignedEvent": "assigned",
    "UnassignedEvent": "unassigned",
    "ClosedEvent": "closed",
    "MergedEvent": "closed",
    "ReopenedEvent": "reopened",
    "ReadyForReviewEvent": "ready_for_review",
    "ConvertToDraftEvent": "converted_to_draft",
}
"""The webhooks' words for what GraphQL's timeline holds."""


@dataclass(frozen=True)
class PastEvent:
    """An event, and when it happened (UTC)."""

    at: datetime
    event: SubjectEvent


@dataclass(frozen=True)
class PastSubject:
    """An issue or pull request as it is now, and what happened on it, in order. `rest`: the cursor after
    which its thread goes on."""

    subject: Subject
    events: tuple[PastEvent, ...]
    rest: str | None


def past_subject(repository: Repository, node: PastNode, *, pull: bool) -> PastSubject:
    """Return one of a page's subjects."""
    subject = node.subject(pull=pull)
    opening = PastEvent(node.created_at, _event(repository, subject, "opened", sender=subject.author))
    events = (opening, *past_events(repository, subject, node.thread.lines))
    return PastSubject(subject, events, node.thread.page.next)


def past_events(repository: Repository, subject: Subject, lines: Sequence[ThreadLine]) -> Iterator[PastEvent]:
    """Return the events that lines of a thread stand for.

    GitHub closes what it merges in a line of its own, of which no webhook tells.
    """
    merged_at = subject.closed_at if subject.merged else None
    for line in lines:
        if line.kind == "IssueComment":
            yield PastEvent(line.at, _comment(repository, subject, line, "issue_comment", "created"))
        elif line.kind == "PullRequestReview":
            yield PastEvent(line.at, _comment(repository, subject, line, "pull_request_review", "submitted"))
        elif line.kind in ACTIONS and not (line.kind == "ClosedEvent" and merged_at and line.at >= merged_at):
            then = subject.model_copy(update={"merged": line.kind == "MergedEvent"})
            label = {"label": line.label} if line.label else {}
            yield PastEvent(line.at, _event(repository, then, ACTIONS[line.kind], sender=line.who, **label))


def _event(repository: Repository, subject: Subject, action: str, **more: Any) -> SubjectEvent:
    about: dict[str, Any] = {"repository": repository, "subject": subject, "action": action, **more}
    if subject.is_pull_request:
        return PullRequestEvent(name="pull_request", **about)
    return IssueEvent(name="issues", **about)


def _comment(
    repository: Repository, subject: Subject, line: ThreadLine, name: str, action: str
) -> CommentEvent:
    comment = Comment(id=0, body=line.body, author=line.who, created_at=line.at, updated_at=line.at)
    return CommentEvent(
        name=name,
        action=action,
        repository=repository,
        subject=subject,
        sender=line.who,
        comment=comment,
        verdict=line.verdict,
    )
