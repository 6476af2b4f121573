"""Branches: commits to them, their beginning and their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.changes import pulls
from fakegithub.changes.webhook_events import send_repository_event
from fakegithub.model.ids import commit_sha
from fakegithub.model.records import Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import repositories
from fakegithub.payloads.times import stamp

NOTHING = "0" * 40
"""The sha of what is not there yet, or no longer."""


def push(
    state: State,
    repository: Repository,
    actor: User,
    files: Mapping[str, str | None],
    branch: str | None = None,
    message: str = "",
) -> str:
    """Commit files to a branch (None deletes one), which begins where the default branch is if it is new;
    returns the commit's sha. Open pull requests from that branch get the commit, too."""
    branch = branch or repository.default_branch
    fresh = branch not in repository.branches
    tree = repository.branches.setdefault(branch, dict(repository.files))
    added = [path for path, text in files.items() if text is not None and path not in tree]
    modified = [path for path, text in files.items() if text is not None and path in tree]
    removed = [path for path, text in files.items() if text is None and path in tree]
    before = head_sha(repository, branch) if not fresh else NOTHING
    for path, text in files.items():
        if text is None:
            tree.pop(path, None)
        else:
            tree[path] = text
    repository.updated_at = state.now()
    after = head_sha(repository, branch)
    if not state.is_quiet:
        title = message or f"Change {', '.join([*added, *modified, *removed])}"
        commit = {
            **_commit(state, repository, actor, after, title),
            "added": added,
            "removed": removed,
            "modified": modified,
        }
        _send_push(state, repository, actor, branch, before, after, [commit], created=fresh)
    for issue in repository.issues.values():
        pull = issue.pull
        if pull is not None and pull.branch and pull.head_ref == branch and issue.is_open:
            pulls.push(state, issue, actor, pulls.changed(tree, repository, pull.base_ref), sha=after)
    return after


def create(state: State, repository: Repository, actor: User, branch: str, sha: str) -> None:
    """Begin a branch at a commit that is the head of another one; LookupError when there is none."""
    origin = at(repository, sha)
    if origin is None:
        raise LookupError(f"there is no commit {sha}")
    repository.branches[branch] = dict(origin)
    send_repository_event(
        state, "create", None, repository, actor,
        ref=branch, ref_type="branch", master_branch=repository.default_branch, description=None,
        pusher_type="user",
    )  # fmt: skip
    _send_push(state, repository, actor, branch, NOTHING, sha, [], created=True)


def delete(state: State, repository: Repository, actor: User, branch: str) -> None:
    """End a branch."""
    before = head_sha(repository, branch)
    del repository.branches[branch]
    send_repository_event(
        state, "delete", None, repository, actor, ref=branch, ref_type="branch", pusher_type="user"
    )
    _send_push(state, repository, actor, branch, before, NOTHING, [], deleted=True)


def head_sha(repository: Repository, branch: str) -> str:
    """The sha of a branch's newest commit: it depends on what the branch holds."""
    return commit_sha("tree", repository.full_name, *sorted(repository.branches.get(branch, {}).items()))


def at(repository: Repository, sha: str) -> dict[str, str] | None:
    """The files at a commit that is some branch's head; None when it is none."""
    if sha == head_sha(repository, repository.default_branch):
        return repository.files
    return next(
        (tree for name, tree in repository.branches.items() if head_sha(repository, name) == sha), None
    )


def _commit(state: State, repository: Repository, actor: User, sha: str, message: str) -> dict[str, Any]:
    person = {"name": actor.login, "email": None, "username": actor.login}
    return {
        "id": sha,
        "tree_id": commit_sha("tree", sha),
        "distinct": True,
        "message": message,
        "timestamp": stamp(repository.updated_at),
        "url": f"{repositories.html_url(state, repository)}/commit/{sha}",
        "author": person,
        "committer": person,
    }


def _send_push(
    state: State,
    repository: Repository,
    actor: User,
    branch: str,
    before: str,
    after: str,
    commits: list[dict[str, Any]],
    *,
    created: bool = False,
    deleted: bool = False,
) -> None:
    compare = f"{repositories.html_url(state, repository)}/compare/{before[:12]}...{after[:12]}"
    send_repository_event(
        state, "push", None, repository, actor,
        ref=f"refs/heads/{branch}", before=before, after=after, created=created, deleted=deleted,
        forced=False, base_ref=None, compare=compare, commits=commits,
        head_commit=commits[-1] if commits else None, pusher={"name": actor.login, "email": None},
    )  # fmt: skip
