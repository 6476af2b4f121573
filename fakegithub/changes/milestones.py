"""A repository's milestones."""

from __future__ import annotations

from fakegithub.changes.webhook_events import send_repo_event
from fakegithub.model import new_records
from fakegithub.model.records import Milestone, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import repositories


def _send(state: State, action: str, repo: Repository, milestone: Milestone, actor: User) -> None:
    payload = repositories.milestone(state, repo, milestone)
    send_repo_event(state, "milestone", action, repo, actor, milestone=payload)


def create(state: State, repo: Repository, actor: User, title: str) -> Milestone:
    """Make a milestone, or return the one of that title."""
    count = len(repo.milestones)
    milestone = new_records.make_milestone(repo, title)
    if len(repo.milestones) > count:
        _send(state, "created", repo, milestone, actor)
    return milestone


def close(state: State, repo: Repository, milestone: Milestone, actor: User) -> None:
    """Close a milestone; its issues keep it."""
    if milestone.state == "open":
        milestone.state, milestone.closed_at = "closed", state.now()
        _send(state, "closed", repo, milestone, actor)


def delete(state: State, repo: Repository, milestone: Milestone, actor: User) -> None:
    """Delete a milestone; its issues lose it without a word about each."""
    repo.milestones.remove(milestone)
    for issue in repo.issues.values():
        if issue.milestone is milestone:
            issue.milestone = None
    _send(state, "deleted", repo, milestone, actor)
