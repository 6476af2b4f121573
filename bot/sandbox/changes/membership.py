"""Members of organizations and teams, and the App's installations."""

from __future__ import annotations

from typing import Any

from bot.sandbox.changes.telling import about_organization
from bot.sandbox.identity import stable_id
from bot.sandbox.payloads import accounts, repositories
from bot.sandbox.records import Installation, Organization, Team, User
from bot.sandbox.state import State


def add_member(state: State, where: Organization, actor: User, user: User) -> None:
    """Take somebody into an organization."""
    if user.key not in where.members:
        where.members[user.key] = user
        shown = accounts.membership(state, where, user)
        about_organization(state, "organization", "member_added", where, actor, membership=shown)


def remove_member(state: State, where: Organization, actor: User, user: User) -> None:
    """Let somebody go, from the organization and all its teams."""
    if user.key in where.members:
        for team in where.teams.values():
            remove_from_team(state, where, team, actor, user)
        del where.members[user.key]
        shown = accounts.membership(state, where, user)
        about_organization(state, "organization", "member_removed", where, actor, membership=shown)


def make_team(where: Organization, slug: str) -> Team:
    """The team of that slug, newly made if need be."""
    id_ = stable_id("team", f"{where.account.login}/{slug}")
    return where.teams.setdefault(slug.casefold(), Team(id_, slug, where.account))


def add_to_team(state: State, where: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody into a team."""
    if user.key not in team.members:
        team.members[user.key] = user
        _tell_team(state, "added", where, team, actor, user)


def remove_from_team(state: State, where: Organization, team: Team, actor: User, user: User) -> None:
    """Take somebody out of a team."""
    if user.key in team.members:
        del team.members[user.key]
        _tell_team(state, "removed", where, team, actor, user)


def _tell_team(state: State, action: str, where: Organization, team: Team, actor: User, user: User) -> None:
    about_organization(
        state, "membership", action, where, actor,
        scope="team", member=accounts.user(state, user), team=accounts.team(state, team),
    )  # fmt: skip


def install(state: State, owner: User, actor: User) -> Installation:
    """Install the App on an owner's repositories."""
    installation = state.make_installation(owner)
    _tell_installation(state, "created", installation, actor, requester=None)
    return installation


def uninstall(state: State, which: Installation, actor: User) -> None:
    """Take the App away; its tokens end."""
    _tell_installation(state, "deleted", which, actor)
    state.installations.pop(which.id, None)


def suspend(state: State, which: Installation, actor: User) -> None:
    """Suspend the installation: no webhooks, no access, until it is unsuspended."""
    which.suspended_at, which.suspended_by = state.now(), actor
    _tell_installation(state, "suspend", which, actor)


def unsuspend(state: State, which: Installation, actor: User) -> None:
    """End the suspension."""
    which.suspended_at = which.suspended_by = None
    _tell_installation(state, "unsuspend", which, actor)


def _tell_installation(state: State, action: str, which: Installation, actor: User, **news: Any) -> None:
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
