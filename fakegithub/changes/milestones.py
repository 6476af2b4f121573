"""A repository's milestones."""

from __future__ import annotations

from fakegithub.changes.webhook_events import about_repository
from fakegithub.model import new_records
from fakegithub.model.records import Milestone, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import repositories


def _tell(state: State, action: str, where: Repository, which: Milestone, actor: User) -> None:
    shown = repositories.milestone(state, where, which)
    about_repository(state, "milestone", action, where, actor, milestone=shown)


def create(state: State, where: Repository, actor: User, title: str) -> Milestone:
    """Make a milestone, or return the one of that title."""
    count = len(where.milestones)
    made = new_records.make_milestone(where, title)
    if len(where.milestones) > count:
        _tell(state, "created", where, made, actor)
    return made


def close(state: State, where: Repository, which: Milestone, actor: User) -> None:
    """Close a milestone; its issues keep it."""
    if which.state == "open":
        which.state, which.closed_at = "closed", state.now()
        _tell(state, "closed", where, which, actor)


def delete(state: State, where: Repository, which: Milestone, actor: User) -> None:
    """Delete a milestone; its issues lose it without a word about each."""
    where.milestones.remove(which)
    for issue in where.issues.values():
        if issue.milestone is which:
            issue.milestone = None
    _tell(state, "deleted", where, which, actor)
