"""Merging pull requests."""

from __future__ import annotations

from fakegithub.changes import branches
from fakegithub.changes import issues as issue_changes
from fakegithub.changes.pulls import closing_numbers
from fakegithub.model.records import Issue, User
from fakegithub.model.state import State
from fakegithub.payloads import pulls


def merge(state: State, issue: Issue, actor: User) -> None:
    """Merge: the head's files reach the base branch, and the issues it names are closed."""
    pull = pulls.of(issue)
    if pull.merged or not issue.is_open:
        return
    pull.merged, pull.merged_at, pull.merged_by = True, state.now(), actor
    repo = issue.repository
    if issue.author is not None:
        repo.contributors.add(issue.author.key)
    gone = [path for path in pull.files if pull.branch and path not in pull.head_files]
    files: dict[str, str | None] = {**pull.head_files, **dict.fromkeys(gone)}
    branches.push(state, repo, actor, files, pull.base_ref, f"{issue.title} (#{issue.number})")
    issue_changes.add_timeline_event(state, issue, "merged", actor)
    issue_changes.close(state, issue, actor)
    for number in closing_numbers(issue):
        closed = repo.issues.get(number)
        if closed is not None and closed.pull is None:
            issue_changes.close(state, closed, actor)
