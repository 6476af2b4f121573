"""Merging pull requests."""

from __future__ import annotations

from fakegithub.changes import branches
from fakegithub.changes import issues as issue_changes
from fakegithub.changes.pulls import closing_numbers
from fakegithub.model.records import Issue, User
from fakegithub.model.state import State
from fakegithub.payloads import pulls


def merge(state: State, which: Issue, actor: User) -> None:
    """Merge: the head's files reach the base branch, and the issues it names are closed."""
    pull = pulls.of(which)
    if pull.merged or not which.is_open:
        return
    pull.merged, pull.merged_at, pull.merged_by = True, state.now(), actor
    where = which.repository
    if which.author is not None:
        where.contributors.add(which.author.key)
    gone = [path for path in pull.files if pull.branch and path not in pull.head_files]
    files: dict[str, str | None] = {**pull.head_files, **dict.fromkeys(gone)}
    branches.push(state, where, actor, files, pull.base_ref, f"{which.title} (#{which.number})")
    issue_changes.note(state, which, "merged", actor)
    issue_changes.close(state, which, actor)
    for number in closing_numbers(which):
        issue = where.issues.get(number)
        if issue is not None and issue.pull is None:
            issue_changes.close(state, issue, actor)
