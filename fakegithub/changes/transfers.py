"""Issues that go away: to another repository, or for good."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import issues as issue_changes
from fakegithub.changes.webhook_events import about_issue
from fakegithub.model import new_records, permissions
from fakegithub.model.ids import stable_id
from fakegithub.model.records import Issue, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import issues, repositories


def delete(state: State, which: Issue, actor: User) -> None:
    """Delete an issue. Its number is never used again."""
    where = which.repository
    del where.issues[which.number]
    where.deleted.add(which.number)
    about_issue(state, "deleted", which, actor)


def transfer(
    state: State, which: Issue, actor: User, there: Repository, *, create_labels: bool = False
) -> Issue:
    """Move an issue to another repository, where it is a new one with the same words and comments; the old
    number leads there. Labels follow if the repository knows them (or `create_labels`), people if they can
    be assigned there, its milestone does not."""
    here = which.repository
    number = there.next_number
    made = new_records.make_issue(there, number, which.title, which.body, which.author, which.created_at)
    made.id = stable_id("issue", f"{there.full_name}#{number} from {here.full_name}#{which.number}")
    made.comments, made.reactions, made.timeline = which.comments, which.reactions, which.timeline
    made.state, made.state_reason = which.state, which.state_reason
    made.closed_at, made.closed_by = which.closed_at, which.closed_by
    made.locked, made.lock_reason = which.locked, which.lock_reason
    for label in which.labels:
        known = there.labels.get(label.name.casefold())
        if known is None and create_labels:
            known = state.make_label(there, label.name)
            known.color, known.description = label.color, label.description
        if known is not None:
            made.labels.append(known)
    made.assignees = [each for each in which.assignees if permissions.assignable(state, there, made, each)]
    issue_changes.note(state, made, "transferred", actor, origin=here)
    del here.issues[which.number]
    here.moved[which.number] = made
    changes: dict[str, Any] = {
        "new_issue": issues.issue(state, made),
        "new_repository": repositories.repository(state, there),
    }
    about_issue(state, "transferred", which, actor, changes=changes)
    changes = {
        "old_issue": issues.issue(state, which),
        "old_repository": repositories.repository(state, here),
    }
    about_issue(state, "opened", made, actor, changes=changes)
    return made
