"""Labels of a repository, its name and visibility, and who collaborates."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import installations
from fakegithub.changes.webhook_events import send_repository_event
from fakegithub.model import permissions
from fakegithub.model.records import Label, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories


def _send_label(
    state: State, action: str, repository: Repository, label: Label, actor: User, **news: Any
) -> None:
    shown = repositories.label(state, repository, label)
    send_repository_event(state, "label", action, repository, actor, label=shown, **news)


def create_label(
    state: State,
    repository: Repository,
    actor: User,
    name: str,
    color: str = "ededed",
    description: str | None = None,
) -> Label:
    """Make a label, or return the one of that name."""
    if (label := repository.labels.get(name.casefold())) is not None:
        return label
    label = state.make_label(repository, name)
    label.color, label.description = color.lstrip("#"), description
    _send_label(state, "created", repository, label, actor)
    return label


def rename_label(state: State, repository: Repository, label: Label, actor: User, name: str) -> None:
    """Rename a label everywhere it is used."""
    before = label.name
    del repository.labels[before.casefold()]
    repository.labels[name.casefold()] = label
    label.name = name
    _send_label(state, "edited", repository, label, actor, changes={"name": {"from": before}})


def delete_label(state: State, repository: Repository, label: Label, actor: User) -> None:
    """Delete a label; it vanishes from all issues without a word about each."""
    del repository.labels[label.name.casefold()]
    for issue in repository.issues.values():
        if label in issue.labels:
            issue.labels.remove(label)
    _send_label(state, "deleted", repository, label, actor)


def create(state: State, full_name: str, actor: User, *, private: bool = False) -> Repository:
    """Make a repository; the App gets access to it where it is installed on all."""
    made = state.make_repository(full_name, private=private)
    send_repository_event(state, "repository", "created", made, actor)
    installation = state.installation(made.owner.login)
    if installation is not None and installation.reaches(made):
        installations.send_repositories(state, installation, actor, added=[made])
    return made


def delete(state: State, repository: Repository, actor: User) -> None:
    """Delete a repository with all that is in it."""
    send_repository_event(state, "repository", "deleted", repository, actor)
    del state.repositories[repository.full_name.casefold()]


def rename(state: State, repository: Repository, actor: User, full_name: str) -> None:
    """Rename within the owner, or transfer to another one. The old name leads to the new one."""
    before, owner = repository.full_name, repository.owner
    del state.repositories[before.casefold()]
    state.moved[before.casefold()] = repository.id
    state.moved.pop(full_name.casefold(), None)
    repository.full_name = full_name
    repository.owner = state.person(full_name.partition("/")[0])
    state.repositories[full_name.casefold()] = repository
    state.make_installation(repository.owner)
    if repository.owner is owner:
        changes: dict[str, Any] = {"repository": {"name": {"from": before.partition("/")[2]}}}
        send_repository_event(state, "repository", "renamed", repository, actor, changes=changes)
    else:
        was: dict[str, Any] = {"user": accounts.user(state, owner)}
        if owner.type == "Organization":
            was = {"organization": accounts.organization(state, owner)}
        changes = {"owner": {"from": was}}
        send_repository_event(state, "repository", "transferred", repository, actor, changes=changes)


def set_archived(state: State, repository: Repository, actor: User, *, archived: bool) -> None:
    """Archive (read-only from then on) or unarchive."""
    if repository.archived != archived:
        repository.archived = archived
        send_repository_event(
            state, "repository", "archived" if archived else "unarchived", repository, actor
        )


def set_private(state: State, repository: Repository, actor: User, *, private: bool) -> None:
    """Make private or public."""
    if repository.private != private:
        repository.private = private
        send_repository_event(
            state, "repository", "privatized" if private else "publicized", repository, actor
        )


def set_role(state: State, repository: Repository, actor: User, user: User, role: str | None) -> None:
    """Give a collaborator a role, or end the collaboration with None."""
    before = repository.roles.pop(user.key, None)
    if role is not None:
        repository.roles[user.key] = role
    if before == role:
        return
    member = accounts.user(state, user)
    if before is None:
        shown = permissions.permission(state, repository, user)
        changes = {"permission": {"to": shown}, "role_name": {"to": role}}
        send_repository_event(state, "member", "added", repository, actor, member=member, changes=changes)
    elif role is None:
        send_repository_event(state, "member", "removed", repository, actor, member=member)
    else:
        changes = {
            "permission": {"from": permissions.legacy(state, before), "to": permissions.legacy(state, role)}
        }
        send_repository_event(state, "member", "edited", repository, actor, member=member, changes=changes)
