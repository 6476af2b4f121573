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
    _tell(state, "created", installation, actor, requester=None)
    return installation


def uninstall(state: State, which: Installation, actor: User) -> None:
    """Take the App away; its tokens end."""
    _tell(state, "deleted", which, actor)
    state.installations.pop(which.id, None)


def suspend(state: State, which: Installation, actor: User) -> None:
    """Suspend the installation: no webhooks, no access, until it is unsuspended."""
    which.suspended_at, which.suspended_by = state.now(), actor
    _tell(state, "suspend", which, actor)


def unsuspend(state: State, which: Installation, actor: User) -> None:
    """End the suspension."""
    which.suspended_at = which.suspended_by = None
    _tell(state, "unsuspend", which, actor)


def accept_permissions(state: State, which: Installation, actor: User, permissions: dict[str, str]) -> None:
    """Grant the App what it asks for now."""
    which.permissions = dict(permissions)
    _tell(state, "new_permissions_accepted", which, actor)


def add_repositories(state: State, which: Installation, actor: User, added: Sequence[Repository]) -> None:
    """Let the App into more repositories, where it was let into some."""
    if which.selected is not None:
        which.selected.update(each.id for each in added)
        tell_repositories(state, which, actor, added=added)


def remove_repositories(
    state: State, which: Installation, actor: User, removed: Sequence[Repository]
) -> None:
    """Let the App no longer into some repositories; from then on it is let into those named alone."""
    reach = {each.id for each in state.repositories.values() if which.reaches(each)}
    which.selected = reach - {each.id for each in removed}
    tell_repositories(state, which, actor, removed=removed)


def tell_repositories(
    state: State,
    which: Installation,
    actor: User,
    added: Sequence[Repository] = (),
    removed: Sequence[Repository] = (),
) -> None:
    """Tell which repositories came and went."""
    if state.is_quiet:
        return
    payload = {
        "action": "added" if added else "removed",
        "installation": accounts.installation(state, which),
        "repository_selection": "all" if which.selected is None else "selected",
        "repositories_added": [repositories.short_repository(each) for each in added],
        "repositories_removed": [repositories.short_repository(each) for each in removed],
        "requester": None,
        "sender": accounts.user(state, actor),
    }
    state.send("installation_repositories", which, payload)


def revoke_authorization(state: State, user: User) -> None:
    """End a person's consent to the App's login. Their tokens end with it."""
    for token in [token for token, (whose, _) in state.person_tokens.items() if whose is user]:
        del state.person_tokens[token]
    if not state.is_quiet:
        told = {"action": "revoked", "sender": accounts.user(state, user)}
        state.send_to_app("github_app_authorization", told)


def _tell(state: State, action: str, which: Installation, actor: User, **news: Any) -> None:
    if state.is_quiet:
        return
    reach = [each for each in state.repositories.values() if which.reaches(each)]
    payload = {
        "action": action,
        "installation": accounts.installation(state, which),
        "repositories": [repositories.short_repository(each) for each in reach],
        **news,
        "sender": accounts.user(state, actor),
    }
    state.send("installation", which, payload)
