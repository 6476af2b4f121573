"""Why a feature was asked, in plain words: the reason of what it wants where it gives none of its own."""

from __future__ import annotations

from bot.core.events import Event, IssueEvent, PullRequestEvent
from bot.core.model import same

_DEEDS = {
    "opened": "opened this",
    "edited": "edited this",
    "closed": "closed this",
    "reopened": "reopened this",
    "deleted": "deleted this",
    "transferred": "moved this to another repository",
    "synchronize": "pushed to this",
    "ready_for_review": "marked this as ready for review",
    "converted_to_draft": "made this a draft",
    "labeled": "set the label {label}",
    "unlabeled": "took the label {label} off",
    "assigned": "assigned {assignee}",
    "unassigned": "took {assignee} off",
    "typed": "set the type {type}",
    "untyped": "took the type {type} away",
}
"""What somebody did to an issue or pull request, by the action of its event."""
_WRITINGS = {
    "issue_comment.created": "wrote a comment",
    "issue_comment.edited": "edited a comment",
    "issue_comment.deleted": "deleted a comment",
    "pull_request_review.submitted": "reviewed this",
    "pull_request_review_comment.created": "wrote a comment on the code",
}


def reason(event: Event) -> str:
    """Return who did what; what has no words of its own is called as GitHub calls it."""
    by = event.sender.login
    if event.name == "wake":
        return "its time had come"
    if isinstance(event, IssueEvent | PullRequestEvent) and event.action in _DEEDS:
        return f"{by} {_deed(event)}"
    return f"{by} {_WRITINGS[event.key]}" if event.key in _WRITINGS else f"{by}: {event.key}"


def _deed(event: IssueEvent | PullRequestEvent) -> str:
    assignee = event.assignee.login if event.assignee else "somebody"
    if event.action in ("assigned", "unassigned") and same(assignee, event.sender.login):
        return "took this on" if event.action == "assigned" else "let go of this"
    if event.action == "closed" and event.subject.merged:
        return "merged this"
    kind = event.type if isinstance(event, IssueEvent) else None
    return _DEEDS[event.action].format(label=event.label, assignee=assignee, type=kind)
