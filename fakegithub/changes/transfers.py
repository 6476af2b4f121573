"""Issues that go away: to another repository, or for good."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes.webhook_events import send_issue_event
from fakegithub.model import new_records, permissions
from fakegithub.model.ids import stable_id
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import issues, repositories


def delete(state: State, issue: Issue, actor: User) -> None:
    """Delete an issue. Its number is never used again."""
    repo = issue.repository
    del repo.issues[issue.number]
    repo.deleted.add(issue.number)
    send_issue_event(state, "deleted", issue, actor)


def transfer(state: State, issue: Issue, actor: User, target: Repository) -> Issue:
    """Move an issue to another repository, where it is a new one with the same words and comments; the old
    number leads there. Labels follow if the repository knows them, people if they can be assigned there, its
    milestone does not."""
    origin = issue.repository
    number = target.next_number
    moved = new_records.make_issue(target, number, issue.title, issue.body, issue.author, issue.created_at)
    moved.id = stable_id("issue", f"{target.full_name}#{number} from {origin.full_name}#{issue.number}")
    moved.comments, moved.reactions, moved.timeline = issue.comments, issue.reactions, issue.timeline
    moved.state, moved.state_reason = issue.state, issue.state_reason
    moved.closed_at, moved.closed_by = issue.closed_at, issue.closed_by
    moved.locked, moved.lock_reason = issue.locked, issue.lock_reason
    known = (target.labels.get(label.name.casefold()) for label in issue.labels)
    moved.labels += [label for label in known if label is not None]
    moved.assignees = [user for user in issue.assignees if permissions.assignable(state, target, moved, user)]
    issue_changes.add_timeline_event(state, moved, "transferred", actor)
    del origin.issues[issue.number]
    origin.moved[issue.number] = moved
    changes: dict[str, Any] = {
        "new_issue": issues.webhook_issue(state, moved),
        "new_repository": repositories.repository(state, target),
    }
    send_issue_event(state, "transferred", issue, actor, changes=changes)
    changes = {
        "old_issue": issues.webhook_issue(state, issue),
        "old_repository": repositories.repository(state, origin),
    }
    send_issue_event(state, "opened", moved, actor, changes=changes)
    return moved
