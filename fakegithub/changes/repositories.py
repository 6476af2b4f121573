"""Labels of a repository, its name and visibility, and who collaborates."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import installations
from fakegithub.changes.webhook_events import send_repo_event
from fakegithub.model import permissions
from fakegithub.model.records import Label, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories


def _send_label(state: State, action: str, repo: Repository, label: Label, actor: User, **news: Any) -> None:
    payload = repositories.label(state, repo, label)
    send_repo_event(state, "label", action, repo, actor, label=payload, **news)


def create_label(
    state: State,
    repo: Repository,
    actor: User,
    name: str,
    color: str = "ededed",
    description: str | None = None,
) -> Label:
    """Make a label, or return the one of that name."""
    if (label := repo.labels.get(name.casefold())) is not None:
        return label
    label = state.make_label(repo, name)
    label.color, label.description = color.lstrip("#"), description
    _send_label(state, "created", repo, label, actor)
    return label


def rename_label(state: State, repo: Repository, label: Label, actor: User, name: str) -> None:
    """Rename a label everywhere it is used."""
    before = label.name
    del repo.labels[before.casefold()]
    repo.labels[name.casefold()] = label
    label.name = name
    _send_label(state, "edited", repo, label, actor, changes={"name": {"from": before}})


def delete_label(state: State, repo: Repository, label: Label, actor: User) -> None:
    """Delete a label; it vanishes from all issues without a word about each."""
    del repo.labels[label.name.casefold()]
    for issue in repo.issues.values():
        if label in issue.labels:
            issue.labels.remove(label)
    _send_label(state, "deleted", repo, label, actor)


def create(state: State, full_name: str, actor: User, *, private: bool = False) -> Repository:
    """Make a repository; the App gets access to it where it is installed on all."""
    repo = state.make_repository(full_name, private=private)
    send_repo_event(state, "repository", "created", repo, actor)
    installation = state.installation(repo.owner.login)
    if installation is not None and installation.reaches(repo):
        installations.send_repositories(state, installation, actor, added=[repo])
    return repo


def delete(state: State, repo: Repository, actor: User) -> None:
    """Delete a repository with all that is in it."""
    send_repo_event(state, "repository", "deleted", repo, actor)
    del state.repositories[repo.full_name.casefold()]


def rename(state: State, repo: Repository, actor: User, full_name: str) -> None:
    """Rename within the owner, or transfer to another one. The old name leads to the new one."""
    before, owner = repo.full_name, repo.owner
    del state.repositories[before.casefold()]
    state.moved[before.casefold()] = repo.id
    state.moved.pop(full_name.casefold(), None)
    repo.full_name = full_name
    repo.owner = state.person(full_name.partition("/")[0])
    state.repositories[full_name.casefold()] = repo
    state.make_installation(repo.owner)
    if repo.owner is owner:
        changes: dict[str, Any] = {"repository": {"name": {"from": before.partition("/")[2]}}}
        send_repo_event(state, "repository", "renamed", repo, actor, changes=changes)
    else:
        was: dict[str, Any] = {"user": accounts.user(state, owner)}
        if owner.type == "Organization":
            was = {"organization": accounts.organization(state, owner)}
        changes = {"owner": {"from": was}}
        send_repo_event(state, "repository", "transferred", repo, actor, changes=changes)


def set_archived(state: State, repo: Repository, actor: User, *, archived: bool) -> None:
    """Archive (read-only from then on) or unarchive."""
    if repo.archived != archived:
        repo.archived = archived
        send_repo_event(state, "repository", "archived" if archived else "unarchived", repo, actor)


def set_private(state: State, repo: Repository, actor: User, *, private: bool) -> None:
    """Make private or public."""
    if repo.private != private:
        repo.private = private
        send_repo_event(state, "repository", "privatized" if private else "publicized", repo, actor)


def set_role(state: State, repo: Repository, actor: User, user: User, role: str | None) -> None:
    """Give a collaborator a role, or end the collaboration with None."""
    before = repo.roles.pop(user.key, None)
    if role is not None:
        repo.roles[user.key] = role
    if before == role:
        return
    member = accounts.user(state, user)
    if before is None:
        permission = permissions.permission(state, repo, user)
        changes = {"permission": {"to": permission}, "role_name": {"to": role}}
        send_repo_event(state, "member", "added", repo, actor, member=member, changes=changes)
    elif role is None:
        send_repo_event(state, "member", "removed", repo, actor, member=member)
    else:
        changes = {
            "permission": {"from": permissions.legacy(state, before), "to": permissions.legacy(state, role)}
        }
        send_repo_event(state, "member", "edited", repo, actor, member=member, changes=changes)
