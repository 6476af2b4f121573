"""What issues are to one another: parent and sub-issue, blocked and blocking; and their types.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#sub_issues
https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_dependencies
"""

from __future__ import annotations

from typing import Any

from fakegithub.changes.issues import add_timeline_event
from fakegithub.changes.webhook_events import send_issue_event, send_repo_event
from fakegithub.model.new_records import make_type
from fakegithub.model.records import Issue, IssueType, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import issues, repositories

USUAL_TYPES = ("Task", "Bug", "Feature")
"""What every organization has to begin with.
https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization"""


def issue_types(repo: Repository) -> list[IssueType]:
    """The types its issues can have; a person's repositories have none of their own."""
    if repo.owner.type == "Organization":
        for name in USUAL_TYPES:
            make_type(repo, name)
    return list(repo.types.values())


def set_type(state: State, issue: Issue, actor: User, kind: IssueType | None) -> None:
    """Give an issue a type, or take it away."""
    before, issue.type = issue.type, kind
    if before is kind:
        return
    action, about = ("typed", kind) if kind else ("untyped", before)
    add_timeline_event(state, issue, f"issue_type_{'added' if kind else 'removed'}", actor)
    send_issue_event(state, action, issue, actor, type=issues.issue_type(about))


def add_sub_issue(parent: Issue, child: Issue) -> None:
    """Make an issue part of another, without a webhook."""
    if child.parent is None and child is not parent:
        child.parent = parent
        parent.sub_issues.append(child)


def relate(state: State, parent: Issue, child: Issue, actor: User) -> None:
    """Make an issue part of another: GitHub tells both repositories."""
    add_sub_issue(parent, child)
    _tell_family(state, "added", parent, child, actor)


def part(state: State, parent: Issue, child: Issue, actor: User) -> None:
    """Make a sub-issue an issue of its own again."""
    if child in parent.sub_issues:
        parent.sub_issues.remove(child)
        child.parent = None
        _tell_family(state, "removed", parent, child, actor)


def _tell_family(state: State, change: str, parent: Issue, child: Issue, actor: User) -> None:
    about: dict[str, Any] = {
        "parent_issue_id": parent.id,
        "parent_issue": issues.issue(state, parent),
        "sub_issue_id": child.id,
        "sub_issue": issues.issue(state, child),
    }
    for side, repo, elsewhere in (("sub", parent.repository, child), ("parent", child.repository, parent)):
        there = {f"{side}_issue_repo": repositories.repository(state, elsewhere.repository)}
        send_repo_event(state, "sub_issues", f"{side}_issue_{change}", repo, actor, **about, **there)


def block(state: State, blocked: Issue, blocking: Issue, actor: User, *, blocks: bool = True) -> None:
    """Say that an issue waits for another, or no longer does: GitHub tells both repositories."""
    if blocks == (blocking in blocked.blocked_by):
        return
    (blocked.blocked_by.append if blocks else blocked.blocked_by.remove)(blocking)
    about: dict[str, Any] = {
        "blocked_issue_id": blocked.id,
        "blocked_issue": issues.issue(state, blocked),
        "blocking_issue_id": blocking.id,
        "blocking_issue": issues.issue(state, blocking),
    }
    change = "added" if blocks else "removed"
    sides = (("blocked_by", blocked, "blocking", blocking), ("blocking", blocking, "blocked", blocked))
    for side, here, other, elsewhere in sides:
        there = {f"{other}_issue_repo": repositories.repository(state, elsewhere.repository)}
        send_repo_event(
            state, "issue_dependencies", f"{side}_{change}", here.repository, actor, **about, **there
        )
