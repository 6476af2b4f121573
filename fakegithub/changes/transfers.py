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


def transfer(
    state: State, issue: Issue, actor: User, there: Repository, *, create_labels: bool = False
) -> Issue:
    """Move an issue to another repository, where it is a new one with the same words and comments; the old
    number leads there. Labels follow if the repository knows them (or `create_labels`), people if they can
    be assigned there, its milestone does not."""
    here = issue.repository
    number = there.next_number
    made = new_records.make_issue(there, number, issue.title, issue.body, issue.author, issue.created_at)
    made.id = stable_id("issue", f"{there.full_name}#{number} from {here.full_name}#{issue.number}")
    made.comments, made.reactions, made.timeline = issue.comments, issue.reactions, issue.timeline
    made.state, made.state_reason = issue.state, issue.state_reason
    made.closed_at, made.closed_by = issue.closed_at, issue.closed_by
    made.locked, made.lock_reason = issue.locked, issue.lock_reason
    for label in issue.labels:
        known = there.labels.get(label.name.casefold())
        if known is None and create_labels:
            known = state.make_label(there, label.name)
            known.color, known.description = label.color, label.description
        if known is not None:
            made.labels.append(known)
    made.assignees = [user for user in issue.assignees if permissions.assignable(state, there, made, user)]
    issue_changes.add_timeline_event(state, made, "transferred", actor, origin=here)
    del here.issues[issue.number]
    here.moved[issue.number] = made
    changes: dict[str, Any] = {
        "new_issue": issues.issue(state, made),
        "new_repository": repositories.repository(state, there),
    }
    send_issue_event(state, "transferred", issue, actor, changes=changes)
    changes = {
        "old_issue": issues.issue(state, issue),
        "old_repository": repositories.repository(state, here),
    }
    send_issue_event(state, "opened", made, actor, changes=changes)
    return made
