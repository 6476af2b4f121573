"""Opening, editing, closing and marking issues and pull requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fakegithub.changes.webhook_events import about_issue
from fakegithub.model import new_records, permissions
from fakegithub.model.records import Issue, Label, Milestone, Moment, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories

MOST_ASSIGNEES = 10


def note(state: State, which: Issue, event: str, actor: User, **about: Any) -> None:
    """A line in the timeline; the issue counts as updated now."""
    which.updated_at = state.now()
    which.timeline.append(Moment(state.new_id(), event, actor, which.updated_at, **about))


def open_issue(
    state: State,
    where: Repository,
    actor: User,
    title: str,
    body: str | None = "",
    *,
    labels: Iterable[Label] = (),
    assignees: Iterable[User] = (),
    milestone: Milestone | None = None,
) -> Issue:
    """Open an issue under the next free number.

    GitHub tells first that it was opened, with all it was opened with, and then of each label and person.
    """
    made = new_records.make_issue(where, where.next_number, title, body, actor, state.now())
    with state.quiet():
        add_labels(state, made, actor, labels)
        assign(state, made, actor, assignees)
        set_milestone(state, made, actor, milestone)
    about_issue(state, "opened", made, actor)
    for label in made.labels:
        shown = repositories.label(state, where, label)
        about_issue(state, "labeled", made, actor, label=shown)
    for user in made.assignees:
        about_issue(state, "assigned", made, actor, assignee=accounts.user(state, user))
    if milestone is not None:
        shown = repositories.milestone(state, where, milestone)
        about_issue(state, "milestoned", made, actor, milestone=shown)
    return made


def edit(state: State, which: Issue, actor: User, title: str | None = None, body: str | None = None) -> None:
    """Change title, body or both; None leaves as it is."""
    changes: dict[str, Any] = {}
    if title is not None and title != which.title:
        changes["title"] = {"from": which.title}
        note(state, which, "renamed", actor, rename=(which.title, title))
        which.title = title
    if body is not None and body != which.body:
        changes["body"] = {"from": which.body or ""}
        which.body = body
    if changes:
        which.updated_at = state.now()
        about_issue(state, "edited", which, actor, changes=changes)


def close(state: State, which: Issue, actor: User, reason: str | None = "completed") -> None:
    """Close. A pull request has no reason. Closing what is closed only corrects the reason."""
    reason = None if which.pull else reason or "completed"
    if not which.is_open:
        which.state_reason = reason
        return
    note(state, which, "closed", actor, state_reason=reason)
    which.state, which.state_reason = "closed", reason
    which.closed_at, which.closed_by = which.updated_at, actor
    about_issue(state, "closed", which, actor)


def mark_duplicate(state: State, which: Issue, actor: User, canonical: Issue) -> None:
    """Say in the timeline what it duplicates; closing it is another matter. Nobody is told."""
    note(state, which, "marked_as_duplicate", actor, source=canonical)


def reopen(state: State, which: Issue, actor: User) -> None:
    """Open again."""
    if which.is_open:
        return
    note(state, which, "reopened", actor)
    which.state, which.state_reason = "open", None if which.pull else "reopened"
    which.closed_at = which.closed_by = None
    about_issue(state, "reopened", which, actor)


def add_labels(state: State, which: Issue, actor: User, labels: Iterable[Label]) -> None:
    """Put labels on."""
    for label in labels:
        if label not in which.labels:
            which.labels.append(label)
            _tell_label(state, "labeled", which, actor, label)


def remove_labels(state: State, which: Issue, actor: User, labels: Iterable[Label]) -> None:
    """Take labels off."""
    for label in labels:
        if label in which.labels:
            which.labels.remove(label)
            _tell_label(state, "unlabeled", which, actor, label)


def _tell_label(state: State, action: str, which: Issue, actor: User, label: Label) -> None:
    note(state, which, action, actor, label=label)
    about_issue(state, action, which, actor, label=repositories.label(state, which.repository, label))


def assign(state: State, which: Issue, actor: User, users: Iterable[User]) -> None:
    """Assign people. Those who cannot be assigned are passed over silently, as GitHub does; so is whoever
    comes after the tenth."""
    for user in users:
        full = len(which.assignees) >= MOST_ASSIGNEES
        if (
            full
            or user in which.assignees
            or not permissions.assignable(state, which.repository, which, user)
        ):
            continue
        which.assignees.append(user)
        note(state, which, "assigned", actor, assignee=user)
        about_issue(state, "assigned", which, actor, assignee=accounts.user(state, user))


def unassign(state: State, which: Issue, actor: User, users: Iterable[User]) -> None:
    """Take people off."""
    for user in users:
        if user in which.assignees:
            which.assignees.remove(user)
            note(state, which, "unassigned", actor, assignee=user)
            about_issue(state, "unassigned", which, actor, assignee=accounts.user(state, user))


def set_milestone(state: State, which: Issue, actor: User, milestone: Milestone | None) -> None:
    """Put into a milestone, or take out of one."""
    before = which.milestone
    if before is milestone:
        return
    which.milestone = milestone
    for action, about in (("demilestoned", before), ("milestoned", milestone)):
        if about is not None:
            note(state, which, action, actor, milestone=about.title)
            shown = repositories.milestone(state, which.repository, about)
            about_issue(state, action, which, actor, milestone=shown)


def lock(state: State, which: Issue, actor: User, reason: str | None = None) -> None:
    """Lock the conversation."""
    if not which.locked:
        which.locked, which.lock_reason = True, reason
        note(state, which, "locked", actor, lock_reason=reason)
        about_issue(state, "locked", which, actor)


def unlock(state: State, which: Issue, actor: User) -> None:
    """Unlock the conversation."""
    if which.locked:
        which.locked, which.lock_reason = False, None
        note(state, which, "unlocked", actor)
        about_issue(state, "unlocked", which, actor)


def pin(state: State, which: Issue, actor: User, *, pinned: bool = True) -> None:
    """Pin an issue to its repository, or unpin it."""
    if which.pinned != pinned:
        which.pinned = pinned
        action = "pinned" if pinned else "unpinned"
        note(state, which, action, actor)
        about_issue(state, action, which, actor)
