"""Branches: commits to them, their beginning and their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fakegithub.changes import pulls
from fakegithub.changes.webhook_events import send_repo_event
from fakegithub.model.ids import commit_sha
from fakegithub.model.records import Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import repositories
from fakegithub.payloads.values import stamp

NOTHING = "0" * 40
"""The sha of what is not there yet, or no longer."""


def push(
    state: State,
    repo: Repository,
    actor: User,
    files: Mapping[str, str | None],
    branch: str | None = None,
    message: str = "",
) -> str:
    """Commit files to a branch (None deletes one), which begins where the default branch is if it is new;
    returns the commit's sha. Open pull requests from that branch get the commit, too."""
    branch = branch or repo.default_branch
    fresh = branch not in repo.branches
    tree = repo.branches.setdefault(branch, dict(repo.files))
    added = [path for path, text in files.items() if text is not None and path not in tree]
    modified = [path for path, text in files.items() if text is not None and path in tree]
    removed = [path for path, text in files.items() if text is None and path in tree]
    before = head_sha(repo, branch) if not fresh else NOTHING
    for path, text in files.items():
        if text is None:
            tree.pop(path, None)
        else:
            tree[path] = text
    repo.updated_at = state.now()
    after = head_sha(repo, branch)
    if not state.is_quiet:
        title = message or f"Change {', '.join([*added, *modified, *removed])}"
        commit = {
            **_commit(state, repo, actor, after, title),
            "added": added,
            "removed": removed,
            "modified": modified,
        }
        _send_push(state, repo, actor, branch, before, after, [commit], created=fresh)
    for issue in repo.issues.values():
        pull = issue.pull
        if pull is not None and pull.branch and pull.head_ref == branch and issue.is_open:
            pulls.push(state, issue, actor, pulls.changed(tree, repo, pull.base_ref), sha=after)
    return after


def create(state: State, repo: Repository, actor: User, branch: str, sha: str) -> None:
    """Begin a branch at a commit that is the head of another one; LookupError when there is none."""
    origin = at(repo, sha)
    if origin is None:
        raise LookupError(f"there is no commit {sha}")
    repo.branches[branch] = dict(origin)
    send_repo_event(
        state, "create", None, repo, actor,
        ref=branch, ref_type="branch", master_branch=repo.default_branch, description=None,
        pusher_type="user",
    )  # fmt: skip
    _send_push(state, repo, actor, branch, NOTHING, sha, [], created=True)


def head_sha(repo: Repository, branch: str) -> str:
    """The sha of a branch's newest commit: it depends on what the branch holds."""
    return commit_sha("tree", repo.full_name, *sorted(repo.branches.get(branch, {}).items()))


def at(repo: Repository, sha: str) -> dict[str, str] | None:
    """The files at a commit that is some branch's head; None when it is none."""
    if sha == head_sha(repo, repo.default_branch):
        return repo.files
    return next((tree for name, tree in repo.branches.items() if head_sha(repo, name) == sha), None)


def _commit(state: State, repo: Repository, actor: User, sha: str, message: str) -> dict[str, Any]:
    person = {"name": actor.login, "email": None, "username": actor.login}
    return {
        "id": sha,
        "tree_id": commit_sha("tree", sha),
        "distinct": True,
        "message": message,
        "timestamp": stamp(repo.updated_at),
        "url": f"{repositories.html_url(state, repo)}/commit/{sha}",
        "author": person,
        "committer": person,
    }


def _send_push(
    state: State,
    repo: Repository,
    actor: User,
    branch: str,
    before: str,
    after: str,
    commits: list[dict[str, Any]],
    *,
    created: bool = False,
    deleted: bool = False,
) -> None:
    compare = f"{repositories.html_url(state, repo)}/compare/{before[:12]}...{after[:12]}"
    send_repo_event(
        state, "push", None, repo, actor,
        ref=f"refs/heads/{branch}", before=before, after=after, created=created, deleted=deleted,
        forced=False, base_ref=None, compare=compare, commits=commits,
        head_commit=commits[-1] if commits else None, pusher={"name": actor.login, "email": None},
    )  # fmt: skip
