"""The App's installations: where it is let in, and what it may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fakegithub.model.records import Installation, Repository, User
from fakegithub.model.state import State
from fakegithub.payloads import accounts, repositories


def install(state: State, owner: User, actor: User) -> Installation:
    """Install the App on an owner's repositories."""
    installation = state.make_installation(owner)
    _send(state, "created", installation, actor, requester=None)
    return installation


def uninstall(state: State, installation: Installation, actor: User) -> None:
    """Take the App away; its tokens end."""
    _send(state, "deleted", installation, actor)
    state.installations.pop(installation.id, None)


def suspend(state: State, installation: Installation, actor: User) -> None:
    """Suspend the installation: no webhooks, no access, until it is unsuspended."""
    installation.suspended_at, installation.suspended_by = state.now(), actor
    _send(state, "suspend", installation, actor)


def unsuspend(state: State, installation: Installation, actor: User) -> None:
    """End the suspension."""
    installation.suspended_at = installation.suspended_by = None
    _send(state, "unsuspend", installation, actor)


def accept_permissions(
    state: State, installation: Installation, actor: User, permissions: dict[str, str]
) -> None:
    """Grant the App what it asks for now."""
    installation.permissions = dict(permissions)
    _send(state, "new_permissions_accepted", installation, actor)


def add_repositories(
    state: State, installation: Installation, actor: User, repos: Sequence[Repository]
) -> None:
    """Let the App into more repositories, where it was let into some."""
    if installation.selected is not None:
        installation.selected.update(repo.id for repo in repos)
        send_repositories(state, installation, actor, added=repos)


def remove_repositories(
    state: State, installation: Installation, actor: User, repos: Sequence[Repository]
) -> None:
    """Let the App no longer into some repositories; from then on it is let into those named alone."""
    reachable = {repo.id for repo in state.repositories.values() if installation.reaches(repo)}
    installation.selected = reachable - {repo.id for repo in repos}
    send_repositories(state, installation, actor, removed=repos)


def send_repositories(
    state: State,
    installation: Installation,
    actor: User,
    added: Sequence[Repository] = (),
    removed: Sequence[Repository] = (),
) -> None:
    """Tell which repositories came and went."""
    if state.is_quiet:
        return
    payload = {
        "action": "added" if added else "removed",
        "installation": accounts.installation(state, installation),
        "repository_selection": "all" if installation.selected is None else "selected",
        "repositories_added": [repositories.short_repository(repo) for repo in added],
        "repositories_removed": [repositories.short_repository(repo) for repo in removed],
        "requester": None,
        "sender": accounts.user(state, actor),
    }
    state.send("installation_repositories", installation, payload)


def _send(state: State, action: str, installation: Installation, actor: User, **news: Any) -> None:
    if state.is_quiet:
        return
    reachable = [repo for repo in state.repositories.values() if installation.reaches(repo)]
    payload = {
        "action": action,
        "installation": accounts.installation(state, installation),
        "repositories": [repositories.short_repository(repo) for repo in reachable],
        **news,
        "sender": accounts.user(state, actor),
    }
    state.send("installation", installation, payload)
