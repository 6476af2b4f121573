"""Labels of a repository, its name and visibility, and who collaborates."""

from __future__ import annotations

from typing import Any

from fakegithub.changes import installations
from fakegithub.changes.webhook_events import about_repository
from fakegithub.model import permissions
from fakegithub.model.records import Label, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories


def _tell_label(state: State, action: str, where: Repository, which: Label, actor: User, **news: Any) -> None:
    shown = repositories.label(state, where, which)
    about_repository(state, "label", action, where, actor, label=shown, **news)


def create_label(
    state: State,
    where: Repository,
    actor: User,
    name: str,
    color: str = "ededed",
    description: str | None = None,
) -> Label:
    """Make a label, or return the one of that name."""
    if (found := where.labels.get(name.casefold())) is not None:
        return found
    made = state.make_label(where, name)
    made.color, made.description = color.lstrip("#"), description
    _tell_label(state, "created", where, made, actor)
    return made


def rename_label(state: State, where: Repository, which: Label, actor: User, name: str) -> None:
    """Rename a label everywhere it is used."""
    before = which.name
    del where.labels[before.casefold()]
    where.labels[name.casefold()] = which
    which.name = name
    _tell_label(state, "edited", where, which, actor, changes={"name": {"from": before}})


def delete_label(state: State, where: Repository, which: Label, actor: User) -> None:
    """Delete a label; it vanishes from all issues without a word about each."""
    del where.labels[which.name.casefold()]
    for issue in where.issues.values():
        if which in issue.labels:
            issue.labels.remove(which)
    _tell_label(state, "deleted", where, which, actor)


def create(state: State, full_name: str, actor: User, *, private: bool = False) -> Repository:
    """Make a repository; the App gets access to it where it is installed on all."""
    made = state.make_repository(full_name, private=private)
    about_repository(state, "repository", "created", made, actor)
    installation = state.installation(made.owner.login)
    if installation is not None and installation.reaches(made):
        installations.tell_repositories(state, installation, actor, added=[made])
    return made


def delete(state: State, which: Repository, actor: User) -> None:
    """Delete a repository with all that is in it."""
    about_repository(state, "repository", "deleted", which, actor)
    del state.repositories[which.full_name.casefold()]


def rename(state: State, which: Repository, actor: User, full_name: str) -> None:
    """Rename within the owner, or transfer to another one. The old name leads to the new one."""
    before, owner = which.full_name, which.owner
    del state.repositories[before.casefold()]
    state.moved[before.casefold()] = which.id
    state.moved.pop(full_name.casefold(), None)
    which.full_name = full_name
    which.owner = state.person(full_name.partition("/")[0])
    state.repositories[full_name.casefold()] = which
    state.make_installation(which.owner)
    if which.owner is owner:
        changes: dict[str, Any] = {"repository": {"name": {"from": before.partition("/")[2]}}}
        about_repository(state, "repository", "renamed", which, actor, changes=changes)
    else:
        was: dict[str, Any] = {"user": accounts.user(state, owner)}
        if owner.type == "Organization":
            was = {"organization": accounts.organization(state, owner)}
        changes = {"owner": {"from": was}}
        about_repository(state, "repository", "transferred", which, actor, changes=changes)


def set_archived(state: State, which: Repository, actor: User, *, archived: bool) -> None:
    """Archive (read-only from then on) or unarchive."""
    if which.archived != archived:
        which.archived = archived
        about_repository(state, "repository", "archived" if archived else "unarchived", which, actor)


def set_private(state: State, which: Repository, actor: User, *, private: bool) -> None:
    """Make private or public."""
    if which.private != private:
        which.private = private
        about_repository(state, "repository", "privatized" if private else "publicized", which, actor)


def set_role(state: State, where: Repository, actor: User, user: User, role: str | None) -> None:
    """Give a collaborator a role, or end the collaboration with None."""
    before = where.roles.pop(user.key, None)
    if role is not None:
        where.roles[user.key] = role
    if before == role:
        return
    member = accounts.user(state, user)
    if before is None:
        shown = permissions.permission(state, where, user)
        changes = {"permission": {"to": shown}, "role_name": {"to": role}}
        about_repository(state, "member", "added", where, actor, member=member, changes=changes)
    elif role is None:
        about_repository(state, "member", "removed", where, actor, member=member)
    else:
        changes = {
            "permission": {"from": permissions.legacy(state, before), "to": permissions.legacy(state, role)}
        }
        about_repository(state, "member", "edited", where, actor, member=member, changes=changes)
