"""Opening, editing, closing and marking issues and pull requests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from fakegithub.changes.webhook_events import send_issue_event
from fakegithub.model import new_records, permissions
from fakegithub.model.records import Issue, Label, Milestone, Repository, TimelineEvent, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories

MOST_LABELS = 100
"""On one issue or pull request; a request for more is refused whole."""
MOST_ASSIGNEES = 10
"""https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users"""


def add_timeline_event(state: State, issue: Issue, event: str, actor: User, **about: Any) -> None:
    """A line in the timeline; the issue counts as updated now."""
    issue.updated_at = state.now()
    issue.timeline.append(TimelineEvent(state.new_id(), event, actor, issue.updated_at, **about))


def open_issue(
    state: State,
    repo: Repository,
    actor: User,
    title: str,
    body: str | None = "",
    *,
    labels: Iterable[Label] = (),
    assignees: Iterable[User] = (),
    milestone: Milestone | None = None,
) -> Issue:
    """Open an issue under the next free number.

    GitHub sends `opened` first, with all it was opened with, and then one webhook a label and person.
    """
    issue = new_records.make_issue(repo, repo.next_number, title, body, actor, state.now())
    with state.quiet():
        add_labels(state, issue, actor, labels)
        assign(state, issue, actor, assignees)
        set_milestone(state, issue, actor, milestone)
    send_issue_event(state, "opened", issue, actor)
    for label in issue.labels:
        send_issue_event(state, "labeled", issue, actor, label=repositories.label(state, repo, label))
    for user in issue.assignees:
        send_issue_event(state, "assigned", issue, actor, assignee=accounts.user(state, user))
    if milestone is not None:
        payload = repositories.milestone(state, repo, milestone)
        send_issue_event(state, "milestoned", issue, actor, milestone=payload)
    return issue


def edit(state: State, issue: Issue, actor: User, title: str | None = None, body: str | None = None) -> None:
    """Change title, body or both; None leaves as it is."""
    changes: dict[str, Any] = {}
    if title is not None and title != issue.title:
        changes["title"] = {"from": issue.title}
        add_timeline_event(state, issue, "renamed", actor, rename=(issue.title, title))
        issue.title = title
    if body is not None and body != issue.body:
        changes["body"] = {"from": issue.body or ""}
        issue.body = body
    if changes:
        issue.updated_at = state.now()
        send_issue_event(state, "edited", issue, actor, changes=changes)


def close(state: State, issue: Issue, actor: User, reason: str | None = "completed") -> None:
    """Close. A pull request has no reason. Closing what is closed only corrects the reason."""
    reason = None if issue.pull else reason or "completed"
    if not issue.is_open:
        issue.state_reason = reason
        return
    add_timeline_event(state, issue, "closed", actor, state_reason=reason)
    issue.state, issue.state_reason = "closed", reason
    issue.closed_at, issue.closed_by = issue.updated_at, actor
    send_issue_event(state, "closed", issue, actor)


def reopen(state: State, issue: Issue, actor: User) -> None:
    """Open again."""
    if issue.is_open:
        return
    add_timeline_event(state, issue, "reopened", actor)
    issue.state, issue.state_reason = "open", None if issue.pull else "reopened"
    issue.closed_at = issue.closed_by = None
    send_issue_event(state, "reopened", issue, actor)


def set_labels(state: State, issue: Issue, actor: User, labels: Collection[Label]) -> None:
    """Take off and put on what makes the difference."""
    remove_labels(state, issue, actor, [label for label in issue.labels if label not in labels])
    add_labels(state, issue, actor, labels)


def add_labels(state: State, issue: Issue, actor: User, labels: Iterable[Label]) -> None:
    """Put labels on."""
    for label in labels:
        if label not in issue.labels:
            issue.labels.append(label)
            _send_label(state, "labeled", issue, actor, label)


def remove_labels(state: State, issue: Issue, actor: User, labels: Iterable[Label]) -> None:
    """Take labels off."""
    for label in labels:
        if label in issue.labels:
            issue.labels.remove(label)
            _send_label(state, "unlabeled", issue, actor, label)


def _send_label(state: State, action: str, issue: Issue, actor: User, label: Label) -> None:
    add_timeline_event(state, issue, action, actor, label=label)
    send_issue_event(state, action, issue, actor, label=repositories.label(state, issue.repository, label))


def assign(state: State, issue: Issue, actor: User, users: Iterable[User]) -> None:
    """Assign people. Those who cannot be assigned are passed over silently, as GitHub does; so is everyone
    after the tenth."""
    for user in users:
        fits = len(issue.assignees) < MOST_ASSIGNEES and user not in issue.assignees
        if fits and permissions.assignable(state, issue.repository, issue, user):
            issue.assignees.append(user)
            _send_assignee(state, "assigned", issue, actor, user)


def unassign(state: State, issue: Issue, actor: User, users: Iterable[User]) -> None:
    """Take people off."""
    for user in users:
        if user in issue.assignees:
            issue.assignees.remove(user)
            _send_assignee(state, "unassigned", issue, actor, user)


def set_assignees(state: State, issue: Issue, actor: User, users: Collection[User]) -> None:
    """Take off and assign whoever makes the difference."""
    unassign(state, issue, actor, [user for user in issue.assignees if user not in users])
    assign(state, issue, actor, users)


def _send_assignee(state: State, action: str, issue: Issue, actor: User, user: User) -> None:
    add_timeline_event(state, issue, action, actor, assignee=user)
    send_issue_event(state, action, issue, actor, assignee=accounts.user(state, user))


def set_milestone(state: State, issue: Issue, actor: User, milestone: Milestone | None) -> None:
    """Put into a milestone, or take out of one."""
    before = issue.milestone
    if before is milestone:
        return
    issue.milestone = milestone
    for action, about in (("demilestoned", before), ("milestoned", milestone)):
        if about is not None:
            add_timeline_event(state, issue, action, actor, milestone=about.title)
            payload = repositories.milestone(state, issue.repository, about)
            send_issue_event(state, action, issue, actor, milestone=payload)


def lock(state: State, issue: Issue, actor: User, reason: str | None = None) -> None:
    """Lock the conversation."""
    if not issue.locked:
        issue.locked, issue.lock_reason = True, reason
        add_timeline_event(state, issue, "locked", actor, lock_reason=reason)
        send_issue_event(state, "locked", issue, actor)


def unlock(state: State, issue: Issue, actor: User) -> None:
    """Unlock the conversation."""
    if issue.locked:
        issue.locked, issue.lock_reason = False, None
        add_timeline_event(state, issue, "unlocked", actor)
        send_issue_event(state, "unlocked", issue, actor)


def pin(state: State, issue: Issue, actor: User, *, pinned: bool = True) -> None:
    """Pin an issue to its repository, or unpin it."""
    if issue.pinned != pinned:
        issue.pinned = pinned
        action = "pinned" if pinned else "unpinned"
        add_timeline_event(state, issue, action, actor)
        send_issue_event(state, action, issue, actor)
